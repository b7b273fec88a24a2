//! What a patient's food should give in a day: of each nutrient at least, at most, between or exactly so much.
//!
//! A target counts from its first day on and takes the place of the earlier one of its nutrient, for good: when it
//! ends, no earlier one comes back.

pub(crate) mod amount;
pub mod list;
pub mod reference;
pub mod set;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::NutrientTarget;
use sync_contract::ids::PatientId;

pub use sync_contract::catalog::{LifeStage, Nutrient, TargetSource};

use crate::chart_row::ChartRow;
pub use crate::nutrition::intakes::{IntakeKind, NutrientUnit};
use crate::view::{Day, Figure, Id, ReadVersionToken};

/// `low` and `high` are in the unit of the nutrient, or have a unit: `75`, `1.5 g`, `7,500 kJ`. `start_day` is today
/// where it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewTarget {
    pub nutrient: Nutrient,
    pub low: String,
    pub high: String,
    pub reason: String,
    pub start_day: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TargetState {
    InForce,
    /// It begins later.
    Planned,
    /// It ended, or a later one took its place.
    Over,
}

/// `low` and `high` are in `unit`; both are there and equal where exactly so much is aimed at.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub low: Option<Figure>,
    pub high: Option<Figure>,
    pub source: TargetSource,
    /// The estimate that it was set from.
    pub estimate: Option<Id>,
    /// Of a reference intake.
    pub life_stage: Option<LifeStage>,
    pub reason: String,
    pub start_day: Day,
    /// From this day on it does not count.
    pub end_day: Option<Day>,
    pub state: TargetState,
    pub by: String,
}

/// What is recommended to a life stage, next to the target in force.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceIntakes {
    /// Those of the patient's age and sex. The chosen one is among them.
    pub stages: Vec<LifeStage>,
    /// None where the user has to choose.
    pub stage: Option<LifeStage>,
    pub intakes: Vec<ReferenceIntake>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceIntake {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub low: Figure,
    pub kind: IntakeKind,
    pub high: Option<Figure>,
    /// What is in force was set by hand or from an estimate, and stays.
    pub is_decided: bool,
}

/// What is aimed at of one nutrient in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayTarget {
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
}

impl ChartRow for NutrientTarget {
    const WHAT: &'static str = "target";

    fn patient(&self) -> PatientId {
        self.patient
    }
}
