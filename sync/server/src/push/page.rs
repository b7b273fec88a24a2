//! What becomes of each group of a push, in the order of their coming.

use std::collections::BTreeSet;

use sync_contract::messages::Verdict;
use sync_contract::{Code, Group};
use uuid::Uuid;

use super::board::{Board, touched};
use super::settle::write;
use crate::admission::{Arrived, references};
use crate::authority::DECIDING;
use crate::database::Transaction;
use crate::ledger::{self, Decision, Entry};
use crate::problem::{Problem, Result};
use crate::rows::{Held, RowKey};

/// How long a device waits before it sends a group again that could not be decided.
const RETRY_AFTER_S: u32 = 5;

const KEEP_GROUP: &str = "release savepoint one_group";
const UNDO_GROUP: &str = "rollback to savepoint one_group; release savepoint one_group";

/// What is known of a group so far.
#[derive(Debug, Clone, Copy)]
pub(super) enum GroupStatus {
    /// Admitted; its rows have the last word.
    Open,
    /// Decided by an earlier push.
    Remembered(Result<u64, Code>),
    /// Its id was used for other bytes.
    Forked,
    Accepted(u64),
    Rejected(Code),
    Deferred(Code),
}

impl From<Result<(), Code>> for GroupStatus {
    fn from(admitted: Result<(), Code>) -> GroupStatus {
        match admitted {
            Ok(()) => GroupStatus::Open,
            Err(code) => GroupStatus::Rejected(code),
        }
    }
}

#[derive(Debug)]
pub(super) struct Page {
    pub fates: Vec<GroupStatus>,
    /// What each accepted group changed.
    changed: Vec<Vec<RowKey>>,
    /// Rows of groups that were refused: what builds on them waits.
    refused: BTreeSet<RowKey>,
    /// Later groups were admitted, or not, as if that one had come in.
    has_rejected_admin_signed: bool,
}

impl Page {
    pub fn new(fates: Vec<GroupStatus>) -> Page {
        Page {
            changed: vec![Vec::new(); fates.len()],
            fates,
            refused: BTreeSet::new(),
            has_rejected_admin_signed: false,
        }
    }

    /// Every group in memory. The answer names the rows to write.
    pub fn run(
        &mut self,
        groups: &[Arrived],
        board: &mut Board,
        mut seq: u64,
    ) -> Result<BTreeSet<RowKey>> {
        for (at, arrived) in groups.iter().enumerate() {
            let Some(group) = self.turn(at, arrived) else {
                continue;
            };
            match board.apply(group, ledger::signed(seq)?) {
                Ok(rows) => {
                    self.changed[at] = rows;
                    self.fates[at] = GroupStatus::Accepted(seq);
                    seq += 1;
                }
                Err(code) => self.refuse(at, arrived, code),
            }
        }
        Ok(self.changed.iter().flatten().copied().collect())
    }

    /// Every group by itself, so that the database can refuse one and keep the others.
    pub async fn run_each(
        &mut self,
        transaction: &Transaction<'_>,
        tenant: Uuid,
        groups: &[Arrived],
        board: &mut Board,
        mut seq: u64,
    ) -> Result<()> {
        for (at, arrived) in groups.iter().enumerate() {
            let Some(group) = self.turn(at, arrived) else {
                continue;
            };
            let before: Vec<Held> = touched(group)
                .iter()
                .filter_map(|key| board.held.get(key).cloned())
                .collect();
            let changed = match board.apply(group, ledger::signed(seq)?) {
                Ok(rows) => rows.into_iter().collect::<BTreeSet<_>>(),
                Err(code) => {
                    self.refuse(at, arrived, code);
                    continue;
                }
            };
            transaction.batch_execute("savepoint one_group").await?;
            match write(transaction, tenant, board, &changed).await {
                Ok(()) => {
                    transaction.batch_execute(KEEP_GROUP).await?;
                    for key in &changed {
                        if let Some(held) = board.held.get_mut(key) {
                            held.origin = held.origin_after();
                        }
                    }
                    self.changed[at] = changed.into_iter().collect();
                    self.fates[at] = GroupStatus::Accepted(seq);
                    seq += 1;
                }
                Err(error) => {
                    let code = error.refusal().ok_or_else(|| Problem::from(error))?;
                    transaction.batch_execute(UNDO_GROUP).await?;
                    board
                        .held
                        .extend(before.into_iter().map(|held| (held.key(), held)));
                    self.refuse(at, arrived, code);
                }
            }
        }
        Ok(())
    }

