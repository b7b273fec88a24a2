//! How a command ends: a status that scripts can rely on and a sentence that a person can act on.

use serde::Serialize;

/// 0 done, 1 refused, 2 usage, 3 needs a person, 4 unreachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    Done = 0,
    Refused = 1,
    Usage = 2,
    NeedsPerson = 3,
    Unreachable = 4,
}

/// What happened, that nothing was lost, and what to do.
#[derive(Debug, Serialize)]
pub struct Failure {
    #[serde(skip)]
    pub status: Option<Status>,
    /// Stable, for scripts.
    pub code: String,
    pub message: String,
}

impl Failure {
    pub fn new(status: Status, code: &str, message: impl Into<String>) -> Self {
        Self { status: Some(status), code: code.to_owned(), message: message.into() }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Status::Usage, "usage", message)
    }

    pub fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::new(Status::Refused, code, message)
    }

    pub fn status(&self) -> Status {
        self.status.unwrap_or(Status::Refused)
    }
}

pub type Result<T> = std::result::Result<T, Failure>;
