//! Energy at rest by the published equations, and in total by factors of activity and stress.
//!
//! Ages are decimal years. Equations for adults are refused for children, who have equations of their own.

use rust_decimal::{Decimal, dec};

use crate::nutrition::EquationSex;
use crate::nutrition::coefficients::{self, Body, Equation};
use crate::nutrition::computed::{Caveat, Computed, FigureUnit};
use crate::nutrition::inputs::Answer;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    ActivityFactor, AgeYears, EnergyKcal, EnergyKcalPerKg, HeightCm, Ranged, StressFactor, WeightKg,
};

const ADULT_FROM_YEARS: Decimal = dec!(18);
/// The ages of Mifflin's sample.
const MIFFLIN_YEARS: (Decimal, Decimal) = (dec!(19), dec!(78));
/// The one band for which the equation of Henry with height is misprinted.
const HENRY_MISPRINT_YEARS: (Decimal, Decimal) = (dec!(3), dec!(10));

const KCAL: &str = "kcal/d";
const MJ: &str = "MJ/d";
const CHECK_AGE: &str = "Check the age.";

const SCHOFIELD_BY_WEIGHT_KCAL: Equation = by_age("schofield_w", KCAL, "Schofield's equation");
const SCHOFIELD_BY_WEIGHT_MJ: Equation = by_age("schofield_w", MJ, "Schofield's equation");
const SCHOFIELD_BY_HEIGHT_MJ: Equation = by_age("schofield_wh", MJ, "Schofield's equation");
const SCHOFIELD_CHILD_KCAL: Equation = Equation {
    instead: "Use Schofield's equation for adults.",
    ..by_age(
        "schofield_wh_child",
        KCAL,
        "Schofield's equation for children with height in kcal",
    )
};
const FAO_WHO_UNU_1985: Equation =
    by_age("fao_who_unu_1985", KCAL, "The equation of FAO, WHO and UNU");
const HENRY_BY_WEIGHT: Equation = by_age("henry_w", KCAL, "Henry's equation");
const HENRY_BY_HEIGHT: Equation = by_age("henry_wh", KCAL, "Henry's equation");
const HENRY_FROM_SIXTY: Equation = Equation {
    instead: "Use Henry's equation for all ages.",
    ..by_age(
        "henry_w_split",
        KCAL,
        "Henry's equation in two bands from 60 years",
    )
};

const fn by_age(name: &'static str, unit: &'static str, title: &'static str) -> Equation {
    Equation {
        name,
        unit,
        title,
        instead: CHECK_AGE,
    }
}

/// Mifflin-St Jeor, the short form: `10 W + 6.25 H - 5 A + 5` for men, `- 161` for women.
///
/// Source: Mifflin, St Jeor, Hill, Scott, Daugherty, Koh, *Am J Clin Nutr* 1990;51:241-7.
///
/// # Errors
/// `AgeOutside` under 18 years, `NotPositive`.
pub fn mifflin_st_jeor(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    adults_only("The equation of Mifflin and St Jeor", age)?;
    let constant = match sex {
        EquationSex::Male => dec!(5),
        EquationSex::Female => dec!(-161),
    };
    let kcal = dec!(10) * weight.number() + dec!(6.25) * height.number() - dec!(5) * age.number()
        + constant;
    let (from, to) = MIFFLIN_YEARS;
    let outside = age.number() < from || age.number() > to;
    Ok(resting(kcal, FigureUnit::KCAL_A_DAY)?.with(Caveat::OutsideOfSample, outside))
}

