//! Z-scores of the children of a file.

use crate::error::Unreadable;
use crate::growth_references::{Child, DAYS_A_MONTH, Indicator, Posture, Reference, scores};
use crate::nutrition::EquationSex;
use crate::nutrition::compute::line::{Headings, Line, Results, refused};

pub(super) const COLUMNS: [&str; 10] = [
    "waz", "haz", "whz", "baz", "hcz", "acz", "tsz", "ssz", "flag", "error",
];

/// What no child has, however the scales were read: within it a value is scored, and flagged where it is implausible.
const WEIGHT_KG: (f64, f64) = (0.01, 1_000.0);
const LENGTH_HEIGHT_CM: (f64, f64) = (1.0, 400.0);
const HEAD_CM: (f64, f64) = (1.0, 200.0);
const ARM_CM: (f64, f64) = (0.1, 200.0);
const SKINFOLD_MM: (f64, f64) = (0.1, 300.0);
/// No age is below 0, and a survey may hold adults, and no reference here covers them.
const AGE_DAYS: (f64, f64) = (0.0, 45_000.0);
const AGE_MONTHS: (f64, f64) = (0.0, 1_500.0);

pub(super) fn check(headings: &Headings) -> Result<(), Unreadable> {
    if headings.index("sex").is_none() {
        return Err(Unreadable::MissingColumn("sex"));
    }
    match MEASURES.iter().any(|name| headings.index(name).is_some()) {
        true => Ok(()),
        false => Err(Unreadable::MissingColumn("weight_kg or length_height_cm")),
    }
}

const MEASURES: [&str; 6] = [
    "weight_kg",
    "length_height_cm",
    "head_cm",
    "muac_cm",
    "triceps_mm",
    "subscapular_mm",
];

pub(super) fn results(reference: Reference, line: &Line<'_>) -> Results {
    let Some(sex) = line.text("sex").and_then(sex) else {
        let sentence = "sex: neither 1 (male) nor 2 (female). Nothing was computed, as the \
                        references differ by sex; choose one of them.";
        return refused(&COLUMNS, sentence.into());
    };
    let ages = [("age_days", AGE_DAYS), ("age_months", AGE_MONTHS)];
    for (column, (from, to)) in ages {
        if let Err(error) = line.number(column, from, to) {
            // without it a child would be taken for one of unknown age
            return refused(&COLUMNS, error);
        }
    }
    let mut errors = Vec::new();
    let mut number = |column: &str, (from, to): (f64, f64)| {
        let number = line.number(column, from, to);
        number.unwrap_or_else(|error| {
            errors.push(error);
            None
        })
    };
    let days = number("age_days", AGE_DAYS);
    let months = number("age_months", AGE_MONTHS);
    let mut child = Child {
        sex,
        age_days: days.or_else(|| months.map(|months| months * DAYS_A_MONTH)),
        weight_kg: number("weight_kg", WEIGHT_KG),
        length_height_cm: number("length_height_cm", LENGTH_HEIGHT_CM),
        measured: None,
        has_oedema: false,
        head_cm: number("head_cm", HEAD_CM),
        arm_cm: number("muac_cm", ARM_CM),
        triceps_mm: number("triceps_mm", SKINFOLD_MM),
        subscapular_mm: number("subscapular_mm", SKINFOLD_MM),
    };
    match line.text("measured").map(str::to_lowercase).as_deref() {
        None => {}
        Some("l") => child.measured = Some(Posture::Lying),
        Some("h") => child.measured = Some(Posture::Upright),
        Some(other) => errors.push(format!(
            "measured: `{other}` is neither L (lying) nor H (standing). It was left out, and the \
             posture taken from the age; write one of them."
        )),
    }
    match line.text("oedema").map(str::to_lowercase).as_deref() {
        None | Some("n") => {}
        Some("y") => child.has_oedema = true,
        Some(other) => {
            // a weight that may be that of swollen feet
            child.weight_kg = None;
            errors.push(format!(
                "oedema: `{other}` is neither y nor n. No score of weight was computed; write \
                 one of them."
            ));
        }
    }
    let scores = scores(reference, &child);
    let mut results: Results = scores
        .iter()
        .map(|score| score.map_or_else(String::new, |score| two_decimals(score.z)))
        .collect();
    let flagged = scores
        .iter()
        .zip(Indicator::ALL)
        .filter(|(score, _)| score.is_some_and(|score| score.is_implausible))
        .map(|(_, indicator)| indicator.short());
    results.push(flagged.collect::<Vec<_>>().join(" "));
    results.push(errors.join(" "));
    results
}

fn sex(text: &str) -> Option<EquationSex> {
    match text.to_lowercase().as_str() {
        "1" | "1.0" | "m" | "male" => Some(EquationSex::Male),
        "2" | "2.0" | "f" | "female" => Some(EquationSex::Female),
        _ => None,
    }
}

/// Writes a score as its publishers do; what rounds to nothing has no sign.
fn two_decimals(z: f64) -> String {
    let text = format!("{z:.2}");
    match text.as_str() {
        "-0.00" => "0.00".into(),
        _ => text,
    }
}
