//! A pregnancy by its due date, and how much weight it should bring.

use std::fmt;

use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;

/// From the first day of the last period to the due date.
pub const FULL_DAYS: u64 = 280;
const DAYS_A_WEEK: i64 = 7;
/// The second trimester begins with week 14, the third with week 28.
const SECOND_FROM_WEEKS: u32 = 14;
const THIRD_FROM_WEEKS: u32 = 28;

/// Completed weeks of a pregnancy, and the days beyond them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GestationalAge {
    pub weeks: u32,
    pub days: u32,
}

impl GestationalAge {
    /// Returns the age on a day: 280 days before the due date is day 0. None before.
    ///
    /// Source: Naegele's rule, *Lehrbuch der Geburtshuelfe*, 1830; ACOG Committee Opinion 700, *Methods for estimating
    /// the due date*, Obstet Gynecol 2017;129:e150-4.
    pub fn on(due: NaiveDate, day: NaiveDate) -> Option<Self> {
        let days = (day - first_day(due)).num_days();
        let weeks = u32::try_from(days.div_euclid(DAYS_A_WEEK)).ok()?;
        let days = u32::try_from(days.rem_euclid(DAYS_A_WEEK)).ok()?;
        Some(Self { weeks, days })
    }

    /// Returns 1 to 13+6, 2 to 27+6, then 3.
    ///
    /// Source: ACOG, *How your fetus grows during pregnancy*, FAQ 156.
    pub fn trimester(self) -> u32 {
        match self.weeks {
            ..SECOND_FROM_WEEKS => 1,
            SECOND_FROM_WEEKS..THIRD_FROM_WEEKS => 2,
            _ => 3,
        }
    }
}

/// `24+3`.
impl fmt::Display for GestationalAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.weeks, self.days)
    }
}

/// Returns day 0.
pub fn first_day(due: NaiveDate) -> NaiveDate {
    due.checked_sub_days(Days::new(FULL_DAYS))
        .unwrap_or(NaiveDate::MIN)
}

/// Kilograms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GainKg {
    pub low: Decimal,
    pub high: Decimal,
}

/// Returns the recommended total gain with one child, by the BMI before the pregnancy.
///
/// Source: Institute of Medicine, *Weight Gain During Pregnancy: Reexamining the Guidelines*, National Academies Press
/// 2009.
pub fn recommended_gain(bmi_before: Decimal) -> GainKg {
    let (low, high) = match () {
        () if bmi_before < dec!(18.5) => (dec!(12.5), dec!(18)),
        () if bmi_before < dec!(25) => (dec!(11.5), dec!(16)),
        () if bmi_before < dec!(30) => (dec!(7), dec!(11.5)),
        () => (dec!(5), dec!(9)),
    };
    GainKg { low, high }
}

#[cfg(test)]
mod tests {
    use sync_contract::field::date;

    use super::*;

    #[test]
    fn an_age_counts_from_280_days_before_the_due_date() {
        let due = date(2026, 11, 20);
        // Naegele: the last period, a year later, three months back, seven days on
        let period = date(2026, 2, 13);
        assert_eq!(first_day(due), period);
        let on = |day| GestationalAge::on(due, day).map(|age| age.to_string());
        for (day, age) in [
            (period, Some("0+0")),
            (date(2026, 2, 12), None),
            (date(2026, 2, 19), Some("0+6")),
            (date(2026, 2, 20), Some("1+0")),
            (due, Some("40+0")),
            (date(2026, 11, 24), Some("40+4")),
        ] {
            assert_eq!(on(day).as_deref(), age, "{day}");
        }
    }

    #[test]
    fn a_trimester_ends_with_its_last_full_week() {
        for (weeks, days, trimester) in [
            (0, 0, 1),
            (13, 6, 1),
            (14, 0, 2),
            (27, 6, 2),
            (28, 0, 3),
            (41, 0, 3),
        ] {
            let age = GestationalAge { weeks, days };
            assert_eq!(age.trimester(), trimester, "{age}");
        }
    }

    #[test]
    fn a_gain_follows_from_the_class_of_the_bmi() {
        for (bmi, low, high) in [
            (dec!(18.4), dec!(12.5), dec!(18)),
            (dec!(18.5), dec!(11.5), dec!(16)),
            (dec!(24.9), dec!(11.5), dec!(16)),
            (dec!(25), dec!(7), dec!(11.5)),
            (dec!(29.9), dec!(7), dec!(11.5)),
            (dec!(30), dec!(5), dec!(9)),
        ] {
            assert_eq!(recommended_gain(bmi), GainKg { low, high }, "{bmi}");
        }
    }
}
