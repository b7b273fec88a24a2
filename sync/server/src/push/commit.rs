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
use crate::db::row_sizes::{of_siblings, row_sizes};
use crate::db::transaction::Transaction;
use crate::db::values::signed_len;
use crate::db::{rows, siblings, statements};
use crate::ops::blocking::run_blocking;
use crate::problem::{Problem, Result};
use crate::pull::feed;
use crate::push::admission;
use crate::push::erase;
use crate::push::push_log::{self, Decision, DeviceChain, check_chain};
use crate::push::received::{Admitted, ReceivedGroup, ReceivedPush};
use crate::push::references::references;
use crate::push::review;
use crate::push::row_set::{AdminClocks, MERGED_BYTES_MAX, RowSet, patients, written};
use crate::push::unseen::Unseen;
use crate::push::verdicts::{GroupStatus, PageVerdicts, PushOutcome};
use crate::push::writing::Writing;

/// Rows that one push reads behind the head; the groups after that are deferred. The pushes of a clinic come there one
/// after the other, and those of all clinics are no more than connections to the database.
const READ_BYTES_MAX: usize = 32 * 1024 * 1024;
/// So few rows are read without a look at their sizes.
const UNMEASURED_ROWS_MAX: usize = 16;

/// How the rows of a page are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMode {
    /// All at once; the commit checks the constraints.
    Together,
    /// In savepoints, so that the database can reject one group and keep the others.
    InHalves { written_in_vain_bytes: usize },
}

/// The result of one attempt to write a push.
#[derive(Debug)]
pub enum Attempt {
    Written(PushOutcome),
    /// The staff has changed since admission, which must be repeated.
    StaffChanged,
    /// A constraint broke while all groups were written together: written in halves, it shows which group broke it.
    ConstraintBroken {
        written_in_vain_bytes: usize,
    },
}

/// What the database has before a push: the rows that it touches, the device's chain, the groups that were decided.
pub struct StoredState {
    chain: DeviceChain,
    /// Groups of the page that an earlier push brought.
    decided: HashMap<Uuid, Decision>,
    rows: RowSet,
    readable: Readable,
    /// Of the positions that the page names, those of this history.
    positions: HashSet<Cursor>,
}

impl StoredState {
    /// Reads all that decides about a page, and the rows of its admitted groups. To be sent after the head is locked.
    pub async fn read(
        transaction: &Transaction<'_>,
        received: &ReceivedPush,
        admitted: &Admitted,
    ) -> Result<StoredState> {
        let caller = received.caller;
        let ids: Vec<Uuid> = received.groups.iter().map(|group| group.id).collect();
        let groups = received.groups.iter().zip(&admitted.verdicts);
        let groups = groups.filter(|(_, verdict)| verdict.is_ok());
        let groups = groups.filter_map(|(received, _)| received.group.as_ref().ok());
        let groups: Vec<&Group> = groups.collect();
        let touched = RowsTouched::by(&groups);
        // few rows are no more than fits, and read without another wait for the database
        let is_measured = touched.written.len() > UNMEASURED_ROWS_MAX;
        let keys: Vec<RowKey> = touched.written.iter().copied().collect();
        let (chain, decided, positions, (sizes, rows)) = try_join4(
            push_log::device_chain(transaction, caller),
            push_log::decisions(transaction, caller.tenant, &ids),
            feed::known_positions(transaction, caller.tenant, named_positions(received)),
            async {
                match is_measured {
                    true => {
                        let sizes = row_sizes(transaction, caller.tenant, &keys, false).await?;
                        Ok::<_, Problem>((sizes, None))
                    }
                    false => {
                        let rows = read_rows(transaction, received, &groups, &touched).await?;
                        Ok((HashMap::new(), Some(rows)))
                    }
                }
            },
        )
        .await?;
        let has_others = chain.has_siblings_or_unknown;
        let (mut rows, touched, readable) = match rows {
            Some(rows) => (rows, touched, Readable::default()),
            None => {
                let mut sizes = sizes;
                if has_others {
                    let others = of_siblings(transaction, caller.tenant, &keys).await?;
                    for (key, size) in others {
                        *sizes.entry(key).or_default() += size;
                    }
                }
                let readable = Readable::of(&groups, &sizes);
                let fitting: Vec<&Group> = groups
                    .into_iter()
                    .filter(|group| !readable.is_without_rows(group.id))
                    .collect();
                let touched = RowsTouched::by(&fitting);
                let rows = read_rows(transaction, received, &fitting, &touched).await?;
                (rows, touched, readable)
            }
        };
        if has_others {
            let touched = &touched.written | &touched.patients;
            siblings::load(transaction, caller.tenant, &touched, &mut rows.loaded).await?;
        }
        rows.note_damaged();
        Ok(StoredState {
            chain,
            decided,
            rows,
            readable,
            positions,
        })
    }
}

/// The rows that groups touch.
struct RowsTouched {
    written: BTreeSet<RowKey>,
    /// Those of them that are only the patients of written ones.
    patients: BTreeSet<RowKey>,
}

