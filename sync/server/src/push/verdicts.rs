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

/// How long a device waits before it sends a deferred group again.
const RETRY_AFTER_S: u32 = 5;

/// A page with one group that the database rejects is merged twice, and half of it once more.
const TRIED_BYTES_MAX: usize = 4 * MERGED_BYTES_MAX;

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
            let Some(group) = self.undecided(at, received, rows.merged_bytes) else {
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
    /// second, and of each that it rejects the halves again, until what it rejects is one group.
    pub async fn write_halves(
        &mut self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        groups: &[ReceivedGroup],
        rows: &mut RowSet,
        mut seq: u64,
    ) -> Result<()> {
        let (mut left, mut tried_bytes) = (halves(0..groups.len()), 0);
        while let Some(which) = left.pop() {
            let before = (self.clone(), seq, rows.merged_bytes);
            let rows_before = rows.touched_by(&groups[which.clone()]);
            let keys = self.apply(groups, which.clone(), rows, &mut seq)?;
            // what is merged again after each rejection is counted again: the groups after that are deferred
            tried_bytes += rows.merged_bytes - before.2;
            if tried_bytes > TRIED_BYTES_MAX {
                (*self, _, rows.merged_bytes) = before;
                rows.loaded.extend(rows_before);
                break;
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
            rows.loaded.extend(rows_before);
            match which.len() {
                1 => self.reject(which.start, &groups[which.start], code.into()),
                _ => left.extend(halves(which)),
            }
        }
        Ok(())
    }

    /// Returns the group when its rows are to decide about it.
    fn undecided<'a>(
        &mut self,
        at: usize,
        received: &'a ReceivedGroup,
        merged_bytes: usize,
    ) -> Option<&'a Group> {
        match self.statuses[at] {
            GroupStatus::Rejected(rejection) => {
                // what is rejected is remembered, and bytes that are no group are not
                match self.wait_s().filter(|_| received.group.is_ok()) {
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
                if merged_bytes > MERGED_BYTES_MAX {
                    self.rejected.insert(group);
                    self.statuses[at] = GroupStatus::Deferred(Code::Busy);
                    return None;
                }
                // an admin must be able to revoke the device that has used up the budget
                if let Some(wait_s) = self.wait_s().filter(|_| !received.is_admin_signed()) {
                    self.rejected.insert(group);
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
    fn wait_s(&self) -> Option<u32> {
        self.budget
            .and_then(|budget| budget.wait_s(self.decided_bytes))
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
