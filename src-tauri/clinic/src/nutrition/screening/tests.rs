#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use rust_decimal::{Decimal, dec};

use super::*;
use crate::nutrition::screening::screened::{Category, ScreeningScore};

const ROWS: &str = include_str!("../../../../../seeds/reference/nutrition/screening.csv");

fn rows() -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 56);
    rows
}

fn points(tool: &str, inputs: &str) -> u8 {
    match score(tool, inputs)
        .unwrap_or_else(|refusal| panic!("{inputs}: {refusal}"))
        .score
    {
        ScreeningScore::Points(points) => points,
        ScreeningScore::Criteria { phenotypic, .. } => phenotypic,
    }
}

#[test]
fn every_case_has_the_score_that_is_written() {
    for row in rows() {
        let [id, tool, inputs, expected, components, category, ..] =
            row.iter().collect::<Vec<_>>()[..]
        else {
            panic!("{row:?}");
        };
        let screened = score(tool, inputs).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        assert_eq!(screened.score.to_string(), expected, "{id}");
        assert_eq!(screened.components_text(), components, "{id}");
        assert_eq!(screened.category.to_string(), category, "{id}");
    }
}

#[test]
fn answers_may_come_in_any_order() {
    for row in rows() {
        let backwards: Vec<&str> = row[2].split(';').rev().collect();
        let screened = score(&row[1].to_lowercase(), &backwards.join(" ; ")).unwrap();
        assert_eq!(screened.category.to_string(), row[5], "{}", &row[0]);
    }
}

#[test]
fn no_answer_is_taken_for_granted() {
    let optional = ["lost_kg", "bmi", "calf_cm", "weight_loss_pct", "muscle"];
    for row in rows() {
        let parts: Vec<&str> = row[2].split(';').collect();
        for left_out in 0..parts.len() {
            let (key, _) = parts[left_out].split_once('=').unwrap();
            let mut rest = parts.clone();
            rest.remove(left_out);
            match score(&row[1], &rest.join(";")) {
                Err(NutritionProblem::Missing { .. }) => {}
                // where another answer decides
                Ok(_) => assert!(optional.contains(&key.trim()), "{}: {key}", &row[0]),
                other => panic!("{}: {key}: {other:?}", &row[0]),
            }
        }
    }
}

#[test]
fn tools_are_known_by_their_usual_spellings() {
    for (name, tool) in [
        ("MUST", Tool::Must),
        (" 'must' ", Tool::Must),
        ("mst", Tool::Mst),
        ("NRS 2002", Tool::Nrs2002),
        ("nrs2002", Tool::Nrs2002),
        ("mna_sf", Tool::MnaSf),
        ("GLIM", Tool::Glim),
        ("nfpe", Tool::PhysicalExamination),
    ] {
        assert_eq!(Tool::from_name(name), Some(tool), "{name}");
    }
    let refusal = score("STAMP", "").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "There is no screening tool \"STAMP\". Nothing was scored. \
         Choose one of: MUST, MST, NRS-2002, MNA-SF, GLIM, NFPE."
    );
    let credits: BTreeSet<&str> = Tool::ALL.iter().map(|tool| tool.credit()).collect();
    assert_eq!(credits.len(), Tool::ALL.len());
}

#[test]
fn tools_are_for_the_ages_that_they_were_validated_in() {
    let must = "bmi=17; weight_loss_pct=0; acute_no_intake_over_5d=no";
    let mna = "a_intake=2; b_weight_loss=3; c_mobility=2; d_stress=2; e_neuro=2; bmi=21";
    let mst = "lost_weight=no; poor_appetite=no";
    for (tool, inputs, youngest) in [("MUST", must, 18), ("MST", mst, 18), ("MNA-SF", mna, 65)] {
        let at = |age: Decimal| score(tool, &format!("{inputs}; age_y={age}"));
        assert!(at(Decimal::from(youngest)).is_ok(), "{tool}");
        let refusal = at(Decimal::from(youngest) - dec!(0.01)).unwrap_err();
        assert!(
            matches!(refusal, NutritionProblem::AgeOutside { .. }),
            "{tool}: {refusal}"
        );
    }
    for row in rows().iter().filter(|row| row[2].contains("age_y=")) {
        let parts = row[2].split(';').map(str::trim);
        let adult: Vec<&str> = parts.filter(|part| !part.starts_with("age_y")).collect();
        let child = format!("{}; age_y=17.9", adult.join(";"));
        assert!(
            matches!(
                score(&row[1], &child),
                Err(NutritionProblem::AgeOutside { .. })
            ),
            "{}",
            &row[0]
        );
    }
}