    /// The group, when it is its rows' turn to decide.
    fn turn<'a>(&mut self, at: usize, arrived: &'a Arrived) -> Option<&'a Group> {
        match self.fates[at] {
            GroupStatus::Rejected(code) => {
                self.refuse(at, arrived, code);
                None
            }
            GroupStatus::Remembered(Err(_)) | GroupStatus::Forked => {
                self.spread(arrived);
                None
            }
            GroupStatus::Open => {
                let group = arrived.group.as_ref().ok()?;
                let builds_on = |key: &RowKey| self.refused.contains(key);
                let waits = !self.refused.is_empty()
                    && (touched(group).iter().any(builds_on)
                        || references(group).iter().any(builds_on));
                if waits || self.has_rejected_admin_signed {
                    self.refused.extend(touched(group));
                    self.fates[at] = GroupStatus::Deferred(Code::MissingReference);
                    return None;
                }
                Some(group)
            }
            _ => None,
        }
    }

    fn refuse(&mut self, at: usize, arrived: &Arrived, code: Code) {
        self.fates[at] = if self.has_rejected_admin_signed {
            GroupStatus::Deferred(code)
        } else {
            GroupStatus::Rejected(code)
        };
        self.spread(arrived);
    }

    fn spread(&mut self, arrived: &Arrived) {
        self.has_rejected_admin_signed |= arrived.is_admin_signed();
        if let Ok(group) = &arrived.group {
            self.refused.extend(touched(group));
        }
    }

    pub fn accepted(&self) -> u64 {
        self.fates
            .iter()
            .map(|status| u64::from(matches!(status, GroupStatus::Accepted(_))))
            .sum()
    }

    /// The last number under which one of those rows changed that decide who may do what; `before` when none did.
    pub fn staff_stamp(&self, before: i64) -> Result<i64> {
        let decides = |key: &RowKey| DECIDING.iter().any(|known| known.number == key.entity);
        let mut fates = self.fates.iter().zip(&self.changed).rev();
        match fates.find(|(_, rows)| rows.iter().any(decides)) {
            Some((GroupStatus::Accepted(seq), _)) => ledger::signed(*seq),
            _ => Ok(before),
        }
    }

    /// What is to be remembered: neither what was known before nor what could not be decided.
    pub fn entries(&self, groups: &[Arrived]) -> Vec<Entry> {
        groups
            .iter()
            .zip(self.fates.iter().zip(&self.changed))
            .filter_map(|(arrived, (status, rows))| {
                let outcome = match status {
                    GroupStatus::Accepted(seq) => Ok(*seq),
                    GroupStatus::Rejected(code) => Err(*code),
                    _ => return None,
                };
                Some(Entry {
                    group: arrived.id,
                    author: arrived
                        .group
                        .as_ref()
                        .map_or(Uuid::nil(), |group| group.author),
                    decision: Decision {
                        hash: arrived.hash,
                        outcome,
                    },
                    rows: rows.clone(),
                })
            })
            .collect()
    }

    pub fn verdicts(&self, groups: &[Arrived], is_repeat: bool) -> Vec<(Uuid, Verdict)> {
        let verdict = |status: &GroupStatus| match *status {
            // the same page again is answered as it was
            GroupStatus::Remembered(Ok(seq)) if is_repeat => Verdict::Accepted { seq },
            GroupStatus::Remembered(Ok(seq)) => Verdict::Duplicate { seq },
            GroupStatus::Accepted(seq) => Verdict::Accepted { seq },
            GroupStatus::Remembered(Err(code)) | GroupStatus::Rejected(code) => {
                Verdict::Rejected { code }
            }
            GroupStatus::Forked => Verdict::Rejected {
                code: Code::ForkDetected,
            },
            GroupStatus::Deferred(code) => Verdict::Deferred {
                code,
                retry_after_s: RETRY_AFTER_S,
            },
            GroupStatus::Open => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: RETRY_AFTER_S,
            },
        };
        groups
            .iter()
            .zip(&self.fates)
            .map(|(arrived, status)| (arrived.id, verdict(status)))
            .collect()
    }
}
