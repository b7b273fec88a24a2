//! Errors of the operations.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::CustomFieldKind;
use sync_contract::field::Time;
use sync_contract::ids::VisitId;
use sync_contract::{Compartment, Right};
use uuid::Uuid;
use vault::review::ReviewProblem;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Returns how a character that is not shown is named, such as `U+200B`.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the right `{}` is missing", .0.as_str())]
    Forbidden(Right),
    /// No role of this user has the compartment: neither what lies in it nor whether anything does is for them.
    #[error("no role of this user has the compartment `{}`", .0.name())]
    WithoutCompartment(Compartment),
    #[error("no such {0} on this device")]
    NotFound(&'static str),
    #[error("{field}: {}", .reason.as_str())]
    Invalid { field: &'static str, reason: Reason },
    /// A text with more characters than its field takes.
    #[error("{field}: longer than {limit} characters")]
    TooLong { field: &'static str, limit: u32 },
    /// A line with a character that acts or is not shown, after so many others.
    #[error("{field}: {} after {at} characters", code_point(*.character))]
    Unseen {
        field: &'static str,
        character: char,
        at: usize,
    },
    /// More than one field of a form is wrong; each of them is `Invalid`, `TooLong` or `Unseen`.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<Error>),
    /// A deleted patient cannot be written to until they are restored.
    #[error("the patient is deleted")]
    PatientDeleted,
    /// The recall was finished, so its foods are not edited.
    #[error("the recall is finished")]
    RecallFinished,
    /// The plan was given to the patient at this time, so its foods are not edited.
    #[error("the plan was given to the patient")]
    PlanGiven(Time),
    /// It is stopped, completed or expired, or has no refill left.
    #[error("the prescription cannot be dispensed: {}", .0.as_str())]
    NotDispensable(Undispensable),
    /// More of a medicine than is ordered each time.
    #[error("{typed} is more than the {ordered} that are ordered")]
    MoreThanOrdered { ordered: i64, typed: i64 },
    /// Of a prescription that was dispensed only the course changes.
    #[error("the prescription was dispensed")]
    AlreadyDispensed,
    /// An order of the laboratory is at another step of its course.
    #[error("the laboratory order does not go on: {}", .0.as_str())]
    LabHalted(LabHalt),
    /// A draft that was issued is no draft any more.
    #[error("the invoice is issued")]
    AlreadyIssued,
    /// Nothing is paid for a void invoice.
    #[error("the invoice is void")]
    InvoiceVoid,
    /// An invoice is voided once nothing is paid on it: the amount with its currency.
    #[error("{0} is paid")]
    StillPaid(String),
    /// "None known" of a list that has an entry.
    #[error("the list has an entry")]
    ListNotEmpty,
    /// "None known" while rows of the chart have not come to this computer, or do not open for this user.
    #[error("the chart has not all come")]
    NotAllHere,
    /// The patient has a visit that has not ended, for another appointment.
    #[error("another visit of the patient is open")]
    OtherVisitOpen(VisitId),
    /// A note that is signed is frozen.
    #[error("the note is signed")]
    AlreadySigned,
    /// Only a signed note is voided: a draft is discarded.
    #[error("the note is a draft")]
    NoteNotSigned,
    /// A note is voided once, and nothing is added to it after that.
    #[error("the note is void")]
    NoteVoid,
    /// A draft is signed by who wrote it, a signed note is voided by its signer, and both by the head doctor of that
    /// user's department.
    #[error("the note is another user's")]
    NoteOfAnother,
    /// The note has unresolved siblings: which text is signed is decided first. The id of the conflict.
    #[error("another version waits for a decision: decide the conflict {0} first")]
    ConflictOpen(Uuid),
    /// Other refused changes build on what a refused one created: they are decided first.
    #[error("other refused changes build on this one")]
    BuiltOn,
    /// A held change that no user can admit, or not this one.
    #[error("the change cannot be admitted: {}", .0.as_str())]
    NotAdmissible(Inadmissible),
    /// Nothing was written, so there is nothing to sign.
    #[error("the note is empty")]
    Empty,
    /// A note has the sections of its kind.
    #[error("a note of this kind has no section `{section}`")]
    ForeignSection {
        form: &'static str,
        section: &'static str,
        /// The sections that it has.
        takes: Vec<&'static str>,
    },
    /// Notes have the fields that the clinic added.
    #[error("notes have no field `{label}`")]
    ForeignField {
        label: String,
        /// The fields that they have.
        takes: Vec<String>,
    },
    /// A custom field of a note takes no such value.
    #[error("the field `{label}` takes no such value")]
    CustomValue {
        label: String,
        kind: CustomFieldKind,
    },
    /// A role with a right to write has the right to read the same, too.
    #[error("the right `{}` needs `{}`", .right.as_str(), .needs.as_str())]
    RightNeeds { right: Right, needs: Right },
    /// A template names something between braces that no chart has.
    #[error("a chart has no field `{0}`")]
    UnknownChartField(String),
    /// The key of a compartment has not reached this user yet.
    #[error("the key of {} has not arrived", .0.name())]
    KeyMissing(Compartment),
    /// There is a version that the user has not seen.
    #[error("somebody changed this meanwhile")]
    ChangedMeanwhile,
    /// Not all parts of a document are on this computer.
    #[error("{here} of {size} bytes of the document are here")]
    DocumentIncomplete { here: u64, size: u64 },
    /// What a document has in it is not what was added: parts were edited, swapped or put in the place of others.
    #[error("the document is damaged")]
    DocumentDamaged,
    /// What is stored as a photo is none, or is not what was written.
    #[error("the photo is damaged")]
    PhotoDamaged,
    /// The adding of a document goes on with the file that it was begun with.
    #[error("another file than the one that was begun")]
    OtherFile,
    /// A file was written to while it was read.
    #[error("the file changed while it was read")]
    FileChanged,
    /// What leaves the clinic cannot be written to where it goes.
    #[error("the copy cannot be written: {0}")]
    NotWritten(std::io::Error),
    /// Only a demo clinic may be seeded.
    #[error("not a demo clinic")]
    NotDemo,
    #[error("the file to import cannot be read: {0}")]
    Import(#[from] Unreadable),
    #[error(transparent)]
    Vault(vault::Error),
}

/// Why a prescription cannot be dispensed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undispensable {
    Completed,
    Stopped,
    Expired,
    NoRefillLeft,
}

impl Undispensable {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "it is completed",
            Self::Stopped => "it is stopped",
            Self::Expired => "it has expired",
            Self::NoRefillLeft => "no refill is left",
        }
    }
}

