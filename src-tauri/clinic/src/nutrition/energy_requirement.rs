//! Estimated energy requirements (EER): total energy of the healthy by age, weight, height and level of activity.
//!
//! Sources: *Dietary Reference Intakes for Energy, Carbohydrate, Fiber, Fat, Fatty Acids, Cholesterol, Protein, and
//! Amino Acids*, Institute of Medicine, Washington 2005; *Dietary Reference Intakes for Energy*, National Academies,
//! Washington 2023, tables S-4 to S-9. Each set has levels of activity of its own.

use rust_decimal::{Decimal, dec};

use crate::nutrition::EquationSex;
use crate::nutrition::coefficients::{self, Body, Equation};
use crate::nutrition::computed::{Computed, FigureUnit};
use crate::nutrition::energy::resting;
use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    AgeMonths, AgeYears, GestationWeeks, HeightCm, Ranged, WeightKg,
};

const CHILD_FROM_YEARS: Decimal = dec!(3);
const ADULT_FROM_YEARS: Decimal = dec!(19);
/// From here to 18 years a child grows faster (2005).
const FASTER_GROWTH_FROM_YEARS: Decimal = dec!(9);
const CM_A_METRE: Decimal = Decimal::ONE_HUNDRED;
/// Second and third trimester.
const GESTATION_WEEKS: (Decimal, Decimal) = (dec!(14), dec!(44));
const KCAL_A_WEEK_OF_GESTATION: Decimal = dec!(9.16);
const CHILDBEARING_YEARS: (Decimal, Decimal) = (dec!(10), dec!(60));

const INSTEAD_OF_ADULT: &str =
    "Use the equation for children from 3 to under 19 years, or for infants below.";
const INSTEAD_OF_CHILD: &str = "Use the equation for infants below 3 years, or for adults from 19.";
const INSTEAD_OF_INFANT: &str = "Use the equation for children.";

const ADULT_2023: Equation = equation("eer_2023_adult", "The EER 2023 of adults", INSTEAD_OF_ADULT);
const CHILD_2023: Equation = equation(
    "eer_2023_child",
    "The EER 2023 of children",
    INSTEAD_OF_CHILD,
);
const INFANT_2023: Equation = equation(
    "eer_2023_infant",
    "The EER 2023 of infants",
    INSTEAD_OF_INFANT,
);
const PREGNANCY_2023: Equation = equation(
    "eer_2023_pregnancy",
    "The EER 2023 of pregnancy",
    "Check the age.",
);

const fn equation(name: &'static str, title: &'static str, instead: &'static str) -> Equation {
    Equation {
        name,
        unit: "kcal/d",
        title,
        instead,
    }
}

/// The levels of activity of 2005.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity2005 {
    Sedentary,
    LowActive,
    Active,
    VeryActive,
}

impl Answer for Activity2005 {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("sedentary", Self::Sedentary),
        ("low_active", Self::LowActive),
        ("active", Self::Active),
        ("very_active", Self::VeryActive),
    ];
}

impl Activity2005 {
    fn of(self, coefficients: [Decimal; 4]) -> Decimal {
        let [sedentary, low_active, active, very_active] = coefficients;
        match self {
            Self::Sedentary => sedentary,
            Self::LowActive => low_active,
            Self::Active => active,
            Self::VeryActive => very_active,
        }
    }
}

/// The levels of activity of 2023.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity2023 {
    Inactive,
    LowActive,
    Active,
    VeryActive,
}

impl Activity2023 {
    /// Returns its name in the table of coefficients.
    fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::LowActive => "low_active",
            Self::Active => "active",
            Self::VeryActive => "very_active",
        }
    }
}

impl Answer for Activity2023 {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("inactive", Self::Inactive),
        ("low_active", Self::LowActive),
        ("active", Self::Active),
        ("very_active", Self::VeryActive),
    ];
}

