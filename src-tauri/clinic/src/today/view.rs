//! What the first screen shows.

use serde::Serialize;
use specta::Type;

use crate::appointments::view::AppointmentView;
use crate::notes::view::NoteState;
use crate::patients::view::PatientName;
use crate::view::{At, Day, Id};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NextStep {
    StartVisit,
    Continue,
    SignNote,
    None,
}

/// `reason` is none for whoever may not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayRow {
    pub appointment: AppointmentView,
    pub reason: Option<String>,
    pub visit_id: Option<Id>,
    pub note: Option<NoteState>,
    pub next: NextStep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    UnsignedNote,
    Conflict,
    Refused,
    Clash,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NeedRow {
    pub kind: NeedKind,
    pub id: Id,
    pub patient: Option<PatientName>,
    pub at: At,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingPatient {
    pub patient: PatientName,
    pub since: At,
    pub room: Option<String>,
}

/// `needs` is all that waits, the most pressing first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayView {
    pub day: Day,
    pub rows: Vec<TodayRow>,
    pub needs: Vec<NeedRow>,
    pub waiting: Vec<WaitingPatient>,
}
