//! The waiting list: patients for whom no time was free, what times suit them, and who fits when one frees.

pub mod book;
pub(crate) mod free;
pub mod list;
pub mod offers;
pub mod record;
pub(crate) mod wishes;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::appointments::NewAppointment;
use crate::calls::CallView;
use crate::names::PatientName;
use crate::view::{At, Day, Id, ReadVersionToken, RecordSync};

pub use sync_contract::catalog::{FreedBy, WaitingOutcome};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WishedDay {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What times suit a patient; what is empty may be any. Times of a day are `HH:MM` by the clinic's clocks. `note` is
/// empty for a user who may not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingWishes {
    pub type_id: Option<Id>,
    pub provider_id: Option<Id>,
    pub weekdays: Vec<WishedDay>,
    pub from_time: String,
    pub until_time: String,
    pub from_day: Option<Day>,
    pub until_day: Option<Day>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewWaiting {
    pub patient_id: Id,
    pub wishes: WaitingWishes,
}

/// How and when a wait ended; `starts_at` is when the patient is booked, as far as that is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingEnd {
    pub outcome: WaitingOutcome,
    pub at: At,
    pub by: String,
    pub reason: String,
    pub starts_at: Option<At>,
}

/// `type` and `provider` are the names of those that are wished for; `calls` counts those about the waiting list since
/// the patient was put on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingEntry {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient: PatientName,
    pub phone: Option<String>,
    pub wishes: WaitingWishes,
    pub r#type: Option<String>,
    pub provider: Option<String>,
    pub since: Day,
    pub added_by: String,
    pub calls: u32,
    pub last_call: Option<CallView>,
    pub end: Option<WaitingEnd>,
    pub sync: RecordSync,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WaitingPart {
    /// Those who wait, the longest first.
    Current,
    /// Those whose wait ended in the last three months, the latest first.
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingQuery {
    pub part: WaitingPart,
    pub offset: u32,
    /// 1 to 100.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingPage {
    pub total: u32,
    pub rows: Vec<WaitingEntry>,
}

/// A time to come that an appointment left and that is free still. `ids` are the rows that say so; `fits` how many who
/// wait could come then, and `entry_ids` who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FreeSlotView {
    pub ids: Vec<Id>,
    pub provider_id: Id,
    pub provider: String,
    pub room_id: Option<Id>,
    pub room: Option<String>,
    /// None where the session works.
    pub facility: Option<String>,
    pub starts_at: At,
    pub ends_at: At,
    pub cause: FreedBy,
    pub fits: u32,
    pub entry_ids: Vec<Id>,
}

/// The free times that at least one who waits fits into, the next one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FreeSlots {
    pub slots: Vec<FreeSlotView>,
}

/// One who fits, with when they would come: by their wishes that may be later than the free time begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FitRow {
    pub entry: WaitingEntry,
    pub starts_at: At,
    pub minutes: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FitsView {
    pub slot: FreeSlotView,
    pub rows: Vec<FitRow>,
}

/// A call about the waiting list that has just been made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingCall {
    pub id: Id,
    pub result: crate::calls::CallResult,
    /// The day on which to call again.
    pub retry_on: Option<Day>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingBooking {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub appointment: NewAppointment,
}

const WHAT: &str = "waiting list entry";
