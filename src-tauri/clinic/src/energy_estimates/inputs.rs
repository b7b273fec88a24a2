//! The inputs of an estimate by their names in text, and what is wrong with each.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;

use crate::measurements::spelling::with_decimal_point;
use crate::nutrition::energy::{PalClass, TdeeActivity};
use crate::nutrition::energy_requirement::{
    Activity2005, Activity2023, Lactation, PrepregnancyClass,
};
use crate::nutrition::inputs::{Answer, Inputs};
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    ActivityFactor, AgeYears, BodyFatPercent, EnergyKcalPerKg, FluidMlPerKg, GestationWeeks,
    HeightCm, ProteinGPerKg, Ranged, SharePercent, StressFactor, WeightKg,
};
use crate::nutrition::weight::WeightBasis;
use crate::view::{Day, Figure};

/// Names and values as `compute energy` takes them; a number may have its unit after it.
pub type EstimateInputs = BTreeMap<String, String>;

pub(super) const SEX: &str = "sex";
pub(super) const AGE: &str = "age_y";
pub(super) const AGE_ESTIMATED: &str = "age_estimated";
pub(super) const WEIGHT: &str = "weight_kg";
pub(super) const WEIGHT_ON: &str = "weight_on";
pub(super) const HEIGHT: &str = "height_cm";
pub(super) const HEIGHT_ON: &str = "height_on";
pub(super) const BODY_FAT: &str = "body_fat_pct";
pub(super) const BODY_FAT_ON: &str = "body_fat_on";
pub(super) const BASIS: &str = "basis";
pub(super) const REFERENCE: &str = "reference";
pub(super) const ACTIVITY: &str = "activity";
pub(super) const PAL: &str = "pal";
pub(super) const ACTIVITY_2005: &str = "activity_2005";
pub(super) const ACTIVITY_2023: &str = "activity_2023";
pub(super) const STRESS: &str = "stress_factor";
pub(super) const KCAL_PER_KG: &str = "kcal_per_kg";
pub(super) const GESTATION: &str = "gestation_weeks";
pub(super) const PREPREGNANCY_CLASS: &str = "prepregnancy_class";
pub(super) const LACTATION: &str = "lactation";
pub(super) const PROTEIN: &str = "protein_g_per_kg";
pub(super) const FLUID: &str = "fluid_ml_per_kg";
pub(super) const FLUID_RULE: &str = "fluid";
pub(super) const FAT: &str = "fat_pct";

/// Between the classes of physical activity level below it.
const PAL_BELOW: Decimal = dec!(2.5);

/// Whose reference weight it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReferenceEquation {
    Hamwi,
    Devine,
}

impl Answer for ReferenceEquation {
    const NAMES: &'static [(&'static str, Self)] =
        &[("hamwi", Self::Hamwi), ("devine", Self::Devine)];
}

/// Fluid by a rule instead of a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HollidaySegar;

impl Answer for HollidaySegar {
    const NAMES: &'static [(&'static str, Self)] = &[("holliday_segar", Self)];
}

/// The age was reckoned, and is no exact one: it is shown with the result, and nothing is computed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reckoned;

impl Answer for Reckoned {
    const NAMES: &'static [(&'static str, Self)] = &[("yes", Self)];
}

/// What is wrong with one input; `least`, `most` and `unit` are those of its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The name of the input.
    pub field: String,
    pub kind: FieldProblemKind,
    pub least: Option<Figure>,
    pub most: Option<Figure>,
    pub unit: Option<String>,
    #[serde(skip)]
    pub(super) name: &'static str,
    #[serde(skip)]
    pub sentence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FieldProblemKind {
    /// Not a number in its range.
    Number,
    /// Not one of its answers.
    Choice,
    Date,
    /// A name that no equation takes.
    Unknown,
    /// Another input says the same: one of the two is meant.
    Both,
    /// The birth date says another age.
    AgeRecorded,
    WomenOnly,
    /// More than 100 % would be shared out.
    OverHundred,
}

