//! An order as it is typed and shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::names::PatientName;
use crate::view::{At, Day, Id, ReadVersionToken};

/// A test of the list by its key, or any other by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabTestChoice {
    pub test: Option<String>,
    pub name: String,
}

/// `wished_on` is empty for as soon as possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabOrderForm {
    pub tests: Vec<LabTestChoice>,
    pub wished_on: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewLabOrder {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub form: LabOrderForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabOrderEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: LabOrderForm,
    pub form: LabOrderForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabCollection {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub collected_on: Day,
    pub laboratory: String,
}

/// How far an order is. A cancelled one may have results all the same: they were entered at another computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabOrderState {
    Ordered,
    /// Some of its results may be there.
    Collected,
    Resulted,
    Cancelled,
}

/// `short` and `specimen` are empty for a test that is not in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabOrderedTest {
    pub test: Option<String>,
    pub name: String,
    pub short: String,
    pub specimen: String,
    pub is_resulted: bool,
}

/// `at` is none where only the day is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabStep {
    pub on: Day,
    pub at: Option<At>,
    pub by: String,
}

/// What was ordered before the last correction, with the names of its tests; `corrected` is when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabFormerOrder {
    pub tests: Vec<LabTestChoice>,
    pub wished_on: Option<Day>,
    pub note: String,
    pub corrected: LabStep,
}

/// `resulted` is the result that was entered last. `read` is there while its results are as they were read, and
/// `read_token` goes back where this user may mark them as read. `is_contested`: two computers changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabOrderView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub visit_id: Option<Id>,
    pub state: LabOrderState,
    pub tests: Vec<LabOrderedTest>,
    pub wished_on: Option<Day>,
    pub note: String,
    pub laboratory: String,
    pub ordered: LabStep,
    pub collected: Option<LabStep>,
    pub resulted: Option<LabStep>,
    pub cancelled: Option<LabStep>,
    pub cancel_reason: String,
    pub former: Option<LabFormerOrder>,
    pub read: Option<LabStep>,
    pub is_unread: bool,
    pub read_token: Option<String>,
    pub is_contested: bool,
}

/// A part of what a laboratory has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabWorkPart {
    ToCollect,
    ToResult,
}

/// `search` is a part of a patient's name, number or birth date, empty for all; `limit` is 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabWorkQuery {
    pub part: LabWorkPart,
    pub search: String,
    pub offset: u32,
    pub limit: u32,
}

/// `facility` is that of the patient, empty where none is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabWorkRow {
    pub patient: PatientName,
    pub order: LabOrderView,
    pub facility: String,
}

/// A page of one part, and how many each part has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabWorkPage {
    pub rows: Vec<LabWorkRow>,
    pub to_collect: u32,
    pub to_result: u32,
}
