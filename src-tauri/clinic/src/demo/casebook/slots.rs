//! The values that the slots of a note stand for.

use chrono::{Datelike, NaiveDate};

use crate::demo::casebook::book::{When, leaflet};
use crate::demo::casebook::chance::{rounded, uniform};
use crate::demo::casebook::child;
use crate::demo::casebook::course::{months_since, pregnancy_weeks};
use crate::demo::casebook::laboratory::newest;
use crate::demo::casebook::needs::dry_kg;
use crate::demo::casebook::person::{DemoPerson, PersonMeasures, PersonVisit};
use crate::growth_references::DAYS_A_MONTH;

/// A change of weight that is worth a sentence.
const CHANGE_KG: f64 = 0.5;
/// Tablets for diabetes that pause on a sick day.
const PAUSED: [&str; 3] = ["metformin", "empagliflozin", "dapagliflozin"];

/// Returns what a slot says at a visit; none where there is nothing to say.
pub fn value(person: &DemoPerson, at: usize, slot: &str) -> Option<String> {
    let visit = person.visits.get(at)?;
    let measured = &visit.measured;
    measure(person, visit, slot)
        .or_else(|| change(person, at, slot))
        .or_else(|| story(person, at, slot))
        .or_else(|| special(person, visit, slot))
        .or_else(|| newest(person, slot, visit.day))
        .filter(|_| !(person.is_private() && is_size(slot) && measured.weight_kg.is_some()))
}

fn is_size(slot: &str) -> bool {
    matches!(
        slot,
        "weight"
            | "bmi"
            | "kcal"
            | "change_kg"
            | "change_pct"
            | "up_kg"
            | "down_kg"
            | "waz"
            | "baz"
    )
}

fn measure(person: &DemoPerson, visit: &PersonVisit, slot: &str) -> Option<String> {
    let measured = &visit.measured;
    let one = |value: f64| format!("{value:.1}");
    let z = |name: &str| {
        let z = child::score(measured.scores.as_ref()?, name)?;
        Some(signed(z, 2))
    };
    Some(match slot {
        "weight" => weight(person, visit, measured.weight_kg?),
        "height" => one(measured.height_cm?),
        "bmi" => one(child::body_mass_index(
            measured.weight_kg?,
            measured.known_height_cm?,
        )?),
        "waist" => format!("{:.0}", measured.waist_cm?),
        "head" => one(measured.head_cm?),
        "bp" => {
            let (upper, lower) = measured.pressure?;
            format!("{upper}/{lower}")
        }
        "waz" | "haz" | "baz" | "wlz" | "hcz" => z(slot)?,
        "dry" => one(dry_kg(person, measured.weight_kg?)),
        _ => return None,
    })
}

fn weight(person: &DemoPerson, visit: &PersonVisit, kg: f64) -> String {
    match !person.is_adult() && child::is_lying(person, visit.day) {
        true => format!("{kg:.3}"),
        false => format!("{kg:.1}"),
    }
}

/// Returns a number with its sign, and no sign of nothing.
fn signed(value: f64, decimals: usize) -> String {
    let value = rounded(value, decimals);
    match value == 0.0 {
        true => format!("{:.*}", decimals, 0.0),
        false => format!("{value:+.decimals$}"),
    }
}

/// Returns the last visit before one at which the weight was taken, by the clinic or at home.
fn weighed_before(person: &DemoPerson, at: usize) -> Option<&PersonVisit> {
    let before = person.visits.get(..at)?.iter().rev();
    let mut weighed = before.filter(|visit| visit.measured.weight_kg.is_some());
    weighed.next()
}

/// Returns by how many kilograms the weight has changed since the last time.
pub fn changed_kg(person: &DemoPerson, at: usize) -> Option<f64> {
    let now = person.visits.get(at)?.measured.weight_kg?;
    Some(now - weighed_before(person, at)?.measured.weight_kg?)
}

