//! What a person's age and sex decide of a growth chart.

use chrono::NaiveDate;
use sync_contract::catalog::Sex;

use crate::measurements::Person;
use crate::nutrition::EquationSex;
use crate::nutrition::growth::{DAYS_A_MONTH, Reference};

/// Returns the reference that is made for an age.
pub fn usual_reference(age_days: Option<f64>) -> Reference {
    let (_, months_max) = Reference::Who0To5.months();
    match age_days {
        Some(days) if days > months_max * DAYS_A_MONTH => Reference::Who5To19,
        _ => Reference::Who0To5,
    }
}

impl Person {
    /// Returns whose curves a child is compared with; none for a sex that no reference has.
    pub fn curves_of(self) -> Option<EquationSex> {
        match self.sex {
            Sex::Male => Some(EquationSex::Male),
            Sex::Female => Some(EquationSex::Female),
            Sex::Intersex | Sex::Unknown => None,
        }
    }

    /// Returns the age on a day; none without a birth date, and before it.
    pub fn age_days(self, on: NaiveDate) -> Option<f64> {
        let days = u32::try_from((on - self.birth_date?).num_days()).ok()?;
        Some(f64::from(days))
    }
}
