//! What is ordered from laboratories, and results, typed in from paper or entered for an order.
//!
//! A line is stored as it is on the paper. The value in the other unit, the interval that it is judged by and whether
//! it is high or low are computed when it is read. What has no interval is not judged: nothing is ever called normal.

pub mod course;
mod former;
mod judge;
pub(crate) mod line;
pub mod list;
pub mod order;
mod ordered;
pub mod orders;
pub mod print;
pub mod record;
mod test_list;
mod unit;
mod value;
pub mod worklist;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::LabTest;
use vault::read::Stored;

pub use sync_contract::catalog::LabStatus;

use crate::clock::day_of;
pub use crate::labs::ordered::{
    LabCollection, LabFormerOrder, LabOrderEdit, LabOrderForm, LabOrderState, LabOrderView,
    LabOrderedTest, LabStep, LabTestChoice, LabWorkPage, LabWorkPart, LabWorkQuery, LabWorkRow,
    NewLabOrder,
};
pub use crate::labs::test_list::{LabTestInfo, test_infos};
pub(crate) use crate::labs::unit::shown as shown_unit;
use crate::view::{At, Day, Figure, Id, ReadVersionToken};

/// Returns the day of which the results of a sheet are; of one that names none that of its writing.
pub(crate) fn day_of_sheet(row: &Stored<LabTest>, zone: &Tz) -> NaiveDate {
    let collected = row.value.collected_on;
    collected.unwrap_or_else(|| day_of(row.created_at, zone))
}

/// How a value is bounded: as it was read off, or beyond what the laboratory measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabBound {
    Exactly,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// `unit` is as people write it, and empty for a figure without one.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabValue {
    pub bound: LabBound,
    pub number: Figure,
    pub unit: String,
}

/// Where a limit is from. A decision limit is not what most healthy people have, but where one acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabLimitKind {
    Laboratory,
    Interval,
    Decision,
}

/// What a value is judged by; `source` is empty where the paper printed it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabInterval {
    pub kind: LabLimitKind,
    pub low: Option<Figure>,
    pub high: Option<Figure>,
    pub unit: String,
    pub source: String,
}

/// Beyond a limit for certain. A critical one is beyond a limit at which most hospitals call the clinician at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabFlag {
    Low,
    High,
    CriticalLow,
    CriticalHigh,
}

impl LabFlag {
    pub fn is_critical(self) -> bool {
        matches!(self, Self::CriticalLow | Self::CriticalHigh)
    }
}

/// Why there is no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LabUnjudged {
    /// The list has none for this test, or does not know the test.
    NoInterval,
    /// The intervals of the list are for adults.
    Child,
    AgeUnknown,
    /// That of women is not that of men.
    SexUnknown,
    /// The list does not have the test in this unit.
    OtherUnit,
    /// The value is in words, and the list has the test as a number.
    Words,
}

/// A question that blocks nothing: the value is far from what is likely. `meant` is the other unit of the test, where
/// the value would be a usual one in that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabDoubt {
    pub meant: Option<String>,
}

/// What a program makes of a value in its unit.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabReading {
    /// None for words, such as `negative`.
    pub value: Option<LabValue>,
    /// The same in the other unit of the test; none where there is no fixed factor.
    pub other: Option<LabValue>,
    /// None for words.
    pub interval: Option<LabInterval>,
    pub unjudged: Option<LabUnjudged>,
    pub flag: Option<LabFlag>,
    pub doubt: Option<LabDoubt>,
}

/// What stood there before a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabCorrection {
    pub was: String,
    pub on: Day,
    /// Empty where it is not known.
    pub by: String,
}

/// Who was told of a critical value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabInformed {
    pub who: String,
    pub at: Option<At>,
}

/// `test` is the key of the list; none for a test that is not in it. `low` and `high` are those of the laboratory.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabResultView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub test: Option<String>,
    pub name: String,
    pub entered: String,
    pub unit: String,
    pub low: Option<Figure>,
    pub high: Option<Figure>,
    pub reading: LabReading,
    /// It is improbable and not confirmed yet.
    pub questioned: bool,
    /// It was improbable, and a person confirmed it.
    pub confirmed: bool,
    pub corrected: Option<LabCorrection>,
    pub informed: Option<LabInformed>,
}

/// `is_removed`: the sheet was taken out while another computer wrote into it. `order` is none for a sheet that was
/// typed in from paper.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabSheetView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub visit_id: Option<Id>,
    pub collected_on: Day,
    pub laboratory: String,
    pub note: String,
    pub status: LabStatus,
    pub is_removed: bool,
    pub by: String,
    pub order: Option<LabOrderView>,
    pub results: Vec<LabResultView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabPoint {
    pub on: Day,
    pub value: Figure,
    pub result_id: Id,
}

/// One test over time, the oldest first, in the unit of its newest value that the list has, else of its newest one.
/// Bounded values are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabSeries {
    pub test: Option<String>,
    pub name: String,
    pub unit: String,
    /// All results of the test, the newest first.
    pub results: Vec<Id>,
    pub points: Vec<LabPoint>,
    /// The units of the values that are left out, since nothing converts them into the one of the others.
    pub not_drawn: Vec<String>,
}

/// The sheets of a patient that have results, the one collected last first, each test over time, and the orders that
/// have no result, the one that was ordered last first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Labs {
    pub orders: Vec<LabOrderView>,
    pub sheets: Vec<LabSheetView>,
    pub series: Vec<LabSeries>,
}

/// A result in short, as a list of what happened shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabSummary {
    pub test: Option<String>,
    pub name: String,
    pub entered: String,
    pub unit: String,
    pub flag: Option<LabFlag>,
}

/// A line as it is typed. `test` is a key of the list; without one `name` is needed. `low` and `high` are those of the
/// paper, in `unit`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabResultForm {
    pub test: Option<String>,
    pub name: String,
    pub value: String,
    pub unit: String,
    pub low: String,
    pub high: String,
    /// An improbable value is right: it is not asked about again.
    pub accept_doubtful: bool,
    /// Who was told of a critical value. A correction that names nobody leaves who was told of the same value.
    pub informed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabSheetForm {
    pub collected_on: Day,
    pub laboratory: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewLabSheet {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub sheet: LabSheetForm,
    pub results: Vec<LabResultForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabSheetEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: LabSheetForm,
    pub form: LabSheetForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabResultEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub form: LabResultForm,
}

/// A line that is being typed, of what was collected on a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabQuestion {
    pub patient_id: Id,
    pub collected_on: Day,
    pub form: LabResultForm,
}
