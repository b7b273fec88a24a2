//! Problems: a code that each interface has words for, and its details.

use std::io::ErrorKind;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::field::Time;

use vault::seal::SealError;

use crate::error::{Error, LabHalt, Reason, Unreadable, code_point};
use crate::view::{At, Id};

impl Error {
    /// Returns the code that an interface has words for.
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Forbidden(_) => ProblemCode::Forbidden,
            Self::WithoutCompartment(_) => ProblemCode::Forbidden,
            Self::NotFound(_) => ProblemCode::NotFound,
            Self::Invalid { .. }
            | Self::TooLong { .. }
            | Self::Unseen { .. }
            | Self::Several(_)
            | Self::MoreThanOrdered { .. }
            | Self::ForeignSection { .. }
            | Self::ForeignField { .. }
            | Self::CustomValue { .. }
            | Self::RightNeeds { .. }
            | Self::UnknownChartField(_) => ProblemCode::Invalid,
            Self::OtherVisitOpen(_) => ProblemCode::VisitOpen,
            Self::PatientDeleted => ProblemCode::PatientDeleted,
            Self::RecallFinished => ProblemCode::RecallFinished,
            Self::PlanGiven(_) => ProblemCode::PlanGiven,
            Self::NotDispensable(_) => ProblemCode::NotDispensable,
            Self::AlreadyDispensed => ProblemCode::AlreadyDispensed,
            Self::LabHalted(why) => match why {
                LabHalt::Cancelled => ProblemCode::LabCancelled,
                LabHalt::NotCollected => ProblemCode::LabNotCollected,
                LabHalt::Collected => ProblemCode::LabCollected,
                LabHalt::Resulted => ProblemCode::LabResulted,
                LabHalt::OfAnother => ProblemCode::LabOfAnother,
            },
            Self::AlreadyIssued => ProblemCode::AlreadyIssued,
            Self::InvoiceVoid => ProblemCode::InvoiceVoid,
            Self::StillPaid(_) => ProblemCode::StillPaid,
            Self::ListNotEmpty => ProblemCode::ListNotEmpty,
            Self::NotAllHere => ProblemCode::NotAllHere,
            Self::AlreadySigned => ProblemCode::AlreadySigned,
            Self::NoteNotSigned => ProblemCode::NoteNotSigned,
            Self::NoteVoid => ProblemCode::NoteVoid,
            Self::NoteOfAnother => ProblemCode::NoteOfAnother,
            Self::ConflictOpen(_) => ProblemCode::ConflictOpen,
            Self::BuiltOn => ProblemCode::BuiltOn,
            Self::NotAdmissible(_) => ProblemCode::ChangeRejected,
            Self::Empty => ProblemCode::Empty,
            Self::KeyMissing(_) => ProblemCode::KeyMissing,
            Self::ChangedMeanwhile => ProblemCode::ChangedMeanwhile,
            Self::DocumentIncomplete { .. } => ProblemCode::DocumentIncomplete,
            Self::DocumentDamaged => ProblemCode::DocumentDamaged,
            Self::PhotoDamaged => ProblemCode::PhotoDamaged,
            Self::OtherFile => ProblemCode::OtherFile,
            Self::FileChanged => ProblemCode::FileChanged,
            Self::NotWritten(error) => match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ProblemCode::DiskFull,
                _ => ProblemCode::Invalid,
            },
            Self::NotDemo => ProblemCode::NotDemo,
            Self::Import(_) => ProblemCode::ImportUnreadable,
            Self::Vault(error) => vault_code(error),
        }
    }

    /// Returns the problem of an error; `now` turns a waiting time into the time at which it ends.
    pub fn problem(&self, now: Time) -> Problem {
        let mut problem = Problem::from(self.code());
        match self {
            Self::Several(wrong) => {
                for error in wrong {
                    problem.fields.extend(error.problem(now).fields);
                }
            }
            Self::OtherVisitOpen(visit) => problem.visit = Some(Id::of(*visit)),
            Self::ConflictOpen(conflict) => problem.conflict = Some(Id::of(*conflict)),
            Self::Forbidden(right) => problem.field = Some(right.as_str().to_owned()),
            Self::NotAdmissible(why) => problem.reference = Some(why.as_str().to_owned()),
            Self::Import(Unreadable::NotUtf8 { line } | Unreadable::BrokenQuote { line }) => {
                problem.reference = Some(line.to_string());
            }
            Self::Vault(vault::Error::Throttled(wait)) => {
                let wait_us = i64::try_from(wait.remaining.as_micros()).unwrap_or(i64::MAX);
                problem.until = Some(At::of(Time(now.0.saturating_add(wait_us))));
            }
            Self::Vault(vault::Error::ForeignObjects(names)) => {
                problem.reference = Some(names.clone());
            }
            Self::Vault(error) if problem.code == ProblemCode::Internal => {
                problem.reference = Some(error.to_string());
            }
            _ => problem.fields.extend(self.wrong_field()),
        }
        // what asks for one field has the first
        if let Some(first) = problem.fields.first().cloned() {
            problem.field = Some(first.field);
            problem.reason = Some(first.reason);
            problem.reference = first.reference;
        }
        problem
    }

    /// Returns the field that is at fault, where one is.
    fn wrong_field(&self) -> Option<WrongField> {
        let mut limit = None;
        let (field, reason, reference) = match self {
            Self::Invalid { field, reason } => (*field, *reason, None),
            Self::MoreThanOrdered { .. } => ("quantity", Reason::TooLarge, None),
            Self::NotWritten(_) => ("path", Reason::Impossible, None),
            Self::TooLong {
                field,
                limit: longest,
            } => {
                limit = Some(*longest);
                (*field, Reason::TooLong, None)
            }
            Self::Unseen {
                field, character, ..
            } => (
                *field,
                Reason::ControlCharacter,
                Some(code_point(*character)),
            ),
            Self::ForeignSection { section, .. } => (*section, Reason::Unknown, None),
            Self::ForeignField { label, .. } => {
                ("customFields", Reason::Unknown, Some(label.clone()))
            }
            Self::CustomValue { label, .. } => {
                ("customFields", Reason::Malformed, Some(label.clone()))
            }
            Self::RightNeeds { needs, .. } => {
                ("rights", Reason::Required, Some(needs.as_str().to_owned()))
            }
            Self::UnknownChartField(name) => ("text", Reason::Unknown, Some(name.clone())),
            _ => return None,
        };
        Some(WrongField {
            field: field.to_owned(),
            reason,
            reference,
            limit,
        })
    }
}

