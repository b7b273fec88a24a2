//! Why something was not done: codes, which the screens and the command line put into words.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::field::Time;
use sync_contract::ids::VisitId;
use sync_contract::{Compartment, Right};
use uuid::Uuid;

use crate::view::{At, Id};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the right `{}` is missing", .0.word())]
    Forbidden(Right),
    #[error("no such {0} on this device")]
    NotFound(&'static str),
    #[error("{field}: {}", .reason.word())]
    Invalid { field: &'static str, reason: Reason },
    /// A deleted patient takes nothing more until somebody brings them back.
    #[error("the patient is deleted")]
    PatientDeleted,
    /// The patient has a visit that has not ended, for another appointment.
    #[error("another visit of the patient is open")]
    OtherVisitOpen(VisitId),
    /// A note that is signed is frozen.
    #[error("the note is signed")]
    AlreadySigned,
    /// Two versions of the note stand beside each other: which text is signed is decided first. The id of the conflict.
    #[error(
        "another version of this note waits for a decision: decide the conflict {0} first, then sign"
    )]
    ConflictOpen(Uuid),
    /// Other refused changes build on what a refused one made: they are decided first.
    #[error("other refused changes build on this one")]
    BuiltOn,
    /// Nothing was written, so there is nothing to sign.
    #[error("the note is empty")]
    Empty,
    /// A note has the sections of its kind.
    #[error("a note of this kind has no section `{}`", .section.word())]
    ForeignSection {
        form: crate::notes::NoteKind,
        section: crate::notes::NoteSection,
    },
    /// The key of a compartment has not reached this user yet.
    #[error("the key of {} has not arrived", .0.name())]
    KeyMissing(Compartment),
    /// A side has come that nobody looked at.
    #[error("somebody changed this meanwhile")]
    ChangedMeanwhile,
    /// Only a demo clinic may be seeded.
    #[error("not a demo clinic")]
    NotDemo,
    #[error("the file to import cannot be read: {0}")]
    Import(#[from] crate::patients::import::Unreadable),
    #[error(transparent)]
    Vault(#[from] vault::Error),
}

impl Error {
    pub fn invalid(field: &'static str, reason: Reason) -> Self {
        Self::Invalid { field, reason }
    }

    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Forbidden(_) => ProblemCode::Forbidden,
            Self::NotFound(_) => ProblemCode::NotFound,
            Self::Invalid { .. } | Self::ForeignSection { .. } => ProblemCode::Invalid,
            Self::OtherVisitOpen(_) => ProblemCode::VisitOpen,
            Self::PatientDeleted => ProblemCode::PatientDeleted,
            Self::AlreadySigned => ProblemCode::AlreadySigned,
            Self::ConflictOpen(_) => ProblemCode::ConflictOpen,
            Self::BuiltOn => ProblemCode::BuiltOn,
            Self::Empty => ProblemCode::Empty,
            Self::KeyMissing(_) => ProblemCode::KeyMissing,
            Self::ChangedMeanwhile => ProblemCode::ChangedMeanwhile,
            Self::NotDemo => ProblemCode::NotDemo,
            Self::Import(_) => ProblemCode::ImportUnreadable,
            Self::Vault(error) => vault_code(error),
        }
    }

    /// What the other side is told; `now` turns a wait into the moment at which it ends.
    pub fn failure(&self, now: Time) -> Problem {
        let mut failure = Problem::from(self.code());
        match self {
            Self::Invalid { field, reason } => {
                failure.field = Some((*field).to_owned());
                failure.reason = Some(*reason);
            }
            Self::ForeignSection { section, .. } => {
                failure.field = Some(section.word().to_owned());
                failure.reason = Some(Reason::Unknown);
            }
            Self::OtherVisitOpen(visit) => failure.visit = Some(Id::of(*visit)),
            Self::ConflictOpen(conflict) => failure.conflict = Some(Id::of(*conflict)),
            Self::Forbidden(right) => failure.field = Some(right.word().to_owned()),
            Self::Vault(vault::Error::Throttled(wait)) => {
                let wait_us = i64::try_from(wait.remaining.as_micros()).unwrap_or(i64::MAX);
                failure.until = Some(At::of(Time(now.0.saturating_add(wait_us))));
            }
            Self::Vault(error) if failure.code == ProblemCode::Internal => {
                failure.reference = Some(error.to_string());
            }
            _ => {}
        }
        failure
    }
}

