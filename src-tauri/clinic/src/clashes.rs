//! Clashes: appointments that overlap for a provider, a room or a patient. Each is listed until a user has decided
//! about it, and listed again when a time of one of the two is changed.

pub mod decide;
pub(crate) mod find;
pub mod list;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::ids::AppointmentId;

use crate::appointments::{AppointmentView, ClashOf, Move};
use crate::error::Result;
use crate::view::{At, Id, RecordSync};

pub use sync_contract::catalog::ClashChoice;

/// A clash as a user looked at it: `id` follows from the two appointments, the versions of their times and what they
/// share. Without it, whatever is true now is meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashRef {
    pub id: Option<Id>,
    pub appointment_id: Id,
    pub other_id: Id,
}

impl ClashRef {
    pub(crate) fn pair(&self) -> Result<[AppointmentId; 2]> {
        Ok([self.appointment_id.to()?, self.other_id.to()?])
    }
}

/// A move of one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashMove {
    pub clash: ClashRef,
    pub to: Move,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ClashState {
    Open,
    /// A patient is to be called, or was: nothing is moved yet.
    ToCall,
    /// Both stay.
    Decided,
}

/// The decision that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashStep {
    pub choice: ClashChoice,
    pub at: At,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashContact {
    pub name: String,
    pub phone: Option<String>,
}

/// `first` starts before `second`; neither says why a patient comes. `contacts` are the patients of both, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashRow {
    pub id: Id,
    pub first: AppointmentView,
    pub second: AppointmentView,
    pub shares: Vec<ClashOf>,
    pub state: ClashState,
    pub decision: Option<ClashStep>,
    pub contacts: Vec<ClashContact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ClashPart {
    /// Those that are open, the next one first, then those about which a patient is to be called.
    Current,
    /// Those of which both stay.
    Decided,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashQuery {
    pub part: ClashPart,
    pub offset: u32,
    /// 1 to 100.
    pub limit: u32,
}

/// The counts are of all clashes that have not ended, whichever rows are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClashPage {
    pub open: u32,
    pub to_call: u32,
    pub decided: u32,
    pub rows: Vec<ClashRow>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DecisionState {
    /// The latest about a clash that is as it was.
    Current,
    /// A later decision about the same clash counts.
    Replaced,
    /// One of the two was cancelled or missed since.
    Cancelled,
    /// The time of one of them is another one now.
    Over,
}

/// Where and when an appointment was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormerSlot {
    pub starts_at: At,
    pub ends_at: At,
    pub provider: String,
    pub room: Option<String>,
}

/// `appointment` and `other` as they are now; of a move, `appointment` is the one that was moved and `was` its place
/// before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRow {
    pub id: Id,
    pub choice: ClashChoice,
    pub at: At,
    pub by: String,
    pub state: DecisionState,
    pub appointment: AppointmentView,
    pub other: AppointmentView,
    pub shares: Vec<ClashOf>,
    pub was: Option<FormerSlot>,
    pub sync: RecordSync,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionQuery {
    pub offset: u32,
    /// 1 to 100.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionPage {
    pub total: u32,
    pub rows: Vec<DecisionRow>,
}
