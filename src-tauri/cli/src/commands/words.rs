//! Lines for a person: the same facts as in the JSON, in less room.

use clinic::Clinic;
use clinic::patients::view::PatientName;
use clinic::view::{Id, Quantity};
use serde::Serialize;

use crate::answer::{snake, word};
use crate::exit::{Problem, Result};

/// One line that names a patient as every list does.
pub fn patient(patient: &PatientName) -> String {
    named(patient).join("  ")
}

/// What names a patient: id, file number, birth date, name.
pub fn named(patient: &PatientName) -> [String; 4] {
    let birth = patient
        .birth_date
        .as_ref()
        .map_or("no birth date", |day| &day.0);
    [&patient.id.0, &patient.file_number, birth, &patient.name].map(str::to_owned)
}

pub fn quantity(quantity: &Quantity) -> String {
    let second = quantity
        .second
        .map_or(String::new(), |second| format!("/{}", second.0));
    format!("{}{second} {}", quantity.value.0, quantity.unit)
        .trim_end()
        .to_owned()
}

/// The same for a person: `bloodPressure` as `blood pressure`.
pub fn label(choice: &impl Serialize) -> String {
    let spelled = snake(&word(choice)).replace('_', " ");
    match spelled.find(|letter: char| letter.is_ascii_digit()) {
        Some(at) => format!("{} {}", spelled[..at].trim_end(), &spelled[at..]),
        None => spelled,
    }
}

/// The same for what has a short name: `bmi` as `BMI`.
pub fn name(choice: &impl Serialize) -> String {
    match label(choice).as_str() {
        "bmi" => "BMI".to_owned(),
        "waist height" => "waist to height".to_owned(),
        "waist hip" => "waist to hip".to_owned(),
        other => other.to_owned(),
    }
}

/// What the clinic names by a code: `patient.birth_date` as `patient birth date`.
pub fn spoken(code: &str) -> String {
    code.replace(['_', '.'], " ")
}

/// One line each, or the sentence that there are none.
pub fn listed(lines: Vec<String>, none: &str) -> String {
    match lines.as_slice() {
        [] => none.to_owned(),
        lines => lines.join("\n"),
    }
}

/// `1 change`, `2 changes`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The id of whoever signs in by this name.
pub fn user_id(clinic: &Clinic, name: &str, field: &str) -> Result<Id> {
    let people = clinic.unlocked().vault().people()?;
    let found = people
        .iter()
        .find(|person| person.username.eq_ignore_ascii_case(name.trim()));
    found.map(|person| Id::of(person.id)).ok_or_else(|| {
        Problem::refused("not_found", format!("Nobody here is called `{name}`. Nothing was changed; `nutrivault status` lists the user names."))
            .at(field)
    })
}

/// A mistyped folder is told before anything is done.
pub fn folder_there(file: &std::path::Path) -> crate::exit::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(crate::exit::Problem::usage(format!(
                "The folder for {} does not exist. Nothing was written; make it first, or name another.",
                file.display()
            )))
        }
        _ => Ok(()),
    }
}
