//! The formulas by their names in text: a thin layer above the functions that compute them.

use crate::nutrition::EquationSex;
use crate::nutrition::computed::{Computed, FigureUnit};
use crate::nutrition::energy;
use crate::nutrition::energy_requirement as eer;
use crate::nutrition::inputs::Inputs;
use crate::nutrition::kidney;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, CreatinineMgDl, HeightCm, WeightKg};
use crate::nutrition::requirements::{self, EnergyPart, Macronutrients};
use crate::nutrition::weight;

/// A formula, and the names of its inputs. Where women alone are meant the sex may be left out.
#[derive(Debug, Clone, Copy)]
pub struct Formula {
    pub name: &'static str,
    pub inputs: &'static [&'static str],
    run: fn(&Inputs) -> Result<Computed, NutritionProblem>,
}

const SEX_AGE_WEIGHT: &[&str] = &["sex", "age_y", "weight_kg"];
const SEX_AGE_WEIGHT_HEIGHT: &[&str] = &["sex", "age_y", "weight_kg", "height_cm"];
const EER: &[&str] = &["sex", "age_y", "weight_kg", "height_cm", "activity"];
/// Carbohydrate has what is left of 100 %.
const SHARES: &[&str] = &["energy_kcal", "protein_pct", "fat_pct", "alcohol_pct"];