#[test]
fn the_must_rises_with_loss_and_with_thinness() {
    let at = |bmi: Decimal, loss: Decimal, acute| {
        let inputs = format!("bmi={bmi}; weight_loss_pct={loss}; acute_no_intake_over_5d={acute}");
        points("MUST", &inputs)
    };
    let tenths = |from: i64, to: i64| (from..=to).map(|tenth| Decimal::new(tenth, 1));
    for loss in [dec!(-3), dec!(0), dec!(4.9), dec!(5), dec!(10), dec!(10.1)] {
        let scores: Vec<u8> = tenths(150, 250).map(|bmi| at(bmi, loss, "no")).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{loss}");
        let acute: Vec<u8> = tenths(150, 250).map(|bmi| at(bmi, loss, "yes")).collect();
        assert!(
            scores
                .iter()
                .zip(&acute)
                .all(|(without, with)| without + 2 == *with)
        );
    }
    for bmi in [dec!(18.4), dec!(18.5), dec!(20), dec!(20.1)] {
        let scores: Vec<u8> = tenths(-50, 150).map(|loss| at(bmi, loss, "no")).collect();
        assert!(scores.is_sorted(), "{bmi}");
    }
    assert_eq!(at(dec!(20), dec!(0), "no"), 1);
    assert_eq!(at(dec!(18.5), dec!(0), "no"), 1);
    assert_eq!(at(dec!(18.499999), dec!(0), "no"), 2);
    assert_eq!(at(dec!(20.000001), dec!(0), "no"), 0);
    assert_eq!(at(dec!(30), dec!(4.999999), "no"), 0);
    assert_eq!(at(dec!(30), dec!(10.000001), "no"), 2);
}

#[test]
fn the_mst_counts_in_kilograms_without_decimals() {
    let at = |kg: &str| {
        score(
            "MST",
            &format!("lost_weight=yes; lost_kg={kg}; poor_appetite=no"),
        )
    };
    let points = |kg: &str| at(kg).unwrap().score;
    let by_kg: Vec<_> = (1..=40).map(|kg| points(&kg.to_string())).collect();
    assert!(by_kg.is_sorted());
    for (kg, expected) in [
        ("1", 1),
        ("5", 1),
        ("5.0 [kg]", 1),
        ("6", 2),
        ("10", 2),
        ("11", 3),
        ("15", 3),
        ("15.5", 4),
        ("16", 4),
        ("unsure", 2),
        ("none", 2),
        ("unknown", 2),
    ] {
        assert_eq!(points(kg), ScreeningScore::Points(expected), "{kg}");
    }
    assert_eq!(
        at("5.5"),
        Err(NutritionProblem::BetweenAnswers { kg: dec!(5.5) })
    );
    assert!(matches!(
        at("0"),
        Err(NutritionProblem::Contradiction { .. })
    ));
    assert!(matches!(
        at("14 [lb]"),
        Err(NutritionProblem::UnknownUnit { .. })
    ));
    for lost in ["no", "unsure"] {
        let inputs = |kg| format!("lost_weight={lost}; lost_kg={kg}; poor_appetite=no");
        assert!(matches!(
            score("MST", &inputs("6")),
            Err(NutritionProblem::Contradiction { .. })
        ));
        assert!(score("MST", &inputs("0")).is_ok());
        assert!(score("MST", &inputs("none")).is_ok());
    }
}

