//! Dietary reference intakes: what a life stage should get of each nutrient in a day, and not exceed.
//!
//! Source: *Dietary Reference Intakes*, summary tables, Food and Nutrition Board, National Academies, 1997 to 2019.
//! Upper levels that count supplements or one form of a nutrient alone are left out: food cannot be held against them.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{LifeStage, Nutrient, Sex};

const NUTRIENTS: &str = include_str!("../../../../seeds/reference/nutrition/nutrients.csv");
const INTAKES: &str = include_str!("../../../../seeds/reference/nutrition/intakes.csv");
const STAGES: &str = include_str!("../../../../seeds/reference/nutrition/life_stages.csv");

/// The first and the last month of age that have stages of pregnancy and lactation.
const MATERNAL_MONTHS: (i32, i32) = (168, 611);

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| Tables::read().expect("a test reads the tables of this program"));

/// The unit in which a nutrient is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub enum NutrientUnit {
    #[serde(rename = "kcal")]
    Kcal,
    #[serde(rename = "kJ")]
    Kilojoule,
    #[serde(rename = "g")]
    Gram,
    #[serde(rename = "mg")]
    Milligram,
    #[serde(rename = "µg")]
    Microgram,
    #[serde(rename = "IU")]
    InternationalUnit,
}

impl NutrientUnit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kcal => "kcal",
            Self::Kilojoule => "kJ",
            Self::Gram => "g",
            Self::Milligram => "mg",
            Self::Microgram => "µg",
            Self::InternationalUnit => "IU",
        }
    }
}

/// Recommended dietary allowance, adequate intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "UPPERCASE")]
pub enum IntakeKind {
    Rda,
    Ai,
}

/// What is recommended of a nutrient in a day, and from where on it may harm: the tolerable upper level, or the intake
/// above which it should be reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intake {
    pub nutrient: Nutrient,
    pub low: Decimal,
    pub kind: IntakeKind,
    pub high: Option<Decimal>,
}

/// A nutrient as food tables count it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountedNutrient {
    pub nutrient: Nutrient,
    /// Its number in the list of foods.
    pub code: &'static str,
    pub unit: NutrientUnit,
    pub decimals: u32,
}

struct Tables {
    counted: Vec<CountedNutrient>,
    intakes: Vec<(LifeStage, Intake)>,
    stages: Vec<Stage>,
}

struct Stage {
    stage: LifeStage,
    sex: Option<Sex>,
    from_months: i32,
    below_months: Option<i32>,
}

impl Tables {
    /// None where a line is of another form.
    fn read() -> Option<Self> {
        Some(Self {
            counted: lines(NUTRIENTS, |[nutrient, code, unit, decimals]| {
                let unit = match unit {
                    "kcal" => NutrientUnit::Kcal,
                    "kJ" => NutrientUnit::Kilojoule,
                    "IU" => NutrientUnit::InternationalUnit,
                    "g" => NutrientUnit::Gram,
                    "mg" => NutrientUnit::Milligram,
                    "µg" => NutrientUnit::Microgram,
                    _ => return None,
                };
                Some(CountedNutrient {
                    nutrient: nutrient.parse().ok()?,
                    code,
                    unit,
                    decimals: decimals.parse().ok()?,
                })
            })?,
            intakes: lines(INTAKES, |[nutrient, stage, low, kind, high, _high_kind]| {
                let kind = match kind {
                    "RDA" => IntakeKind::Rda,
                    "AI" => IntakeKind::Ai,
                    _ => return None,
                };
                let high = optional(high, |high| Decimal::from_str_exact(high).ok())?;
                let intake = Intake {
                    nutrient: nutrient.parse().ok()?,
                    low: Decimal::from_str_exact(low).ok()?,
                    kind,
                    high,
                };
                Some((stage.parse().ok()?, intake))
            })?,
            stages: lines(STAGES, |[stage, sex, from, below]| {
                Some(Stage {
                    stage: stage.parse().ok()?,
                    sex: optional(sex, |sex| sex.parse().ok())?,
                    from_months: from.parse().ok()?,
                    below_months: optional(below, |below| below.parse().ok())?,
                })
            })?,
        })
    }
}