/// The class of a woman's BMI before her pregnancy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrepregnancyClass {
    Underweight,
    Normal,
    Overweight,
    Obese,
}

impl PrepregnancyClass {
    /// Returns the class of a BMI before the pregnancy.
    ///
    /// Source: World Health Organization, *Obesity: preventing and managing the global epidemic*, Technical Report 894,
    /// 2000.
    pub fn of(bmi_before: Decimal) -> Self {
        match () {
            () if bmi_before < dec!(18.5) => Self::Underweight,
            () if bmi_before < dec!(25) => Self::Normal,
            () if bmi_before < dec!(30) => Self::Overweight,
            () => Self::Obese,
        }
    }

    /// Returns its name among the inputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Underweight => "underweight",
            Self::Normal => "normal",
            Self::Overweight => "overweight",
            Self::Obese => "obese",
        }
    }

    /// Returns what the body lays down each day, or draws on.
    fn deposition_kcal(self) -> Decimal {
        match self {
            Self::Underweight => dec!(300),
            Self::Normal => dec!(200),
            Self::Overweight => dec!(150),
            Self::Obese => dec!(-50),
        }
    }
}

impl Answer for PrepregnancyClass {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("underweight", Self::Underweight),
        ("normal", Self::Normal),
        ("overweight", Self::Overweight),
        ("obese", Self::Obese),
        ("obesity", Self::Obese),
        ("normal_weight", Self::Normal),
    ];
}

/// How a child is breastfed, by months since birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lactation {
    /// Months 0 to 6, with no other food.
    Exclusive,
    /// Months 7 to 12.
    Partial,
}

impl Lactation {
    /// Returns its name among the inputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive_0_6",
            Self::Partial => "partial_7_12",
        }
    }

    /// Returns the energy of the milk without what the body gives of its own.
    fn kcal(self) -> Decimal {
        match self {
            Self::Exclusive => dec!(400),
            Self::Partial => dec!(380),
        }
    }
}

impl Answer for Lactation {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("exclusive_0_6", Self::Exclusive),
        ("partial_7_12", Self::Partial),
    ];
}

/// EER 2005 of adults: `662 - 9.53 A + PA (15.91 W + 539.6 H)` for men, `354 - 6.91 A + PA (9.36 W + 726 H)` for women,
/// with the height in metres.
///
/// # Errors
/// `AgeOutside` under 19 years, `NotPositive`.
pub fn adult_2005(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    activity: Activity2005,
) -> Result<Computed, NutritionProblem> {
    if age.number() < ADULT_FROM_YEARS {
        return Err(NutritionProblem::AgeOutside {
            of: "The EER 2005 of adults",
            ages: format!("ages from {ADULT_FROM_YEARS} years"),
            instead: INSTEAD_OF_ADULT,
        });
    }
    let line = match sex {
        EquationSex::Male => Line2005 {
            constant: dec!(662),
            per_year: dec!(-9.53),
            per_kg: dec!(15.91),
            per_metre: dec!(539.6),
            activity: activity.of([dec!(1), dec!(1.11), dec!(1.25), dec!(1.48)]),
        },
        EquationSex::Female => Line2005 {
            constant: dec!(354),
            per_year: dec!(-6.91),
            per_kg: dec!(9.36),
            per_metre: dec!(726),
            activity: activity.of([dec!(1), dec!(1.12), dec!(1.27), dec!(1.45)]),
        },
    };
    resting(line.of(age, weight, height), FigureUnit::KCAL_A_DAY)
}

