//! The imports of a clinic, and what takes one back.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{DeletionReason, Patient, PatientImport};
use sync_contract::ids::{PatientId, PatientImportId};
use sync_contract::{Compartment, Right};
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::merged_files;
use crate::names::{PatientName, StaffNames};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id};

/// An import of patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientImportView {
    pub id: Id,
    /// That were to be imported.
    pub lines: u32,
    pub at: At,
    pub by: String,
    /// Its patients that are not deleted.
    pub patients: u32,
    pub deleted: u32,
}

/// What one step of an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoneImport {
    pub removed: u32,
    /// Changed since, and not removed.
    pub changed: Vec<PatientName>,
    /// Goes back as `after`; none at the end.
    pub next: Option<Id>,
}

/// Patients of one step.
const STEP: u32 = 100;

/// Returns the imports, the latest first.
///
/// # Errors
/// `Forbidden` (needs `patients.import`).
pub fn list(clinic: &Clinic) -> Result<Vec<PatientImportView>> {
    clinic.may(Right::PatientsImport)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let counts: BTreeMap<_, _> = reader.imported_counted()?.into_iter().collect();
    let mut rows = reader.all::<PatientImport>(Deleted::Hidden)?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.value.id)));
    let view = |row: &Stored<PatientImport>| {
        let (patients, deleted) = counts.get(&row.value.id).copied().unwrap_or_default();
        PatientImportView {
            id: Id::of(row.value.id.0),
            lines: u32::try_from(row.value.lines).unwrap_or(u32::MAX),
            at: At::of(row.created_at),
            by: staff.name(row.created_by),
            patients,
            deleted,
        }
    };
    Ok(rows.iter().map(view).collect())
}

/// Deletes the next patients of an import who are as they were imported: nothing of them was changed, added, merged or
/// restored since. Each is a change of their own, and each deletion can be taken back. `after` is the last answer's
/// `next`. One whose row is not what was written stays, and is reported as damaged. It needs every compartment of a
/// patient: who cannot read what was added has not got it on their computer either.
///
/// # Errors
/// `Forbidden` (needs `patients.import` and `patients.delete`), `WithoutCompartment`, `NotFound`.
pub fn undo(clinic: &mut Clinic, id: &Id, after: Option<&Id>) -> Result<UndoneImport> {
    clinic.may(Right::PatientsImport)?;
    clinic.may(Right::PatientsDelete)?;
    for compartment in [
        Compartment::Contact,
        Compartment::Clinical,
        Compartment::Billing,
    ] {
        clinic.may_open(compartment)?;
    }
    log_list(clinic, ListRead::List)?;
    let import: PatientImportId = id.to()?;
    or_not_found(clinic.read().get::<PatientImport>(import)?, "import")?;
    let after: Option<PatientId> = after.map(Id::to).transpose()?;
    let ids = clinic.read().imported_ids(import, after, STEP)?;
    let mut undone = UndoneImport {
        removed: 0,
        changed: Vec::new(),
        next: None,
    };
    clinic.write_each("undo import", &ids, |tx, id| {
        let row = match tx.get::<Patient>(*id) {
            Ok(row) => row.filter(|row| row.deleted.is_none() && row.damaged.is_empty()),
            Err(vault::Error::Altered | vault::Error::Incomplete) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(row) = row else {
            return Ok(());
        };
        if is_changed(&tx.read(), &row)? {
            undone.changed.push(PatientName::of(&row.value));
        } else {
            let reason = DeletionReason::EnteredInError;
            tx.delete::<Patient>(*id, reason, None, &row.seen)?;
            undone.removed += 1;
        }
        Ok(())
    })?;
    undone.next = ids.last().map(|id| Id::of(id.0));
    Ok(undone)
}

/// Returns whether a patient is no longer what the import wrote, and nothing else.
fn is_changed(reader: &Reader<'_>, row: &Stored<Patient>) -> Result<bool> {
    let id = row.value.id;
    let mut cells = row.seen.rows.iter().flat_map(|seen| &seen.cells);
    let is_rewritten = !row.conflicted.is_empty() || cells.any(|(_, clock)| *clock != row.created);
    Ok(is_rewritten || reader.has_records(id)? || merged_files::of(reader, id)?.len() > 1)
}
