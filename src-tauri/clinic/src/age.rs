//! Ages in years, months and days.

use chrono::{Datelike, Months, NaiveDate};

/// Whole years, months and days since birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    pub years: i32,
    pub months: i32,
    pub days: i64,
}

impl Age {
    /// Returns the age on `day`: zero on every day before birth.
    pub fn on(birth: NaiveDate, day: NaiveDate) -> Self {
        let day = day.max(birth);
        let month_of = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
        let mut months = month_of(day) - month_of(birth);
        if day.day() < birth.day() {
            months -= 1;
        }
        // the last day of a month that is too short to have the day of birth
        let anniversary = birth + Months::new(months.unsigned_abs());
        Self {
            years: months / 12,
            months: months % 12,
            days: (day - anniversary).num_days(),
        }
    }
}

/// `34 y` from twelve years on, `4 y 7 m` from two, `7 m 12 d` below: days and months matter while growing.
impl std::fmt::Display for Age {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.years {
            12.. => write!(f, "{} y", self.years),
            2..12 => write!(f, "{} y {} m", self.years, self.months),
            _ => write!(f, "{} m {} d", self.years * 12 + self.months, self.days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn ages_read_as_clinicians_write_them() {
        let today = date(2026, 11, 20);
        for (birth, shown) in [
            (date(1992, 3, 12), "34 y"),
            (date(1992, 11, 20), "34 y"),
            (date(1992, 11, 21), "33 y"),
            (date(2022, 4, 15), "4 y 7 m"),
            (date(2026, 4, 8), "7 m 12 d"),
            (date(2025, 4, 8), "19 m 12 d"),
            (date(2026, 11, 20), "0 m 0 d"),
            (date(2027, 1, 1), "0 m 0 d"),
        ] {
            assert_eq!(Age::on(birth, today).to_string(), shown, "{birth}");
        }
    }

    #[test]
    fn a_leap_day_child_has_birthdays() {
        assert_eq!(Age::on(date(2008, 2, 29), date(2026, 2, 28)).years, 17);
        assert_eq!(Age::on(date(2008, 2, 29), date(2026, 3, 1)).years, 18);
    }
}