/// EER 2005 of children from 3 to 18 years: `88.5 - 61.9 A + PA (26.7 W + 903 H)` for boys,
/// `135.3 - 30.8 A + PA (10.0 W + 934 H)` for girls, and 20 kcal for growth, from 9 years on 25.
///
/// # Errors
/// `AgeOutside`, `NotPositive`.
pub fn child_2005(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    activity: Activity2005,
) -> Result<Computed, NutritionProblem> {
    if age.number() < CHILD_FROM_YEARS || age.number() >= ADULT_FROM_YEARS {
        return Err(NutritionProblem::AgeOutside {
            of: "The EER 2005 of children",
            ages: format!("ages from {CHILD_FROM_YEARS} to under {ADULT_FROM_YEARS} years"),
            instead: INSTEAD_OF_CHILD,
        });
    }
    let line = match sex {
        EquationSex::Male => Line2005 {
            constant: dec!(88.5),
            per_year: dec!(-61.9),
            per_kg: dec!(26.7),
            per_metre: dec!(903),
            activity: activity.of([dec!(1), dec!(1.13), dec!(1.26), dec!(1.42)]),
        },
        EquationSex::Female => Line2005 {
            constant: dec!(135.3),
            per_year: dec!(-30.8),
            per_kg: dec!(10.0),
            per_metre: dec!(934),
            activity: activity.of([dec!(1), dec!(1.16), dec!(1.31), dec!(1.56)]),
        },
    };
    let growth_kcal = if age.number() < FASTER_GROWTH_FROM_YEARS {
        dec!(20)
    } else {
        dec!(25)
    };
    resting(
        line.of(age, weight, height) + growth_kcal,
        FigureUnit::KCAL_A_DAY,
    )
}

/// The coefficients of 2005; activity multiplies the part of weight and height.
struct Line2005 {
    constant: Decimal,
    per_year: Decimal,
    per_kg: Decimal,
    per_metre: Decimal,
    activity: Decimal,
}

impl Line2005 {
    fn of(&self, age: AgeYears, weight: WeightKg, height: HeightCm) -> Decimal {
        let by_height = self.per_metre * height.number() / CM_A_METRE;
        self.constant
            + self.per_year * age.number()
            + self.activity * (self.per_kg * weight.number() + by_height)
    }
}

