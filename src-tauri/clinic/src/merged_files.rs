//! Which files are shown as one, since they were merged.

use std::collections::BTreeSet;

use sync_contract::ids::PatientId;
use vault::read::Reader;

use crate::error::Result;

/// Returns whether two patients are one person: the same file, or files that were merged.
pub(crate) fn are_one(reader: &Reader<'_>, one: PatientId, other: PatientId) -> Result<bool> {
    Ok(one == other || reader.files_of(one)?.patients.contains(&other))
}

/// Returns the file under which a patient is shown: their own, or the one that it was merged into.
pub(crate) fn shown(reader: &Reader<'_>, patient: PatientId) -> Result<PatientId> {
    Ok(reader.files_of(patient)?.shown().unwrap_or(patient))
}

/// Returns the files of a patient: their own, and those that were merged with it.
pub(crate) fn of(reader: &Reader<'_>, patient: PatientId) -> Result<BTreeSet<PatientId>> {
    let mut patients = reader.files_of(patient)?.patients;
    patients.insert(patient);
    Ok(patients)
}

/// Puts those under whom they are shown in the place of files that were merged, each patient once.
pub(crate) fn shown_once(
    reader: &Reader<'_>,
    patients: impl IntoIterator<Item = PatientId>,
) -> Result<Vec<PatientId>> {
    let merged = reader.merged_files()?;
    let shown = |patient: PatientId| {
        let files = merged.get(&patient);
        files.and_then(|files| files.shown()).unwrap_or(patient)
    };
    if merged.is_empty() {
        return Ok(patients.into_iter().collect());
    }
    let mut seen = BTreeSet::new();
    let patients = patients.into_iter().map(shown);
    Ok(patients.filter(|patient| seen.insert(*patient)).collect())
}

/// Leaves those out who are shown under another file.
pub(crate) fn listed(reader: &Reader<'_>, mut patients: Vec<PatientId>) -> Result<Vec<PatientId>> {
    let merged = reader.merged_files()?;
    patients.retain(|patient| {
        let files = merged.get(patient);
        files
            .and_then(|files| files.shown())
            .is_none_or(|shown| shown == *patient)
    });
    Ok(patients)
}
