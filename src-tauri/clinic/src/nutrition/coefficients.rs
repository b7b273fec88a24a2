//! The coefficients of equations that have one line for each sex and age band: `seeds/reference/nutrition`.
//!
//! A band includes its lower bound and excludes its upper.

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::nutrition::EquationSex;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, HeightCm, Ranged, WeightKg};

const HEADING: &str = concat!(
    "equation,sex,age_from_y,age_below_y,activity,per_kg,per_height,height_unit,",
    "per_year_of_age,constant,unit"
);
const CM_A_METRE: Decimal = Decimal::ONE_HUNDRED;

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    read(include_str!(
        "../../../../seeds/reference/nutrition/coefficients.csv"
    ))
    .expect("a test reads the table of this program")
});

/// One equation in the table: its name there and its unit, and what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Equation {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) title: &'static str,
    /// What to do at an age that it has no line for.
    pub(super) instead: &'static str,
}

/// The line of an equation for one sex, one age band and one level of activity.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    equation: String,
    unit: String,
    sex: EquationSex,
    from_years: Option<Decimal>,
    below_years: Option<Decimal>,
    activity: String,
    per_kg: Decimal,
    per_height: Option<(Decimal, HeightUnit)>,
    per_year: Decimal,
    constant: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeightUnit {
    Centimetre,
    Metre,
}

/// A person as an equation sees them. Without a height an equation that needs one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body {
    pub sex: EquationSex,
    pub age: AgeYears,
    pub weight: WeightKg,
    pub height: Option<HeightCm>,
}

impl Line {
    fn is_for(&self, equation: Equation, sex: EquationSex, activity: &str) -> bool {
        self.equation == equation.name
            && self.unit == equation.unit
            && self.sex == sex
            && self.activity == activity
    }

    fn has(&self, age: AgeYears) -> bool {
        self.from_years.is_none_or(|from| age.number() >= from)
            && self.below_years.is_none_or(|below| age.number() < below)
    }

    fn of(&self, body: Body) -> Result<Decimal, NutritionProblem> {
        let by_height = match (self.per_height, body.height) {
            (None, _) => Decimal::ZERO,
            (Some((factor, HeightUnit::Centimetre)), Some(height)) => factor * height.number(),
            (Some((factor, HeightUnit::Metre)), Some(height)) => {
                factor * height.number() / CM_A_METRE
            }
            (Some(_), None) => {
                return Err(NutritionProblem::Missing {
                    key: "height_cm".to_owned(),
                });
            }
        };
        Ok(self.per_kg * body.weight.number()
            + by_height
            + self.per_year * body.age.number()
            + self.constant)
    }
}

/// Computes an equation of the table in its unit.
///
/// # Errors
/// `AgeOutside`, `Missing` for a height.
pub fn compute(
    equation: Equation,
    body: Body,
    activity: &str,
) -> Result<Decimal, NutritionProblem> {
    let mut bands = LINES
        .iter()
        .filter(|line| line.is_for(equation, body.sex, activity));
    let line = bands.find(|line| line.has(body.age));
    line.ok_or_else(|| age_outside(equation, body.sex))?
        .of(body)
}

fn age_outside(equation: Equation, sex: EquationSex) -> NutritionProblem {
    let bands = || {
        LINES
            .iter()
            .filter(|line| line.equation == equation.name && line.sex == sex)
    };
    let from = bands()
        .filter_map(|line| line.from_years)
        .min()
        .unwrap_or(Decimal::ZERO);
    let below = bands()
        .map(|line| line.below_years)
        .max_by_key(|below| below.unwrap_or(Decimal::MAX));
    let ages = match below.flatten() {
        Some(below) => format!("ages from {from} to under {below} years"),
        None => format!("ages from {from} years"),
    };
    NutritionProblem::AgeOutside {
        of: equation.title,
        ages,
        instead: equation.instead,
    }
}

/// None where a line is of another form, which a test excludes for the table of this program.
fn read(table: &str) -> Option<Vec<Line>> {
    let mut lines = table.lines();
    if lines.next()? != HEADING {
        return None;
    }
    lines.map(read_line).collect()
}

fn read_line(line: &str) -> Option<Line> {
    let fields: Vec<&str> = line.split(',').collect();
    let [
        equation,
        sex,
        from,
        below,
        activity,
        per_kg,
        per_height,
        height_unit,
        per_year,
        constant,
        unit,
    ] = fields[..]
    else {
        return None;
    };
    let per_height = match (optional(per_height)?, height_unit) {
        (None, "") => None,
        (Some(factor), "cm") => Some((factor, HeightUnit::Centimetre)),
        (Some(factor), "m") => Some((factor, HeightUnit::Metre)),
        _ => return None,
    };
    Some(Line {
        equation: equation.to_owned(),
        unit: unit.to_owned(),
        sex: EquationSex::from_letter(sex)?,
        from_years: optional(from)?,
        below_years: optional(below)?,
        activity: activity.to_owned(),
        per_kg: optional(per_kg)??,
        per_height,
        per_year: optional(per_year)?.unwrap_or(Decimal::ZERO),
        constant: optional(constant)??,
    })
}

/// None for what is not a number, none inside for an empty field.
#[allow(clippy::option_option)]
fn optional(field: &str) -> Option<Option<Decimal>> {
    if field.is_empty() {
        return Some(None);
    }
    Decimal::from_str_exact(field).ok().map(Some)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(LINES.len(), 103);
    }

    #[test]
    fn each_band_begins_where_the_one_before_it_ends() {
        for line in LINES.iter() {
            let Some(from) = line.from_years else {
                continue;
            };
            let same = |other: &&Line| {
                (&other.equation, &other.unit, other.sex, &other.activity)
                    == (&line.equation, &line.unit, line.sex, &line.activity)
            };
            let bands: Vec<&Line> = LINES.iter().filter(same).collect();
            let age = AgeYears::new(from).unwrap();
            assert_eq!(
                bands.iter().filter(|band| band.has(age)).count(),
                1,
                "{line:?}"
            );
            let is_lowest = bands.iter().all(|band| band.from_years >= line.from_years);
            // in the published copies boys from 3 to under 10 years have no line with height
            let after_gap =
                line.equation == "henry_wh" && line.sex == EquationSex::Male && from == dec!(10);
            let has_one_before = bands.iter().any(|band| band.below_years == line.from_years);
            assert!(is_lowest || has_one_before || after_gap, "{line:?}");
        }
    }

    #[test]
    fn a_table_of_another_form_is_refused() {
        let line = |line: &str| format!("{HEADING}\n{line}\n");
        assert!(read(&line("a,M,0,3,,1,,,,2,kcal/d")).is_some());
        for table in [
            String::new(),
            "equation,sex\n".to_owned(),
            line("a,X,0,3,,1,,,,2,kcal/d"),
            line("a,M,0,3,,,,,,2,kcal/d"),
            line("a,M,0,3,,1,,,,,kcal/d"),
            line("a,M,0,3,,1,2,,,2,kcal/d"),
            line("a,M,0,3,,1,2,ft,,2,kcal/d"),
            line("a,M,0,3,,1,,,,2"),
            line("a,M,0,x,,1,,,,2,kcal/d"),
        ] {
            assert!(read(&table).is_none(), "{table}");
        }
    }
}
