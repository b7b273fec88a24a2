//! What a person needs, and how the first screening came out.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::demo::casebook::book::{Basis, EnergyRule, EnergyWay, FluidRule, FluidWay};
use crate::demo::casebook::chance::rounded;
use crate::demo::casebook::child::{self, body_mass_index};
use crate::demo::casebook::course::ASCITES_KG;
use crate::demo::casebook::person::{DemoPerson, PersonScreening, PersonTargets};
use crate::nutrition::computed::Computed;
use crate::nutrition::energy::{mifflin_st_jeor, schofield_child_kcal};
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{AgeYears, HeightCm, Ranged, WeightKg};
use crate::nutrition::requirements::holliday_segar_day;
use crate::nutrition::weight::reference_devine;

/// Energy and fluid are agreed in steps, protein in grams.
const KCAL_STEP: f64 = 50.0;
const ML_STEP: f64 = 50.0;
const PROTEIN_STEP: f64 = 1.0;
/// Lowest energy target of an adult.
const ADULT_KCAL_MIN: f64 = 1000.0;
/// Highest fluid target of an adult without fluid losses.
const ADULT_ML_MAX: f64 = 3500.0;

/// The body mass index of a weight that is wished for.
const IDEAL_BMI: f64 = 22.0;

/// The screening tools of the casebook by the beginning of what it says.
const TOOLS: [&str; 4] = ["MUST", "MNA-SF", "RFH-NPT", "STRONGkids"];

struct Bodily {
    kg: f64,
    cm: f64,
    age: f64,
}

/// Sets the targets and the screening of the first visit, from what was measured at it.
pub fn assess(person: &mut DemoPerson) {
    let visits = person.visits.iter();
    let mut measured = visits.filter(|visit| visit.measured.weight_kg.is_some());
    let Some(visit) = measured.next() else {
        return;
    };
    let (Some(kg), Some(cm)) = (visit.measured.weight_kg, visit.measured.known_height_cm) else {
        return;
    };
    let body = Bodily {
        kg,
        cm,
        age: person.age_on(visit.day),
    };
    let loss = person.body.loss_percent;
    person.targets = targets(person, &body);
    person.screening = Some(screening(person, &body, loss));
}

fn targets(person: &DemoPerson, body: &Bodily) -> Option<PersonTargets> {
    let of = &person.archetype.targets;
    let is_adult = person.is_adult();
    let rule = of
        .energy_child
        .as_ref()
        .filter(|_| !is_adult)
        .unwrap_or(&of.energy);
    let fluid_rule = of
        .fluid_child
        .as_ref()
        .filter(|_| !is_adult)
        .unwrap_or(&of.fluid);
    let kcal = energy(person, body, rule)?;
    let kcal = if is_adult {
        kcal.max(ADULT_KCAL_MIN)
    } else {
        kcal
    };
    let [low, high] = of.protein.g_per_kg;
    let protein = basis_kg(person, body, of.protein.weight) * (low + high) / 2.0;
    let ml = fluid(person, body, fluid_rule)?;
    let ml = if is_adult { ml.min(ADULT_ML_MAX) } else { ml };
    let step = |value: f64, step: f64| (value / step).round() * step;
    Some(PersonTargets {
        kcal: step(kcal, KCAL_STEP),
        protein_g: step(protein, PROTEIN_STEP),
        fluid_ml: step(ml, ML_STEP),
    })
}

fn number<T: Ranged>(value: f64) -> Option<T> {
    T::new(Decimal::try_from(rounded(value, 3)).ok()?).ok()
}

fn amount(computed: Result<Computed, NutritionProblem>) -> Option<f64> {
    computed.ok()?.value.to_f64()
}

