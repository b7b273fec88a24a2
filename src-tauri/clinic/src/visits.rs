//! Visits of a patient to a provider.

pub mod discard;
pub mod edit;
pub mod list;
pub mod show;
mod span;
pub mod start;
pub mod times;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::measurements::MeasureGrid;
use crate::notes::{NoteRow, NoteState, NoteView};
use crate::patients::view::PatientHeader;
use crate::view::{At, Day, Id, ReadVersionToken, RecordSync};

pub use sync_contract::catalog::VisitType;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitStart {
    pub patient_id: Id,
    pub appointment_id: Option<Id>,
    pub r#type: VisitType,
}

/// A visit that is recorded later than it was, as one at a patient's home.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PastVisit {
    pub patient_id: Id,
    pub appointment_id: Option<Id>,
    pub r#type: VisitType,
    pub started_at: At,
    /// None until it is written up.
    pub ended_at: Option<At>,
}

/// When a visit was; `ended_at` is none of one that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitTimes {
    pub started_at: At,
    pub ended_at: Option<At>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub header: PatientHeader,
    pub r#type: VisitType,
    pub provider: String,
    /// It is of the user who reads it.
    pub is_own: bool,
    pub started_at: At,
    pub ended_at: Option<At>,
    /// It was recorded later than it was, so that the user who ends it says when it ended.
    pub asks_end: bool,
    pub complaint: String,
    pub follow_up_on: Option<Day>,
    pub grid: MeasureGrid,
    /// None for a user who may not read notes.
    pub note: Option<NoteView>,
    pub previous_notes: Vec<NoteRow>,
}

/// What can be edited of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitForm {
    pub r#type: VisitType,
    pub complaint: String,
    pub follow_up_on: Option<Day>,
}

impl VisitView {
    /// Returns what can be edited of it, unchanged.
    pub fn to_edit(&self) -> VisitEdit {
        let form = VisitForm {
            r#type: self.r#type,
            complaint: self.complaint.clone(),
            follow_up_on: self.follow_up_on.clone(),
        };
        VisitEdit {
            id: self.id.clone(),
            seen: self.seen.clone(),
            loaded: form.clone(),
            form,
        }
    }
}

/// `loaded` is the form as its editor got it: only the fields in which `form` differs from it are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: VisitForm,
    pub form: VisitForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitRow {
    pub id: Id,
    pub r#type: VisitType,
    pub started_at: At,
    pub ended_at: Option<At>,
    pub provider: String,
    pub complaint: String,
    pub note: Option<NoteState>,
    pub note_id: Option<Id>,
    pub sync: RecordSync,
}
