//! The labels of the demo, on patients by their index in the list, so that no random number is drawn for it.

use sync_contract::catalog::{PatientTag, Tag, TagColour, patient_tag_id};
use sync_contract::ids::{PatientId, TagId};

use vault::read::{Deleted, Stored};

use crate::Clinic;
use crate::error::Result;
use crate::fields;

const TAGS: [(&str, TagColour, bool); 5] = [
    ("Interpreter needed", TagColour::Amber, true),
    ("Group course", TagColour::Violet, true),
    ("Home visits", TagColour::Blue, true),
    ("Study 2026", TagColour::Green, true),
    ("Study 2024", TagColour::Grey, false),
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

/// Puts one or two labels on some of the patients.
///
/// # Errors
/// Those of a write.
pub(super) fn put_on(clinic: &mut Clinic, tags: &[TagId], patients: &[PatientId]) -> Result<()> {
    let tenant = clinic.tenant();
    clinic.write("put tags on patients", |tx| {
        for (index, patient) in patients.iter().enumerate() {
            for (at, tag) in tags.iter().enumerate() {
                if (index + 2 * at) % (6 + at) != 1 {
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