fn change(person: &DemoPerson, at: usize, slot: &str) -> Option<String> {
    let visit = person.visits.get(at)?;
    let before = weighed_before(person, at);
    let kg = changed_kg(person, at);
    let bmi_z = |measured: &PersonMeasures| child::score(measured.scores.as_ref()?, "baz");
    Some(match slot {
        "change_kg" => signed(kg?, 1),
        "change_pct" => signed(kg? / before?.measured.weight_kg? * 100.0, 1),
        "change_z" => signed(bmi_z(&visit.measured)? - bmi_z(&before?.measured)?, 2),
        "gain" => {
            let weeks = (visit.day - before?.day).num_days() as f64 / 7.0;
            let grams = kg? * 1000.0 / weeks;
            format!("{:.0}", Some(grams).filter(|grams| *grams >= 1.0)?)
        }
        "gain_day" => {
            let days = (visit.day - before?.day).num_days() as f64;
            let grams = kg? * 1000.0 / days;
            format!("{:.0}", Some(grams).filter(|grams| *grams >= 1.0)?)
        }
        "up_kg" => format!("{:.1}", kg.filter(|kg| *kg >= CHANGE_KG)?),
        "down_kg" => format!("{:.1}", -kg.filter(|kg| *kg <= -CHANGE_KG)?),
        "grown" => {
            let heights = person.visits.iter().map(|visit| visit.measured.height_cm);
            let cm = visit.measured.height_cm? - heights.flatten().next()?;
            format!("{:.1}", Some(cm).filter(|cm| *cm >= 0.5)?)
        }
        "since" => date_of(before?.day, visit.day),
        "gain_total" => {
            let (bmi, cm) = (person.body.bmi?, visit.measured.known_height_cm?);
            let before_kg = bmi * (cm / 100.0_f64).powi(2);
            format!("{:.1}", visit.measured.weight_kg? - before_kg)
        }
        "bmi0" => format!("{:.1}", person.body.bmi?),
        _ => return None,
    })
}

/// Returns a number of something in words.
fn counted(number: i64, unit: &str) -> String {
    match number {
        1 => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    }
}

/// Returns a day as it is written, with its year where that is another one.
pub fn date_of(day: NaiveDate, seen_from: NaiveDate) -> String {
    let form = match day.year() == seen_from.year() {
        true => "%-d %B",
        false => "%-d %B %Y",
    };
    day.format(form).to_string()
}

fn story(person: &DemoPerson, at: usize, slot: &str) -> Option<String> {
    let visit = person.visits.get(at)?;
    let mut dice = person.dice(6000 + at as u64);
    let main = person.conditions.first();
    // a referral may name a week or a weight, too
    let own = |slot: &str| special(person, visit, slot);
    Some(match slot {
        "referral" => small(&replaced(person.referral, &own)?),
        "Referral" => replaced(person.referral, &own)?,
        "kcal" => format!("{:.0}", person.targets?.kcal),
        "protein" => format!("{:.0}", person.targets?.protein_g),
        "fluid" => format!("{:.0}", person.targets?.fluid_ml),
        "screening" => person.screening.as_ref()?.text.clone(),
        "medicines" => {
            let known = person.medicines.iter().filter(|of| of.start <= visit.day);
            let names = known.map(|of| format!("{} {}", of.form.generic, of.dose));
            let names: Vec<String> = names.collect();
            Some(names.join(", ")).filter(|names| !names.is_empty())?
        }
        "goal" => goal(person, visit.day, &person.goals().next()?.text)?,
        "handout" => leaflet(person.handout(at)?, &person.language)?.to_owned(),
        "next" => match visit.next_weeks? {
            1 => "a week".to_owned(),
            weeks => format!("{weeks} weeks"),
        },
        "years" => {
            let days = (visit.day - main?.onset).num_days();
            counted((days / 365).max(1), "year")
        }
        "weeks_on" => {
            let since = person.event_day().unwrap_or(person.first_day());
            counted(((visit.day - since).num_days() / 7).max(1), "week")
        }
        "sick_medicines" => {
            let known = person.medicines.iter().filter(|of| of.start <= visit.day);
            let names = known.map(|of| of.form.generic.as_str());
            let names: Vec<&str> = names.filter(|name| PAUSED.contains(name)).collect();
            Some(names.join(" and ")).filter(|names| !names.is_empty())?
        }
        "carer" => person.carer.to_owned(),
        "Carer" => large(person.carer),
        "doing" => match person.class.name {
            When::Responder => "well".to_owned(),
            _ => "so-so".to_owned(),
        },
        "intake_pct" => {
            let (low, high) = match person.class.name {
                When::Setback => (50.0, 75.0),
                When::Partial => (70.0, 90.0),
                _ => (88.0, 105.0),
            };
            format!("{:.0}", (uniform(&mut dice, low, high) / 5.0).round() * 5.0)
        }
        "loss_pct" => person.body.loss_percent?.to_string(),
        "loss_since" => person.body.loss_since.to_owned(),
        "gain_pct" => format!("{:.0}", uniform(&mut person.dice(7), 6.0, 11.0)),
        _ => return None,
    })
}