fn lines<'a, const N: usize, T>(
    table: &'a str,
    row: impl Fn([&'a str; N]) -> Option<T>,
) -> Option<Vec<T>> {
    let fields = |line: &'a str| line.split(',').collect::<Vec<_>>().try_into().ok();
    let rows = table.lines().skip(1);
    rows.map(|line| row(fields(line)?)).collect()
}

/// None for what cannot be read, none inside for an empty field.
#[allow(clippy::option_option)]
fn optional<T>(field: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match field {
        "" => Some(None),
        field => read(field).map(Some),
    }
}

pub fn unit(nutrient: Nutrient) -> NutrientUnit {
    let mut counted = TABLES.counted.iter();
    let known = counted.find(|of| of.nutrient == nutrient);
    known.map_or(NutrientUnit::Gram, |of| of.unit)
}

/// Returns the nutrients in the order of the columns of the food table.
pub(crate) fn counted() -> &'static [CountedNutrient] {
    &TABLES.counted
}

/// Returns the life stages of an age: of one sex, or of both where it is neither or unknown. The first ones are
/// without pregnancy and lactation. Without an age, all that are of the sex.
pub fn stages(sex: Sex, age_months: Option<i32>) -> Vec<LifeStage> {
    let of_age = |stage: &&Stage| {
        age_months.is_none_or(|age| {
            age >= stage.from_months && stage.below_months.is_none_or(|below| age < below)
        })
    };
    let of_sex = |stage: &&Stage| match sex {
        Sex::Female | Sex::Male => stage.sex.is_none_or(|of| of == sex),
        Sex::Intersex | Sex::Unknown => true,
    };
    let known = TABLES.stages.iter().filter(of_age).filter(of_sex);
    let mut stages: Vec<LifeStage> = known.map(|stage| stage.stage).collect();
    stages.sort_by_key(|stage| is_maternal(*stage));
    stages
}

/// Returns the stages of pregnancy and lactation of an age. The tables have them up to 18 years, whatever the age, and
/// none from 51 years on: the next one counts.
pub fn maternal_stages(sex: Sex, age_months: Option<i32>) -> Vec<LifeStage> {
    let age = age_months.map(|age| age.clamp(MATERNAL_MONTHS.0, MATERNAL_MONTHS.1));
    let mut stages = stages(sex, age);
    stages.retain(|stage| is_maternal(*stage));
    stages
}

/// Returns whether a stage is one of pregnancy or lactation, which no birth date tells.
pub fn is_maternal(stage: LifeStage) -> bool {
    is_pregnancy(stage) || is_lactation(stage)
}

pub fn is_pregnancy(stage: LifeStage) -> bool {
    use LifeStage::{Pregnancy14To18, Pregnancy19To30, Pregnancy31To50};
    matches!(stage, Pregnancy14To18 | Pregnancy19To30 | Pregnancy31To50)
}

pub fn is_lactation(stage: LifeStage) -> bool {
    use LifeStage::{Lactation14To18, Lactation19To30, Lactation31To50};
    matches!(stage, Lactation14To18 | Lactation19To30 | Lactation31To50)
}

