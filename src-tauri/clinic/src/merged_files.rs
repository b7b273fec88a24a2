//! Which files are shown as one, since they were merged.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::ids::PatientId;
use vault::read::{Files, Reader};

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

/// Returns what leads from each file to the one under which it is shown, for lists of all patients.
pub(crate) fn shown_by(reader: &Reader<'_>) -> Result<impl Fn(PatientId) -> PatientId + use<>> {
    let merged = reader.merged_files()?;
    Ok(move |patient| {
        let files = merged.get(&patient);
        files.and_then(Files::shown).unwrap_or(patient)
    })
}

/// Replaces each merged file by the one under which it is shown, so that each patient is listed once.
pub(crate) fn shown_once(
    reader: &Reader<'_>,
    patients: impl IntoIterator<Item = PatientId>,
) -> Result<Vec<PatientId>> {
    let mut seen = BTreeSet::new();
    let patients = patients.into_iter().map(shown_by(reader)?);
    Ok(patients.filter(|patient| seen.insert(*patient)).collect())
}

/// Leaves those out who are shown under another file.
pub(crate) fn listed(reader: &Reader<'_>, mut patients: Vec<PatientId>) -> Result<Vec<PatientId>> {
    let shown = shown_by(reader)?;
    patients.retain(|patient| shown(*patient) == *patient);
    Ok(patients)
}

/// The files of several patients, whose rows are read at once.
pub(crate) struct FilesOfAll {
    /// Of each file, whose it is among those asked about: files of one patient may both be.
    patients: BTreeMap<PatientId, BTreeSet<PatientId>>,
}

impl FilesOfAll {
    pub fn read(
        reader: &Reader<'_>,
        patients: impl IntoIterator<Item = PatientId>,
    ) -> Result<Self> {
        let asked: BTreeSet<PatientId> = patients.into_iter().collect();
        let asked: Vec<PatientId> = asked.into_iter().collect();
        let merged = reader.files_of_all(&asked)?;
        let mut patients: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for patient in asked {
            let others = merged.get(&patient).map(|files| files.patients.iter());
            for file in others.into_iter().flatten().copied().chain([patient]) {
                patients.entry(file).or_default().insert(patient);
            }
        }
        Ok(Self { patients })
    }

    pub fn all(&self) -> Vec<PatientId> {
        self.patients.keys().copied().collect()
    }

    /// Returns whose a file is.
    pub fn patients_of(&self, file: PatientId) -> impl Iterator<Item = PatientId> {
        self.patients.get(&file).into_iter().flatten().copied()
    }
}
