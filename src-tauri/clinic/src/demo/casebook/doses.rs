//! The dose of one patient, where the casebook names it for several ages or weights at once.

use chrono::NaiveDate;

use crate::demo::casebook::book::BookMedicine;
use crate::demo::casebook::child;
use crate::demo::casebook::person::{DemoPerson, PersonMedicine};

/// Returns the weight at the first visit.
pub fn weight_kg(person: &DemoPerson, first: NaiveDate) -> f64 {
    match person.body.bmi {
        Some(bmi) => bmi * (person.body.height_cm / 100.0).powi(2),
        None => child::size(person, first, 0.0).weight_kg,
    }
}

/// Doses that go by the weight.
const BY_WEIGHT: [&str; 2] = ["below 30 kg", "below 25 kg"];

/// Returns a medicine as it is taken now: a dose that goes by the weight follows the newest one.
pub fn now(person: &DemoPerson, medicine: &PersonMedicine) -> PersonMedicine {
    let form = medicine.form;
    let goes_by_weight = BY_WEIGHT.iter().any(|words| form.dose.contains(words));
    let visits = person.visits.iter().rev();
    let mut newest = visits.filter_map(|visit| Some((visit.day, visit.measured.weight_kg?)));
    let dose = match newest.next().filter(|_| goes_by_weight) {
        Some((day, kg)) => of(form, person.age_on(day), kg),
        None => medicine.dose.clone(),
    };
    PersonMedicine {
        dose,
        ..medicine.clone()
    }
}

/// Returns the part of a dose that is for an age and a weight.
pub fn of(form: &BookMedicine, age: f64, weight_kg: f64) -> String {
    let full = form.dose.as_str();
    let part = match full {
        "150 micrograms below 30 kg, 300 micrograms from 30 kg" => match weight_kg < 30.0 {
            true => "150 micrograms",
            false => "300 micrograms",
        },
        "0.5 mg below 25 kg, 1 mg above" => match weight_kg < 25.0 {
            true => "0.5 mg",
            false => "1 mg",
        },
        "400 mg, 200 mg below 2 years" => match age < 2.0 {
            true => "200 mg",
            false => "400 mg",
        },
        "200 mg, in children 3 mg per kg elemental as drops" => match age < 14.0 {
            true => "3 mg per kg elemental as drops",
            false => "200 mg",
        },
        "20 micrograms, 10 micrograms in children" => match age < 18.0 {
            true => "10 micrograms",
            false => "20 micrograms",
        },
        _ if full.starts_with("2.5 mg twice daily at 2-5 years") => match age {
            ..6.0 => "2.5 mg twice daily",
            ..12.0 => "5 mg twice daily",
            _ => "10 mg once daily",
        },
        _ if full.starts_with("1.5-2.5 g protein per kg in children") => match age < 11.0 {
            true => "1.5-2.5 g protein per kg, in three to four doses",
            false => "0.8-1.2 g protein per kg, in three to four doses",
        },
        _ => full,
    };
    part.to_owned()
}