/// Returns what the table has of a life stage, in the order of the nutrients.
pub fn intakes(stage: LifeStage) -> Vec<Intake> {
    let of_stage = TABLES.intakes.iter().filter(|(of, _)| *of == stage);
    let mut intakes: Vec<Intake> = of_stage.map(|(_, intake)| *intake).collect();
    intakes.sort_by_key(|intake| intake.nutrient as u8);
    intakes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn every_nutrient_has_a_unit_and_every_stage_an_age_and_its_intakes() {
        let tables = Tables::read().unwrap();
        for nutrient in Nutrient::ALL {
            let counted = tables.counted.iter().filter(|of| of.nutrient == *nutrient);
            assert_eq!(counted.count(), 1, "{nutrient}");
        }
        assert_eq!(tables.counted.len(), Nutrient::ALL.len());
        assert_eq!(tables.stages.len(), LifeStage::ALL.len());
        for stage in LifeStage::ALL {
            assert!(tables.stages.iter().any(|of| of.stage == *stage), "{stage}");
            let intakes = intakes(*stage);
            assert!(
                (28..=30).contains(&intakes.len()),
                "{stage}: {}",
                intakes.len()
            );
            let mut nutrients: Vec<_> = intakes.iter().map(|of| of.nutrient).collect();
            nutrients.dedup();
            assert_eq!(nutrients.len(), intakes.len(), "{stage}");
            for of in intakes {
                assert!(
                    of.low > dec!(0) && of.high.is_none_or(|high| high > of.low),
                    "{of:?}"
                );
            }
        }
        assert_eq!(INTAKES.lines().count() - 1, tables.intakes.len());
    }

    #[test]
    fn every_age_has_one_stage_of_each_sex() {
        for months in 0..1300 {
            for sex in [Sex::Female, Sex::Male] {
                let stages = stages(sex, Some(months));
                let plain = stages.iter().filter(|stage| !is_maternal(**stage));
                assert_eq!(plain.count(), 1, "{months} {sex}");
                let may_be = sex == Sex::Female && (168..612).contains(&months);
                assert_eq!(stages.len(), if may_be { 3 } else { 1 }, "{months} {sex}");
            }
        }
        use LifeStage::{Females14To18, Males14To18};
        let either = stages(Sex::Unknown, Some(180));
        assert_eq!(either[..2], [Females14To18, Males14To18]);
        assert_eq!(either.len(), 4);
    }

    #[test]
    fn a_mother_of_any_age_has_a_stage() {
        use LifeStage::{Pregnancy14To18, Pregnancy31To50};
        for months in 0..1300 {
            let stages = maternal_stages(Sex::Female, Some(months));
            let pregnant = stages.iter().filter(|stage| is_pregnancy(**stage));
            let feeds = stages.iter().filter(|stage| is_lactation(**stage));
            assert_eq!((pregnant.count(), feeds.count()), (1, 1), "{months}");
            assert_eq!(stages.contains(&Pregnancy14To18), months < 228, "{months}");
            assert_eq!(stages.contains(&Pregnancy31To50), months >= 372, "{months}");
            assert_eq!(maternal_stages(Sex::Male, Some(months)), []);
        }
    }

    #[test]
    fn an_intake_is_in_the_unit_in_which_food_is_counted() {
        let of = |stage, nutrient| {
            let all = intakes(stage);
            *all.iter().find(|of| of.nutrient == nutrient).unwrap()
        };
        use LifeStage::{Females31To50, Infants0To6Months, Pregnancy19To30};
        // the table has copper in µg and water in litres
        let copper = of(Females31To50, Nutrient::Copper);
        assert_eq!((copper.low, copper.high), (dec!(0.9), Some(dec!(10))));
        assert_eq!(unit(Nutrient::Copper), NutrientUnit::Milligram);
        assert_eq!(of(Females31To50, Nutrient::Water).low, dec!(2700));
        let sodium = of(Females31To50, Nutrient::Sodium);
        assert_eq!(
            (sodium.low, sodium.kind, sodium.high),
            (dec!(1500), IntakeKind::Ai, Some(dec!(2300)))
        );
        assert_eq!(of(Pregnancy19To30, Nutrient::Iron).low, dec!(27));
        assert_eq!(of(Infants0To6Months, Nutrient::Fat).low, dec!(31));
        // an upper level of supplements alone is none of food
        assert_eq!(of(Females31To50, Nutrient::Magnesium).high, None);
    }
}
