#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use rust_decimal::{Decimal, dec};

use super::*;

const ROWS: &str = include_str!("../../../../../seeds/reference/nutrition/formulas.csv");

fn rows() -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 279);
    rows
}

#[test]
fn every_worked_example_is_computed_and_shown_as_it_is_written() {
    for row in rows() {
        let [id, formula, _, inputs, expected, unrounded, unit, ..] =
            row.iter().collect::<Vec<_>>()[..]
        else {
            panic!("{row:?}");
        };
        let computed = compute(formula, inputs).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        assert_eq!(computed.to_string(), expected, "{id}");
        assert_eq!(computed.unit.name, unit, "{id}");
        let unrounded: Decimal = unrounded.parse().unwrap();
        let difference = (computed.value - unrounded).abs();
        assert!(difference <= dec!(0.0000005), "{id}: {difference}");
    }
}

#[test]
fn every_formula_has_a_name_of_its_own_and_a_worked_example() {
    let names: BTreeSet<&str> = FORMULAS.iter().map(|formula| formula.name).collect();
    assert_eq!(names.len(), FORMULAS.len());
    let rows = rows();
    let shown: BTreeSet<&str> = rows.iter().map(|row| &row[1]).collect();
    let without: Vec<_> = names.difference(&shown).collect();
    // arithmetic with factors and shares that the dietitian types
    assert_eq!(
        without,
        [
            &"alcohol_by_share",
            &"carbohydrate_by_share",
            &"carbohydrate_share",
            &"energy_by_kg",
            &"fat_by_share",
            &"protein_by_share",
            &"total_energy"
        ]
    );
    assert_eq!(
        compute("energy_by_kg", "weight_kg=70; per_kg=25")
            .unwrap()
            .to_string(),
        "1750"
    );
    let total = compute(
        "total_energy",
        "bmr_kcal=1500; activity_factor=1.2; stress_factor=1.1",
    );
    assert_eq!(total.unwrap().to_string(), "1980");
}

#[test]
fn the_shares_of_energy_go_to_a_hundred_percent_and_no_further() {
    let inputs = "energy_kcal=2000; protein_pct=20; fat_pct=30; alcohol_pct=3.5";
    let shown = |formula| compute(formula, inputs).unwrap().to_string();
    assert_eq!(shown("protein_by_share"), "100.0");
    assert_eq!(shown("fat_by_share"), "66.7");
    assert_eq!(shown("alcohol_by_share"), "10.0");
    assert_eq!(shown("carbohydrate_by_share"), "232.5");
    assert_eq!(shown("carbohydrate_share"), "46.5");
    let over = inputs.replace("fat_pct=30", "fat_pct=80");
    let percent = dec!(103.5);
    assert_eq!(
        compute("carbohydrate_by_share", &over).unwrap_err(),
        NutritionProblem::OverHundredPercent { percent }
    );
}

#[test]
fn inputs_may_come_in_any_order() {
    for row in rows() {
        let backwards: Vec<&str> = row[3].split(';').rev().collect();
        let computed = compute(&row[1].to_uppercase(), &backwards.join(" ; ")).unwrap();
        assert_eq!(computed.to_string(), row[4], "{}", &row[0]);
    }
}

#[test]
fn each_input_of_a_formula_is_needed() {
    for row in rows() {
        let parts: Vec<&str> = row[3].split(';').collect();
        for left_out in 0..parts.len() {
            let (key, _) = parts[left_out].split_once('=').unwrap();
            let mut rest = parts.clone();
            rest.remove(left_out);
            let refusal = compute(&row[1], &rest.join(";")).unwrap_err();
            let key = key.trim().to_owned();
            assert_eq!(refusal, NutritionProblem::Missing { key }, "{}", &row[0]);
        }
    }
}

#[test]
fn an_unknown_sex_is_refused_by_every_formula_that_has_one() {
    for row in rows().iter().filter(|row| row[3].contains("sex=")) {
        let unknown = row[3]
            .replace("sex=M", "sex=unknown")
            .replace("sex=F", "sex=unknown");
        assert!(
            matches!(
                compute(&row[1], &unknown),
                Err(NutritionProblem::UnknownSex { .. })
            ),
            "{}",
            &row[0]
        );
    }
}

#[test]
fn values_in_other_units_give_the_same_figure() {
    for (formula, metric, other) in [
        (
            "bmi",
            "weight_kg=45.359237; height_cm=152.4",
            "weight_kg=100 [lb]; height_cm=5 [ft]",
        ),
        (
            "cockcroft_gault",
            "sex=F; age_y=45; weight_kg=60; creatinine_mg_dl=1",
            "sex=F; age_y=540 [mo]; weight_kg=60; creatinine_mg_dl=88.42 [umol/L]",
        ),
        (
            "tdee_activity",
            "bmr_kcal=1000; activity=light",
            "bmr_kcal=4184 [kJ/d]; activity=light",
        ),
        (
            "eer_2005_infant",
            "age_months=6; weight_kg=7.9",
            "age_months=0.5 [a]; weight_kg=7900 [g]",
        ),
    ] {
        assert_eq!(
            compute(formula, metric).unwrap(),
            compute(formula, other).unwrap(),
            "{formula}"
        );
    }
    let si = compute(
        "cockcroft_gault_si",
        "sex=M; age_y=40; weight_kg=72; creatinine_umol_l=88.42",
    );
    assert_eq!(si.unwrap().to_string(), "100.0");
}

