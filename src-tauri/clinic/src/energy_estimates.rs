//! Estimates of what a patient needs in a day: energy by a published equation, protein, fluid and the shares of energy.
//!
//! Inputs are stored with the version of the functions that computed from them. What is shown is computed from the
//! inputs again, wherever this program has those functions.

mod chart;
mod compute;
pub mod draft;
pub mod form;
mod inputs;
pub mod list;
pub mod record;
mod size;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use sync_contract::catalog::EnergyMethod;

pub use crate::energy_estimates::inputs::{
    EstimateInputs, FieldProblem, FieldProblemKind, names as input_names,
};
pub use crate::nutrition::computed::Caveat;
pub use crate::nutrition::weight::WeightBasis;
use crate::pregnancies::course::CurrentPregnancy;
use crate::view::{At, Figure, Id, ReadVersionToken};

/// What an equation makes of its inputs. `resting_kcal` and the factors are none for an equation of total energy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnergyResult {
    pub resting_kcal: Option<Figure>,
    pub activity_factor: Option<Figure>,
    pub stress_factor: Option<Figure>,
    pub energy_kcal: Figure,
    /// For each kilogram of the actual weight.
    pub kcal_per_kg: Figure,
    /// The weight that was computed with.
    pub weight_kg: Figure,
    pub protein_g: Option<Figure>,
    pub fluid_ml: Option<Figure>,
    /// By the 4-2-1 rule, which is not exactly a 24th of the day's.
    pub fluid_ml_an_hour: Option<Figure>,
    pub shares: Option<SharesOfEnergy>,
    pub caveats: Vec<Caveat>,
}

/// The sources of energy; their percentages add up to exactly 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SharesOfEnergy {
    pub protein: ShareOfEnergy,
    pub fat: ShareOfEnergy,
    pub carbohydrate: ShareOfEnergy,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShareOfEnergy {
    pub percent: Figure,
    pub grams: Figure,
}

/// `result` is none where a later version computed it in a way that this one does not know. `differs`: what is stored
/// is not what the inputs give.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnergyEstimateView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub method: EnergyMethod,
    pub version: i32,
    pub inputs: EstimateInputs,
    pub result: Option<EnergyResult>,
    pub differs: bool,
    pub estimated_at: At,
    pub by: String,
    pub visit_id: Option<Id>,
    /// The estimate that this one corrects.
    pub replaces: Option<Id>,
    /// A later one corrects this one.
    pub is_replaced: bool,
}

/// What is needed to begin: the inputs that the chart knows, and usual values for those that a person chooses.
/// `draft_saved_at`: they are those that this user typed and did not record.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EstimateStart {
    pub method: EnergyMethod,
    pub inputs: EstimateInputs,
    pub measured: Vec<MeasuredInput>,
    /// Of an age for which equations for children are made.
    pub is_child: bool,
    /// By the birth date; none without one, and then the age is an input.
    pub age: Option<String>,
    /// The one of the chart, from which its inputs come until others are typed.
    pub pregnancy: Option<CurrentPregnancy>,
    pub draft_saved_at: Option<At>,
}

/// A measurement that stands for an input until another value is typed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasuredInput {
    pub input: MeasuredName,
    pub value: Figure,
    pub measured_at: At,
    pub is_today: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MeasuredName {
    Weight,
    Height,
    BodyFat,
}

/// An estimate that is being made, or that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewEnergyEstimate {
    pub patient_id: Id,
    pub method: EnergyMethod,
    /// What is absent is taken from the chart where it is known there; what is empty is not.
    pub inputs: EstimateInputs,
    pub visit_id: Option<Id>,
    /// Now, where it is absent.
    pub estimated_at: Option<At>,
    /// The estimate that this one corrects; it keeps its time and its visit.
    pub replaces: Option<Id>,
}