/// EER 2005 of infants: `89 W - 100`, and 175 kcal for growth in months 0 to 3, 56 in 4 to 6, 22 in 7 to 12 and 20 in
/// 13 to 35; months are completed ones.
///
/// # Errors
/// `AgeOutside` from 36 months, `NotPositive`.
pub fn infant_2005(age: AgeMonths, weight: WeightKg) -> Result<Computed, NutritionProblem> {
    let months = age.number().floor();
    // the last completed month of each
    let growth_kcal = [(3, 175), (6, 56), (12, 22), (35, 20)]
        .into_iter()
        .find(|(last, _)| months <= Decimal::from(*last));
    let Some((_, growth_kcal)) = growth_kcal else {
        return Err(NutritionProblem::AgeOutside {
            of: "The EER 2005 of infants",
            ages: "ages from 0 to 35 completed months".to_owned(),
            instead: INSTEAD_OF_INFANT,
        });
    };
    let kcal = dec!(89) * weight.number() - dec!(100) + Decimal::from(growth_kcal);
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// EER 2023 of adults from 19 years.
///
/// # Errors
/// `AgeOutside`, `NotPositive`.
pub fn adult_2023(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    activity: Activity2023,
) -> Result<Computed, NutritionProblem> {
    let body = body(sex, age, weight, height);
    let kcal = coefficients::compute(ADULT_2023, body, activity.as_str())?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// EER 2023 of children from 3 to under 19 years, with energy for growth.
///
/// # Errors
/// `AgeOutside`, `NotPositive`.
pub fn child_2023(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    activity: Activity2023,
) -> Result<Computed, NutritionProblem> {
    let body = body(sex, age, weight, height);
    let kcal = coefficients::compute(CHILD_2023, body, activity.as_str())?;
    resting(kcal + growth_2023(sex, age), FigureUnit::KCAL_A_DAY)
}

/// EER 2023 under 3 years, with energy for growth.
///
/// # Errors
/// `AgeOutside`, `NotPositive`.
pub fn infant_2023(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    let kcal = coefficients::compute(INFANT_2023, body(sex, age, weight, height), "")?;
    resting(kcal + growth_2023(sex, age), FigureUnit::KCAL_A_DAY)
}

/// Returns the kilocalories a day for growth, below 19 years.
fn growth_2023(sex: EquationSex, age: AgeYears) -> Decimal {
    // each for ages below so many years
    const BOYS: &[(Decimal, Decimal)] = &[
        (dec!(0.25), dec!(200)),
        (dec!(0.5), dec!(50)),
        (dec!(3), dec!(20)),
        (dec!(4), dec!(20)),
        (dec!(9), dec!(15)),
        (dec!(14), dec!(25)),
        (dec!(19), dec!(20)),
    ];
    const GIRLS: &[(Decimal, Decimal)] = &[
        (dec!(0.25), dec!(180)),
        (dec!(0.5), dec!(60)),
        (dec!(1), dec!(20)),
        (dec!(3), dec!(15)),
        (dec!(9), dec!(15)),
        (dec!(14), dec!(30)),
        (dec!(19), dec!(20)),
    ];
    let bands = match sex {
        EquationSex::Male => BOYS,
        EquationSex::Female => GIRLS,
    };
    let band = bands.iter().find(|(below, _)| age.number() < *below);
    band.map_or(Decimal::ZERO, |(_, kcal)| *kcal)
}

/// EER 2023 in the second and third trimester: 9.16 kcal for each week of gestation, and what the body lays down.
///
/// # Errors
/// `GestationOutside` in the first trimester, `AgeOutside`, `NotPositive`.
pub fn pregnancy_2023(
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    gestation: GestationWeeks,
    activity: Activity2023,
    class: PrepregnancyClass,
) -> Result<Computed, NutritionProblem> {
    childbearing_only("The EER 2023 of pregnancy", age)?;
    let (from, to) = GESTATION_WEEKS;
    if gestation.number() < from || gestation.number() > to {
        return Err(NutritionProblem::GestationOutside { from, to });
    }
    let body = body(EquationSex::Female, age, weight, height);
    let kcal = coefficients::compute(PREGNANCY_2023, body, activity.as_str())?;
    let by_week = KCAL_A_WEEK_OF_GESTATION * gestation.number();
    resting(
        kcal + by_week + class.deposition_kcal(),
        FigureUnit::KCAL_A_DAY,
    )
}

/// EER 2023 of a woman who breastfeeds: 400 kcal more in months 0 to 6, 380 in months 7 to 12.
///
/// Below 19 years it builds on the equation for girls, without their energy for growth.
///
/// # Errors
/// `AgeOutside`, `NotPositive`.
pub fn lactation_2023(
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
    activity: Activity2023,
    lactation: Lactation,
) -> Result<Computed, NutritionProblem> {
    childbearing_only("The EER 2023 of lactation", age)?;
    let equation = if age.number() < ADULT_FROM_YEARS {
        CHILD_2023
    } else {
        ADULT_2023
    };
    let body = body(EquationSex::Female, age, weight, height);
    let kcal = coefficients::compute(equation, body, activity.as_str())?;
    resting(kcal + lactation.kcal(), FigureUnit::KCAL_A_DAY)
}

fn body(sex: EquationSex, age: AgeYears, weight: WeightKg, height: HeightCm) -> Body {
    Body {
        sex,
        age,
        weight,
        height: Some(height),
    }
}

fn childbearing_only(of: &'static str, age: AgeYears) -> Result<(), NutritionProblem> {
    let (from, to) = CHILDBEARING_YEARS;
    if (from..=to).contains(&age.number()) {
        return Ok(());
    }
    Err(NutritionProblem::AgeOutside {
        of,
        ages: format!("ages from {from} to {to} years"),
        instead: "Check the age.",
    })
}

#[cfg(test)]
mod tests;