/// Harris-Benedict, the first form.
///
/// Source: Harris, Benedict, *PNAS* 1918;4:370-3, and Carnegie Institution publication 279, Washington 1919.
///
/// # Errors
/// `AgeOutside` under 18 years, `NotPositive`.
pub fn harris_benedict(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    adults_only("The equation of Harris and Benedict", age)?;
    let (constant, per_kg, per_cm, per_year) = match sex {
        EquationSex::Male => (dec!(66.4730), dec!(13.7516), dec!(5.0033), dec!(6.7550)),
        EquationSex::Female => (dec!(655.0955), dec!(9.5634), dec!(1.8496), dec!(4.6756)),
    };
    let kcal =
        constant + per_kg * weight.number() + per_cm * height.number() - per_year * age.number();
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Harris-Benedict, computed anew.
///
/// Source: Roza, Shizgal, *Am J Clin Nutr* 1984;40:168-82.
///
/// # Errors
/// `AgeOutside` under 18 years, `NotPositive`.
pub fn roza_shizgal(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    adults_only("The equation of Roza and Shizgal", age)?;
    let (constant, per_kg, per_cm, per_year) = match sex {
        EquationSex::Male => (dec!(88.362), dec!(13.397), dec!(4.799), dec!(5.677)),
        EquationSex::Female => (dec!(447.593), dec!(9.247), dec!(3.098), dec!(4.330)),
    };
    let kcal =
        constant + per_kg * weight.number() + per_cm * height.number() - per_year * age.number();
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Katch-McArdle: `370 + 21.6 lean`, the same as Cunningham's of 1991.
///
/// Source: Katch, McArdle, *Exercise Physiology*, 1996.
pub fn katch_mcardle(lean: WeightKg) -> Computed {
    let kcal = dec!(370) + dec!(21.6) * lean.number();
    Computed::new(kcal, FigureUnit::KCAL_A_DAY)
}

/// Schofield by weight, in kilocalories.
///
/// Source: Schofield, *Hum Nutr Clin Nutr* 1985;39C Suppl 1:5-41.
///
/// # Errors
/// `NotPositive`.
pub fn schofield_by_weight_kcal(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    let kcal = coefficients::compute(SCHOFIELD_BY_WEIGHT_KCAL, body(sex, age, weight), "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Schofield by weight, in megajoules: coefficients of its own, not a conversion.
///
/// Source: Schofield, *Hum Nutr Clin Nutr* 1985;39C Suppl 1:5-41.
///
/// # Errors
/// `NotPositive`.
pub fn schofield_by_weight_mj(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    let mj = coefficients::compute(SCHOFIELD_BY_WEIGHT_MJ, body(sex, age, weight), "")?;
    resting(mj, FigureUnit::MJ_A_DAY)
}

/// Schofield by weight and height, in megajoules.
///
/// Source: Schofield, *Hum Nutr Clin Nutr* 1985;39C Suppl 1:5-41; the coefficients for adults from one copy.
///
/// # Errors
/// `NotPositive`.
pub fn schofield_by_height_mj(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    let body = tall_body(sex, age, weight, height);
    let mj = coefficients::compute(SCHOFIELD_BY_HEIGHT_MJ, body, "")?;
    let is_adult = age.number() >= ADULT_FROM_YEARS;
    Ok(resting(mj, FigureUnit::MJ_A_DAY)?.with(Caveat::OneCopy, is_adult))
}

/// Schofield by weight and height for children, in kilocalories.
///
/// Source: Schofield, *Hum Nutr Clin Nutr* 1985;39C Suppl 1:5-41.
///
/// # Errors
/// `AgeOutside` from 18 years, `NotPositive`.
pub fn schofield_child_kcal(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    let body = tall_body(sex, age, weight, height);
    let kcal = coefficients::compute(SCHOFIELD_CHILD_KCAL, body, "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// FAO/WHO/UNU 1985, by weight.
///
/// Source: *Energy and protein requirements*, WHO Technical Report Series 724, Geneva 1985.
///
/// # Errors
/// `NotPositive`.
pub fn fao_who_unu_1985(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    let kcal = coefficients::compute(FAO_WHO_UNU_1985, body(sex, age, weight), "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// FAO/WHO/UNU 2004: Schofield by weight, in kilocalories.
///
/// Source: *Human energy requirements*, FAO Food and Nutrition Technical Report 1, Rome 2004, table 5.2.
///
/// # Errors
/// `NotPositive`.
pub fn fao_who_unu_2004(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    schofield_by_weight_kcal(sex, age, weight)
}

/// Henry (Oxford) by weight.
///
/// Source: Henry, *Public Health Nutr* 2005;8(7A):1133-52.
///
/// # Errors
/// `NotPositive`.
pub fn henry_by_weight(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    let kcal = coefficients::compute(HENRY_BY_WEIGHT, body(sex, age, weight), "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Henry (Oxford) by weight from 60 years, in the bands 60 to under 70 and 70 and over.
///
/// Source: Henry, *Public Health Nutr* 2005;8(7A):1133-52.
///
/// # Errors
/// `AgeOutside` under 60 years, `NotPositive`.
pub fn henry_from_sixty(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
) -> Result<Computed, NutritionProblem> {
    let kcal = coefficients::compute(HENRY_FROM_SIXTY, body(sex, age, weight), "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Henry (Oxford) by weight and height.
///
/// Boys from 3 to under 10 years are computed by weight, and the result says so: every copy of their equation has a
/// misprint, by which a boy of 20 kg and 116 cm would need 694 kcal instead of about 980.
///
/// Source: Henry, *Public Health Nutr* 2005;8(7A):1133-52.
///
/// # Errors
/// `NotPositive`.
pub fn henry_by_height(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    let (from, below) = HENRY_MISPRINT_YEARS;
    if sex == EquationSex::Male && age.number() >= from && age.number() < below {
        return Ok(henry_by_weight(sex, age, weight)?.with(Caveat::HeightLeftOut, true));
    }
    let kcal = coefficients::compute(HENRY_BY_HEIGHT, tall_body(sex, age, weight, height), "")?;
    resting(kcal, FigureUnit::KCAL_A_DAY)
}

/// Weight times a factor that the dietitian chooses, of energy in all.
///
/// Source: arithmetic; 25 to 30 kcal for each kilogram is common in hospitals.
pub fn energy_by_kg(weight: WeightKg, factor: EnergyKcalPerKg) -> Computed {
    Computed::new(weight.number() * factor.number(), FigureUnit::KCAL_A_DAY)
}

fn body(sex: EquationSex, age: AgeYears, weight: WeightKg) -> Body {
    Body {
        sex,
        age,
        weight,
        height: None,
    }
}

fn tall_body(sex: EquationSex, age: AgeYears, weight: WeightKg, height: HeightCm) -> Body {
    Body {
        height: Some(height),
        ..body(sex, age, weight)
    }
}

fn adults_only(of: &'static str, age: AgeYears) -> Result<(), NutritionProblem> {
    if age.number() >= ADULT_FROM_YEARS {
        return Ok(());
    }
    Err(NutritionProblem::AgeOutside {
        of,
        ages: format!("adults, from {ADULT_FROM_YEARS} years"),
        instead: "Use Schofield's equation for children.",
    })
}

/// Checks that energy is needed at all: lines far from their sample go below zero.
pub(super) fn resting(energy: Decimal, unit: FigureUnit) -> Result<Computed, NutritionProblem> {
    if energy <= Decimal::ZERO {
        return Err(NutritionProblem::NotPositive);
    }
    Ok(Computed::new(energy, unit))
}

/// Activity in the set of factors from 1.2 to 1.9, for resting energy by any equation.
///
/// Source: in common use; its origin in the literature is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TdeeActivity {
    Sedentary,
    Light,
    Moderate,
    Very,
    Extra,
}

impl TdeeActivity {
    pub const ALL: [Self; 5] = [
        Self::Sedentary,
        Self::Light,
        Self::Moderate,
        Self::Very,
        Self::Extra,
    ];

    pub fn factor(self) -> Decimal {
        match self {
            Self::Sedentary => dec!(1.2),
            Self::Light => dec!(1.375),
            Self::Moderate => dec!(1.55),
            Self::Very => dec!(1.725),
            Self::Extra => dec!(1.9),
        }
    }
}

impl Answer for TdeeActivity {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("sedentary", Self::Sedentary),
        ("light", Self::Light),
        ("moderate", Self::Moderate),
        ("very", Self::Very),
        ("extra", Self::Extra),
    ];
}

/// Resting energy times the factor of an activity.
pub fn by_tdee_activity(resting: EnergyKcal, activity: TdeeActivity) -> Computed {
    let kcal = resting.number() * activity.factor();
    Computed::new(kcal, FigureUnit::KCAL_A_DAY).with(Caveat::UnknownOrigin, true)
}

/// Physical activity level, the ratio of total to resting energy, in words: another set of factors.
///
/// Source: *Dietary Reference Intakes for Energy*, Institute of Medicine, Washington 2005.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PalClass {
    Sedentary,
    LowActive,
    Active,
    VeryActive,
}

impl PalClass {
    pub const ALL: [Self; 4] = [
        Self::Sedentary,
        Self::LowActive,
        Self::Active,
        Self::VeryActive,
    ];

    /// Returns the levels from and below which it is.
    pub fn levels(self) -> (Decimal, Decimal) {
        match self {
            Self::Sedentary => (dec!(1.0), dec!(1.4)),
            Self::LowActive => (dec!(1.4), dec!(1.6)),
            Self::Active => (dec!(1.6), dec!(1.9)),
            Self::VeryActive => (dec!(1.9), dec!(2.5)),
        }
    }

    /// Returns the class of a level; none below 1.0 and from 2.5 on.
    pub fn of(level: Decimal) -> Option<Self> {
        Self::ALL.into_iter().find(|class| {
            let (from, below) = class.levels();
            (from..below).contains(&level)
        })
    }
}

/// Total energy: at rest, times activity, times stress. A stress factor is the clinic's choice, since authors differ.
///
/// Source: Ferrie, Ward, *Nutr Diet* 2007;64:192-9, for the use and the limits of such factors.
pub fn total(resting: EnergyKcal, activity: ActivityFactor, stress: StressFactor) -> Computed {
    let kcal = resting.number() * activity.number() * stress.number();
    Computed::new(kcal, FigureUnit::KCAL_A_DAY)
}

#[cfg(test)]
mod tests;
