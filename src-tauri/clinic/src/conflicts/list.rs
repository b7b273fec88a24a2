use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use uuid::Uuid;
use vault::reads::Conflict;

use super::view::ConflictRow;
use super::{names, patient_of};
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::clinic::found;
use crate::error::Result;
use crate::patients::identity;
use crate::patients::view::PatientName;
use crate::view::{At, Id, count};

/// Everything that waits for a decision which this user can take, the newest first.
///
/// Errors: `Forbidden` (needs `conflicts.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ConflictRow>> {
    clinic.may(Right::ConflictsRead)?;
    let conflicts = super::open(clinic)?;
    if !conflicts.is_empty() {
        note_look(clinic, Looked::Conflicts)?;
    }
    let names = patients(clinic, &conflicts)?;
    let row = |conflict: &Conflict| {
        Ok(ConflictRow {
            id: Id::of(conflict.id),
            patient: patient_of(conflict).and_then(|patient| names.get(&patient.0).cloned()),
            what: what(conflict)?,
            at: At::of(newest(conflict)),
            fields: count(super::show::differing(conflict)?),
        })
    };
    let mut rows = conflicts.iter().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    Ok(rows)
}

pub(super) fn patients(
    clinic: &Clinic,
    conflicts: &[Conflict],
) -> Result<BTreeMap<Uuid, PatientName>> {
    let ids: Vec<Uuid> = conflicts
        .iter()
        .filter_map(patient_of)
        .map(|patient| patient.0)
        .collect();
    let rows = clinic.read().by_ids::<Patient>(&ids)?;
    Ok(rows
        .iter()
        .map(|row| (row.value.id.0, identity::name(&row.value)))
        .collect())
}

fn what(conflict: &Conflict) -> Result<String> {
    let cell = found(conflict.descriptor.cell(conflict.cell), "conflict")?;
    Ok(names::what(conflict.descriptor, cell))
}

fn newest(conflict: &Conflict) -> Time {
    let newest = conflict
        .siblings
        .iter()
        .map(|side| side.clock.unix_us())
        .max();
    Time(newest.unwrap_or(0))
}
