//! How large a child is on a day, by the growth references of the WHO.

use chrono::NaiveDate;

use crate::demo::casebook::person::{DAYS_A_YEAR, DemoPerson};
use crate::growth_references::preterm::Gestation;
use crate::growth_references::{
    Child, DAYS_A_MONTH, Indicator, Posture, Reference, Scores, bmi, scores, value_at,
};

/// Measured lying until the second birthday.
const LYING_DAYS: f64 = 731.0;
/// The tables of weight for length begin here.
const LENGTH_MIN_CM: f64 = 45.5;
/// The last month of the reference.
const MONTHS_MAX: f64 = 228.0;
/// A child's head is measured until the third birthday.
const HEAD_DAYS: f64 = 3.0 * DAYS_A_YEAR;

#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub weight_kg: f64,
    pub height_cm: f64,
    pub head_cm: Option<f64>,
}

/// Returns the age by which a child is compared: corrected for a birth that was too early.
pub fn compared_days(person: &DemoPerson, day: NaiveDate) -> f64 {
    let age = (day - person.birth).num_days();
    let gestation = person.body.gestation_days.and_then(Gestation::from_days);
    let corrected = gestation.and_then(|of| of.corrected_age_days(age));
    corrected.unwrap_or(age).max(0) as f64
}

/// Returns the age by which a child grows: one who was born too early stays behind by that for good.
fn growing_days(person: &DemoPerson, day: NaiveDate) -> f64 {
    let age = (day - person.birth).num_days();
    let gestation = person.body.gestation_days.and_then(Gestation::from_days);
    let early = gestation.and_then(Gestation::early_days).unwrap_or(0);
    (age - early).max(0) as f64
}

pub fn is_lying(person: &DemoPerson, day: NaiveDate) -> bool {
    compared_days(person, day) < LYING_DAYS
}

/// Returns the size on a day so many months after the first visit.
pub fn size(person: &DemoPerson, day: NaiveDate, months: f64) -> Size {
    let sex = person.sex.of_equation();
    let days = growing_days(person, day);
    let reference = Reference::usual(Some(days));
    let age = (days / DAYS_A_MONTH).min(MONTHS_MAX);
    let at = |indicator, z| value_at(reference, indicator, sex, age, z);
    let base = |name: &str| {
        let known = person.body.z.iter().find(|(of, _)| *of == name);
        known.map(|(_, z)| *z)
    };
    let z = |name: &str| base(name).map(|z| z + person.changed(name, months));
    let height_cm = at(Indicator::LengthHeightForAge, z("haz").unwrap_or(0.0)).unwrap_or(100.0);
    let height_cm = height_cm.max(LENGTH_MIN_CM);
    let for_length = |z| {
        value_at(
            reference,
            Indicator::WeightForLengthHeight,
            sex,
            height_cm,
            z,
        )
    };
    let by_bmi = |z| at(Indicator::BmiForAge, z).map(|bmi| bmi * (height_cm / 100.0).powi(2));
    let weight_kg = match base("wlz") {
        // weight for length goes with weight for age, where only that is said to change
        Some(wlz) => {
            let has_course = person.class.change.contains_key("wlz");
            let name = if has_course { "wlz" } else { "waz" };
            for_length(wlz + person.changed(name, months))
        }
        None => by_bmi(z("baz").unwrap_or(0.0)),
    };
    Size {
        weight_kg: weight_kg.or_else(|| by_bmi(0.0)).unwrap_or(15.0),
        height_cm,
        head_cm: z("hcz")
            .filter(|_| days < HEAD_DAYS)
            .and_then(|z| at(Indicator::HeadForAge, z)),
    }
}

/// Returns the scores of what was measured.
pub fn scores_of(
    person: &DemoPerson,
    day: NaiveDate,
    weight_kg: Option<f64>,
    height_cm: Option<f64>,
    head_cm: Option<f64>,
) -> Scores {
    let days = compared_days(person, day);
    let measured = match is_lying(person, day) {
        true => Posture::Lying,
        false => Posture::Upright,
    };
    let child = Child {
        weight_kg,
        length_height_cm: height_cm,
        measured: height_cm.map(|_| measured),
        head_cm,
        ..Child::unmeasured(person.sex.of_equation(), Some(days))
    };
    scores(Reference::usual(Some(days)), &child)
}

/// Returns the weight that a body mass index score of zero gives at a height.
pub fn ideal_kg(person: &DemoPerson, day: NaiveDate, height_cm: f64) -> Option<f64> {
    let days = compared_days(person, day);
    let age = (days / DAYS_A_MONTH).min(MONTHS_MAX);
    let reference = Reference::usual(Some(days));
    let bmi = value_at(
        reference,
        Indicator::BmiForAge,
        person.sex.of_equation(),
        age,
        0.0,
    )?;
    Some(bmi * (height_cm / 100.0).powi(2))
}

/// Returns one score by its short name.
pub fn score(scores: &Scores, name: &str) -> Option<f64> {
    let name = if name == "wlz" { "whz" } else { name };
    let at = Indicator::ALL.iter().position(|of| of.short() == name)?;
    Some(scores[at]?.z)
}

pub fn body_mass_index(weight_kg: f64, height_cm: f64) -> Option<f64> {
    bmi(Some(weight_kg), Some(height_cm))
}
