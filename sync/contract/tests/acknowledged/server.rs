//! The server's half: groups are merged one by one, all of a group or nothing.

use std::collections::{HashMap, HashSet};

use sync_contract::dependents::Dependents;
use sync_contract::entity::CREATED;
use sync_contract::merge::{apply_consequences, merge};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellWrite, Group};
use uuid::Uuid;

use crate::device::concerned;
use crate::model::{Key, Model, Rows, key_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accepted(u64),
    Rejected,
    Deferred,
    Review,
}

#[derive(Debug, Default)]
pub struct Server {
    pub rows: Rows,
    pub head: u64,
    /// Under which number a row changed last.
    changed: HashMap<Key, u64>,
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
                None => self.apply(group, now_ms, model),
            };
            if matches!(verdict, Verdict::Rejected | Verdict::Deferred) {
                dependents.insert(group);
            }
            verdicts.push(verdict);
        }
        verdicts
    }

    fn apply(&mut self, group: &Group, now_ms: u64, model: &mut Model) -> Verdict {
        let Some(changed) = self.merged(group, now_ms) else {
            return Verdict::Rejected;
        };
        self.head += 1;
        let mut before = Rows::new();
        for (key, row) in &changed {
            self.changed.insert(*key, self.head);
            before.extend(self.rows.insert(*key, row.clone()).map(|had| (*key, had)));
        }
        self.accepted.insert(group.id, self.head);
        model.check_accepted(&before, &changed, &self.rows, group);
        Verdict::Accepted(self.head)
    }

    /// The rows that a group changes; none when it is rejected.
    fn merged(&self, group: &Group, now_ms: u64) -> Option<Rows> {
        let of = |key: Key| Some((key, self.rows.get(&key)?.clone()));
        let mut rows: Rows = concerned(group).into_iter().filter_map(of).collect();
        let keys: HashSet<Key> = group.writes.iter().map(key_of).collect();
        for key in keys {
            let writes: Vec<&CellWrite> = group
                .writes
                .iter()
                .filter(|write| key_of(write) == key)
                .collect();
            let row = rows
                .entry(key)
                .or_insert_with(|| RowState::empty(key.0, key.1, writes[0].patient));
            merge(row, Catalog::by_number(key.0), &writes, now_ms).ok()?;
            row.cell(CREATED)?;
        }
        for (key, row) in &mut rows {
            apply_consequences(row, Catalog::by_number(key.0), &group.writes);
        }
        rows.retain(|key, row| self.rows.get(key) != Some(row));
        Some(rows)
    }

    /// The rows that changed above a cursor, up to a number of changes; and the cursor after them.
    pub fn page(&self, cursor: u64, changes_max: u64) -> (Vec<RowState>, u64) {
        let upto = self.head.min(cursor + changes_max);
        let due = |key: &Key| {
            let seq = self.changed.get(key).copied().unwrap_or(0);
            seq > cursor && seq <= upto
        };
        let rows = self.rows.iter().filter(|(key, _)| due(key));
        (rows.map(|(_, row)| row.clone()).collect(), upto)
    }
}