fn vault_code(error: &vault::Error) -> ProblemCode {
    use vault::Error as V;
    match error {
        V::WrongPassword | V::EmptyPassword => ProblemCode::WrongPassword,
        V::Throttled(_) => ProblemCode::LockedOut,
        V::Inactive => ProblemCode::Inactive,
        V::LeaseOver => ProblemCode::LeaseOver,
        V::CodeExpired => ProblemCode::SignInCodeExpired,
        V::ClockTooFar => ProblemCode::ClockTooFar,
        V::PasswordNotChosen => ProblemCode::PasswordNotChosen,
        V::Revoked => ProblemCode::Revoked,
        V::KeysReplaced => ProblemCode::PasswordReplaced,
        V::Incomplete => ProblemCode::RecordIncomplete,
        V::Altered | V::ForeignObjects(_) => ProblemCode::FileAltered,
        V::ServerAltered => ProblemCode::ServerAltered,
        V::NotAllHere => ProblemCode::NotAllHere,
        V::WrongRecoveryKey => ProblemCode::RecoveryKeyWrong,
        V::BadBackup | V::ForgedBackup => ProblemCode::BackupUnreadable,
        V::BadBundle => ProblemCode::CodeWrong,
        V::NoKey => ProblemCode::KeyMissing,
        V::Unreadable => ProblemCode::Unreadable,
        V::NotFound => ProblemCode::NotFound,
        V::Signed => ProblemCode::AlreadySigned,
        V::NotAdmin => ProblemCode::Forbidden,
        V::NotSeconded => ProblemCode::NotSeconded,
        V::AdminSignedPending => ProblemCode::NeedsConnection,
        V::ChangedMeanwhile | V::WrittenOnce | V::PatientChanged | V::Exists | V::Reference => {
            ProblemCode::ChangedMeanwhile
        }
        V::Value(_) | V::TooLarge => ProblemCode::Invalid,
        V::Damaged | V::Truncated | V::Malformed(_) => ProblemCode::FileDamaged,
        V::Newer => ProblemCode::FileNewer,
        V::Unfinished => ProblemCode::Unfinished,
        V::FileMissing => ProblemCode::FileMissing,
        V::NoVault | V::NotOurs | V::AlreadyThere | V::NotEmpty => ProblemCode::FileNotOurs,
        V::NoKeysHere => ProblemCode::KeysNotHere,
        V::Seal(SealError::DamagedKeys) => ProblemCode::KeysDamaged,
        V::Seal(SealError::KeyStore(_) | SealError::Io(_)) => ProblemCode::KeyStoreUnusable,
        V::Seal(SealError::Refused | SealError::Malformed) => ProblemCode::FileDamaged,
        V::NoPermission => ProblemCode::ReadOnly,
        V::DiskFull => ProblemCode::DiskFull,
        V::InUse => ProblemCode::VaultBusy,
        V::Forked => ProblemCode::Forked,
        _ => ProblemCode::Internal,
    }
}

