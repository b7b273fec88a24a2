//! The rows that a push touches, in memory: each group changes all of its rows or none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::Tenant;
use sync_contract::entity::{CREATED, Entity};
use sync_contract::{Catalog, CellState, CellWrite, Code, Group, Value};

use crate::admission::{references, released};
use crate::merge::{merge, release};
use crate::pull::size_of;
use crate::rows::{Held, RowKey};

/// With all its versions; otherwise whoever keeps writing without having seen fills the page of everybody else.
const ROW_BYTES_MAX: usize = 4 * 1024 * 1024;
/// All rows that a group changes: they have one number, and a page never ends inside a number. A device takes an answer
/// of four times as much.
const NUMBER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The rows as they are so far.
#[derive(Debug, Clone)]
pub struct Board {
    pub held: HashMap<RowKey, Held>,
    /// Rows that are only named, and exist.
    pub present: BTreeSet<RowKey>,
    pub now_ms: u64,
}

/// The rows that a group writes, and those whose sides it releases.
pub fn touched(group: &Group) -> BTreeSet<RowKey> {
    let written = group.writes.iter().map(key_of);
    let released = group.writes.iter().filter_map(released);
    written.chain(released.map(|(key, ..)| key)).collect()
}

pub fn key_of(write: &CellWrite) -> RowKey {
    RowKey {
        entity: write.entity,
        row: write.row,
    }
}

impl Board {
    /// Brings a group in under its number. The answer names the rows that changed; after an error none has.
    pub fn apply(&mut self, group: &Group, seq: i64) -> Result<Vec<RowKey>, Code> {
        // stable, so that a row's writes stay in their order
        let mut writes: Vec<&CellWrite> = group.writes.iter().collect();
        writes.sort_by_key(|write| key_of(write));
        let mut changed: BTreeMap<RowKey, Held> = BTreeMap::new();
        let mut decided = Vec::new();
        for writes in writes.chunk_by(|one, other| key_of(one) == key_of(other)) {
            let key = key_of(writes[0]);
            let before = self.held.get(&key).ok_or(Code::Internal)?;
            let mut held = before.clone();
            let is_new = !held.exists();
            check_patient(&held, writes)?;
            check_status(&held, writes)?;
            held.state.patient = held.state.patient.or(writes[0].patient);
            let descriptor = Catalog::by_number(key.entity);
            if !merge(&mut held.state, descriptor, writes, self.now_ms)? {
                continue;
            }
            if size_of(&held.state) > ROW_BYTES_MAX {
                return Err(Code::TooLarge);
            }
            let is_born = held.state.cells.iter().any(|cell| cell.cell == CREATED);
            if descriptor.is_some() && !is_born {
                // a write to a row that never came
                return Err(Code::MissingReference);
            }
            if is_new {
                decided.extend(writes.iter().filter_map(|write| released(write)));
            }
            held.note_changes(&before.state);
            held.seq = seq;
            changed.insert(key, held);
        }
        for (key, cell, clocks) in decided {
            let mut held = match changed.get(&key) {
                Some(held) => held.clone(),
                None => self.held.get(&key).ok_or(Code::Internal)?.clone(),
            };
            if !held.exists() {
                return Err(Code::MissingReference);
            }
            if release(&mut held.state, cell, &clocks) {
                held.seq = seq;
                changed.insert(key, held);
            }
        }
        let bytes: usize = changed.values().map(|held| size_of(&held.state)).sum();
        if bytes > NUMBER_BYTES_MAX {
            return Err(Code::TooLarge);
        }
        let exists = |key: &RowKey| {
            changed.get(key).is_some_and(Held::exists)
                || self.held.get(key).is_some_and(Held::exists)
                || self.present.contains(key)
        };
        if !references(group).iter().all(exists) {
            return Err(Code::MissingReference);
        }
        let keys = changed.keys().copied().collect();
        self.held.extend(changed);
        Ok(keys)
    }
}

fn check_patient(held: &Held, writes: &[&CellWrite]) -> Result<(), Code> {
    let first = writes[0].patient;
    let is_one = writes.iter().all(|write| write.patient == first);
    if is_one && (!held.exists() || held.state.patient == first) {
        Ok(())
    } else {
        Err(Code::PatientChanged)
    }
}