fn energy(person: &DemoPerson, body: &Bodily, rule: &EnergyRule) -> Option<f64> {
    let basis = rule.weight.unwrap_or(Basis::Actual);
    let is_obese = person.is_adult() && person.has("E66");
    // so much a kilogram is meant for bodies without obesity
    let kg = match (rule.method, basis) {
        (EnergyWay::KcalPerKg, Basis::Actual | Basis::Dry) if is_obese => {
            let dry = Bodily {
                kg: basis_kg(person, body, basis),
                ..*body
            };
            basis_kg(person, &dry, Basis::Adjusted)
        }
        _ => basis_kg(person, body, basis),
    };
    let sex = person.sex.of_equation();
    let of_body = || Some((number::<AgeYears>(body.age)?, number::<WeightKg>(kg)?));
    let cm: HeightCm = number(body.cm)?;
    let resting = match rule.method {
        EnergyWay::KcalPerKg => return Some(kg * (rule.low? + rule.high?) / 2.0),
        EnergyWay::MifflinStJeor => {
            let (age, weight) = of_body()?;
            amount(mifflin_st_jeor(sex, age, weight, cm))?
        }
        EnergyWay::Schofield => {
            let (age, weight) = of_body()?;
            amount(schofield_child_kcal(sex, age, weight, cm))?
        }
    };
    let factor = rule.activity.unwrap_or(1.0) * rule.stress.unwrap_or(1.0);
    // what a pregnancy adds is for women of usual weight
    let is_heavy = person.body.bmi.is_some_and(|bmi| bmi >= 30.0);
    let adds = !(person.body.pregnancy.is_some() && is_heavy);
    let more = rule.adjust_kcal.filter(|_| adds).unwrap_or(0.0);
    // nor is what others are to lose
    let more = if person.is_lean() {
        more.max(0.0)
    } else {
        more
    };
    Some(resting * factor + more)
}

fn fluid(person: &DemoPerson, body: &Bodily, rule: &FluidRule) -> Option<f64> {
    match rule.method {
        FluidWay::Fixed => rule.ml,
        FluidWay::HollidaySegar => amount(Ok(holliday_segar_day(number(body.kg)?))),
        FluidWay::MlPerKg => {
            let kg = basis_kg(person, body, rule.weight.unwrap_or(Basis::Actual));
            Some(kg * (rule.low? + rule.high?) / 2.0)
        }
    }
}

/// Returns the weight without the water that an illness keeps.
pub fn dry_kg(person: &DemoPerson, kg: f64) -> f64 {
    let water = match () {
        () if person.has("R18") => ASCITES_KG,
        () if person.has("I50") => 1.5,
        () => 0.0,
    };
    kg - water
}

fn basis_kg(person: &DemoPerson, body: &Bodily, basis: Basis) -> f64 {
    let ideal = || {
        let is_adult = person.is_adult();
        let adult = || {
            let cm: HeightCm = number(body.cm)?;
            amount(reference_devine(person.sex.of_equation(), cm))
        };
        let child = || child::ideal_kg(person, person.first_day(), body.cm);
        // the formula begins at five feet
        let of_small = || Some(IDEAL_BMI * (body.cm / 100.0).powi(2));
        let kg = if is_adult {
            adult().or_else(of_small)
        } else {
            child()
        };
        kg.unwrap_or(body.kg)
    };
    match basis {
        Basis::Actual => body.kg,
        Basis::Dry => dry_kg(person, body.kg),
        Basis::Ideal => ideal(),
        Basis::Adjusted => {
            let ideal = ideal();
            if body.kg > ideal {
                ideal + (body.kg - ideal) / 4.0
            } else {
                body.kg
            }
        }
        Basis::Prepregnancy => {
            let bmi = person.body.bmi;
            bmi.map_or(body.kg, |bmi| bmi * (body.cm / 100.0).powi(2))
        }
    }
}