impl RowsTouched {
    fn by(groups: &[&Group]) -> RowsTouched {
        let of_groups = groups.iter().copied();
        let written: BTreeSet<RowKey> = of_groups.clone().flat_map(written).collect();
        let patients = of_groups.flat_map(patients);
        let patients = patients.filter(|patient| !written.contains(patient));
        RowsTouched {
            patients: patients.collect(),
            written,
        }
    }
}

/// Which groups of a page wait, since its rows are more than one push reads.
#[derive(Debug, Default)]
struct Readable {
    deferred: HashSet<Uuid>,
    /// Rows of one group that no push would read.
    too_large: HashSet<Uuid>,
}

impl Readable {
    /// Takes groups in their order while their rows fit, the first whatever they have.
    fn of(groups: &[&Group], sizes: &HashMap<RowKey, usize>) -> Readable {
        let mut readable = Readable::default();
        let (mut known, mut bytes) = (BTreeSet::new(), 0);
        for group in groups {
            let new: BTreeSet<RowKey> = written(group).difference(&known).copied().collect();
            let size = |key: &RowKey| sizes.get(key).copied().unwrap_or(0);
            let own: usize = new.iter().map(size).sum();
            if own > MERGED_BYTES_MAX {
                readable.too_large.insert(group.id);
            } else if !readable.deferred.is_empty() || (bytes > 0 && bytes + own > READ_BYTES_MAX) {
                readable.deferred.insert(group.id);
            } else {
                bytes += own;
                known.extend(new);
            }
        }
        readable
    }

    fn is_without_rows(&self, group: Uuid) -> bool {
        self.deferred.contains(&group) || self.too_large.contains(&group)
    }

    /// Decides about the admitted groups whose rows were not read.
    fn decide(&self, groups: &[ReceivedGroup], statuses: &mut [GroupStatus]) {
        for (received, status) in groups.iter().zip(statuses) {
            if !matches!(status, GroupStatus::Admitted) {
                continue;
            }
            if self.too_large.contains(&received.id) {
                *status = GroupStatus::Rejected(Code::TooLarge.into());
            } else if self.deferred.contains(&received.id) {
                *status = GroupStatus::Deferred(Code::Busy);
            }
        }
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
        readable,
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
    readable.decide(&received.groups, &mut statuses);
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
        WriteMode::InHalves {
            written_in_vain_bytes,
        } => {
            rows.writing = Writing::after(written_in_vain_bytes);
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
    let written_bytes = rows.writing.total_bytes();
    let spent = chain
        .budget
        .spend(verdicts.decided_bytes, written_bytes as u64, grown);
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
        Err(error) if error.rejection().is_some() => {
            return Ok(Attempt::ConstraintBroken {
                written_in_vain_bytes: written_bytes,
            });
        }
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
        written_bytes,
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

/// Reads the rows that groups touch from their tables, and which of those exist that they only reference.
async fn read_rows(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    groups: &[&Group],
    touched: &RowsTouched,
) -> Result<RowSet> {
    let tenant = received.caller.tenant;
    let RowsTouched { written, patients } = touched;
    let referenced: BTreeSet<RowKey> = groups
        .iter()
        .copied()
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
        ..RowSet::default()
    })
}

#[cfg(test)]
mod tests {
    use sync_contract::{CellState, CellWrite, Clock};

    use super::*;

    fn group(id: u128, rows: std::ops::Range<u128>) -> Group {
        let write = |row| CellWrite {
            entity: 20,
            row: Uuid::from_u128(row),
            patient: None,
            state: CellState {
                cell: 1,
                clock: Clock::default(),
                generation: 0,
                author: Uuid::nil(),
                secret_version: 1,
                clear: Vec::new(),
                sealed: None,
                tag: [0; 16],
                signature: None,
                replaces: Vec::new(),
            },
            base: Vec::new(),
        };
        Group {
            id: Uuid::from_u128(id),
            tenant: Uuid::nil(),
            action: Uuid::nil(),
            author: Uuid::nil(),
            device: 1,
            cursor: None,
            writes: rows.map(write).collect(),
            signature: [0; 64],
        }
    }

    #[test]
    fn groups_whose_rows_do_not_fit_wait_and_one_that_never_fits_is_refused() {
        let mib = 1024 * 1024;
        let key = |row| RowKey {
            entity: 20,
            row: Uuid::from_u128(row),
        };
        let sizes = (0..100).map(|row| (key(row), 4 * mib)).collect();
        let groups = [
            // 20 rows of 4 MiB
            group(1, 40..60),
            group(2, 0..7),
            // the same rows again cost nothing
            group(3, 0..7),
            group(4, 7..9),
            group(5, 9..10),
        ];
        let groups: Vec<&Group> = groups.iter().collect();
        let readable = Readable::of(&groups, &sizes);
        let ids =
            |ids: &[u128]| -> HashSet<Uuid> { ids.iter().copied().map(Uuid::from_u128).collect() };
        assert_eq!(readable.too_large, ids(&[1]));
        assert_eq!(readable.deferred, ids(&[4, 5]));
    }
}
