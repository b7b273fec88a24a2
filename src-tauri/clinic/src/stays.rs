//! Stays of patients: in which department, room and bed, from when until when, and who is in now.

pub(crate) mod doubts;
pub mod inside;
pub mod list;
pub mod record;
pub(crate) mod term;

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Stay;
use sync_contract::ids::PatientId;

use crate::chart_row::ChartRow;
use crate::names::PatientName;
use crate::view::{Choice, Day, Id, ReadVersionToken};

/// Empty text means not recorded. The day of leaving may be expected; it is none while it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StayForm {
    pub department_id: Option<Id>,
    pub room_id: Option<Id>,
    pub bed: String,
    pub from_day: Option<Day>,
    pub until_day: Option<Day>,
}

/// By the clock. The day of leaving is one of the stay, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StayState {
    Coming,
    Current,
    Over,
}

/// Where a patient is in the clinic: each is empty where it is not recorded or not known here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StaySite {
    pub department: String,
    pub room: String,
    pub bed: String,
}

/// What other stays say against one: another one of the patient is during it, or another patient has its bed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StayDoubt {
    TwoStays,
    BedTwice,
}

/// `facility` is named where several are in use and the session does not work at it. `doubts` are those of one that
/// lasts or that comes. `by` is who entered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StayView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: StayForm,
    pub site: StaySite,
    pub facility: Option<String>,
    pub state: StayState,
    pub doubts: Vec<StayDoubt>,
    pub by: String,
}

/// The last one first. `is_unsure`: one is damaged, is missing or may still come, so that none follows from an empty
/// list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Stays {
    pub is_unsure: bool,
    pub stays: Vec<StayView>,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StayEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: StayForm,
    pub form: StayForm,
}

/// A department or a room in which a patient can stay. `name` says of which facility it is, where there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StayChoice {
    pub id: Id,
    pub name: String,
    pub facility_id: Id,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StayChoices {
    pub departments: Vec<StayChoice>,
    pub rooms: Vec<StayChoice>,
}

/// `department_id` limits the list to one department.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InpatientQuery {
    pub department_id: Option<Id>,
    pub offset: u32,
    /// 1 to 100.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InpatientRow {
    pub patient: PatientName,
    pub stay: StayView,
}

/// `departments` are those in which anybody is. `is_unsure`: some may be in who are not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InpatientPage {
    pub total: u32,
    pub is_unsure: bool,
    pub departments: Vec<Choice>,
    pub rows: Vec<InpatientRow>,
}

impl ChartRow for Stay {
    const WHAT: &'static str = "stay";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// `Cardiology, Room 12, bed 3`.
impl fmt::Display for StaySite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bed = match self.bed.is_empty() {
            true => String::new(),
            false => format!("bed {}", self.bed),
        };
        let parts = [&self.department, &self.room, &bed];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        f.write_str(&parts.join(", "))
    }
}