/// Every formula, by kind.
pub const FORMULAS: &[Formula] = &[
    formula("bmi", &["weight_kg", "height_cm"], |given| {
        weight::bmi(given.number("weight_kg")?, given.number("height_cm")?)
    }),
    formula(
        "percent_weight_change",
        &["current_kg", "previous_kg"],
        |given| weight::percent_change(given.number("previous_kg")?, given.number("current_kg")?),
    ),
    formula("waist_hip_ratio", &["waist_cm", "hip_cm"], |given| {
        weight::waist_to_hip(given.number("waist_cm")?, given.number("hip_cm")?)
    }),
    formula("waist_height_ratio", &["waist_cm", "height_cm"], |given| {
        weight::waist_to_height(given.number("waist_cm")?, given.number("height_cm")?)
    }),
    formula("ideal_weight_hamwi", &["sex", "height_cm"], |given| {
        weight::reference_hamwi(given.sex()?, given.number("height_cm")?)
    }),
    formula("ideal_weight_devine", &["sex", "height_cm"], |given| {
        weight::reference_devine(given.sex()?, given.number("height_cm")?)
    }),
    formula("adjusted_weight_25", &["ideal_kg", "actual_kg"], |given| {
        Ok(weight::adjusted(
            given.number("ideal_kg")?,
            given.number("actual_kg")?,
        ))
    }),
    formula("bsa_du_bois", &["weight_kg", "height_cm"], |given| {
        weight::surface_du_bois(given.number("weight_kg")?, given.number("height_cm")?)
    }),
    formula("mifflin_st_jeor_1990", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, energy::mifflin_st_jeor)
    }),
    formula("harris_benedict_1919", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, energy::harris_benedict)
    }),
    formula("harris_benedict_1984", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, energy::roza_shizgal)
    }),
    formula("katch_mcardle", &["lean_mass_kg"], |given| {
        Ok(energy::katch_mcardle(given.number("lean_mass_kg")?))
    }),
    formula("schofield_1985_w_kcal", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::schofield_by_weight_kcal)
    }),
    formula("schofield_1985_w_mj", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::schofield_by_weight_mj)
    }),
    formula("schofield_1985_wh_mj", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, energy::schofield_by_height_mj)
    }),
    formula(
        "schofield_1985_wh_kcal_under18",
        SEX_AGE_WEIGHT_HEIGHT,
        |given| by_height(given, energy::schofield_child_kcal),
    ),
    formula("fao_who_unu_1985", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::fao_who_unu_1985)
    }),
    formula("fao_who_unu_2004", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::fao_who_unu_2004)
    }),
    formula("henry_2005_w", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::henry_by_weight)
    }),
    formula("henry_2005_w_60_70_split", SEX_AGE_WEIGHT, |given| {
        by_weight(given, energy::henry_from_sixty)
    }),
    formula("henry_2005_wh", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, energy::henry_by_height)
    }),
    formula("eer_2005_adult", EER, |given| {
        let (sex, age, weight, height) = person(given)?;
        eer::adult_2005(sex, age, weight, height, given.answer("activity")?)
    }),
    formula("eer_2005_child", EER, |given| {
        let (sex, age, weight, height) = person(given)?;
        eer::child_2005(sex, age, weight, height, given.answer("activity")?)
    }),
    formula("eer_2005_infant", &["age_months", "weight_kg"], |given| {
        eer::infant_2005(given.number("age_months")?, given.number("weight_kg")?)
    }),
    formula("eer_2023_adult", EER, |given| {
        let (sex, age, weight, height) = person(given)?;
        eer::adult_2023(sex, age, weight, height, given.answer("activity")?)
    }),
    formula("eer_2023_child", EER, |given| {
        let (sex, age, weight, height) = person(given)?;
        eer::child_2023(sex, age, weight, height, given.answer("activity")?)
    }),
    formula("eer_2023_infant", SEX_AGE_WEIGHT_HEIGHT, |given| {
        by_height(given, eer::infant_2023)
    }),
    formula(
        "eer_2023_pregnancy",
        &[
            "age_y",
            "weight_kg",
            "height_cm",
            "gestation_weeks",
            "activity",
            "prepregnancy_class",
            "sex",
        ],
        |given| {
            given.women_only("The EER 2023 of pregnancy")?;
            eer::pregnancy_2023(
                given.number("age_y")?,
                given.number("weight_kg")?,
                given.number("height_cm")?,
                given.number("gestation_weeks")?,
                given.answer("activity")?,
                given.answer("prepregnancy_class")?,
            )
        },
    ),
    formula(
        "eer_2023_lactation",
        &[
            "age_y",
            "weight_kg",
            "height_cm",
            "activity",
            "lactation",
            "sex",
        ],
        |given| {
            given.women_only("The EER 2023 of lactation")?;
            eer::lactation_2023(
                given.number("age_y")?,
                given.number("weight_kg")?,
                given.number("height_cm")?,
                given.answer("activity")?,
                given.answer("lactation")?,
            )
        },
    ),
    formula("tdee_activity", &["bmr_kcal", "activity"], |given| {
        Ok(energy::by_tdee_activity(
            given.number("bmr_kcal")?,
            given.answer("activity")?,
        ))
    }),
    formula(
        "total_energy",
        &["bmr_kcal", "activity_factor", "stress_factor"],
        |given| {
            let (activity, stress) = (
                given.number("activity_factor")?,
                given.number("stress_factor")?,
            );
            Ok(energy::total(given.number("bmr_kcal")?, activity, stress))
        },
    ),
    formula("energy_by_kg", &["weight_kg", "per_kg"], |given| {
        Ok(energy::energy_by_kg(
            given.number("weight_kg")?,
            given.number("per_kg")?,
        ))
    }),
    formula("protein_by_kg", &["weight_kg", "per_kg"], |given| {
        Ok(requirements::protein(
            given.number("weight_kg")?,
            given.number("per_kg")?,
        ))
    }),
    formula("fluid_by_kg", &["weight_kg", "per_kg"], |given| {
        Ok(requirements::fluid(
            given.number("weight_kg")?,
            given.number("per_kg")?,
        ))
    }),
    formula("holliday_segar_day", &["weight_kg"], |given| {
        Ok(requirements::holliday_segar_day(given.number("weight_kg")?))
    }),
    formula("holliday_segar_hour", &["weight_kg"], |given| {
        Ok(requirements::holliday_segar_hour(
            given.number("weight_kg")?,
        ))
    }),
    formula("protein_by_share", SHARES, |given| {
        grams(given, |shares| shares.protein)
    }),
    formula("fat_by_share", SHARES, |given| {
        grams(given, |shares| shares.fat)
    }),
    formula("alcohol_by_share", SHARES, |given| {
        grams(given, |shares| shares.alcohol)
    }),
    formula("carbohydrate_by_share", SHARES, |given| {
        grams(given, |shares| shares.carbohydrate)
    }),
    formula("carbohydrate_share", SHARES, |given| {
        let percent = shares(given)?.carbohydrate.percent;
        Ok(Computed::new(percent, FigureUnit::PERCENT))
    }),
    formula(
        "cockcroft_gault",
        &["sex", "age_y", "weight_kg", "creatinine_mg_dl"],
        |given| clearance(given, given.number("creatinine_mg_dl")),
    ),
    formula(
        "cockcroft_gault_si",
        &["sex", "age_y", "weight_kg", "creatinine_umol_l"],
        |given| clearance(given, given.number_in("creatinine_umol_l", "umol/L")),
    ),
];