/// Returns the text of a goal; what a small child should gain in a week follows from the age.
pub fn goal(person: &DemoPerson, day: NaiveDate, text: &str) -> Option<String> {
    let aim = match child::compared_days(person, day) / DAYS_A_MONTH {
        ..3.0 => 200,
        ..6.0 => 140,
        ..12.0 => 90,
        _ => 60,
    };
    replaced(text, &|slot| (slot == "gain").then(|| aim.to_string()))
}

/// Returns a text of the chart with what was known at the first visit.
pub fn at_first_visit(person: &DemoPerson, text: &str) -> Option<String> {
    replaced(text, &|slot| value(person, 0, slot))
}

/// Returns a text with the values of its slots; none where one has none.
pub fn replaced(text: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&value(slot)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn special(person: &DemoPerson, visit: &PersonVisit, slot: &str) -> Option<String> {
    let months = months_since(person.first_day(), visit.day);
    let own = |low: f64, high: f64| uniform(&mut person.dice(8), low, high);
    // from bad to good along the course
    let way = match person.class.name {
        When::Responder => (months / 6.0).min(1.0),
        When::Partial => (months / 12.0).min(0.5),
        _ => 0.0,
    };
    Some(match slot {
        "ga" => pregnancy_weeks(person, visit.day)?.to_string(),
        "ga_birth" => (person.body.gestation_days? / 7).to_string(),
        "corrected" => {
            let days = child::compared_days(person, visit.day);
            match (days / DAYS_A_MONTH).floor() as i64 {
                0 => match (days / 7.0).floor() as i64 {
                    ..=1 => "1 week".to_owned(),
                    weeks => format!("{weeks} weeks"),
                },
                1 => "1 month".to_owned(),
                months => format!("{months} months"),
            }
        }
        "tir" => {
            let hba1c: f64 = newest(person, "hba1c", visit.day)?.parse().ok()?;
            format!("{:.0}", (165.0 - 1.8 * hba1c).clamp(15.0, 92.0))
        }
        "readings" => "28".to_owned(),
        "in_range" => {
            let start = own(11.0, 19.0);
            format!(
                "{:.0}",
                start + (26.0 - start) * (months / 2.0).min(1.0) * way.max(0.4)
            )
        }
        "idwg" => format!("{:.1}", own(2.2, 3.8) - 1.0 * way),
        "output" => format!("{:.1}", own(1.8, 3.0) - 0.7 * way),
        "ibs" => {
            let score = own(200.0, 360.0) + person.changed("symptom_score", months);
            format!("{:.0}", (score.max(40.0) / 5.0).round() * 5.0)
        }
        "exchanges" => format!("{:.0}", own(4.0, 16.0)),
        _ => return None,
    })
}

/// Lets a sentence go on in another one; a name of several capitals stays.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let is_word = letters
        .clone()
        .next()
        .is_none_or(|second| !second.is_uppercase());
    let is_name = ["Crohn", "Ramadan", "Alzheimer"]
        .iter()
        .any(|name| text.starts_with(name));
    match first.filter(|_| is_word && !is_name) {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}

pub fn large(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    first.map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
