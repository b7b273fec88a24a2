//! What is known of a child's birth, and what it means for the ages of a growth chart.

use serde::Serialize;
use specta::Type;

use crate::growth_references::DAYS_A_MONTH;
use crate::measurements::Person;
use crate::measurements::centile::Ages;

const DAYS_A_WEEK: i32 = 7;
/// An age below three months is told in weeks, and below two years in months.
const WEEKS_BELOW_MONTHS: i32 = 3;
const MONTHS_A_YEAR: i32 = 12;
/// Below this age the gestation is asked for: the age of a child of 20 weeks is corrected until then, none later.
const GESTATION_COUNTS_DAYS: i32 = 730 + 140;

/// `is_estimated`: the birth date was reckoned from an age, so no age of the chart is exact, and no centile by age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthBirth {
    pub is_estimated: bool,
    /// `31+4` weeks and days; none where it is not recorded.
    pub gestation: Option<String>,
    /// The corrected age in months until which ages are corrected; none where the birth was not preterm.
    pub corrected_until_months: Option<i32>,
    /// None is recorded, and a reading is of an age at which it would count.
    pub asks_gestation: bool,
}

pub(super) fn birth_of(person: Person, ages: impl Iterator<Item = Ages>) -> GrowthBirth {
    let mut small = ages.filter(|ages| ages.days < GESTATION_COUNTS_DAYS);
    let until = person
        .gestation
        .and_then(|gestation| gestation.corrected_until_days());
    GrowthBirth {
        is_estimated: person.is_birth_estimated,
        gestation: person.gestation.map(|gestation| gestation.to_string()),
        corrected_until_months: until.map(|days| match days {
            ..=365 => MONTHS_A_YEAR,
            _ => 2 * MONTHS_A_YEAR,
        }),
        asks_gestation: person.gestation.is_none() && small.next().is_some(),
    }
}

/// Returns an age in days as people speak of it: `9 wk`, `14 m`, `4 y 7 m`, `2 wk before due`.
pub fn age_text(days: i32) -> String {
    if days < 0 {
        // a part of a week counts: the child is not due yet
        let weeks = (-days + DAYS_A_WEEK - 1) / DAYS_A_WEEK;
        return format!("{weeks} wk before due");
    }
    let months = (0..).take_while(|month| f64::from(month + 1) * DAYS_A_MONTH <= f64::from(days));
    let months = i32::try_from(months.count()).unwrap_or(i32::MAX);
    match months {
        ..WEEKS_BELOW_MONTHS => format!("{} wk", days / DAYS_A_WEEK),
        3..24 => format!("{months} m"),
        _ => format!("{} y {} m", months / MONTHS_A_YEAR, months % MONTHS_A_YEAR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_shown_in_the_units_of_the_axis() {
        for (days, text) in [
            (0, "0 wk"),
            (91, "13 wk"),
            (92, "3 m"),
            (730, "23 m"),
            (731, "2 y 0 m"),
            (1674, "4 y 6 m"),
            (-1, "1 wk before due"),
            (-14, "2 wk before due"),
            (-15, "3 wk before due"),
        ] {
            assert_eq!(age_text(days), text, "{days}");
        }
    }
}
