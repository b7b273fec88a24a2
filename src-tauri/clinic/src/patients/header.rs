//! The header of a patient's page: identity, allergies, sync state.

use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::catalog::{Allergy, Patient, Pregnancy, Stay};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::read::{Files, Stored};

use crate::allergies::AllergyView;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::merged_files;
use crate::names::{PatientName, StaffNames};
use crate::patients::duplicates::person::ComparedPerson;
use crate::patients::merges::merges;
use crate::patients::view::PatientHeader;
use crate::pregnancies::course;
use crate::stays::term;
use crate::view::{At, RecordSync, text};
use crate::{Clinic, allergies, tags, unresolved};

pub(crate) fn header(clinic: &Clinic, id: PatientId) -> Result<PatientHeader> {
    let reader = clinic.read();
    let row = or_not_found(reader.get::<Patient>(id)?, "patient")?;
    let allergies = match clinic.actor.can(Right::ChartRead) {
        true => allergies::list(clinic, id)?,
        false => Vec::new(),
    };
    let pregnancies = match clinic.actor.can(Right::ChartRead) {
        true => reader.pregnancies_of(id)?,
        false => Vec::new(),
    };
    let stays = match clinic.actor.can(Right::ChartRead) {
        true => reader.stays_of(id)?,
        false => Vec::new(),
    };
    let staff = StaffNames::read(&reader)?;
    let lists = (&allergies[..], &pregnancies[..], &stays[..]);
    header_of(clinic, &row, lists, &staff)
}

/// Does the same for a row, its allergies, pregnancies and stays that were read already.
pub(crate) fn header_of(
    clinic: &Clinic,
    row: &Stored<Patient>,
    (allergies, pregnancies, stays): (&[AllergyView], &[Stored<Pregnancy>], &[Stored<Stay>]),
    staff: &StaffNames,
) -> Result<PatientHeader> {
    let (id, reader) = (row.value.id, clinic.read());
    let files = reader.files_of(id)?;
    let shown = files.shown().filter(|shown| *shown != id);
    let shown = match shown {
        Some(shown) => reader.get::<Patient>(shown)?,
        None => None,
    };
    let may_see_clinical = clinic.actor.can(Right::ChartRead);
    let active = allergies.iter().filter(|allergy| allergy.may_be_active);
    let tags = tags::patient::of_patient(&reader, id)?;
    let damaged = clinic.damage_of(id)?;
    let is_damaged = !row.conflicted.is_empty() || !row.damaged.is_empty() || !damaged.is_empty();
    Ok(PatientHeader {
        patient: PatientName::of(&row.value),
        status: row.value.status,
        allergies: active.cloned().collect(),
        pregnancy: match pregnancies {
            [] => None,
            rows => course::current(rows, clinic.today()?),
        },
        stay: match stays {
            [] => None,
            rows => term::current(&reader, rows, clinic.today()?)?,
        },
        tags,
        namesakes: namesakes(clinic, &row.value, &files)?,
        may_edit: clinic.actor.can(Right::PatientsUpdate),
        may_merge: clinic.actor.can(Right::PatientsMerge),
        may_see_clinical,
        merges: merges(&reader, &files, staff)?,
        shown_under: shown.as_ref().map(|row| PatientName::of(&row.value)),
        deleted_at: shown
            .as_ref()
            .map_or(&row.deleted, |shown| &shown.deleted)
            .as_ref()
            .map(|removal| At::of(removal.at)),
        damaged,
        partial: may_see_clinical && clinic.is_partial(Allergy::DESCRIPTOR)?,
        sync: waiting(clinic, &merged_files::of(&reader, id)?, is_damaged)?,
    })
}

/// More of them say no more.
const NAMESAKES_MAX: usize = 20;

/// Returns the file numbers of other patients with exactly this name.
fn namesakes(clinic: &Clinic, patient: &Patient, files: &Files) -> Result<Vec<String>> {
    let person = ComparedPerson::from(patient);
    let own = person.names();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut named = clinic.named(&own, NAMESAKES_MAX)?;
    named.retain(|id| *id != patient.id);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    // a file that was merged answers by the one under which it is shown
    let others: Vec<_> = merged_files::shown_once(&clinic.read(), named)?
        .into_iter()
        .filter(|id| *id != patient.id && !files.patients.contains(id))
        .map(|id| id.0)
        .collect();
    let rows = clinic.read().by_ids::<Patient>(&others)?;
    let same = rows
        .iter()
        .filter(|row| row.deleted.is_none() && ComparedPerson::from(&row.value).names() == own);
    Ok(same.map(|row| text(&row.value.file_number)).collect())
}

/// Returns the sync state of the rows of the patient's files and of all rows that belong to them. Conflicts are asked
/// for where nothing else needs the user.
fn waiting(clinic: &Clinic, files: &BTreeSet<PatientId>, needs_you: bool) -> Result<RecordSync> {
    let vault = clinic.unlocked().vault();
    let own = vault.waiting_of(|patient| files.contains(&PatientId(patient)))?;
    let since = own.iter().map(|waiting| waiting.since_us).min();
    let mut in_review = 0;
    for file in files {
        in_review += vault.reviews_of(file.0)?;
    }
    let needs_you = needs_you
        || own.iter().any(|waiting| waiting.refused > 0)
        || !unresolved::conflicts_of(clinic, files)?.is_empty();
    Ok(RecordSync {
        only_here: own.iter().map(|waiting| waiting.groups).sum(),
        since: since.map(|since| At::of(Time(since))),
        needs_you,
        in_review,
    })
}
