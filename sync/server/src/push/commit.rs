//! Decides and writes a push behind the locked head.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use futures_util::future::{join3, try_join3, try_join4};
use sync_contract::merge::{FIRST_PUSH_MS, is_patient_deletion};
use sync_contract::pull::Cursor;
use sync_contract::{Code, Group, statement};
use uuid::Uuid;

use crate::db::feed_head::{self, FeedHead};
use crate::db::loaded_row::RowKey;
use crate::db::transaction::Transaction;
use crate::db::values::signed_len;
use crate::db::{rows, siblings, statements};
use crate::ops::blocking::run_blocking;
use crate::problem::Result;
use crate::pull::feed;
use crate::push::admission;
use crate::push::erase;
use crate::push::push_log::{self, Decision, DeviceChain, check_chain};
use crate::push::received::{Admitted, ReceivedPush};
use crate::push::references::references;
use crate::push::review;
use crate::push::row_set::{AdminClocks, RowSet, patients, written};
use crate::push::unseen::Unseen;
use crate::push::verdicts::{GroupStatus, PageVerdicts, PushOutcome};

/// How the rows of a page are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMode {
    /// All at once; the commit checks the constraints.
    Together,
    /// In savepoints, so that the database can reject one group and keep the others.
    InHalves,
}

/// The result of one attempt to write a push.
#[derive(Debug)]
pub enum Attempt {
    Written(PushOutcome),
    /// The staff has changed since admission, which must be repeated.
    StaffChanged,
    /// A constraint broke while all groups were written together: written in halves, it shows which group broke it.
    ConstraintBroken,
}

/// What the database has before a push: the rows that it touches, the device's chain, the groups that were decided.
pub struct StoredState {
    chain: DeviceChain,
    /// Groups of the page that an earlier push brought.
    decided: HashMap<Uuid, Decision>,
    rows: RowSet,
    /// Of the positions that the page names, those of this history.
    positions: HashSet<Cursor>,
}

impl StoredState {
    /// Reads all that decides about a page. To be sent after the head is locked.
    pub async fn read(
        transaction: &Transaction<'_>,
        received: &ReceivedPush,
    ) -> Result<StoredState> {
        let caller = received.caller;
        let ids: Vec<Uuid> = received.groups.iter().map(|group| group.id).collect();
        let written: BTreeSet<RowKey> = received.decoded().flat_map(written).collect();
        let patients: BTreeSet<RowKey> = received
            .decoded()
            .flat_map(patients)
            .filter(|patient| !written.contains(patient))
            .collect();
        let (chain, decided, mut rows, positions) = try_join4(
            push_log::device_chain(transaction, caller),
            push_log::decisions(transaction, caller.tenant, &ids),
            read_rows(transaction, received, &written, &patients),
            feed::known_positions(transaction, caller.tenant, named_positions(received)),
        )
        .await?;
        if chain.has_siblings_or_unknown {
            let touched = &written | &patients;
            siblings::load(transaction, caller.tenant, &touched, &mut rows.loaded).await?;
        }
        Ok(StoredState {
            chain,
            decided,
            rows,
            positions,
        })
    }
}

