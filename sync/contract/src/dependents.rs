//! What waits behind rejected groups: nothing else does.

use std::collections::HashSet;

use uuid::Uuid;

use crate::catalog::Catalog;
use crate::change::{CellWrite, Group};
use crate::descriptor::{CREATED, CellSpec};
use crate::value::Value;

/// The rejected groups of a queue and what depends on them, in the order of their making.
///
/// A later group depends on them when it writes one of their cells, belongs to one of their actions, or names a row
/// that one of them made.
#[derive(Debug, Clone, Default)]
pub struct Dependents {
    made: HashSet<Uuid>,
    cells: HashSet<(u16, Uuid, u8)>,
    actions: HashSet<Uuid>,
}

impl Dependents {
    /// Returns those of a group that made these rows, whatever else it wrote.
    pub fn of_rows(made: HashSet<Uuid>) -> Self {
        Self {
            made,
            ..Self::default()
        }
    }

    /// Adds rows that a group made which cannot be read any more.
    pub fn insert_rows(&mut self, made: impl IntoIterator<Item = Uuid>) {
        self.made.extend(made);
    }

    /// Adds a group that was rejected, or that depends on one.
    pub fn insert(&mut self, group: &Group) {
        self.actions.insert(group.action);
        for write in &group.writes {
            self.cells
                .insert((write.entity, write.row, write.state.cell));
            if write.state.cell == CREATED {
                self.made.insert(write.row);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.made.is_empty()
    }

    /// Returns whether a later group depends on any of them.
    pub fn contains(&self, group: &Group) -> bool {
        let is_dependent = |write: &CellWrite| {
            let cell = (write.entity, write.row, write.state.cell);
            self.cells.contains(&cell) || names_one_of(write, &self.made)
        };
        !self.is_empty()
            && (self.actions.contains(&group.action) || group.writes.iter().any(is_dependent))
    }
}

/// Returns whether a write is of one of these rows, belongs to one as its patient, or references one in the clear.
pub fn names_one_of(write: &CellWrite, rows: &HashSet<Uuid>) -> bool {
    rows.contains(&write.row) || named_rows(write).any(|row| rows.contains(&row))
}

/// Returns the rows that a write names: its patient, and those that it references in the clear.
pub fn named_rows(write: &CellWrite) -> impl Iterator<Item = Uuid> {
    let spec = Catalog::by_number(write.entity).and_then(|entity| entity.cell(write.state.cell));
    let fields = spec.into_iter().flat_map(CellSpec::clear_fields);
    let references = fields
        .filter(|field| field.references.is_some())
        .filter_map(|field| {
            write
                .state
                .clear_value(field.number)
                .and_then(Value::as_uuid)
        });
    write.patient.into_iter().chain(references)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::catalog::{Patient, Visit};
    use crate::change::CellState;
    use crate::clock::Clock;
    use crate::entity::Entity;

    const PATIENT: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    fn write(entity: u16, row: Uuid, patient: Option<Uuid>, cell: u8) -> CellWrite {
        CellWrite {
            entity,
            row,
            patient,
            state: CellState {
                cell,
                clock: Clock::default(),
                generation: 0,
                author: PATIENT,
                secret_version: 1,
                clear: Vec::new(),
                sealed: None,
                tag: [0; 16],
                signature: None,
                replaces: Vec::new(),
            },
            base: Vec::new(),
        }
    }

    fn group(action: u128, writes: Vec<CellWrite>) -> Group {
        Group {
            cursor: None,
            id: Uuid::from_u128(action << 8),
            tenant: PATIENT,
            action: Uuid::from_u128(action),
            author: PATIENT,
            device: 1,
            writes,
            signature: [0; 64],
        }
    }

    #[test]
    fn only_what_truly_depends_on_a_rejected_edit_waits_behind_it() {
        let of_patient = |cell| write(Patient::DESCRIPTOR.number, PATIENT, None, cell);
        let mut dependents = Dependents::default();
        assert!(!dependents.contains(&group(1, vec![of_patient(1)])));
        dependents.insert(&group(1, vec![of_patient(1)]));
        let visit = Visit::DESCRIPTOR.number;
        let of_visit = || write(visit, OTHER, Some(PATIENT), CREATED);
        // another cell of the row, and a booking of the patient, go on
        assert!(!dependents.contains(&group(2, vec![of_patient(2)])));
        assert!(!dependents.contains(&group(2, vec![of_visit()])));
        assert!(dependents.contains(&group(2, vec![of_patient(1)])));
        assert!(dependents.contains(&group(1, vec![of_visit()])));
    }

    #[test]
    fn what_names_a_row_that_a_rejected_group_made_waits_behind_it() {
        let mut dependents = Dependents::default();
        let patient = write(Patient::DESCRIPTOR.number, PATIENT, None, CREATED);
        dependents.insert(&group(1, vec![patient]));
        let visit = Visit::DESCRIPTOR.number;
        let of_visit = write(visit, OTHER, Some(PATIENT), CREATED);
        assert!(dependents.contains(&group(2, vec![of_visit])));
        let edit = write(Patient::DESCRIPTOR.number, PATIENT, None, 3);
        assert!(dependents.contains(&group(3, vec![edit])));
        let other = write(Patient::DESCRIPTOR.number, OTHER, None, 3);
        assert!(!dependents.contains(&group(4, vec![other])));
    }
}
