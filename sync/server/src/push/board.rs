//! The rows that a push touches, in memory: each group changes all of its rows or none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::Tenant;
use sync_contract::entity::{BIRTH, Entity};
use sync_contract::{Catalog, CellState, CellWrite, Code, Group, Value};

use crate::admission::{references, released};
use crate::merge::{merge, release};
use crate::pull::size_of;
use crate::rows::{Held, RowKey};

/// With all its versions; otherwise whoever keeps writing without having seen fills the page of everybody else.
const ROW_BYTES_MAX: usize = 4 * 1024 * 1024;

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
        let mut by_row: BTreeMap<RowKey, Vec<&CellWrite>> = BTreeMap::new();
        for write in &group.writes {
            by_row.entry(key_of(write)).or_default().push(write);
        }
        let mut changed: BTreeMap<RowKey, Held> = BTreeMap::new();
        let mut decided = Vec::new();
        for (key, writes) in by_row {
            let mut held = self.held.get(&key).ok_or(Code::Internal)?.clone();
            let is_new = !held.exists();
            check_patient(&held, &writes)?;
            check_status(&held, &writes)?;
            held.state.patient = held.state.patient.or(writes[0].patient);
            let descriptor = Catalog::by_number(key.entity);
            if !merge(&mut held.state, descriptor, &writes, self.now_ms)? {
                continue;
            }
            if size_of(&held.state) > ROW_BYTES_MAX {
                return Err(Code::TooLarge);
            }
            let is_born = held.state.cells.iter().any(|cell| cell.cell == BIRTH);
            if descriptor.is_some() && !is_born {
                // a write to a row that never came
                return Err(Code::MissingReference);
            }
            if is_new {
                decided.extend(writes.iter().filter_map(|write| released(write)));
            }
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