#[test]
fn every_refusal_has_what_happened_why_and_what_to_do() {
    for (formula, inputs) in [
        ("bmj", ""),
        ("bmi", "weight_kg=70; height_cm"),
        ("bmi", "weight_kg=70; heigth_cm=170"),
        ("bmi", "weight_kg=70; weight_kg=71"),
        ("bmi", "weight_kg=70"),
        ("bmi", "weight_kg=seventy; height_cm=170"),
        ("bmi", "weight_kg=70 [cm]; height_cm=170"),
        ("bmi", "weight_kg=70; height_cm=1.70"),
        ("bmi", "weight_kg=0; height_cm=170"),
        ("tdee_activity", "bmr_kcal=1500; activity=lazy"),
        ("ideal_weight_hamwi", "sex=; height_cm=170"),
        ("ideal_weight_hamwi", "sex=U; height_cm=170"),
        ("ideal_weight_devine", "sex=F; height_cm=150"),
        (
            "mifflin_st_jeor_1990",
            "sex=F; age_y=12; weight_kg=40; height_cm=150",
        ),
        (
            "mifflin_st_jeor_1990",
            "sex=F; age_y=-1; weight_kg=40; height_cm=150",
        ),
        ("henry_2005_w_60_70_split", "sex=F; age_y=50; weight_kg=40"),
        ("schofield_1985_w_kcal", "sex=F; age_y=0; weight_kg=0.3"),
        (
            "eer_2005_child",
            "sex=M; age_y=19; weight_kg=70; height_cm=175; activity=active",
        ),
        (
            "eer_2005_adult",
            "sex=M; age_y=30; weight_kg=70; height_cm=175; activity=inactive",
        ),
        (
            "eer_2023_adult",
            "sex=M; age_y=30; weight_kg=70; height_cm=175; activity=sedentary",
        ),
        (
            "eer_2023_pregnancy",
            "age_y=30; weight_kg=70; height_cm=175; gestation_weeks=9; activity=active; prepregnancy_class=normal",
        ),
        (
            "eer_2023_lactation",
            "sex=M; age_y=30; weight_kg=70; height_cm=175; activity=active; lactation=exclusive_0_6",
        ),
    ] {
        let refusal = compute(formula, inputs).unwrap_err();
        let text = refusal.to_string();
        let sentences = text.matches(". ").count() + 1;
        assert!(
            sentences >= 3 && text.ends_with('.'),
            "{formula} {inputs}: {text}"
        );
    }
}

#[test]
fn the_caveats_of_a_figure_come_with_it() {
    use crate::nutrition::computed::Caveat;
    for (formula, inputs, caveat) in [
        (
            "adjusted_weight_25",
            "ideal_kg=70; actual_kg=55",
            Caveat::BelowReference,
        ),
        (
            "tdee_activity",
            "bmr_kcal=1500; activity=light",
            Caveat::UnknownOrigin,
        ),
        (
            "holliday_segar_day",
            "weight_kg=70",
            Caveat::AboveUsualLimit,
        ),
        (
            "schofield_1985_wh_mj",
            "sex=M; age_y=18; weight_kg=62; height_cm=173",
            Caveat::OneCopy,
        ),
        (
            "henry_2005_wh",
            "sex=M; age_y=5; weight_kg=20; height_cm=116",
            Caveat::HeightLeftOut,
        ),
    ] {
        assert_eq!(
            compute(formula, inputs).unwrap().caveats,
            [caveat],
            "{formula}"
        );
    }
}

#[test]
fn no_value_however_odd_ends_in_a_panic() {
    let odd = [
        "",
        "-0",
        "0",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
        "79228162514264337593543950336",
        "1000 [kg]",
        "15",
        "130",
        "0.05",
        "7e27 [kg]",
        "792281625142643375935439503 [MJ]",
        "[",
        "]",
        "°",
        "=",
        "é;ü",
        "none",
    ];
    for row in rows() {
        let parts: Vec<&str> = row[3].split(';').collect();
        for at in 0..parts.len() {
            let (key, _) = parts[at].split_once('=').unwrap();
            for value in odd {
                let replaced = format!("{key}={value}");
                let mut parts = parts.clone();
                parts[at] = &replaced;
                if let Ok(computed) = compute(&row[1], &parts.join(";")) {
                    assert!(!computed.to_string().is_empty());
                }
            }
        }
    }
}
