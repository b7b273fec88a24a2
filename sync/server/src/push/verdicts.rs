//! The verdict on each group of a page, in their order.

use std::collections::BTreeSet;
use std::ops::Range;

use sync_contract::catalog::{User, erased_by};
use sync_contract::dependents::Dependents;
use sync_contract::messages::Verdict;
use sync_contract::pull::Cursor;
use sync_contract::{CellWrite, Code, Entity, Group, Rejection};
use uuid::Uuid;

use crate::db::loaded_row::{LoggedRow, RowKey};
use crate::db::transaction::Transaction;
use crate::db::values::signed;
use crate::problem::{Problem, Result};
use crate::push::budget::Budget;
use crate::push::push_log::{Decision, LogEntry};
use crate::push::received::ReceivedGroup;
use crate::push::row_set::{ChangedRows, MERGED_BYTES_MAX, RowSet};
use crate::push::staff::DECIDING;
use crate::push::writing::WRITTEN_BYTES_MAX;

/// How long a device waits before it sends a deferred group again.
const RETRY_AFTER_S: u32 = 5;

/// A page with one group that the database rejects is merged twice, and half of it once more.
const TRIED_BYTES_MAX: usize = 4 * MERGED_BYTES_MAX;
/// So it is written.
const TRIED_WRITTEN_BYTES_MAX: usize = 4 * WRITTEN_BYTES_MAX;
/// Each waits for the database, behind the clinic's head: enough for a page with a dozen groups that it rejects.
const TRIES_MAX: usize = 200;

const RELEASE_SAVEPOINT: &str = "release savepoint some_groups";
const ROLLBACK_TO_SAVEPOINT: &str =
    "rollback to savepoint some_groups; release savepoint some_groups";

/// The outcome of a push that is about to be committed.
#[derive(Debug, Clone)]
pub struct PushOutcome {
    /// One for each group, in the order of the page.
    pub verdicts: Vec<(Uuid, Verdict)>,
    pub position: Cursor,
    /// Whether the head has moved.
    pub has_grown: bool,
    /// What the database wrote for it, roughly.
    pub written_bytes: usize,
}

impl PushOutcome {
    /// Returns the verdict on the only group as the result of the call.
    ///
    /// # Errors
    /// The code for which the group was rejected or deferred.
    pub fn only(&self) -> Result<()> {
        match self.verdicts.as_slice() {
            [(_, Verdict::Accepted { .. } | Verdict::Duplicate { .. })] => Ok(()),
            [(_, Verdict::Rejected(Rejection { code, .. }) | Verdict::Deferred { code, .. })] => {
                Err((*code).into())
            }
            _ => Err(Problem::INTERNAL),
        }
    }
}

/// What is decided about a group so far.
#[derive(Debug, Clone, Copy)]
pub enum GroupStatus {
    /// Admitted; its rows decide.
    Admitted,
    /// Decided by an earlier push.
    DecidedBefore(Result<u64, Rejection>),
    /// Its id was used for other bytes.
    Forked,
    Accepted(u64),
    Rejected(Rejection),
    Deferred(Code),
    /// It is held for a review, or depends on a held group.
    InReview,
    /// The budget of its device or clinic is used up for so many seconds.
    OverBudget(u32),
}

impl From<Result<(), Rejection>> for GroupStatus {
    fn from(admitted: Result<(), Rejection>) -> GroupStatus {
        match admitted {
            Ok(()) => GroupStatus::Admitted,
            Err(rejection) => GroupStatus::Rejected(rejection),
        }
    }
}

/// The halves of a range, the second one first, since the stack pops the last. A single group is not split.
fn halves(of: Range<usize>) -> Vec<Range<usize>> {
    let middle = of.start + of.len() / 2;
    let halves = [middle..of.end, of.start..middle];
    halves.into_iter().filter(|half| !half.is_empty()).collect()
}

/// The groups of a page while they are decided.
#[derive(Debug, Clone)]
pub struct PageVerdicts {
    pub statuses: Vec<GroupStatus>,
    /// The rows that each accepted group changed.
    changed: Vec<ChangedRows>,
    /// Groups that depend on a rejected one are deferred.
    rejected: Dependents,
    /// Later groups were admitted as if that one had been accepted.
    has_rejected_admin_signed: bool,
    /// None for a page that a reviewer admitted.
    budget: Option<Budget>,
    /// Of the groups that were accepted or rejected so far.
    pub decided_bytes: u64,
}