/// Why an operation was refused. Each interface has the words for each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    WrongPassword,
    LockedOut,
    Locked,
    Inactive,
    LeaseOver,
    SignInCodeExpired,
    PasswordNotChosen,
    Revoked,
    PasswordReplaced,
    Forbidden,
    NotFound,
    ChangedMeanwhile,
    Invalid,
    PatientDeleted,
    RecallFinished,
    PlanGiven,
    NotDispensable,
    AlreadyDispensed,
    LabCancelled,
    LabNotCollected,
    LabCollected,
    LabResulted,
    LabOfAnother,
    AlreadyIssued,
    InvoiceVoid,
    StillPaid,
    ListNotEmpty,
    NotAllHere,
    VisitOpen,
    AlreadySigned,
    NoteNotSigned,
    NoteVoid,
    NoteOfAnother,
    ConflictOpen,
    BuiltOn,
    Empty,
    KeyMissing,
    Unreadable,
    RecoveryKeyWrong,
    BackupUnreadable,
    NotSeconded,
    CodeWrong,
    CodeUsed,
    CodeExpired,
    Offline,
    ServerRefused,
    ServerTooOld,
    Suspended,
    AlreadyConnected,
    AlreadyRegistered,
    LastAdmin,
    LastRole,
    Forked,
    ClockTooFar,
    ChangeRejected,
    ServerAltered,
    NotOurServer,
    ServerKeyChanged,
    PlainHttp,
    NeedsConnection,
    NotDemo,
    DocumentIncomplete,
    DocumentDamaged,
    PhotoDamaged,
    OtherFile,
    FileChanged,
    FileDamaged,
    RecordIncomplete,
    FileAltered,
    FileNewer,
    FileNotOurs,
    FileMissing,
    KeysNotHere,
    KeysDamaged,
    KeyStoreUnusable,
    Unfinished,
    DiskFull,
    ReadOnly,
    VaultBusy,
    ImportUnreadable,
    Internal,
}

/// What is wrong with one input; with `ControlCharacter`, `reference` names the character, and with `TooLong` of a text
/// `limit` is how many characters there may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WrongField {
    pub field: String,
    pub reason: Reason,
    pub reference: Option<String>,
    pub limit: Option<u32>,
}

/// `fields` are all inputs that are wrong; `field` and `reason` are those of the first of them. `tries_left` and
/// `until` belong to the two sign-in codes, `visit` to `VisitOpen`: the one to open instead, `conflict` to
/// `ConflictOpen`: the one to decide first; `reference` is for support, with `ControlCharacter` names the character,
/// and with `ImportUnreadable` the line of the file, where one is at fault.
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
    pub fields: Vec<WrongField>,
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
            fields: Vec::new(),
        }
    }
}