/// What the inputs give by every equation, and by the chosen one with what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Considered {
    pub weights: Vec<WeightOnBasis>,
    /// None of a child.
    pub sizes: Vec<BodySize>,
    pub rows: Vec<EnergyRow>,
    pub result: Option<EnergyResult>,
    /// Why the chosen equation gives no result.
    pub reason: Option<RowReason>,
    pub warnings: Vec<EstimateWarning>,
    pub problems: Vec<FieldProblem>,
    /// The reason in a sentence.
    #[serde(skip)]
    pub refusal: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeightOnBasis {
    pub basis: WeightBasis,
    pub kg: Option<Figure>,
    pub reason: Option<RowReason>,
}

/// A figure of the size of the body by a published formula. `value` is there or a `reason` why it is not.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BodySize {
    pub formula: BodySizeFormula,
    pub value: Option<Figure>,
    /// `m2` or `kg`.
    pub unit: String,
    /// Where the formula was published.
    pub source: String,
    pub reason: Option<RowReason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BodySizeFormula {
    SurfaceDuBois,
    IdealDevine,
    IdealHamwi,
}

/// One equation. `energy_kcal` is there or a `reason` why it is not.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnergyRow {
    pub method: EnergyMethod,
    /// None for an equation of total energy, which has its own activity.
    pub resting_kcal: Option<Figure>,
    pub activity_factor: Option<Figure>,
    pub stress_factor: Option<Figure>,
    pub energy_kcal: Option<Figure>,
    pub kcal_per_kg: Option<Figure>,
    pub reason: Option<RowReason>,
    pub caveats: Vec<Caveat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RowReason {
    NeedsWeight,
    NeedsHeight,
    NeedsAge,
    NeedsSex,
    NeedsBodyFat,
    NeedsActivity,
    NeedsActivity2005,
    NeedsActivity2023,
    NeedsReference,
    NeedsKcalPerKg,
    NeedsPrepregnancyClass,
    AdultsOnly,
    FromSixty,
    PregnancyWeeks,
    WomenOnly,
    /// No equation is for this age.
    AgeOutside,
    /// A reference weight is for adults from 152.4 cm.
    NoReference,
    /// The equation goes below zero here, or beyond what a person can need.
    FarFromSample,
    /// More than 100 % would be shared out.
    OverHundred,
}

impl RowReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeedsWeight => "needs weight",
            Self::NeedsHeight => "needs height",
            Self::NeedsAge => "needs age",
            Self::NeedsSex => "needs sex",
            Self::NeedsBodyFat => "needs body fat",
            Self::NeedsActivity => "needs activity",
            Self::NeedsActivity2005 => "needs activity_2005",
            Self::NeedsActivity2023 => "needs activity_2023",
            Self::NeedsReference => "needs reference",
            Self::NeedsKcalPerKg => "needs kcal_per_kg",
            Self::NeedsPrepregnancyClass => "needs prepregnancy_class",
            Self::AdultsOnly => "adults only; use Schofield",
            Self::FromSixty => "from 60 years; use Henry for all ages",
            Self::PregnancyWeeks => "pregnancy from week 14 to 44",
            Self::WomenOnly => "women only",
            Self::AgeOutside => "not for this age",
            Self::NoReference => "a reference weight is for adults from 152.4 cm",
            Self::FarFromSample => "too far from its sample",
            Self::OverHundred => "more than 100 % shared out",
        }
    }
}

/// What does not stop an estimate. `days` since the measurement, where it is about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EstimateWarning {
    pub kind: WarningKind,
    pub days: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WarningKind {
    WeightOld,
    HeightOld,
    BodyFatOld,
    /// The birth date was reckoned from an age, and the equation goes by age.
    AgeEstimated,
    /// Only the EER 2023 counts pregnancy and breastfeeding.
    NotForPregnancy,
    /// The chart has a pregnancy or breastfeeding that the inputs leave out, or not all that it takes to count it.
    PregnancyNotCounted,
}
