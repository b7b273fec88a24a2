//! The labels of the demo, on patients by their index in the list, so that no random number is drawn for it; but for
//! those that say what a patient needs.

use chrono::NaiveDate;
use sync_contract::catalog::{Colour, Patient, PatientStatus, PatientTag, Tag, patient_tag_id};
use sync_contract::ids::{PatientId, TagId};

use vault::read::{Deleted, Stored};

use crate::Clinic;
use crate::age::Age;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::fields;
use crate::names::birth;

/// For those who do not speak one of the languages of the clinic.
pub(crate) const INTERPRETER: &str = "Interpreter needed";
/// For those who cannot come.
pub(crate) const OUT_VISITS: &str = "Home visits";
const LANGUAGES: [&str; 2] = ["en", "fr"];
/// From this age on, anyone may be too frail to come.
pub(crate) const OLD_YEARS: i32 = 85;
/// One of so many of those who speak another language needs an interpreter.
const INTERPRETER_EVERY: usize = 3;

const TAGS: [(&str, Colour, bool); 5] = [
    (INTERPRETER, Colour::Amber, true),
    ("Group course", Colour::Violet, true),
    (OUT_VISITS, Colour::Blue, true),
    ("Study 2026", Colour::Green, true),
    ("Study 2024", Colour::Grey, false),
];

/// Adds the labels that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<Vec<TagId>> {
    clinic.write("add tags", |tx| {
        let here = tx.read().all::<Tag>(Deleted::Hidden)?;
        let mut ids = Vec::new();
        for (name, colour, is_active) in TAGS {
            let is_it = |row: &&Stored<Tag>| {
                let of = row.value.name.open();
                of.is_some_and(|of| of.as_str() == name)
            };
            if let Some(row) = here.iter().find(is_it) {
                ids.push(row.value.id);
                continue;
            }
            let id: TagId = tx.new_id();
            tx.insert(&Tag {
                id,
                name: fields::required(name, "name")?.into(),
                colour,
                is_active,
            })?;
            ids.push(id);
        }
        Ok(ids)
    })
}

/// Puts labels on some of the patients. `housebound` are those who cannot come for another reason than their age.
///
/// # Errors
/// Those of a write.
pub(super) fn put_on(
    clinic: &mut Clinic,
    tags: &[TagId],
    patients: &[PatientId],
    housebound: &[bool],
) -> Result<()> {
    let (tenant, today) = (clinic.tenant(), clinic.today()?);
    clinic.write("put tags on patients", |tx| {
        for (index, patient) in patients.iter().enumerate() {
            let person = or_not_found(tx.get::<Patient>(*patient)?, "patient")?.value;
            let is_housebound = housebound.get(index).copied().unwrap_or(false);
            for (at, (tag, (name, ..))) in tags.iter().zip(TAGS).enumerate() {
                let is_on = match name {
                    INTERPRETER => needs_interpreter(&person, index),
                    OUT_VISITS => is_visited(&person, is_housebound, today),
                    _ => (index + 2 * at) % (6 + at) == 1,
                };
                if !is_on {
                    continue;
                }
                tx.insert(&PatientTag {
                    id: patient_tag_id(tenant, *patient, *tag),
                    patient: *patient,
                    tag: *tag,
                    is_on: true.into(),
                })?;
            }
        }
        Ok(())
    })
}

fn needs_interpreter(person: &Patient, index: usize) -> bool {
    let speaks = |language: &str| LANGUAGES.contains(&language);
    let language = person.preferred_language.as_ref();
    language.is_some_and(|of| !speaks(of.as_str())) && index % INTERPRETER_EVERY == 1
}

fn is_visited(person: &Patient, is_housebound: bool, today: NaiveDate) -> bool {
    let is_old = birth(person).is_some_and(|born| Age::on(born, today).years >= OLD_YEARS);
    person.status == PatientStatus::Active && (is_old || is_housebound)
}