fn vault_code(error: &vault::Error) -> ProblemCode {
    use vault::Error as V;
    match error {
        V::WrongPassword | V::EmptyPassword => ProblemCode::WrongPassword,
        V::Throttled(_) => ProblemCode::LockedOut,
        V::Inactive => ProblemCode::Inactive,
        V::Revoked => ProblemCode::Revoked,
        V::KeysReplaced => ProblemCode::PasswordReplaced,
        V::Altered => ProblemCode::FileAltered,
        V::ServerAltered => ProblemCode::ServerAltered,
        V::WrongRecoveryKey | V::BadBackup | V::ForgedBackup => ProblemCode::RecoveryKeyWrong,
        V::BadBundle => ProblemCode::CodeWrong,
        V::NoKey => ProblemCode::KeyMissing,
        V::NotFound => ProblemCode::NotFound,
        V::Signed => ProblemCode::AlreadySigned,
        V::NotAdmin => ProblemCode::Forbidden,
        V::AdminSignedPending => ProblemCode::NeedsConnection,
        V::WrittenOnce | V::PatientChanged | V::Exists | V::Reference => {
            ProblemCode::ChangedMeanwhile
        }
        V::Value(_) | V::TooLarge => ProblemCode::Invalid,
        V::Damaged | V::Truncated => ProblemCode::FileDamaged,
        V::Newer => ProblemCode::FileNewer,
        V::NoVault | V::NotOurs | V::NoKeysHere | V::AlreadyThere | V::NotEmpty => {
            ProblemCode::FileNotOurs
        }
        V::NoPermission => ProblemCode::ReadOnly,
        V::DiskFull => ProblemCode::DiskFull,
        V::InUse => ProblemCode::VaultBusy,
        V::Forked => ProblemCode::Forked,
        _ => ProblemCode::Internal,
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    Required,
    TooShort,
    TooLong,
    Malformed,
    NotADate,
    AmbiguousDate,
    InTheFuture,
    TooLongAgo,
    NotAnEmail,
    NotAPhone,
    /// Another has it already.
    Taken,
    /// The end is not after the beginning.
    Backwards,
    /// Not among the choices that there are.
    Unknown,
    /// No body can have this value.
    Impossible,
    /// A status does not follow from the one that is.
    OutOfOrder,
}

impl Reason {
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooShort => "too short",
            Self::TooLong => "too long",
            Self::Malformed => "malformed",
            Self::NotADate => "not a date",
            Self::AmbiguousDate => "an ambiguous date",
            Self::InTheFuture => "in the future",
            Self::TooLongAgo => "too long ago",
            Self::NotAnEmail => "not an e-mail address",
            Self::NotAPhone => "not a phone number",
            Self::Taken => "taken",
            Self::Backwards => "backwards",
            Self::Unknown => "unknown",
            Self::Impossible => "impossible",
            Self::OutOfOrder => "out of order",
        }
    }
}

/// A refusal as the other side gets it. The words for each code are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    WrongPassword,
    LockedOut,
    Locked,
    Inactive,
    Revoked,
    PasswordReplaced,
    Forbidden,
    NotFound,
    ChangedMeanwhile,
    Invalid,
    PatientDeleted,
    VisitOpen,
    AlreadySigned,
    ConflictOpen,
    BuiltOn,
    Empty,
    KeyMissing,
    RecoveryKeyWrong,
    CodeWrong,
    CodeUsed,
    CodeExpired,
    Offline,
    ServerRefused,
    ServerTooOld,
    AlreadyConnected,
    AlreadyRegistered,
    LastAdmin,
    Forked,
    ClockTooFar,
    ChangeRejected,
    ServerAltered,
    NotOurServer,
    PlainHttp,
    NeedsConnection,
    NotDemo,
    FileDamaged,
    FileAltered,
    FileNewer,
    FileNotOurs,
    DiskFull,
    ReadOnly,
    VaultBusy,
    ImportUnreadable,
    Internal,
}

/// `field` names the input at fault and `reason` what is wrong with it; `tries_left` and `until` belong to the two
/// sign-in codes, `visit` to `VisitOpen`: the one to open instead, `conflict` to `ConflictOpen`: the one to decide first;
/// `reference` is for support.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    pub field: Option<String>,
    pub reason: Option<Reason>,
    pub tries_left: Option<u32>,
    pub until: Option<At>,
    pub visit: Option<Id>,
    pub conflict: Option<Id>,
    pub reference: Option<String>,
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self {
            code,
            field: None,
            reason: None,
            tries_left: None,
            until: None,
            visit: None,
            conflict: None,
            reference: None,
        }
    }
}
