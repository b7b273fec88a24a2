//! Dietary recalls: what a patient says that they ate in the last 24 hours, on a usual day, or in three days.
//!
//! Each food is a row, so that two computers which add to one recall keep both lists. A food is stored with the grams
//! that the list gave its amount then; what it gives is computed when it is read. Words that are no food of the list
//! are kept and are in no sum.

pub mod items;
pub mod list;
pub mod record;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Recall, RecallItem};
use sync_contract::ids::PatientId;

pub use sync_contract::catalog::{Meal, RecallKind};

use crate::chart_row::ChartRow;
use crate::exchange_tables::TableChoice;
use crate::foods::grid::{FoodGrid, GridFood};
use crate::foods::lines::food_line;
use crate::view::{At, Day, Figure, Id, ReadVersionToken};

pub(crate) const DAYS_MAX: usize = 3;

impl ChartRow for Recall {
    const WHAT: &'static str = "recall";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

food_line!(
    RecallItem called "food of a recall", of Recall in recall, DAYS_MAX, read by recall_items_of;
    locked |_| false
);

/// `days` are those that it is about, empty where they are not known; a usual day has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecallForm {
    pub taken_on: Day,
    pub kind: RecallKind,
    pub days: Vec<Day>,
    /// Null while it was not asked.
    pub is_typical: Option<bool>,
    pub remark: String,
    pub checklist: RecallChecklist,
    /// Null where nothing is counted in exchanges.
    pub exchanges: Option<TableChoice>,
}

/// What is easily forgotten, and was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools)]
pub struct RecallChecklist {
    pub drinks: bool,
    pub fats: bool,
    pub sugar: bool,
    pub sauces: bool,
    pub snacks: bool,
    pub supplements: bool,
}

impl RecallChecklist {
    pub fn is_complete(self) -> bool {
        let Self {
            drinks,
            fats,
            sugar,
            sauces,
            snacks,
            supplements,
        } = self;
        drinks && fats && sugar && sauces && snacks && supplements
    }
}

/// A recall as a list shows it: energy of a day, on an average of its days.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecallSummary {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub taken_on: Day,
    pub kind: RecallKind,
    pub foods: u32,
    /// Null without a food that is counted.
    pub kcal: Option<Figure>,
    pub protein: Option<Figure>,
    /// How many foods have no value of one of the two.
    pub unknown: u32,
    pub not_counted: u32,
    pub is_finished: bool,
    /// It was taken out while another computer wrote into it.
    pub is_removed: bool,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecallView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub form: RecallForm,
    pub finished_at: Option<At>,
    pub is_removed: bool,
    pub by: String,
    pub grid: FoodGrid,
    /// On the day on which it was taken something was aimed at.
    pub has_targets: bool,
}

/// One food of a recall, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecallFoodView {
    pub recall_id: Id,
    pub day: u8,
    pub meal: Meal,
    pub food: GridFood,
}

/// `days` may be empty: the day before, or the three days before.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewRecall {
    pub patient_id: Id,
    pub visit_id: Option<Id>,
    pub kind: RecallKind,
    /// Today where it is null.
    pub taken_on: Option<Day>,
    pub days: Vec<Day>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecallEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: RecallForm,
    pub form: RecallForm,
}
