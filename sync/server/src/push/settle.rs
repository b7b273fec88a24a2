//! What becomes of each group, decided behind the locked head.

use std::collections::BTreeSet;

use deadpool_postgres::Transaction;
use sync_contract::messages::Verdict;
use sync_contract::pull::Cursor;
use sync_contract::{Code, Group};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::board::{Board, touched};
use super::{Admitted, Arrival};
use crate::admission::{Arrived, references};
use crate::ledger::{self, Decision, Entry};
use crate::problem::{Problem, Result};
use crate::rows::{self, Held, RowKey, StoreError};

/// How long a device waits before it sends a group again that could not be decided.
const RETRY_AFTER_S: u32 = 5;

/// The outcome of a push that is about to be committed.
#[derive(Debug, Clone)]
pub struct Settled {
    /// One for each group, in the order of their coming.
    pub verdicts: Vec<(Uuid, Verdict)>,
    pub head: Cursor,
    /// Whether the head has moved.
    pub has_grown: bool,
}

/// Decides every group and writes what comes of it. None when the clinic's people changed since admission.
pub async fn settle(
    transaction: &mut Transaction<'_>,
    arrival: &Arrival,
    admitted: &Admitted,
) -> Result<Option<Settled>> {
    let caller = arrival.caller;
    let tenant = caller.tenant;
    let mut head = ledger::lock_head(transaction, tenant).await?;
    let is_repeat = check_chain(transaction, arrival).await?;
    if ledger::staff_stamp(transaction, tenant).await? != admitted.staff_stamp {
        return Ok(None);
    }
    let ids: Vec<Uuid> = arrival.groups.iter().map(|group| group.id).collect();
    let decided = ledger::decisions(transaction, tenant, &ids).await?;

    let mut page = Page {
        fates: Vec::with_capacity(ids.len()),
        refused: BTreeSet::new(),
        has_refused_gated: false,
    };
    for (arrived, code) in arrival.groups.iter().zip(&admitted.codes) {
        let fate = match decided.get(&arrived.id) {
            Some(decision) if decision.hash != arrived.hash => Fate::Forked,
            Some(decision) => Fate::Remembered(decision.outcome),
            None => Fate::from(*code),
        };
        page.fates.push(fate);
    }
    let mut board = set_up(transaction, arrival, &page).await?;
    let first_seq = head.seq + 1;

    let savepoint = transaction.savepoint("whole_push").await?;
    let mut whole = page.clone();
    let changed = whole.run(&arrival.groups, &mut board, first_seq)?;
    match write(&savepoint, tenant, &board, &changed).await {
        Ok(()) => {
            savepoint.commit().await?;
            page = whole;
        }
        Err(error) if refusal(&error).is_some() => {
            savepoint.rollback().await?;
            let mut board = set_up(transaction, arrival, &page).await?;
            page.run_each(transaction, tenant, &arrival.groups, &mut board, first_seq)
                .await?;
        }
        Err(error) => return Err(error.into()),
    }

    let accepted = page.accepted();
    if accepted > 0 {
        head.seq += accepted;
        head.mark = Uuid::from_bytes(rand::random());
        ledger::move_head(transaction, tenant, head).await?;
    }
    ledger::keep(transaction, caller, &page.entries(&arrival.groups)).await?;
    if let Some(link) = arrival.link.filter(|_| !is_repeat) {
        ledger::move_chain(transaction, caller, link.number, link.hash).await?;
    }
    Ok(Some(Settled {
        verdicts: page.verdicts(&arrival.groups, is_repeat),
        head,
        has_grown: accepted > 0,
    }))
}

/// Whether the push is the last one again. A gap, or another push under a number that was used, is a fork.
async fn check_chain(transaction: &Transaction<'_>, arrival: &Arrival) -> Result<bool> {
    let Some(link) = arrival.link else {
        return Ok(false);
    };
    let chain = ledger::chain(transaction, arrival.caller).await?;
    if chain.is_revoked {
        return Err(Code::DeviceRevoked.into());
    }
    let is_repeat = link.number == chain.number && link.hash == chain.hash;
    let is_next = chain.number.checked_add(1) == Some(link.number) && link.previous == chain.hash;
    if is_repeat || is_next {
        Ok(is_repeat)
    } else {
        Err(Code::ForkDetected.into())
    }
}

/// Reads every row that the push touches and finds out which of those exist that it only names.
async fn set_up(transaction: &Transaction<'_>, arrival: &Arrival, page: &Page) -> Result<Board> {
    let groups = arrival.groups.iter().zip(&page.fates);
    let open: Vec<&Group> = groups
        .filter(|(_, fate)| matches!(fate, Fate::Open))
        .filter_map(|(arrived, _)| arrived.group.as_ref().ok())
        .collect();
    let tenant = arrival.caller.tenant;
    let touched: BTreeSet<RowKey> = open.iter().flat_map(|group| touched(group)).collect();
    let named: BTreeSet<RowKey> = open
        .iter()
        .flat_map(|group| references(group))
        .filter(|key| !touched.contains(key))
        .collect();
    let held = rows::load_whole(transaction, tenant, &touched).await?;
    let present = rows::present(transaction, tenant, &named).await?;
    Ok(Board {
        held,
        present,
        now_ms: arrival.now_ms,
    })
}

async fn write(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    board: &Board,
    changed: &BTreeSet<RowKey>,
) -> Result<(), StoreError> {
    let rows: Vec<&Held> = changed
        .iter()
        .filter_map(|key| board.held.get(key))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    transaction
        .batch_execute(include_str!("../../queries/push/defer_constraints.sql"))
        .await?;
    rows::store_whole(transaction, tenant, &rows).await?;
    transaction
        .batch_execute(include_str!("../../queries/push/check_constraints.sql"))
        .await?;
    Ok(())
}

