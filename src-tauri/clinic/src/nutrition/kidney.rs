//! Creatinine clearance, by which diets and doses are chosen.

use rust_decimal::{Decimal, dec};

use crate::nutrition::EquationSex;
use crate::nutrition::computed::{Computed, FigureUnit};
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, CreatinineMgDl, Ranged, WeightKg};

const ADULT_FROM_YEARS: Decimal = dec!(18);
const WOMEN: Decimal = dec!(0.85);

/// Cockcroft-Gault: `(140 - A) W / (72 Scr)`, times 0.85 for women. Which weight is used is a choice of the clinic.
///
/// Source: Cockcroft, Gault, *Nephron* 1976;16:31-41.
///
/// # Errors
/// `AgeOutside` under 18 years, `NotComputable`.
pub fn cockcroft_gault(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    creatinine: CreatinineMgDl,
) -> Result<Computed, NutritionProblem> {
    if age.number() < ADULT_FROM_YEARS {
        return Err(NutritionProblem::AgeOutside {
            of: "The equation of Cockcroft and Gault",
            ages: format!("adults, from {ADULT_FROM_YEARS} years"),
            instead: "Use an equation for children.",
        });
    }
    let share = match sex {
        EquationSex::Male => Decimal::ONE,
        EquationSex::Female => WOMEN,
    };
    // divided last, so that only one rounding to 28 digits is possible
    let above = (dec!(140) - age.number()) * weight.number() * share;
    let clearance = above.checked_div(dec!(72) * creatinine.number());
    let clearance = clearance.ok_or(NutritionProblem::NotComputable {
        what: "The clearance",
    })?;
    Ok(Computed::new(clearance, FigureUnit::ML_A_MINUTE))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use EquationSex::{Female, Male};

    use super::*;

    fn clearance(
        sex: EquationSex,
        age: Decimal,
        creatinine: Decimal,
    ) -> Result<Decimal, NutritionProblem> {
        let (age, weight) = (AgeYears::new(age)?, WeightKg::new(dec!(72))?);
        let creatinine = CreatinineMgDl::new(creatinine)?;
        cockcroft_gault(sex, age, weight, creatinine).map(|clearance| clearance.value)
    }

    #[test]
    fn it_falls_with_age_and_creatinine() {
        assert_eq!(clearance(Male, dec!(40), dec!(1)), Ok(dec!(100)));
        assert_eq!(clearance(Female, dec!(40), dec!(1)), Ok(dec!(85)));
        for years in 18..130 {
            let (age, next) = (Decimal::from(years), Decimal::from(years + 1));
            let (earlier, later) = (
                clearance(Male, age, dec!(1)),
                clearance(Male, next, dec!(1)),
            );
            assert!(later.unwrap() < earlier.unwrap(), "{years}");
        }
        assert_eq!(clearance(Male, dec!(40), dec!(2)), Ok(dec!(50)));
    }

    #[test]
    fn children_have_equations_of_their_own() {
        assert!(matches!(
            clearance(Male, dec!(17.9), dec!(1)),
            Err(NutritionProblem::AgeOutside { .. })
        ));
        assert!(clearance(Male, dec!(18), dec!(1)).is_ok());
        assert!(matches!(
            clearance(Male, dec!(40), dec!(0)),
            Err(NutritionProblem::OutOfRange { .. })
        ));
    }
}
