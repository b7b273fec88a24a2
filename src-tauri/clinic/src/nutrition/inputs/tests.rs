#![allow(clippy::unwrap_used)]

use rust_decimal::dec;

use super::*;
use crate::nutrition::quantities::{AgeYears, CreatinineMgDl, HeightCm, WeightKg};

const EXPECTED: [&str; 4] = ["sex", "age_y", "weight_kg", "height_cm"];

fn read(text: &str) -> Result<Inputs<'_>, NutritionProblem> {
    Inputs::read(text, "a test", &EXPECTED)
}

fn weight(text: &str) -> Result<Decimal, NutritionProblem> {
    read(text)?
        .number::<WeightKg>("weight_kg")
        .map(Ranged::number)
}

#[test]
fn order_blanks_and_case_are_free() {
    for text in [
        "sex=M; age_y=30 [a]; weight_kg=70 [kg]; height_cm=175 [cm]",
        "height_cm=175;weight_kg=70;age_y=30;sex=m",
        "  Height_CM = 175 cm ;\n weight_kg=70.0kg ;; age_y = +30 [ y ] ; sex = Male ; ",
        "height_cm=1.75 [m]; weight_kg=70000 [g]; age_y=360 [mo]; sex=male",
    ] {
        let inputs = read(text).unwrap();
        assert_eq!(inputs.sex(), Ok(EquationSex::Male), "{text}");
        let number = |key| inputs.number::<AgeYears>(key).unwrap().number();
        assert_eq!(number("age_y"), dec!(30), "{text}");
        assert_eq!(
            inputs.number::<WeightKg>("weight_kg").unwrap().number(),
            dec!(70),
            "{text}"
        );
        assert_eq!(
            inputs.number::<HeightCm>("height_cm").unwrap().number(),
            dec!(175),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_an_input_is_refused_by_name() {
    let key = |key: &str| key.to_owned();
    assert_eq!(
        read("sex"),
        Err(NutritionProblem::Malformed { part: key("sex") })
    );
    assert_eq!(
        read("=3"),
        Err(NutritionProblem::Malformed { part: key("=3") })
    );
    assert_eq!(
        read("sex=M=F"),
        Err(NutritionProblem::Malformed {
            part: key("sex=M=F")
        })
    );
    assert_eq!(
        read("wieght_kg=70"),
        Err(NutritionProblem::UnknownInput {
            key: key("wieght_kg"),
            of: "a test",
            expected: key("sex, age_y, weight_kg, height_cm"),
        })
    );
    for twice in ["sex=M; age_y=3; Sex=M", "SEX=M; sex=F", "sex=M; sex="] {
        assert_eq!(
            read(twice),
            Err(NutritionProblem::Twice { key: key("sex") }),
            "{twice}"
        );
    }
}

#[test]
fn what_is_missing_is_refused_by_name() {
    let missing = Err(NutritionProblem::Missing {
        key: "weight_kg".to_owned(),
    });
    for text in [
        "",
        " ; ",
        "sex=M",
        "weight_kg=",
        "weight_kg= ; sex=F",
        "weight_kg=none",
    ] {
        assert_eq!(weight(text), missing, "{text}");
    }
    assert_eq!(
        read("").unwrap().sex(),
        Err(NutritionProblem::Missing {
            key: "sex".to_owned()
        })
    );
}

#[test]
fn what_is_not_a_number_is_refused() {
    for value in [
        "heavy", "7o", "7,5,1", "1,250", "1,234.5", "7.5.1", "--7", "1e3", "NaN", "inf", "1_000",
        "[kg]", "70 [kg", ".", "٧٠",
    ] {
        let text = format!("weight_kg={value}");
        assert!(
            matches!(
                weight(&text),
                Err(NutritionProblem::NotANumber { .. } | NutritionProblem::UnknownUnit { .. })
            ),
            "{text}: {:?}",
            weight(&text)
        );
    }
    assert!(matches!(
        weight("weight_kg=7,250"),
        Err(NutritionProblem::NotANumber { .. })
    ));
    assert!(matches!(
        weight("weight_kg=heavy"),
        Err(NutritionProblem::NotANumber { .. })
    ));
}

#[test]
fn a_decimal_comma_is_a_point() {
    assert_eq!(weight("weight_kg=70,5"), Ok(dec!(70.5)));
    assert_eq!(weight("weight_kg=70500,0 [g]"), Ok(dec!(70.5)));
}

#[test]
fn units_are_converted_or_refused() {
    assert_eq!(weight("weight_kg=154 [lb]"), Ok(dec!(69.85322498)));
    assert_eq!(weight("weight_kg=11 [st]"), Ok(dec!(69.85322498)));
    assert_eq!(
        weight("weight_kg=70 [stones of Aachen]"),
        Err(NutritionProblem::UnknownUnit {
            key: "weight_kg".to_owned(),
            unit: "stones of aachen".to_owned(),
            expected: "kg",
        })
    );
    assert!(matches!(
        weight("weight_kg=70 [cm]"),
        Err(NutritionProblem::UnknownUnit { .. })
    ));
}

#[test]
fn the_unit_of_the_name_is_that_of_a_bare_number() {
    let read = |text| {
        let inputs = Inputs::read(text, "a test", &["creatinine_umol_l"]).unwrap();
        inputs
            .number_in::<CreatinineMgDl>("creatinine_umol_l", "umol/L")
            .map(Ranged::number)
    };
    assert_eq!(read("creatinine_umol_l=88.42"), Ok(dec!(1)));
    assert_eq!(read("creatinine_umol_l=88.42 [umol/L]"), Ok(dec!(1)));
    assert_eq!(read("creatinine_umol_l=88.42 [µmol/l]"), Ok(dec!(1)));
    assert_eq!(read("creatinine_umol_l=1 [mg/dL]"), Ok(dec!(1)));
}

#[test]
fn impossible_numbers_are_refused() {
    for value in ["-70", "0", "1001", "70000", "99999999999999999999999999999"] {
        assert!(matches!(
            weight(&format!("weight_kg={value}")),
            Err(NutritionProblem::OutOfRange { what: "weight", .. }
                | NutritionProblem::NotANumber { .. })
        ));
    }
}

#[test]
fn an_unknown_sex_has_no_equation() {
    for sex in ["U", "unknown", "X", "other", "?", "MF"] {
        let text = format!("sex={sex}");
        assert_eq!(
            read(&text).unwrap().sex(),
            Err(NutritionProblem::UnknownSex {
                text: sex.to_owned()
            })
        );
    }
    let women_only = |text| read(text).unwrap().women_only("The equation");
    assert_eq!(women_only(""), Ok(()));
    assert_eq!(women_only("sex=F"), Ok(()));
    assert_eq!(
        women_only("sex=M"),
        Err(NutritionProblem::WomenOnly { of: "The equation" })
    );
    assert!(women_only("sex=U").is_err());
}

#[test]
fn an_answer_is_one_of_its_names() {
    let answer = |text| {
        Inputs::read(text, "a test", &["ill"])
            .unwrap()
            .answer::<bool>("ill")
    };
    assert_eq!(answer("ill=yes"), Ok(true));
    assert_eq!(answer("ill= NO "), Ok(false));
    assert_eq!(
        answer("ill=perhaps").unwrap_err().to_string(),
        "ill is \"perhaps\", which is no answer that is known. A near one is not guessed. Choose one of: yes, no."
    );
    assert_eq!(
        answer(""),
        Err(NutritionProblem::Missing {
            key: "ill".to_owned()
        })
    );
}
