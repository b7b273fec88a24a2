//! Group sessions: appointments with seats. Each patient has a seat of their own, with their attendance: what becomes
//! of one never touches the session.

pub mod edit;
pub mod list;
pub mod seats;
pub(super) mod topics;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use sync_contract::catalog::Attendance;

use crate::appointments::AppointmentView;
use crate::names::PatientName;
use crate::view::{Id, ReadVersionToken, RecordSync};

/// A patient of a group session; `reason` why they come, none for a user who may not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient: PatientName,
    pub attendance: Attendance,
    pub reason: Option<String>,
    pub sync: RecordSync,
}

/// A group session with who has a seat, by name. `topic_seen` is none where it has no topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupSessionView {
    pub appointment: AppointmentView,
    pub seats: Vec<Seat>,
    pub topic_seen: Option<ReadVersionToken>,
}

/// What of a group session can be changed, besides its time and place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupForm {
    pub seats: u32,
    pub topic: String,
}

/// Gives a patient a seat; `later` also in each later session of the series that is still ahead.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeatGiven {
    pub id: Id,
    pub patient_id: Id,
    pub reason: String,
    pub later: bool,
}

/// Takes a seat back, by its id; `later` also in each later session of the series that is still ahead.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeatTaken {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub later: bool,
}

/// A seat by its id, with the version that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeatVersion {
    pub id: Id,
    pub seen: ReadVersionToken,
}

/// A session after seats were given or taken: `sessions` is in how many, `full` how many of the later ones had none
/// left, `seats` those that were given or taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeatsChanged {
    pub session: GroupSessionView,
    pub sessions: u32,
    pub full: u32,
    pub seats: Vec<SeatVersion>,
}
