//! The end of a command: a status for scripts and a sentence that a user can act on.

use serde::Serialize;

/// 0 done, 1 refused, 2 usage, 3 needs a decision of the user, 4 unreachable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    Done = 0,
    Refused = 1,
    Usage = 2,
    NeedsPerson = 3,
    Unreachable = 4,
}

/// A refusal in a sentence: what happened, that nothing was lost, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(skip)]
    pub status: Status,
    /// Stable, for scripts.
    pub code: &'static str,
    pub message: String,
    /// The input at fault, as it is spelled in an entry; of several the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Every input at fault, where that are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<WrongField>,
}

/// One of several inputs at fault, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongField {
    pub field: String,
    pub message: String,
}

impl Problem {
    pub fn new(status: Status, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            field: None,
            fields: Vec::new(),
        }
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Status::Usage, "usage", message)
    }

    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Status::Refused, code, message)
    }

    pub fn needs_person(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Status::NeedsPerson, code, message)
    }

    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

pub type Result<T> = std::result::Result<T, Problem>;
