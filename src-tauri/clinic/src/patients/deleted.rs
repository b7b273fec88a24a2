//! Deleted patients, with the user and the reason of the deletion.

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{DeletionReason, Patient};
use sync_contract::{Entity, Right};
use vault::read::Removal;

use crate::Clinic;
use crate::error::Result;
use crate::merged_files;
use crate::names::{PatientName, StaffNames};
use crate::reads::{ListRead, log_list};
use crate::view::At;

/// A deleted patient, who can be brought back. `words` are none where this user may not read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeletedPatient {
    pub patient: PatientName,
    pub at: At,
    pub by: String,
    pub reason: Option<DeletionReason>,
    pub words: Option<String>,
}

/// Returns every deleted patient, the latest deletion first. Files that were merged are one patient; erased patients
/// are not among them.
///
/// # Errors
/// `Forbidden` (needs `patients.delete`).
pub fn list(clinic: &Clinic) -> Result<Vec<DeletedPatient>> {
    clinic.may(Right::PatientsDelete)?;
    log_list(clinic, ListRead::Deleted)?;
    let reader = clinic.read();
    // one whose deletion was edited out is on no list of the deleted
    reader.look_over(Patient::DESCRIPTOR)?;
    let staff = StaffNames::read(&reader)?;
    let rows = reader.deleted_patients()?;
    let files = rows.iter().map(|row| row.value.id).collect();
    let shown: BTreeSet<_> = merged_files::listed(&reader, files)?.into_iter().collect();
    let view = |(patient, removal): (PatientName, &Removal)| DeletedPatient {
        patient,
        at: At::of(removal.at),
        by: staff.name(removal.by),
        reason: removal.reason,
        words: removal.words().map(str::to_owned),
    };
    Ok(rows
        .iter()
        .filter(|row| shown.contains(&row.value.id))
        .filter_map(|row| Some((PatientName::of(&row.value), row.deleted.as_ref()?)))
        .map(view)
        .collect())
}