/// Decides every group and writes the result. The caller has locked the head, and commits what is
/// [`Attempt::Written`] and nothing else.
///
/// # Errors
/// `UnknownCursor` for a device that has followed another history, `ForkDetected` when its chain is broken,
/// `DeviceRevoked`.
pub async fn write_push(
    transaction: &Transaction<'_>,
    mut head: FeedHead,
    stored: StoredState,
    received: &Arc<ReceivedPush>,
    admitted: &Admitted,
    mode: WriteMode,
) -> Result<Attempt> {
    let StoredState {
        chain,
        decided,
        mut rows,
        mut positions,
    } = stored;
    let caller = received.caller;
    let tenant = caller.tenant;
    positions.extend([Cursor::start(head.position.timeline), head.position]);
    if received.link.is_some() && chain.is_revoked {
        return Err(Code::DeviceRevoked.into());
    }
    let is_unknown = |cursor: Cursor| !positions.contains(&cursor);
    if received.cursor.is_some_and(is_unknown) {
        // this server was restored from a backup: without this check the push would look like that of a copy of the
        // device
        return Err(Code::UnknownCursor.into());
    }
    let is_repeat = match received.link {
        Some(link) => check_chain(link, &chain, received.arrived)?,
        None => false,
    };
    if head.staff_stamp != admitted.staff_stamp {
        return Ok(Attempt::StaffChanged);
    }
    let mut statuses = statuses_before_rows(received, admitted, &decided, &chain, is_repeat);
    if chain.has_reviews || !admitted.for_review.is_empty() {
        review::take_in_waiting(transaction, received, admitted, &chain, &mut statuses).await?;
    }
    let mut verdicts = PageVerdicts::new(statuses, received.link.map(|_| chain.budget));
    let first_seq = head.position.seq + 1;
    rows.own_numbers.clone_from(&chain.own_numbers);
    rows.numbers = chain.numbers.clone();
    // a device that joins has not asked this server for the time yet
    let is_first_push = received.link.is_some() && !chain.has_ended_first_push;
    let is_bound = received.link.is_some() && chain.has_ended_first_push;
    rows.admin_clocks = is_bound.then_some(AdminClocks {
        device_number: caller.device_number,
    });
    // a clinic that was made while its clock was a century ahead is not left without a server for that
    if is_first_push {
        rows.now_ms = FIRST_PUSH_MS;
    }
    rows.unseen = Unseen::read(transaction, received, admitted, head.position, positions).await?;
    rows.only_created.clone_from(&admitted.only_created);
    let bytes_before = rows.bytes();
    let bytes = received.bytes() + bytes_before;
    let changed = match mode {
        WriteMode::Together => {
            let received = Arc::clone(received);
            let work = move || {
                let changed = verdicts.apply_all(&received.groups, &mut rows, first_seq);
                (changed, verdicts, rows)
            };
            let merged = run_blocking(bytes, work).await?;
            verdicts = merged.1;
            rows = merged.2;
            merged.0?
        }
        WriteMode::InHalves => {
            verdicts
                .write_halves(transaction, tenant, &received.groups, &mut rows, first_seq)
                .await?;
            BTreeSet::new()
        }
    };
    let accepted = verdicts.accepted();
    if accepted > 0 {
        head.position.seq += accepted;
        head.position.history_mark = Uuid::from_bytes(rand::random());
        head.staff_stamp = verdicts.staff_stamp(head.staff_stamp)?;
    }
    let entries = verdicts.log_entries(&received.groups);
    let grown = signed_len(rows.bytes())? - signed_len(bytes_before)?;
    let spent = chain.budget.spend(verdicts.decided_bytes, grown);
    let link = received.link.filter(|_| !is_repeat);
    let (rows_written, head_moved, logged) = join3(
        rows.write(transaction, tenant, &changed),
        async {
            match accepted {
                0 => Ok(()),
                _ => feed_head::advance(transaction, tenant, head).await,
            }
        },
        async {
            let link = link.map(|link| (link.number, link.hash));
            push_log::append(transaction, caller, &entries, link, spent).await
        },
    )
    .await;
    // the constraint that a row broke comes first: every later statement fails only because the transaction is aborted
    match rows_written {
        Err(error) if error.rejection().is_some() => return Ok(Attempt::ConstraintBroken),
        rows_written => rows_written?,
    }
    head_moved?;
    logged?;
    let keyed: Vec<Uuid> = verdicts.keyed(&received.groups).into_iter().collect();
    if !keyed.is_empty() {
        let text = statement!("push", "note_keys");
        statements::run(transaction, text, &[&tenant, &keyed]).await?;
    }
    let erased = verdicts.erased(&received.groups);
    erase::patients(transaction, tenant, &erased).await?;
    Ok(Attempt::Written(PushOutcome {
        verdicts: verdicts.verdicts(&received.groups, is_repeat),
        position: head.position,
        has_grown: accepted > 0,
    }))
}

/// What is known of each group before its rows are looked at. A rejected one is judged anew in a later push, since the
/// cause may have ended; a repeated push gets the verdicts that it got before.
fn statuses_before_rows(
    received: &ReceivedPush,
    admitted: &Admitted,
    decided: &HashMap<Uuid, Decision>,
    chain: &DeviceChain,
    is_repeat: bool,
) -> Vec<GroupStatus> {
    let groups = received.groups.iter().zip(&admitted.verdicts);
    let statuses = groups.map(|(received, code)| match decided.get(&received.id) {
        Some(decision) if decision.hash != received.hash => GroupStatus::Forked,
        Some(decision) if is_repeat || decision.is_final() => {
            GroupStatus::DecidedBefore(decision.outcome)
        }
        _ => match (code, &received.group) {
            (Ok(()), Ok(group)) if !admission::is_of_device(group, &chain.numbers) => {
                GroupStatus::Rejected(Code::OutOfScope.into())
            }
            (code, _) => GroupStatus::from(*code),
        },
    });
    statuses.collect()
}

/// Returns the positions that a page names: that of its device, and those that the authors of patient deletions had
/// seen.
fn named_positions(received: &ReceivedPush) -> impl Iterator<Item = Cursor> {
    let deletes = |group: &&Group| group.writes.iter().any(is_patient_deletion);
    let deleting = received.decoded().filter(deletes);
    let seen = deleting.filter_map(|group| group.cursor);
    received.cursor.into_iter().chain(seen)
}

/// Reads the rows that the push touches from their tables, and which of those exist that it only references.
async fn read_rows(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    written: &BTreeSet<RowKey>,
    patients: &BTreeSet<RowKey>,
) -> Result<RowSet> {
    let tenant = received.caller.tenant;
    let referenced: BTreeSet<RowKey> = received
        .decoded()
        .flat_map(references)
        .filter(|key| !written.contains(key))
        .collect();
    let (mut loaded, deleted, existing) = try_join3(
        rows::load_table_rows(transaction, tenant, written),
        rows::load_deleted_patients(transaction, tenant, patients),
        rows::existing(transaction, tenant, &referenced),
    )
    .await?;
    loaded.extend(deleted);
    Ok(RowSet {
        loaded,
        existing,
        now_ms: received.now_ms,
        numbers: Vec::new(),
        own_numbers: Vec::new(),
        admin_clocks: None,
        unseen: Unseen::default(),
        only_created: BTreeSet::new(),
        merged_bytes: 0,
    })
}