/// What a constraint says about the group that broke it; none when the database failed for another reason.
fn refusal(error: &StoreError) -> Option<Code> {
    let StoreError::Database(error) = error else {
        return None;
    };
    let state = error.code()?;
    if *state == SqlState::FOREIGN_KEY_VIOLATION {
        Some(Code::MissingReference)
    } else if *state == SqlState::UNIQUE_VIOLATION {
        Some(Code::NotUnique)
    } else if state.code().starts_with("23") || state.code().starts_with("22") {
        Some(Code::BadValue)
    } else {
        None
    }
}

/// What is known of a group so far.
#[derive(Debug, Clone, Copy)]
enum Fate {
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

impl From<Result<(), Code>> for Fate {
    fn from(admitted: Result<(), Code>) -> Fate {
        match admitted {
            Ok(()) => Fate::Open,
            Err(code) => Fate::Rejected(code),
        }
    }
}

#[derive(Debug, Clone)]
struct Page {
    fates: Vec<Fate>,
    /// Rows of groups that were refused: what builds on them waits.
    refused: BTreeSet<RowKey>,
    /// Later groups were admitted, or not, as if that one had come in.
    has_refused_gated: bool,
}

impl Page {
    /// Every group in memory. The answer names the rows to write.
    fn run(
        &mut self,
        groups: &[Arrived],
        board: &mut Board,
        mut seq: u64,
    ) -> Result<BTreeSet<RowKey>> {
        let mut changed = BTreeSet::new();
        for (at, arrived) in groups.iter().enumerate() {
            let Some(group) = self.turn(at, arrived) else {
                continue;
            };
            match board.apply(group, ledger::signed(seq)?) {
                Ok(rows) => {
                    changed.extend(rows);
                    self.fates[at] = Fate::Accepted(seq);
                    seq += 1;
                }
                Err(code) => self.refuse(at, arrived, code),
            }
        }
        Ok(changed)
    }

    /// Every group by itself, so that the database can refuse one and keep the others.
    async fn run_each(
        &mut self,
        transaction: &mut Transaction<'_>,
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
            let savepoint = transaction.savepoint("one_group").await?;
            match write(&savepoint, tenant, board, &changed).await {
                Ok(()) => {
                    savepoint.commit().await?;
                    for key in &changed {
                        if let Some(held) = board.held.get_mut(key) {
                            held.origin = held.origin_after();
                        }
                    }
                    self.fates[at] = Fate::Accepted(seq);
                    seq += 1;
                }
                Err(error) => {
                    let code = refusal(&error).ok_or_else(|| Problem::from(error))?;
                    savepoint.rollback().await?;
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
            Fate::Rejected(code) => {
                self.refuse(at, arrived, code);
                None
            }
            Fate::Remembered(Err(_)) | Fate::Forked => {
                self.spread(arrived);
                None
            }
            Fate::Open => {
                let group = arrived.group.as_ref().ok()?;
                let builds_on = |key: &RowKey| self.refused.contains(key);
                let waits =
                    touched(group).iter().any(builds_on) || references(group).iter().any(builds_on);
                if waits || self.has_refused_gated {
                    self.refused.extend(touched(group));
                    self.fates[at] = Fate::Deferred(Code::MissingReference);
                    return None;
                }
                Some(group)
            }
            _ => None,
        }
    }

    fn refuse(&mut self, at: usize, arrived: &Arrived, code: Code) {
        self.fates[at] = if self.has_refused_gated {
            Fate::Deferred(code)
        } else {
            Fate::Rejected(code)
        };
        self.spread(arrived);
    }

    fn spread(&mut self, arrived: &Arrived) {
        self.has_refused_gated |= arrived.is_gated();
        if let Ok(group) = &arrived.group {
            self.refused.extend(touched(group));
        }
    }

    fn accepted(&self) -> u64 {
        self.fates
            .iter()
            .map(|fate| u64::from(matches!(fate, Fate::Accepted(_))))
            .sum()
    }

    /// What is to be remembered: neither what was known before nor what could not be decided.
    fn entries(&self, groups: &[Arrived]) -> Vec<Entry> {
        groups
            .iter()
            .zip(&self.fates)
            .filter_map(|(arrived, fate)| {
                let outcome = match fate {
                    Fate::Accepted(seq) => Ok(*seq),
                    Fate::Rejected(code) => Err(*code),
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
                })
            })
            .collect()
    }

    fn verdicts(&self, groups: &[Arrived], is_repeat: bool) -> Vec<(Uuid, Verdict)> {
        let verdict = |fate: &Fate| match *fate {
            // the same page again is answered as it was
            Fate::Remembered(Ok(seq)) if is_repeat => Verdict::Accepted { seq },
            Fate::Remembered(Ok(seq)) => Verdict::Duplicate { seq },
            Fate::Accepted(seq) => Verdict::Accepted { seq },
            Fate::Remembered(Err(code)) | Fate::Rejected(code) => Verdict::Rejected { code },
            Fate::Forked => Verdict::Rejected {
                code: Code::ForkDetected,
            },
            Fate::Deferred(code) => Verdict::Deferred {
                code,
                retry_after_s: RETRY_AFTER_S,
            },
            Fate::Open => Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: RETRY_AFTER_S,
            },
        };
        groups
            .iter()
            .zip(&self.fates)
            .map(|(arrived, fate)| (arrived.id, verdict(fate)))
            .collect()
    }
}
