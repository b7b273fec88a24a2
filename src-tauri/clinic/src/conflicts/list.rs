use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use uuid::Uuid;
use vault::reads::Conflict;

use super::patient_of;
use super::view::ConflictRow;
use crate::Clinic;
use crate::audit::{Looked, note_look};
use crate::error::Result;
use crate::patients::identity;
use crate::patients::view::PatientName;
use crate::view::{At, Id, count};
use crate::words::entity_label;

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
    let mut rows: Vec<ConflictRow> = conflicts
        .iter()
        .map(|conflict| ConflictRow {
            id: Id::of(conflict.id),
            patient: patient_of(conflict).and_then(|patient| names.get(&patient.0).cloned()),
            what: what(conflict),
            at: At::of(newest(conflict)),
            fields: count(super::show::differing(conflict)),
        })
        .collect();
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

/// `patient address`, `measurement`: the entity, and its cell where it has several.
pub(super) fn what(conflict: &Conflict) -> String {
    let entity = entity_label(conflict.descriptor.name);
    let has_several = conflict.descriptor.declared_cells().count() > 1;
    let cell = conflict
        .descriptor
        .cell(conflict.cell)
        .filter(|_| has_several);
    cell.map_or(entity.clone(), |cell| {
        format!("{entity} {}", cell.name.replace('_', " "))
    })
}

fn newest(conflict: &Conflict) -> Time {
    let newest = conflict.sides.iter().map(|side| side.clock.unix_us()).max();
    Time(newest.unwrap_or(0))
}