/// Why an order of the laboratory does not take what a user does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabHalt {
    Cancelled,
    NotCollected,
    Collected,
    Resulted,
    /// Only the user who ordered it reads its results.
    OfAnother,
}

impl LabHalt {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "it is cancelled",
            Self::NotCollected => "it is not collected yet",
            Self::Collected => "it is collected already",
            Self::Resulted => "it has results",
            Self::OfAnother => "another user has ordered it",
        }
    }
}

/// Why a held change cannot be admitted, or not by this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Inadmissible {
    /// No key that its author had then has signed it.
    NotSigned,
    /// Only admins sign such a change, and never on a computer that was taken out of the clinic.
    AdminSigned,
    Damaged,
    /// This program does not know all of it.
    UnknownCell,
    /// This user lacks the key.
    Sealed,
    /// This user lacks a right that it needs.
    MissingRight,
}

impl Inadmissible {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSigned => "not signed by its author",
            Self::AdminSigned => "a change of staff, roles, keys or computers",
            Self::Damaged => "damaged",
            Self::UnknownCell => "of a later version of the program",
            Self::Sealed => "sealed with a key that this user lacks",
            Self::MissingRight => "needs a right that this user lacks",
        }
    }
}

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        match error {
            vault::Error::ChangedMeanwhile => Self::ChangedMeanwhile,
            error => Self::Vault(error),
        }
    }
}

impl From<ReviewProblem> for Inadmissible {
    fn from(fault: ReviewProblem) -> Self {
        match fault {
            ReviewProblem::NotSigned => Self::NotSigned,
            ReviewProblem::AdminSigned => Self::AdminSigned,
            ReviewProblem::Damaged => Self::Damaged,
            ReviewProblem::UnknownCell => Self::UnknownCell,
            ReviewProblem::Undecryptable => Self::Sealed,
        }
    }
}

impl Error {
    pub fn invalid(field: &'static str, reason: Reason) -> Self {
        Self::Invalid { field, reason }
    }

    /// Returns whether it is about one field of a form.
    pub(crate) fn is_of_field(&self) -> bool {
        matches!(
            self,
            Self::Invalid { .. }
                | Self::TooLong { .. }
                | Self::Unseen { .. }
                | Self::MoreThanOrdered { .. }
        )
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    Required,
    TooShort,
    /// A password that is guessed soon.
    TooCommon,
    TooLong,
    /// A file with more bytes than a document may have, or more of a medicine than is ordered.
    TooLarge,
    Malformed,
    /// A character that acts instead of being shown.
    ControlCharacter,
    NotADate,
    AmbiguousDate,
    InTheFuture,
    TooLongAgo,
    NotAnEmail,
    NotAPhone,
    /// Another row has it already.
    Taken,
    /// The end is not after the beginning.
    Backwards,
    /// Not one of the choices.
    Unknown,
    /// Physiologically impossible.
    Impossible,
    /// A status that cannot follow the current one.
    OutOfOrder,
    /// `2,150` and `2.150` are two numbers in two countries.
    TwoNumbers,
    /// A recipe of which a part is made of it.
    ContainsItself,
    /// A department, a room or the like that the clinic no longer uses.
    OutOfUse,
    /// A room or the like of another building.
    Elsewhere,
    /// A time in which the provider is absent or the room is closed.
    Absent,
    /// An appointment that was cancelled or missed meanwhile.
    Cancelled,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooShort => "too short",
            Self::TooCommon => "too common",
            Self::TooLong => "too long",
            Self::TooLarge => "too large",
            Self::Malformed => "malformed",
            Self::ControlCharacter => "with a control character",
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
            Self::TwoNumbers => "two numbers in two countries",
            Self::ContainsItself => "made of itself",
            Self::OutOfUse => "no longer in use",
            Self::Elsewhere => "of another building",
            Self::Absent => "within an absence",
            Self::Cancelled => "cancelled meanwhile",
        }
    }
}

/// Why a complete file was refused; nothing of it was imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("line {line} is not UTF-8")]
    NotUtf8 { line: u64 },
    #[error("the quote that opens on line {line} does not close")]
    BrokenQuote { line: u64 },
    #[error("the file has no {0} column")]
    MissingColumn(&'static str),
    #[error("the column {0} is there twice")]
    ColumnTwice(String),
    #[error("the file has no heading")]
    Empty,
}
