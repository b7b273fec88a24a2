//! A page behind the locked head: what is there is read, what comes of it is written.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::{join3, try_join, try_join3};
use sync_contract::Code;
use uuid::Uuid;

use super::board::{Board, touched};
use super::page::{GroupStatus, Page};
use super::{Admitted, Arrival, Link, PushOutcome};
use crate::admission::{self, references};
use crate::database::Transaction;
use crate::ledger::{self, Chain, Decision, Standing};
use crate::problem::Result;
use crate::rows::{self, Held, RowKey, StoreError};

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Set-wise, and constraints are the commit's to check.
    Whole,
    /// Group by group, so that the database can refuse one and keep the others.
    Each,
}

#[derive(Debug)]
pub(super) enum Outcome {
    PushOutcome(PushOutcome),
    /// Since admission: it has to be asked again.
    PeopleChanged,
    /// By a constraint, in a page that was written as a whole: which group it was shows by writing each.
    Refused,
}

/// What is there before a page.
pub(super) struct Found {
    chain: Chain,
    /// Groups of the page that an earlier push brought.
    decided: HashMap<Uuid, Decision>,
    board: Board,
}

/// Reads all that a page is decided by. To be asked behind the locked head.
pub(super) async fn find(transaction: &Transaction<'_>, arrival: &Arrival) -> Result<Found> {
    let caller = arrival.caller;
    let ids: Vec<Uuid> = arrival.groups.iter().map(|group| group.id).collect();
    let touched: BTreeSet<RowKey> = arrival.groups().flat_map(touched).collect();
    let (chain, decided, mut board) = try_join3(
        ledger::chain(transaction, caller),
        ledger::decisions(transaction, caller.tenant, &ids),
        set_up(transaction, arrival, &touched),
    )
    .await?;
    if chain.has_beside {
        rows::load_beside(transaction, caller.tenant, &touched, &mut board.held).await?;
    }
    Ok(Found {
        chain,
        decided,
        board,
    })
}

/// Decides every group and writes what comes of it, behind the head that the caller has locked: whatever was found there
/// stays as it is. The caller commits what is settled and nothing else.
pub(super) async fn settle(
    transaction: &Transaction<'_>,
    mut standing: Standing,
    found: Found,
    arrival: &Arrival,
    admitted: &Admitted,
    mode: Mode,
) -> Result<Outcome> {
    let Found {
        chain,
        decided,
        mut board,
    } = found;
    let caller = arrival.caller;
    let tenant = caller.tenant;
    let is_repeat = match arrival.link {
        Some(link) => check_chain(link, &chain)?,
        None => false,
    };
    if standing.staff_stamp != admitted.stamp {
        return Ok(Outcome::PeopleChanged);
    }
    let groups = arrival.groups.iter().zip(&admitted.codes);
    let fates = groups.map(|(arrived, code)| match decided.get(&arrived.id) {
        Some(decision) if decision.hash != arrived.hash => GroupStatus::Forked,
        Some(decision) => GroupStatus::Remembered(decision.outcome),
        None => match (code, &arrived.group) {
            (Ok(()), Ok(group)) if !admission::is_of_device(group, &chain.numbers) => {
                GroupStatus::Rejected(Code::OutOfScope)
            }
            (code, _) => GroupStatus::from(*code),
        },
    });
    let mut page = Page::new(fates.collect());
    let first_seq = standing.head.seq + 1;
    let changed = match mode {
        Mode::Whole => page.run(&arrival.groups, &mut board, first_seq)?,
        Mode::Each => {
            page.run_each(transaction, tenant, &arrival.groups, &mut board, first_seq)
                .await?;
            BTreeSet::new()
        }
    };
    let accepted = page.accepted();
    if accepted > 0 {
        standing.head.seq += accepted;
        standing.head.mark = Uuid::from_bytes(rand::random());
        standing.staff_stamp = page.staff_stamp(standing.staff_stamp)?;
    }
    let entries = page.entries(&arrival.groups);
    let link = arrival.link.filter(|_| !is_repeat);
    let (stored, moved, kept) = join3(
        store(transaction, tenant, &board, &changed),
        async {
            match accepted {
                0 => Ok(()),
                _ => ledger::move_head(transaction, tenant, standing).await,
            }
        },
        async {
            let link = link.map(|link| (link.number, link.hash));
            ledger::keep(transaction, caller, &entries, link).await
        },
    )
    .await;
    // what a row was refused for comes first: after it, the database answers everything else with nothing but that
    match stored {
        Err(error) if error.refusal().is_some() => return Ok(Outcome::Refused),
        stored => stored?,
    }
    moved?;
    kept?;
    Ok(Outcome::PushOutcome(PushOutcome {
        verdicts: page.verdicts(&arrival.groups, is_repeat),
        head: standing.head,
        has_grown: accepted > 0,
    }))
}

/// Whether the push is the last one again. A gap, or another push under a number that was used, is a fork.
fn check_chain(link: Link, chain: &Chain) -> Result<bool, Code> {
    if chain.is_revoked {
        return Err(Code::DeviceRevoked);
    }
    let is_repeat = link.number == chain.number && link.hash == chain.hash;
    let is_next = chain.number.checked_add(1) == Some(link.number) && link.previous == chain.hash;
    if is_repeat || is_next {
        Ok(is_repeat)
    } else {
        Err(Code::ForkDetected)
    }
}

/// Reads from their tables the rows that the push touches, and finds out which of those exist that it only names.
async fn set_up(
    transaction: &Transaction<'_>,
    arrival: &Arrival,
    touched: &BTreeSet<RowKey>,
) -> Result<Board> {
    let tenant = arrival.caller.tenant;
    let named: BTreeSet<RowKey> = arrival
        .groups()
        .flat_map(references)
        .filter(|key| !touched.contains(key))
        .collect();
    let (held, present) = try_join(
        rows::load_declared(transaction, tenant, touched),
        rows::present(transaction, tenant, &named),
    )
    .await?;
    Ok(Board {
        held,
        present,
        now_ms: arrival.now_ms,
    })
}

async fn store(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    board: &Board,
    changed: &BTreeSet<RowKey>,
) -> Result<(), StoreError> {
    let rows: Vec<&Held> = changed
        .iter()
        .filter_map(|key| board.held.get(key))
        .collect();
    rows::store_whole(transaction, tenant, &rows).await
}

/// Writes one group's rows and asks the constraints at once.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    board: &Board,
    changed: &BTreeSet<RowKey>,
) -> Result<(), StoreError> {
    let rows: Vec<&Held> = changed
        .iter()
        .filter_map(|key| board.held.get(key))
        .collect();
    let defer = include_str!("../../queries/push/defer_constraints.sql");
    let check = include_str!("../../queries/push/check_constraints.sql");
    transaction.batch_execute(defer).await?;
    rows::store_whole(transaction, tenant, &rows).await?;
    transaction.batch_execute(check).await?;
    Ok(())
}