const fn formula(
    name: &'static str,
    inputs: &'static [&'static str],
    run: fn(&Inputs) -> Result<Computed, NutritionProblem>,
) -> Formula {
    Formula { name, inputs, run }
}

/// Computes a formula from inputs in text: `sex=M; age_y=30 [a]; weight_kg=70 [kg]; height_cm=175 [cm]`.
///
/// # Errors
/// `UnknownFormula`, what [`Inputs`] refuses, and what the formula does.
pub fn compute(formula: &str, inputs: &str) -> Result<Computed, NutritionProblem> {
    let wanted = formula.trim();
    let known = FORMULAS
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(wanted));
    let formula = known.ok_or_else(|| NutritionProblem::UnknownFormula {
        name: wanted.to_owned(),
        known: names().join(", "),
    })?;
    (formula.run)(&Inputs::read(inputs, formula.name, formula.inputs)?)
}

fn names() -> Vec<&'static str> {
    FORMULAS.iter().map(|formula| formula.name).collect()
}

type ByWeight = fn(EquationSex, AgeYears, WeightKg) -> Result<Computed, NutritionProblem>;
type ByHeight = fn(EquationSex, AgeYears, WeightKg, HeightCm) -> Result<Computed, NutritionProblem>;

fn by_weight(given: &Inputs, equation: ByWeight) -> Result<Computed, NutritionProblem> {
    equation(
        given.sex()?,
        given.number("age_y")?,
        given.number("weight_kg")?,
    )
}

fn by_height(given: &Inputs, equation: ByHeight) -> Result<Computed, NutritionProblem> {
    let (sex, age, weight, height) = person(given)?;
    equation(sex, age, weight, height)
}

fn person(given: &Inputs) -> Result<(EquationSex, AgeYears, WeightKg, HeightCm), NutritionProblem> {
    let (age, weight) = (given.number("age_y")?, given.number("weight_kg")?);
    Ok((given.sex()?, age, weight, given.number("height_cm")?))
}

fn shares(given: &Inputs) -> Result<Macronutrients, NutritionProblem> {
    requirements::macronutrients(
        given.number("energy_kcal")?,
        given.number("protein_pct")?,
        given.number("fat_pct")?,
        given.number("alcohol_pct")?,
    )
}

fn grams(
    given: &Inputs,
    part: fn(Macronutrients) -> EnergyPart,
) -> Result<Computed, NutritionProblem> {
    let grams = part(shares(given)?).grams;
    Ok(Computed::new(grams, FigureUnit::G_A_DAY))
}

fn clearance(
    given: &Inputs,
    creatinine: Result<CreatinineMgDl, NutritionProblem>,
) -> Result<Computed, NutritionProblem> {
    kidney::cockcroft_gault(
        given.sex()?,
        given.number("age_y")?,
        given.number("weight_kg")?,
        creatinine?,
    )
}

#[cfg(test)]
mod tests;