impl PageVerdicts {
    pub fn new(statuses: Vec<GroupStatus>, budget: Option<Budget>) -> PageVerdicts {
        PageVerdicts {
            changed: vec![ChangedRows::default(); statuses.len()],
            statuses,
            rejected: Dependents::default(),
            has_rejected_admin_signed: false,
            budget,
            decided_bytes: 0,
        }
    }

    /// Applies every group in memory and returns the rows to write.
    pub fn apply_all(
        &mut self,
        groups: &[ReceivedGroup],
        rows: &mut RowSet,
        mut seq: u64,
    ) -> Result<BTreeSet<RowKey>> {
        self.apply(groups, 0..groups.len(), rows, &mut seq)
    }

    /// Applies these groups in memory, the next accepted one under `seq`. Returns the rows to write.
    fn apply(
        &mut self,
        groups: &[ReceivedGroup],
        which: Range<usize>,
        rows: &mut RowSet,
        seq: &mut u64,
    ) -> Result<BTreeSet<RowKey>> {
        for at in which.clone() {
            let received = &groups[at];
            let Some(group) = self.undecided(at, received, rows) else {
                continue;
            };
            match rows.apply(group, signed(*seq)?) {
                Ok(changed) => {
                    self.changed[at] = changed;
                    self.accept(at, received, *seq);
                    *seq += 1;
                }
                Err(rejection) => self.reject(at, received, rejection),
            }
        }
        let changed = self.changed[which].iter().flat_map(|changed| &changed.rows);
        Ok(changed.map(|row| row.key).collect())
    }

    /// Writes the groups in savepoints, so that the database can reject one and keep the others: the first half and the
    /// second, and of each that it rejects the halves again, until what it rejects is one group. What would cost too
    /// much waits, but for the first group.
    pub async fn write_halves(
        &mut self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        groups: &[ReceivedGroup],
        rows: &mut RowSet,
        mut seq: u64,
    ) -> Result<()> {
        let (mut left, mut tried_bytes, mut tries) = (halves(0..groups.len()), 0, 0);
        let decided_before = self.decided_bytes;
        while let Some(which) = left.pop() {
            let before = (self.clone(), seq, rows.merged_bytes);
            let written_before = rows.writing.bytes;
            let rows_before = rows.touched_by(&groups[which.clone()]);
            let keys = self.apply(groups, which.clone(), rows, &mut seq)?;
            // what is merged and written again after each rejection is counted again: later groups are deferred
            tried_bytes += rows.merged_bytes - before.2;
            tries += 1;
            let costs_too_much = tried_bytes > TRIED_BYTES_MAX
                || rows.writing.total_bytes() > TRIED_WRITTEN_BYTES_MAX
                || tries > TRIES_MAX;
            let is_first_alone = which.len() == 1 && before.0.decided_bytes == decided_before;
            if costs_too_much && !is_first_alone {
                (*self, seq, rows.merged_bytes) = before;
                rows.writing.forget(written_before);
                rows.loaded.extend(rows_before);
                left.clear();
                // otherwise the device would send the same again, and nothing would ever be decided
                if self.decided_bytes == decided_before {
                    let first = self.first_admitted(which.start..groups.len());
                    left.extend(first.map(|first| first..first + 1));
                }
                continue;
            }
            if keys.is_empty() {
                continue;
            }
            transaction.batch_execute("savepoint some_groups").await?;
            let Err(error) = rows.write_checked(transaction, tenant, &keys).await else {
                transaction.batch_execute(RELEASE_SAVEPOINT).await?;
                rows.note_written(&keys);
                continue;
            };
            let code = error.rejection().ok_or_else(|| Problem::from(error))?;
            transaction.batch_execute(ROLLBACK_TO_SAVEPOINT).await?;
            (*self, seq, rows.merged_bytes) = before;
            rows.writing.note_rolled_back(written_before);
            rows.loaded.extend(rows_before);
            match which.len() {
                1 => self.reject(which.start, &groups[which.start], code.into()),
                _ => left.extend(halves(which)),
            }
        }
        Ok(())
    }

    fn first_admitted(&self, mut which: Range<usize>) -> Option<usize> {
        which.find(|at| matches!(self.statuses[*at], GroupStatus::Admitted))
    }

