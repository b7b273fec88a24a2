use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::patients::header::header;
use crate::patients::identity;
use crate::patients::view::{DeletionReason, PatientEdit, PatientHeader};
use crate::view::{Id, ReadVersionToken, text};

/// Changes a patient's identity. Only the fields that the editor changed are written, against the version that
/// they saw; what was received into the others since stays.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid`.
pub fn edit(clinic: &mut Clinic, edit: &PatientEdit) -> Result<PatientHeader> {
    clinic.may(Right::PatientsUpdate)?;
    let (id, seen): (PatientId, _) = (edit.id.to()?, edit.seen.to_read_version()?);
    let today = clinic.today()?;
    clinic.write("edit patient", |tx| {
        let mut patient = or_not_found(tx.get::<Patient>(id)?, "patient")?.value;
        require_not_deleted(tx, id)?;
        let form = identity::merged(&edit.loaded, &edit.form, identity::form_of(&patient));
        identity::apply_form(&mut patient, &form, today)?;
        tx.update(&patient, &seen)?;
        Ok(())
    })?;
    header(clinic, id)
}

/// Deletes a patient with all of their files: removes them from the lists. The record stays, with who deleted it and
/// why, and can be restored. Each file is deleted for itself, so that charting in any of them contests it. Returns what
/// [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `patients.delete`), `NotFound`, `Invalid` for a file that is merged into another one.
pub fn delete(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: DeletionReason,
    words: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsDelete)?;
    let (id, seen): (PatientId, _) = (id.to()?, seen.to_read_version()?);
    let words = crate::fields::optional_paragraph::<4000>(words, "reason")?;
    clinic.write("delete patient", |tx| {
        if merged_files::shown(&tx.read(), id)? != id {
            // the other file goes on showing what this one has
            return Err(Error::invalid("id", Reason::OutOfOrder));
        }
        for file in merged_files::of(&tx.read(), id)? {
            let row = or_not_found(tx.get::<Patient>(file)?, "patient")?;
            let seen = if file == id { &seen } else { &row.seen };
            if file == id || row.deleted.is_none() {
                tx.delete::<Patient>(file, reason, words.as_deref(), seen)?;
            }
        }
        Ok(())
    })?;
    let row = or_not_found(clinic.read().get::<Patient>(id)?, "patient")?;
    Ok(ReadVersionToken::of(&row.seen))
}

/// Restores a deleted patient with all of their files.
///
/// # Errors
/// `Forbidden` (needs `patients.delete`), `NotFound`, `Invalid` where another patient has one of their file numbers by
/// now.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::PatientsDelete)?;
    let (id, seen): (PatientId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write("restore patient", |tx| {
        let files = merged_files::of(&tx.read(), id)?;
        for file in files.iter().copied() {
            let row = or_not_found(tx.get::<Patient>(file)?, "patient")?;
            if row.deleted.is_some() {
                require_own_number(tx, &row.value, &files)?;
            }
            let seen = if file == id { &seen } else { &row.seen };
            if file == id || row.deleted.is_some() {
                tx.undelete::<Patient>(file, seen)?;
            }
        }
        Ok(())
    })
}

/// Requires that nobody else has the file number of a patient: a list that was imported again may have given it out
/// meanwhile.
///
/// # Errors
/// `Invalid`.
fn require_own_number(
    tx: &WriteTx<'_>,
    patient: &Patient,
    files: &BTreeSet<PatientId>,
) -> Result<()> {
    let number = text(&patient.file_number);
    if number.is_empty() {
        return Ok(());
    }
    let others = tx.read().patients_with_file_number(&number)?;
    match others.iter().all(|row| files.contains(&row.value.id)) {
        true => Ok(()),
        false => Err(Error::invalid("fileNumber", Reason::Taken)),
    }
}