fn nrs(
    loss: &str,
    months: &str,
    bmi: &str,
    impaired: &str,
    intake: &str,
    age: &str,
) -> Result<Vec<u8>, NutritionProblem> {
    let inputs = format!(
        "weight_loss_pct={loss}; loss_within_months={months}; bmi={bmi}; impaired_general_condition={impaired}; \
         intake_pct={intake}; disease_severity=0; age_y={age}"
    );
    score("NRS-2002", &inputs).map(|screened| screened.components)
}

#[test]
fn the_highest_grade_of_nutrition_counts_in_nrs_2002() {
    for (loss, months, bmi, impaired, intake, grade) in [
        ("5.1", "1", "24", "no", "100", 3),
        ("5", "1", "24", "no", "100", 0),
        ("15", "3", "24", "no", "100", 1),
        ("15.1", "2", "24", "no", "100", 3),
        ("0", "3", "18.5", "yes", "100", 2),
        ("0", "3", "20.5", "yes", "100", 2),
        ("0", "3", "18.4", "yes", "100", 3),
        ("0", "3", "none", "no", "100", 0),
        ("0", "3", "24", "no", "75", 1),
        ("0", "3", "24", "no", "51", 1),
        ("0", "3", "24", "no", "50", 2),
        ("0", "3", "24", "no", "26", 2),
        ("0", "3", "24", "no", "25", 3),
        ("0", "3", "24", "no", "0", 3),
        ("5.1", "3", "18.5", "yes", "75", 2),
        ("0", "6", "24", "no", "100", 0),
    ] {
        let components = nrs(loss, months, bmi, impaired, intake, "69.9").unwrap();
        assert_eq!(components, [grade, 0, 0], "{loss} {months} {bmi} {intake}");
    }
    assert_eq!(nrs("0", "3", "24", "no", "100", "70").unwrap(), [0, 0, 1]);
    let longer = nrs("9", "6", "24", "no", "100", "50");
    assert_eq!(
        longer,
        Err(NutritionProblem::LongerThanThreeMonths { months: dec!(6) })
    );
    let no_bmi = nrs("0", "3", "none", "yes", "100", "50");
    assert_eq!(
        no_bmi,
        Err(NutritionProblem::Missing {
            key: "bmi".to_owned()
        })
    );
}

#[test]
fn nrs_2002_falls_with_intake_and_rises_with_loss() {
    let by_intake: Vec<_> = (0..=120)
        .map(|intake| nrs("0", "3", "24", "no", &intake.to_string(), "50").unwrap())
        .collect();
    assert!(by_intake.is_sorted_by(|a, b| a >= b));
    for months in ["1", "2", "3"] {
        let by_loss: Vec<_> = (0..40)
            .map(|loss| nrs(&loss.to_string(), months, "24", "no", "100", "50").unwrap())
            .collect();
        assert!(by_loss.is_sorted(), "{months}");
    }
}

#[test]
fn the_calf_counts_in_the_mna_sf_only_without_a_bmi() {
    let at = |size: &str| {
        score(
            "MNA-SF",
            &format!("a_intake=2; b_weight_loss=3; c_mobility=2; d_stress=2; e_neuro=2; {size}"),
        )
    };
    let last = |size| at(size).map(|screened| screened.components[5]);
    assert_eq!(last("bmi=18.9; calf_cm=35"), Ok(0));
    assert_eq!(last("bmi=19"), Ok(1));
    assert_eq!(last("bmi=22.9; calf_cm=none"), Ok(2));
    assert_eq!(last("calf_cm=31"), Ok(3));
    assert_eq!(last("bmi=none; calf_cm=30.9"), Ok(0));
    assert_eq!(
        last(""),
        Err(NutritionProblem::Missing {
            key: "bmi or calf_cm".to_owned()
        })
    );
    assert_eq!(last("bmi=none; calf_cm=none"), last(""));
    let stress = "a_intake=2; b_weight_loss=3; c_mobility=2; d_stress=1; e_neuro=2; bmi=20";
    assert!(matches!(
        score("MNA-SF", stress),
        Err(NutritionProblem::NotAnAnswer { .. })
    ));
}

