//! The labels of patients.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Colour, PatientTag, Tag, patient_tag_id};
use sync_contract::ids::{PatientId, TagId};
use sync_contract::{Compartment, Entity, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clinic::require_not_deleted;
use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::name_key;
use crate::merged_files;
use crate::tags::{TagChip, chip, is_on};
use crate::view::Id;

/// Returns the labels that a patient has, by name.
pub(crate) fn of_patient(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<TagChip>> {
    let rows = reader.patient_tags_of(patient)?;
    let chips = chips(reader, &rows)?;
    Ok(joined(chips.into_values()))
}

/// Returns the labels that each of these patients has, by name.
pub(crate) fn of_patients(
    reader: &Reader<'_>,
    patients: &[PatientId],
) -> Result<BTreeMap<PatientId, Vec<TagChip>>> {
    // they are asked for by the patients, which do not tell that one is gone
    reader.look_over(PatientTag::DESCRIPTOR)?;
    let files = reader.files_of_all(patients)?;
    let others = files.values().flat_map(|files| files.patients.iter());
    let all: BTreeSet<PatientId> = patients.iter().chain(others).copied().collect();
    let all: Vec<PatientId> = all.into_iter().collect();
    let mut of = chips(reader, &reader.patient_tags_of_all(&all)?)?;
    for (patient, files) in files {
        let chips = files.patients.iter().filter_map(|file| of.get(file));
        let chips = joined(chips.cloned());
        of.insert(patient, chips);
    }
    Ok(of)
}

/// Returns the labels of several files, each once.
fn joined(of_files: impl Iterator<Item = Vec<TagChip>>) -> Vec<TagChip> {
    let mut chips: Vec<TagChip> = of_files.flatten().collect();
    chips.sort_by_cached_key(|chip| (name_key(&chip.name), chip.id.clone()));
    chips.dedup_by(|one, other| one.id == other.id);
    chips
}

fn chips(
    reader: &Reader<'_>,
    rows: &[Stored<PatientTag>],
) -> Result<BTreeMap<PatientId, Vec<TagChip>>> {
    let known: BTreeMap<TagId, TagChip> = clinic_list::all::<Tag>(reader)?
        .iter()
        .map(|row| (row.value.id, chip(&row.value)))
        .collect();
    let mut of: BTreeMap<PatientId, Vec<TagChip>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_on(row)) {
        let tag = row.value.tag;
        let chip = known.get(&tag).cloned().unwrap_or_else(|| unknown(tag));
        of.entry(row.value.patient).or_default().push(chip);
    }
    for chips in of.values_mut() {
        chips.sort_by_cached_key(|chip| (name_key(&chip.name), chip.id.clone()));
    }
    Ok(of)
}

/// A label whose row is not here.
fn unknown(tag: TagId) -> TagChip {
    TagChip {
        id: Id::of(tag),
        name: String::new(),
        colour: Colour::Grey,
        is_active: false,
    }
}

/// Returns the patients that have a label.
pub(crate) fn with_tag(reader: &Reader<'_>, tag: TagId) -> Result<BTreeSet<PatientId>> {
    // they are asked for by the label, which does not tell that one is gone
    reader.look_over(PatientTag::DESCRIPTOR)?;
    let rows = reader.patient_tags_with(tag)?;
    let on = rows.iter().filter(|row| is_on(row));
    let patients = merged_files::shown_once(reader, on.map(|row| row.value.patient))?;
    Ok(patients.into_iter().collect())
}

/// Puts a label on a patient, and returns all that they have. On one who has it already, nothing is written.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `KeyMissing`, `Invalid` for a label that is not
/// active.
pub fn put_on(clinic: &mut Clinic, patient: &Id, tag: &Id) -> Result<Vec<TagChip>> {
    clinic.may(Right::PatientsUpdate)?;
    let (patient, tag): (PatientId, TagId) = (patient.to()?, tag.to()?);
    let known = clinic.require_row::<Tag>(tag, "tag")?;
    if !known.value.is_active {
        return Err(Error::invalid("tag", Reason::Impossible));
    }
    set(clinic, "put tag on patient", (patient, tag), true)
}

/// Takes a label off a patient, and returns all that they have. From one who does not have it, nothing is taken.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `KeyMissing`.
pub fn take_off(clinic: &mut Clinic, patient: &Id, tag: &Id) -> Result<Vec<TagChip>> {
    clinic.may(Right::PatientsUpdate)?;
    let (patient, tag): (PatientId, TagId) = (patient.to()?, tag.to()?);
    set(clinic, "take tag off patient", (patient, tag), false)
}

fn set(
    clinic: &mut Clinic,
    name: &str,
    (patient, tag): (PatientId, TagId),
    is_on: bool,
) -> Result<Vec<TagChip>> {
    crate::chart_row::log_list(clinic, patient)?;
    let mut with_tag = BTreeSet::new();
    for file in merged_files::of(&clinic.read(), patient)? {
        let id = patient_tag_id(clinic.tenant(), file, tag);
        if let Some(row) = clinic.read().get::<PatientTag>(id)? {
            let is_on = row.value.is_on.open().copied();
            if is_on.ok_or(Error::KeyMissing(Compartment::Contact))? {
                with_tag.insert(file);
            }
        }
    }
    let written = match is_on {
        true if with_tag.is_empty() => BTreeSet::from([patient]),
        true => BTreeSet::new(),
        false => with_tag,
    };
    if !written.is_empty() {
        let tenant = clinic.tenant();
        clinic.write(name, |tx| {
            for patient in written {
                require_not_deleted(tx, patient)?;
                let id = patient_tag_id(tenant, patient, tag);
                let row = PatientTag {
                    id,
                    patient,
                    tag,
                    is_on: is_on.into(),
                };
                match tx.get::<PatientTag>(id)? {
                    Some(stored) => {
                        tx.update(&row, &stored.seen)?;
                    }
                    None => tx.insert(&row)?,
                }
            }
            Ok(())
        })?;
    }
    of_patient(&clinic.read(), patient)
}
