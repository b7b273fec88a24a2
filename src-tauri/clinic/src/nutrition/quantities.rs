//! Numbers with their unit in the name of their type, within what is possible.
//!
//! An equation that is given them cannot overflow, and a weight is never taken for a height.

use rust_decimal::{Decimal, dec};

use crate::measurements::{MeasureKind, units};
use crate::nutrition::problem::NutritionProblem;

/// Molar mass of creatinine: 1 mg/dL is 88.42 µmol/L.
pub const CREATININE_UMOL_L: Decimal = dec!(88.42);
/// The thermochemical calorie, by definition.
pub const KJ_A_KCAL: Decimal = dec!(4.184);

const MONTHS_A_YEAR: Decimal = dec!(12);
const DAYS_A_YEAR: Decimal = dec!(365.25);
const DAYS_A_WEEK: Decimal = dec!(7);

/// A number that is in range in its own unit.
pub trait Ranged: Copy {
    /// What a person calls it.
    const WHAT: &'static str;
    const UNIT: &'static str;

    /// Returns the smallest and the largest possible number.
    fn limits() -> (Decimal, Decimal);

    /// Checks a number in [`Ranged::UNIT`].
    ///
    /// # Errors
    /// `OutOfRange`.
    fn new(number: Decimal) -> Result<Self, NutritionProblem>;

    /// Returns the number in [`Ranged::UNIT`].
    fn number(self) -> Decimal;

    /// Converts a number in a unit that is spelled in lower case; none for a unit of another kind.
    fn converted(number: Decimal, unit: &str) -> Option<Decimal>;
}

