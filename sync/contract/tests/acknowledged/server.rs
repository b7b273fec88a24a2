//! The server's half: groups are merged one by one, all of a group or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use sync_contract::dependents::Dependents;
use sync_contract::merge::merge_group;
use sync_contract::pull::RowState;
use sync_contract::{CellWrite, Code, Group, Rejection};
use uuid::Uuid;

use super::model::{DEVICES, Key, Model, Rows, versions};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accepted(u64),
    Rejected,
    Deferred,
    Review,
}

#[derive(Debug, Default, Clone)]
pub struct Server {
    /// Another one after it was restored from a backup.
    pub timeline: Uuid,
    pub rows: Rows,
    pub head: u64,
    /// Under which numbers a row changed, and by which device.
    changed: BTreeMap<Key, Vec<(u64, usize)>>,
    accepted: HashMap<Uuid, u64>,
    /// Authors without the right to write.
    pub blocked: HashSet<Uuid>,
    /// Devices that are shut out: what comes from them is held for review.
    pub revoked: HashSet<usize>,
}

impl Server {
    pub fn push(
        &mut self,
        device: usize,
        groups: &[Group],
        now_ms: u64,
        is_busy: bool,
        model: &mut Model,
    ) -> Vec<Verdict> {
        let mut dependents = Dependents::default();
        let mut verdicts = Vec::new();
        for group in groups {
            let verdict = match self.accepted.get(&group.id) {
                Some(seq) => Verdict::Accepted(*seq),
                None if self.revoked.contains(&device) => {
                    model.review(group.id);
                    Verdict::Review
                }
                None if is_busy || dependents.contains(group) => Verdict::Deferred,
                None if self.blocked.contains(&group.author) => Verdict::Rejected,
                None => self.apply(device, group, now_ms, model),
            };
            if matches!(verdict, Verdict::Rejected | Verdict::Deferred) {
                dependents.insert(group);
            }
            verdicts.push(verdict);
        }
        verdicts
    }

    fn apply(&mut self, device: usize, group: &Group, now_ms: u64, model: &mut Model) -> Verdict {
        let Ok(changed) = self.merged(device, group, now_ms) else {
            return Verdict::Rejected;
        };
        self.head += 1;
        let mut before = Rows::new();
        for (key, row) in &changed {
            let changes = self.changed.entry(*key).or_default();
            changes.push((self.head, device));
            before.extend(self.rows.insert(*key, row.clone()).map(|had| (*key, had)));
        }
        self.accepted.insert(group.id, self.head);
        model.check_accepted(&before, &changed, &self.rows, group);
        Verdict::Accepted(self.head)
    }

    /// The rows that a group changes.
    fn merged(&self, device: usize, group: &Group, now_ms: u64) -> Result<Rows, Rejection> {
        let stored = |key: Key| self.rows.get(&key);
        let limits = |row: &RowState, writes: &[&CellWrite]| limit(row, writes, device);
        let is_blind = |deletion: &CellWrite| {
            let known = group
                .cursor
                .filter(|cursor| cursor.timeline == self.timeline);
            let seen = known.map_or(0, |cursor| cursor.seq);
            let is_theirs = |key: &Key| self.rows[key].patient == Some(deletion.row);
            let of_patient = self.changed.iter().filter(|(key, _)| is_theirs(key));
            let mut changes = of_patient.flat_map(|(_, changes)| changes);
            changes.any(|(seq, by)| *seq > seen && *by != device)
        };
        merge_group(&group.writes, stored, now_ms, limits, is_blind)
    }

    /// The rows that changed above a cursor, up to a number of changes; and the cursor after them.
    pub fn page(&self, cursor: u64, changes_max: u64) -> (Vec<RowState>, u64) {
        let upto = self.head.min(cursor + changes_max);
        let due = |key: &Key| {
            let changes = self.changed.get(key).and_then(|changes| changes.last());
            changes.is_some_and(|(seq, _)| *seq > cursor && *seq <= upto)
        };
        let rows = self.rows.iter().filter(|(key, _)| due(key));
        (rows.map(|(_, row)| row.clone()).collect(), upto)
    }
}

/// Open versions of a cell that a device leaves, whichever of its numbers wrote them.
const VERSIONS_MAX: usize = 4;

/// A device that leaves too many versions to be decided waits with the next one, and nobody else does.
fn limit(row: &RowState, writes: &[&CellWrite], device: usize) -> Result<(), Rejection> {
    for write in writes {
        let open = versions(row).filter(|state| {
            let is_own = state.clock.device as usize % DEVICES == (device + 1) % DEVICES;
            state.cell == write.state.cell && is_own && !write.base.contains(&state.clock)
        });
        if open.count() >= VERSIONS_MAX {
            return Err(Rejection::from(Code::Undecided).in_write(write));
        }
    }
    Ok(())
}
