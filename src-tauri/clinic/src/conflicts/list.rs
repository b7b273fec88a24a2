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
    let row = |conflict: &Conflict| {
        Ok(ConflictRow {
            id: Id::of(conflict.id),
            patient: patient_of(conflict).and_then(|patient| names.get(&patient.0).cloned()),
            what: what(conflict),
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

/// `patient address`, `measurement`: the entity, and its cell where it has several.
pub(super) fn what(conflict: &Conflict) -> String {
    let entity = entity_label(conflict.descriptor.name);
    let cell = conflict.descriptor.cell(conflict.cell);
    match (conflict.descriptor.name, cell.map(|cell| cell.name)) {
        ("Appointment", Some("slot")) => return "appointment time and place".to_owned(),
        ("Appointment", Some("progress")) => return "appointment status".to_owned(),
        ("Visit", Some("course")) => return "visit end".to_owned(),
        _ => {}
    }
    let has_several = conflict.descriptor.declared_cells().count() > 1;
    cell.filter(|_| has_several).map_or(entity.clone(), |cell| {
        format!("{entity} {}", cell.name.replace('_', " "))
    })
}

fn newest(conflict: &Conflict) -> Time {
    let newest = conflict.sides.iter().map(|side| side.clock.unix_us()).max();
    Time(newest.unwrap_or(0))
}