macro_rules! ranged {
    ($(#[$doc:meta])* $name:ident, $what:literal, $unit:literal, $limits:expr, $converted:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Decimal);

        impl Ranged for $name {
            const WHAT: &'static str = $what;
            const UNIT: &'static str = $unit;

            fn limits() -> (Decimal, Decimal) {
                $limits
            }

            fn new(number: Decimal) -> Result<Self, NutritionProblem> {
                let (least, most) = Self::limits();
                if (least..=most).contains(&number) {
                    return Ok(Self(number));
                }
                Err(NutritionProblem::OutOfRange { what: $what, number, unit: $unit, least, most })
            }

            fn number(self) -> Decimal {
                self.0
            }

            fn converted(number: Decimal, unit: &str) -> Option<Decimal> {
                let convert: fn(Decimal, &str) -> Option<Decimal> = $converted;
                convert(number, unit)
            }
        }
    };
}

ranged!(
    /// A weight of a body or of a part of it.
    WeightKg, "weight", "kg", MeasureKind::Weight.possible(), |n, u| measured(MeasureKind::Weight, n, u)
);
ranged!(
    HeightCm,
    "height",
    "cm",
    MeasureKind::Height.possible(),
    |n, u| measured(MeasureKind::Height, n, u)
);
ranged!(
    /// Around waist, hip or calf.
    GirthCm, "girth", "cm", MeasureKind::Waist.possible(), |n, u| measured(MeasureKind::Waist, n, u)
);
ranged!(
    AgeYears,
    "age",
    "years",
    (dec!(0), dec!(130)),
    |n, u| match u {
        "a" | "y" | "yr" | "yrs" | "year" | "years" => Some(n),
        "mo" | "month" | "months" => n.checked_div(MONTHS_A_YEAR),
        "wk" | "week" | "weeks" => n.checked_mul(DAYS_A_WEEK)?.checked_div(DAYS_A_YEAR),
        "d" | "day" | "days" => n.checked_div(DAYS_A_YEAR),
        _ => None,
    }
);
ranged!(
    AgeMonths,
    "age",
    "months",
    (dec!(0), dec!(1560)),
    |n, u| match u {
        "mo" | "month" | "months" => Some(n),
        "a" | "y" | "yr" | "yrs" | "year" | "years" => n.checked_mul(MONTHS_A_YEAR),
        _ => None,
    }
);
ranged!(
    GestationWeeks,
    "gestation",
    "weeks",
    (dec!(0), dec!(45)),
    |n, u| match u {
        "wk" | "week" | "weeks" => Some(n),
        "d" | "day" | "days" => n.checked_div(DAYS_A_WEEK),
        _ => None,
    }
);
ranged!(
    EnergyKcal,
    "energy a day",
    "kcal",
    (dec!(1), dec!(20000)),
    |n, u| match u {
        "kcal/d" | "kcal" => Some(n),
        "kj/d" | "kj" => n.checked_div(KJ_A_KCAL),
        "mj/d" | "mj" => n.checked_mul(dec!(1000))?.checked_div(KJ_A_KCAL),
        _ => None,
    }
);
ranged!(
    CreatinineMgDl,
    "creatinine",
    "mg/dL",
    (dec!(0.05), dec!(50)),
    |n, u| match u {
        "mg/dl" => Some(n),
        "umol/l" => n.checked_div(CREATININE_UMOL_L),
        _ => None,
    }
);
ranged!(BmiKgM2, "BMI", "kg/m2", (dec!(5), dec!(250)), |n, u| {
    matches!(u, "kg/m2" | "kg/m²").then_some(n)
});
ranged!(
    /// The share of the earlier weight that is lost; below zero it is a gain.
    LossPercent, "loss of weight", "%", (dec!(-100), dec!(99)), percent
);
ranged!(
    /// An amount that a person remembers. Pounds have other bands and are not converted.
    LostKilograms,
    "lost weight",
    "kg",
    (dec!(0), dec!(500)),
    |n, u| (u == "kg").then_some(n)
);
ranged!(
    LossMonths,
    "time of the loss",
    "months",
    (dec!(0), dec!(600)),
    |n, u| match u {
        "mo" | "month" | "months" => Some(n),
        _ => None,
    }
);
ranged!(
    /// What is eaten, of what is needed.
    IntakePercent, "intake", "%", (dec!(0), dec!(500)), percent
);
ranged!(
    BodyFatPercent,
    "body fat",
    "%",
    MeasureKind::BodyFat.possible(),
    percent
);
ranged!(SharePercent, "share", "%", (dec!(0), dec!(100)), percent);
ranged!(
    MassGrams,
    "amount",
    "g",
    (dec!(0), dec!(10000)),
    |n, u| match u {
        "g" | "g/d" => Some(n),
        _ => None,
    }
);
ranged!(
    ProteinGPerKg,
    "protein",
    "g per kg a day",
    (dec!(0.1), dec!(10)),
    per_kg
);
ranged!(
    FluidMlPerKg,
    "fluid",
    "mL per kg a day",
    (dec!(1), dec!(400)),
    per_kg
);
ranged!(
    EnergyKcalPerKg,
    "energy",
    "kcal per kg a day",
    (dec!(1), dec!(250)),
    per_kg
);
ranged!(
    ActivityFactor,
    "activity factor",
    "times",
    (dec!(0.9), dec!(5)),
    plain
);
ranged!(
    StressFactor,
    "stress factor",
    "times",
    (dec!(0.5), dec!(3)),
    plain
);

/// Converts by the units in which measurements are typed.
fn measured(kind: MeasureKind, number: Decimal, unit: &str) -> Option<Decimal> {
    let units = units(kind);
    let unit = units.iter().find(|known| known.is_called(unit))?;
    unit.to_stored(number)
}

fn percent(number: Decimal, unit: &str) -> Option<Decimal> {
    (unit == "%").then_some(number)
}

fn per_kg(number: Decimal, unit: &str) -> Option<Decimal> {
    const NAMES: [&str; 9] = [
        "per kg/d",
        "per kg",
        "g/kg/d",
        "g/kg",
        "ml/kg/d",
        "ml/kg",
        "kcal/kg/d",
        "kcal/kg",
        "/kg/d",
    ];
    NAMES.contains(&unit).then_some(number)
}

fn plain(number: Decimal, unit: &str) -> Option<Decimal> {
    (unit == "1").then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_number_outside_of_its_range_is_refused_with_the_range() {
        assert!(WeightKg::new(dec!(0.2)).is_ok());
        assert!(AgeYears::new(dec!(0)).is_ok());
        let refusal = AgeYears::new(dec!(130.1)).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "The age 130.1 years is outside of 0 to 130 years. No living person has it, so that it is a typing \
             error or another unit. Check the value and its unit."
        );
        assert!(HeightCm::new(dec!(1.75)).is_err());
        assert!(WeightKg::new(dec!(-70)).is_err());
        assert!(EnergyKcal::new(Decimal::MAX).is_err());
    }

    #[test]
    fn units_are_converted_and_those_of_another_kind_are_not() {
        assert_eq!(WeightKg::converted(dec!(100), "lb"), Some(dec!(45.359237)));
        assert_eq!(HeightCm::converted(dec!(1.75), "m"), Some(dec!(175)));
        assert_eq!(HeightCm::converted(dec!(60), "in"), Some(dec!(152.4)));
        assert_eq!(AgeYears::converted(dec!(6), "mo"), Some(dec!(0.5)));
        assert_eq!(AgeMonths::converted(dec!(2), "a"), Some(dec!(24)));
        assert_eq!(EnergyKcal::converted(dec!(4184), "kj/d"), Some(dec!(1000)));
        assert_eq!(EnergyKcal::converted(dec!(4.184), "mj"), Some(dec!(1000)));
        assert_eq!(
            CreatinineMgDl::converted(dec!(88.42), "umol/l"),
            Some(dec!(1))
        );
        assert_eq!(WeightKg::converted(dec!(70), "cm"), None);
        assert_eq!(GestationWeeks::converted(dec!(70), "d"), Some(dec!(10)));
        assert_eq!(AgeMonths::converted(dec!(70), "d"), None);
    }
}