    /// Returns the group when its rows are to decide about it.
    fn undecided<'a>(
        &mut self,
        at: usize,
        received: &'a ReceivedGroup,
        rows: &RowSet,
    ) -> Option<&'a Group> {
        let wait_s = self.wait_s(rows.writing.bytes);
        match self.statuses[at] {
            GroupStatus::Rejected(rejection) => {
                // what is rejected is remembered, and bytes that are no group are not
                match wait_s.filter(|_| received.group.is_ok()) {
                    Some(wait_s) => {
                        self.statuses[at] = GroupStatus::OverBudget(wait_s);
                        self.note_rejected(received);
                    }
                    None => self.reject(at, received, rejection),
                }
                None
            }
            GroupStatus::DecidedBefore(Err(_)) | GroupStatus::Forked | GroupStatus::InReview => {
                self.note_rejected(received);
                None
            }
            GroupStatus::Admitted => {
                let group = received.group.as_ref().ok()?;
                if rows.merged_bytes > MERGED_BYTES_MAX || rows.writing.is_full() {
                    self.rejected.insert(group);
                    self.statuses[at] = GroupStatus::Deferred(Code::Busy);
                    return None;
                }
                if rows.is_damaged(group) {
                    self.note_rejected(received);
                    self.statuses[at] = GroupStatus::Deferred(Code::Internal);
                    return None;
                }
                // an admin must be able to revoke the device that has used up the budget
                if let Some(wait_s) = wait_s.filter(|_| !rows.only_ends(group)) {
                    self.note_rejected(received);
                    self.statuses[at] = GroupStatus::OverBudget(wait_s);
                    return None;
                }
                if self.rejected.contains(group) || self.has_rejected_admin_signed {
                    self.rejected.insert(group);
                    self.statuses[at] = GroupStatus::Deferred(Code::MissingReference);
                    return None;
                }
                Some(group)
            }
            _ => None,
        }
    }

    /// How many seconds the next group waits for the budget.
    fn wait_s(&self, written_bytes: usize) -> Option<u32> {
        let budget = self.budget?;
        budget.wait_s(self.decided_bytes, written_bytes as u64)
    }

    fn accept(&mut self, at: usize, received: &ReceivedGroup, seq: u64) {
        self.statuses[at] = GroupStatus::Accepted(seq);
        self.decided_bytes += received.length as u64;
    }

    fn reject(&mut self, at: usize, received: &ReceivedGroup, rejection: Rejection) {
        self.decided_bytes += received.length as u64;
        self.statuses[at] = if self.has_rejected_admin_signed {
            GroupStatus::Deferred(rejection.code)
        } else {
            GroupStatus::Rejected(rejection)
        };
        self.note_rejected(received);
    }

    fn note_rejected(&mut self, received: &ReceivedGroup) {
        self.has_rejected_admin_signed |= received.is_admin_signed();
        if let Ok(group) = &received.group {
            self.rejected.insert(group);
        }
    }

    /// Returns the patients whom the accepted groups erase.
    pub fn erased(&self, groups: &[ReceivedGroup]) -> Vec<Uuid> {
        self.accepted_writes(groups).filter_map(erased_by).collect()
    }

    /// Returns the users to whom the accepted groups give keys.
    pub fn keyed(&self, groups: &[ReceivedGroup]) -> BTreeSet<Uuid> {
        let of_keys = (User::DESCRIPTOR.number, User::CELL.keys.number);
        let writes = self.accepted_writes(groups);
        let keyed = writes.filter(|write| (write.entity, write.state.cell) == of_keys);
        keyed.map(|write| write.row).collect()
    }

    fn accepted_writes<'a>(
        &self,
        groups: &'a [ReceivedGroup],
    ) -> impl Iterator<Item = &'a CellWrite> {
        let groups = groups.iter().zip(&self.statuses);
        let accepted = groups.filter(|(_, status)| matches!(status, GroupStatus::Accepted(_)));
        accepted
            .filter_map(|(received, _)| Some(&received.group.as_ref().ok()?.writes))
            .flatten()
    }

    /// Returns how many groups were accepted by this push.
    pub fn accepted(&self) -> u64 {
        self.statuses
            .iter()
            .map(|status| u64::from(matches!(status, GroupStatus::Accepted(_))))
            .sum()
    }

    /// Returns the last sequence number under which a row that decides about rights changed; `before` when none did.
    pub fn staff_stamp(&self, before: i64) -> Result<i64> {
        let decides = |row: &LoggedRow| DECIDING.iter().any(|known| known.number == row.key.entity);
        let mut groups = self.statuses.iter().zip(&self.changed).rev();
        match groups.find(|(_, changed)| changed.rows.iter().any(decides)) {
            Some((GroupStatus::Accepted(seq), _)) => signed(*seq),
            _ => Ok(before),
        }
    }

    /// Returns what the push log has to store: neither what it has already nor what was deferred.
    pub fn log_entries(&self, groups: &[ReceivedGroup]) -> Vec<LogEntry> {
        groups
            .iter()
            .zip(self.statuses.iter().zip(&self.changed))
            // bytes that are not a group are refused on every push, so they need no entry
            .filter(|(received, _)| received.group.is_ok())
            .filter_map(|(received, (status, changed))| {
                let outcome = match status {
                    GroupStatus::Accepted(seq) => Ok(*seq),
                    GroupStatus::Rejected(rejection) => Err(*rejection),
                    _ => return None,
                };
                Some(LogEntry {
                    group: received.id,
                    author: received
                        .group
                        .as_ref()
                        .map_or(Uuid::nil(), |group| group.author),
                    decision: Decision {
                        hash: received.hash,
                        outcome,
                    },
                    rows: changed.rows.clone(),
                    rows_bytes: changed.bytes,
                })
            })
            .collect()
    }

    /// Returns the answer for the device.
    pub fn verdicts(&self, groups: &[ReceivedGroup], is_repeat: bool) -> Vec<(Uuid, Verdict)> {
        let verdict = |status: &GroupStatus| match *status {
            // a repeated page gets the answer that it got before
            GroupStatus::DecidedBefore(Ok(seq)) if is_repeat => Verdict::Accepted { seq },
            GroupStatus::DecidedBefore(Ok(seq)) => Verdict::Duplicate { seq },
            GroupStatus::Accepted(seq) => Verdict::Accepted { seq },
            GroupStatus::DecidedBefore(Err(rejection)) | GroupStatus::Rejected(rejection) => {
                Verdict::Rejected(rejection)
            }
            GroupStatus::Forked => Verdict::Rejected(Code::ForkDetected.into()),
            GroupStatus::InReview => Verdict::InReview,
            GroupStatus::Deferred(code) => Verdict::Deferred {
                code,
                retry_after_s: RETRY_AFTER_S,
            },
            GroupStatus::OverBudget(retry_after_s) => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s,
            },
            GroupStatus::Admitted => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: RETRY_AFTER_S,
            },
        };
        groups
            .iter()
            .zip(&self.statuses)
            .map(|(received, status)| (received.id, verdict(status)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::catalog::Patient;
    use sync_contract::entity::CREATED;
    use sync_contract::pull::RowState;
    use sync_contract::{CellState, Clock, Wire};

    use super::*;
    use crate::db::loaded_row::{LoadedRow, StoredParts};

    const PATIENT: u16 = Patient::DESCRIPTOR.number;

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
            replaces: Vec::new(),
        }
    }

    fn stored(row: Uuid) -> LoadedRow {
        let mut cells = vec![cell(CREATED, 1, 0)];
        cells.extend((1..=7).map(|number| cell(number, 100, 500_000)));
        let state = RowState {
            cells,
            ..RowState::empty(PATIENT, row, None)
        };
        let stored = StoredParts {
            in_table: true,
            ..StoredParts::default()
        };
        LoadedRow {
            stored,
            ..LoadedRow::unstored(state, 1)
        }
    }

    /// Two small cells of a large row.
    fn edit(row: Uuid) -> ReceivedGroup {
        let write = |number: u8| CellWrite {
            entity: PATIENT,
            row,
            patient: None,
            state: cell(number, 200, 33),
            base: vec![cell(number, 100, 0).clock],
        };
        let group = Group {
            cursor: None,
            id: row,
            action: row,
            tenant: Uuid::from_u128(3),
            author: Uuid::from_u128(1),
            device: 1,
            writes: vec![write(1), write(2)],
            signature: [0; 64],
        };
        ReceivedGroup::read(&group.to_bytes()).unwrap()
    }

    #[test]
    fn a_small_push_writes_no_more_of_large_rows_than_a_push_may() {
        let ids: Vec<Uuid> = (1..=20).map(Uuid::from_u128).collect();
        let loaded = ids.iter().map(|id| stored(*id));
        let mut rows = RowSet {
            loaded: loaded.map(|row| (row.key(), row)).collect(),
            now_ms: 1_000,
            ..RowSet::default()
        };
        let groups: Vec<ReceivedGroup> = ids.iter().map(|id| edit(*id)).collect();
        let mut verdicts = PageVerdicts::new(vec![GroupStatus::Admitted; groups.len()], None);
        verdicts.apply_all(&groups, &mut rows, 2).unwrap();
        // 2.5 MB each
        assert_eq!(verdicts.accepted(), 7);
        let waits = |status: &GroupStatus| matches!(status, GroupStatus::Deferred(Code::Busy));
        assert!(verdicts.statuses[7..].iter().all(waits));
        let written = rows.writing.total_bytes();
        assert!(
            (WRITTEN_BYTES_MAX..20 << 20).contains(&written),
            "{written}"
        );
    }
}