fn screening(person: &DemoPerson, body: &Bodily, loss: Option<i64>) -> PersonScreening {
    let form = &person.archetype.screening;
    let named = TOOLS.into_iter().find(|tool| form.tool.starts_with(tool));
    let is_adult = person.is_adult();
    let tool = match (named, is_adult) {
        (Some("MUST"), false) => Some("STRONGkids"),
        (Some("STRONGkids"), true) => Some("MUST"),
        (Some("MNA-SF"), true) if body.age < 65.0 => Some("MUST"),
        // the usual tool where the special one stands first in a list of two
        (tool, _) => tool,
    };
    let mut dice = person.dice(5);
    let bmi = body_mass_index(dry_kg(person, body.kg), body.cm).unwrap_or(22.0);
    let drawn = span(&form.expected).map(|(low, high)| dice.between(low, high + 1));
    let score = match tool {
        Some("MUST") => Some(must(bmi, loss.unwrap_or(0))),
        // what the body mass index gives is given
        Some("MNA-SF") => drawn.map(|score| score.clamp(mna_size(bmi), mna_size(bmi) + 11)),
        Some(_) => drawn,
        None => None,
    };
    let text = match (tool, score) {
        (Some(tool), Some(score)) => format!("{tool} {score}, {}", risk(tool, score)),
        _ => form.expected.clone(),
    };
    PersonScreening {
        tool,
        score,
        text,
        bmi: rounded(bmi, 1),
        loss_percent: loss.unwrap_or(0),
    }
}

/// Returns what body mass index gives in the short form for old people.
fn mna_size(bmi: f64) -> i64 {
    match rounded(bmi, 1) {
        ..19.0 => 0,
        ..21.0 => 1,
        ..23.0 => 2,
        _ => 3,
    }
}

/// Returns the answers of the tool for adults.
pub fn must_answers(screening: &PersonScreening) -> Vec<(&'static str, String)> {
    vec![
        ("weight_loss_pct", screening.loss_percent.to_string()),
        ("acute_no_intake_over_5d", "no".to_owned()),
        ("bmi", format!("{:.1}", screening.bmi)),
    ]
}

/// Returns answers of the short form for old people that give a score.
pub fn mna_answers(screening: &PersonScreening, score: i64) -> Vec<(&'static str, String)> {
    let mut left = score - mna_size(screening.bmi);
    let stress = if left >= 5 { 2 } else { 0 };
    left -= stress;
    let mut answers = vec![
        ("d_stress", stress.to_string()),
        ("bmi", format!("{:.1}", screening.bmi)),
    ];
    for (name, most) in [
        ("c_mobility", 2),
        ("a_intake", 2),
        ("b_weight_loss", 3),
        ("e_neuro", 2),
    ] {
        let points = left.clamp(0, most);
        left -= points;
        answers.push((name, points.to_string()));
    }
    answers
}

/// Returns the range of scores at the beginning of what is expected.
fn span(expected: &str) -> Option<(i64, i64)> {
    let number = expected.split(';').next()?;
    match number.split_once('-') {
        Some((low, high)) => Some((low.trim().parse().ok()?, high.trim().parse().ok()?)),
        None => number.trim().parse().ok().map(|only| (only, only)),
    }
}

/// Scores body mass index and loss; none of these people has eaten nothing for five days.
fn must(bmi: f64, loss_percent: i64) -> i64 {
    let size = match rounded(bmi, 1) {
        ..18.5 => 2,
        ..=20.0 => 1,
        _ => 0,
    };
    let loss = match loss_percent {
        ..5 => 0,
        5..=10 => 1,
        _ => 2,
    };
    size + loss
}

fn risk(tool: &str, score: i64) -> &'static str {
    match (tool, score) {
        ("MNA-SF", ..=7) => "malnourished",
        ("MNA-SF", ..=11) => "at risk",
        ("MNA-SF", _) => "normal",
        ("STRONGkids", 4..) | ("MUST" | "RFH-NPT", 2..) => "high risk",
        ("STRONGkids", 1..) | ("MUST" | "RFH-NPT", 1) => "medium risk",
        _ => "low risk",
    }
}