/// The least, the most and the unit of a number.
type Range = (Decimal, Decimal, &'static str);

/// How an input is read.
pub(super) struct Spec {
    pub name: &'static str,
    check: fn(&Inputs, &str) -> Result<(), NutritionProblem>,
    /// None for an answer.
    range: Option<fn() -> Range>,
}

/// Every input, in the order in which they are asked.
pub(super) const SPECS: &[Spec] = &[
    Spec {
        name: SEX,
        check: |given, _| given.sex().map(drop),
        range: None,
    },
    number::<AgeYears>(AGE),
    answer::<Reckoned>(AGE_ESTIMATED),
    number::<WeightKg>(WEIGHT),
    day(WEIGHT_ON),
    number::<HeightCm>(HEIGHT),
    day(HEIGHT_ON),
    number::<BodyFatPercent>(BODY_FAT),
    day(BODY_FAT_ON),
    answer::<WeightBasis>(BASIS),
    answer::<ReferenceEquation>(REFERENCE),
    answer::<TdeeActivity>(ACTIVITY),
    Spec {
        name: PAL,
        check: |given, name| pal(given, name).map(drop),
        range: Some(|| (Decimal::ONE, PAL_BELOW, ActivityFactor::UNIT)),
    },
    answer::<Activity2005>(ACTIVITY_2005),
    answer::<Activity2023>(ACTIVITY_2023),
    number::<StressFactor>(STRESS),
    number::<EnergyKcalPerKg>(KCAL_PER_KG),
    number::<GestationWeeks>(GESTATION),
    answer::<PrepregnancyClass>(PREPREGNANCY_CLASS),
    answer::<Lactation>(LACTATION),
    number::<ProteinGPerKg>(PROTEIN),
    answer::<HollidaySegar>(FLUID_RULE),
    number::<FluidMlPerKg>(FLUID),
    number::<SharePercent>(FAT),
];

const fn number<T: Ranged>(name: &'static str) -> Spec {
    Spec {
        name,
        check: |given, name| given.number::<T>(name).map(drop),
        range: Some(|| {
            let (least, most) = T::limits();
            (least, most, T::UNIT)
        }),
    }
}

const fn answer<T: Answer>(name: &'static str) -> Spec {
    Spec {
        name,
        check: |given, name| given.answer::<T>(name).map(drop),
        range: None,
    }
}

/// The day of a measurement: it is shown with the value, and nothing is computed from it.
const fn day(name: &'static str) -> Spec {
    Spec {
        name,
        check: |_, _| Ok(()),
        range: None,
    }
}

/// Returns a physical activity level, which its classes bound.
pub(super) fn pal(given: &Inputs, name: &str) -> Result<ActivityFactor, NutritionProblem> {
    let level: ActivityFactor = given.number(name)?;
    match PalClass::of(level.number()) {
        Some(_) => Ok(level),
        None => Err(NutritionProblem::OutOfRange {
            what: "physical activity level",
            number: level.number(),
            unit: ActivityFactor::UNIT,
            least: Decimal::ONE,
            most: PAL_BELOW,
        }),
    }
}

/// Returns the names of all inputs, in the order in which they are asked.
pub fn names() -> Vec<&'static str> {
    SPECS.iter().map(|spec| spec.name).collect()
}

/// Returns the inputs as the functions read them.
///
/// # Errors
/// Those of [`Inputs::read`].
pub(super) fn read(text: &str) -> Result<Inputs<'_>, NutritionProblem> {
    Inputs::read(text, "an estimate", &names())
}

pub(super) fn text_of(inputs: &EstimateInputs) -> String {
    let parts = inputs.iter().map(|(name, value)| format!("{name}={value}"));
    parts.collect::<Vec<_>>().join("; ")
}

/// Returns the inputs that can be used, without empty ones, and what is wrong with each of the others.
pub(super) fn checked(given: &EstimateInputs) -> (EstimateInputs, Vec<FieldProblem>) {
    let (mut usable, mut problems) = (EstimateInputs::new(), Vec::new());
    for (name, value) in given {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let Some(spec) = SPECS.iter().find(|spec| spec.name == name) else {
            problems.push(unknown(name));
            continue;
        };
        match wrong(spec, value) {
            Some(problem) => problems.push(problem),
            None => drop(usable.insert(name.clone(), stored(spec, value))),
        }
    }
    let pairs = [(ACTIVITY, PAL), (GESTATION, LACTATION), (FLUID_RULE, FLUID)];
    for (one, other) in pairs {
        if usable.contains_key(one) && usable.contains_key(other) {
            let sentence = format!(
                "{one} and {other} are both given. Only one of them can be meant. Leave out the other."
            );
            problems.push(problem(other, FieldProblemKind::Both, sentence));
            usable.remove(other);
        }
    }
    (usable, problems)
}

/// Returns a value as it is stored: with a decimal point, since earlier versions of the program read no comma.
fn stored(spec: &Spec, value: &str) -> String {
    let pointed = spec.range.and_then(|_| with_decimal_point(value));
    pointed.unwrap_or_else(|| value.to_owned())
}

fn wrong(spec: &Spec, value: &str) -> Option<FieldProblem> {
    if [WEIGHT_ON, HEIGHT_ON, BODY_FAT_ON].contains(&spec.name) {
        let is_day = Day(value.to_owned()).to_date("day").is_ok();
        let sentence = || {
            let name = spec.name;
            format!("{name} is not a day. It is shown with the value. Write it as 2026-11-22.")
        };
        return (!is_day).then(|| problem(spec.name, FieldProblemKind::Date, sentence()));
    }
    let text = format!("{}={value}", spec.name);
    let checked = match value.contains(';') {
        true => Err(NutritionProblem::Malformed { part: text.clone() }),
        false => read(&text).and_then(|given| (spec.check)(&given, spec.name)),
    };
    let refusal = checked.err()?;
    let kind = match spec.range {
        Some(_) => FieldProblemKind::Number,
        None => FieldProblemKind::Choice,
    };
    let range = spec.range.map(|range| range());
    Some(FieldProblem {
        least: range.map(|(least, _, _)| Figure::from(least)),
        most: range.map(|(_, most, _)| Figure::from(most)),
        unit: range.map(|(_, _, unit)| unit.to_owned()),
        ..problem(spec.name, kind, refusal.to_string())
    })
}

fn unknown(name: &str) -> FieldProblem {
    let of = NutritionProblem::UnknownInput {
        key: name.to_owned(),
        of: "an estimate",
        expected: names().join(", "),
    };
    FieldProblem {
        field: name.to_owned(),
        ..problem("inputs", FieldProblemKind::Unknown, of.to_string())
    }
}

pub(super) fn problem(
    name: &'static str,
    kind: FieldProblemKind,
    sentence: String,
) -> FieldProblem {
    FieldProblem {
        field: name.to_owned(),
        kind,
        least: None,
        most: None,
        unit: None,
        name,
        sentence,
    }
}