/// Whether a clinic is a demo is said at its birth and never again.
fn check_status(held: &Held, writes: &[&CellWrite]) -> Result<(), Code> {
    let stands = held.state.cells.iter().find_map(clinic_status);
    let comes = writes.iter().find_map(|write| clinic_status(&write.state));
    let is_of_clinic = held.state.entity == Tenant::DESCRIPTOR.number;
    if is_of_clinic && stands.is_some() && comes.is_some() && stands != comes {
        return Err(Code::AlreadyWritten);
    }
    Ok(())
}

/// The status in a cell of the clinic's own row.
fn clinic_status(state: &CellState) -> Option<&Value> {
    let spec = Tenant::DESCRIPTOR.cell(state.cell)?;
    let field = spec.clear_fields().find(|field| field.name == "status")?;
    state.clear_value(field.number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::pull::RowState;
    use sync_contract::{Clock, Wire};
    use uuid::Uuid;

    use super::*;
    use crate::rows::{Changed, Origin};

    const PATIENT: u16 = 20;
    const SIBLING_BYTES: usize = 512 * 1024;

    fn cell(number: u8, at_ms: u64, bytes: usize) -> CellState {
        CellState {
            cell: number,
            clock: Clock {
                unix_ms: at_ms,
                counter: 0,
                device: 1,
            },
            generation: 0,
            author: Uuid::from_u128(1),
            secret_version: 1,
            clear: Vec::new(),
            sealed: Some(vec![1; bytes]),
            tag: [0; 16],
            signature: None,
        }
    }

    /// As large as a row may be, but for one small write more.
    fn largest(row: u128) -> Held {
        let siblings = (0..7).map(|at| cell(1, 10 + at, SIBLING_BYTES));
        Held {
            state: RowState {
                entity: PATIENT,
                row: Uuid::from_u128(row),
                patient: None,
                cells: vec![cell(CREATED, 1, 0), cell(1, 100, SIBLING_BYTES - 8_192)],
                siblings: siblings.collect(),
            },
            seq: 1,
            origin: Origin::default(),
            changed: Changed::Nothing,
        }
    }

    /// One small edit of each row, by somebody who has seen none of its versions.
    fn edits(rows: u128) -> Group {
        let writes = (1..=rows).map(|row| CellWrite {
            entity: PATIENT,
            row: Uuid::from_u128(row),
            patient: None,
            state: cell(1, 200, 33),
            base: Vec::new(),
        });
        Group {
            id: Uuid::from_u128(1),
            action: Uuid::from_u128(2),
            tenant: Uuid::from_u128(3),
            author: Uuid::from_u128(1),
            device: 1,
            writes: writes.collect(),
            signature: [0; 64],
        }
    }

    fn board(rows: u128) -> Board {
        let held = (1..=rows).map(largest).map(|held| (held.key(), held));
        Board {
            held: held.collect(),
            present: BTreeSet::new(),
            now_ms: 1_000,
        }
    }

    #[test]
    fn the_largest_rows_of_one_number_fit_an_answer_and_a_group_of_more_changes_none() {
        let mut fits = board(4);
        fits.apply(&edits(4), 2).unwrap();
        assert!(fits.held.values().all(|held| held.seq == 2));
        let wire: usize = fits
            .held
            .values()
            .map(|held| held.state.to_bytes().len())
            .sum();
        assert!(
            wire > 15 * 1024 * 1024 && wire < 2 * NUMBER_BYTES_MAX,
            "{wire}"
        );

        let mut too_many = board(5);
        assert_eq!(too_many.apply(&edits(5), 2), Err(Code::TooLarge));
        assert!(too_many.held.values().all(|held| held.seq == 1));

        let mut too_large = board(1);
        let mut edit = edits(1);
        edit.writes[0].state.sealed = Some(vec![1; SIBLING_BYTES]);
        assert_eq!(too_large.apply(&edit, 2), Err(Code::TooLarge));
    }
}