#[test]
fn each_point_of_the_mna_sf_has_one_category() {
    let mut categories = [None; 15];
    for a in 0..=2 {
        for b in 0..=3 {
            for c in 0..=2 {
                for d in [0, 2] {
                    for (bmi, f) in [("18", 0), ("19", 1), ("21", 2), ("23", 3)] {
                        let inputs = format!(
                            "a_intake={a}; b_weight_loss={b}; c_mobility={c}; d_stress={d}; e_neuro=2; bmi={bmi}"
                        );
                        let screened = score("MNA-SF", &inputs).unwrap();
                        let sum = a + b + c + d + 2 + f;
                        assert_eq!(screened.score, ScreeningScore::Points(sum));
                        categories[usize::from(sum)] = Some(screened.category);
                    }
                }
            }
        }
    }
    let expected = |sum| match sum {
        12.. => Category::Normal,
        8.. => Category::AtRisk,
        _ => Category::Malnourished,
    };
    for (sum, category) in categories.iter().enumerate().skip(2) {
        assert_eq!(*category, Some(expected(sum)), "{sum}");
    }
}

#[test]
fn the_examination_is_read_site_by_site() {
    let read = |inputs| score("NFPE", inputs);
    let screened =
        read("temple=severe; upper_arm=mild moderate; oedema=normal; weak_grip=yes; nails=yes")
            .unwrap();
    assert_eq!(screened.components_text(), "1+1+0+1");
    assert_eq!(screened.score.to_string(), "3");
    assert_eq!(screened.category, Category::SevereSigns);
    assert_eq!(
        read("temple=normal; calf=not examined").unwrap().category,
        Category::NoSigns
    );
    assert_eq!(read(""), Err(NutritionProblem::NothingExamined));
    assert_eq!(read("nails=yes"), Err(NutritionProblem::NothingExamined));
    assert!(matches!(
        read("temple=bad"),
        Err(NutritionProblem::NotAnAnswer { .. })
    ));
    assert!(matches!(
        read("nose=severe"),
        Err(NutritionProblem::UnknownInput { .. })
    ));
}

#[test]
fn every_refusal_has_what_happened_why_and_what_to_do() {
    for (tool, inputs) in [
        ("STRONGkids", ""),
        (
            "MUST",
            "bmi=none; weight_loss_pct=0; acute_no_intake_over_5d=no",
        ),
        (
            "MUST",
            "bmi=24; weight_loss_pct=0; acute_no_intake_over_5d=maybe",
        ),
        (
            "MUST",
            "bmi=24; weight_loss_pct=0; acute_no_intake_over_5d=no; age_y=12",
        ),
        ("MST", "lost_weight=yes; lost_kg=5.5; poor_appetite=no"),
        ("MST", "lost_weight=yes; lost_kg=0; poor_appetite=no"),
        ("MST", "lost_weight=no; lost_kg=6; poor_appetite=no"),
        ("MNA-SF", "age_y=64"),
        (
            "MNA-SF",
            "a_intake=2; b_weight_loss=3; c_mobility=2; d_stress=2; e_neuro=2",
        ),
        (
            "NRS-2002",
            "weight_loss_pct=9; loss_within_months=6; bmi=24; impaired_general_condition=no; intake_pct=100; \
             disease_severity=0; age_y=50",
        ),
        ("NFPE", ""),
    ] {
        let text = score(tool, inputs).unwrap_err().to_string();
        let sentences = text.matches(". ").count() + 1;
        assert!(
            sentences >= 3 && text.ends_with('.'),
            "{tool} {inputs}: {text}"
        );
    }
}
