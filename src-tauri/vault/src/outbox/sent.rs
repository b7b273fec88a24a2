//! What the server has accepted or holds for a review, for thirty days: one that is restored from an older backup gets
//! it again.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, params};
use sync_contract::catalog::User;
use sync_contract::dependents::named_rows;
use sync_contract::entity::CREATED;
use sync_contract::merge::{accept, released};
use sync_contract::messages::Verdict;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{
    Catalog, CellState, CellWrite, Clock, Code, Entity, Group, Rejection, RowKey, Value, Wire,
};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::outbox::queue::{
    Line, Queued, REBUILD_GROUP, UNSIGNED, WriteKind, column, decode, forget_unread, retain_shown,
};
use crate::outbox::shadow::{Shadow, is_queued};
use crate::store::device::QueueLines;
use crate::store::rows::json;
use crate::store::{columns, rows, siblings};
use crate::vault::Vault;
use crate::vault::server;
use crate::verify::chain::{Chain, Prover};

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;
/// The devices do not complete a server that was restored from a backup older than this.
pub(crate) const STORED_US: i64 = 30 * DAY_US;
/// For so long the devices of a clinic send each other what their changes build on.
const LACKING_US_MAX: i64 = DAY_US;

/// Stores what the server accepted of the page that was sent, and those groups that it holds for a review, all at once.
/// To be called while it is in the queue. A group without a verdict is not accepted.
pub(super) fn store(
    conn: &Connection,
    page: impl Iterator<Item = Uuid>,
    verdicts: &[(Uuid, Verdict)],
    for_review: &HashSet<Uuid>,
    now_us: i64,
) -> Result<()> {
    let accepted = verdicts.iter().filter(|(_, verdict)| {
        matches!(
            verdict,
            Verdict::Accepted { .. } | Verdict::Duplicate { .. }
        )
    });
    let accepted: HashSet<Uuid> = accepted.map(|(group, _)| *group).collect();
    // mostly none
    let others =
        json(page.filter(|group| !accepted.contains(group) && !for_review.contains(group)));
    conn.prepare_cached(statement!("outbox", "insert_sent"))?
        .execute(params![now_us, others])?;
    Ok(())
}

/// Deletes a group that a person decided against, so that no server gets it again.
pub(super) fn forget(conn: &Connection, group: Uuid) -> Result<()> {
    conn.prepare_cached(statement!("erasures", "delete_left"))?
        .execute([group.as_bytes()])?;
    Ok(())
}

/// Deletes what was accepted too long ago. A clock that was wrong for a while, this computer's or the server's, lets
/// nothing go early: what is accepted counts from the later of the two, and is old by the earlier.
pub(crate) fn forget_old(vault: &Vault) -> Result<()> {
    let now_us = vault.now_us()?;
    let Some(server_us) = vault.server_us() else {
        return Ok(());
    };
    vault
        .conn
        .prepare_cached(statement!("outbox", "forget_sent"))?
        .execute([now_us.min(server_us).saturating_sub(STORED_US)])?;
    Ok(())
}

/// Returns whether a group may be rejected only because another device has not sent again yet what a restored server
/// lacks. An admin-signed one that was sent again is not, where the server has a later version by now: nothing makes
/// that one go.
pub(super) fn may_be_lacking(
    conn: &Connection,
    prover: Prover<'_>,
    queued: &Queued,
    rejection: Rejection,
    now_us: i64,
) -> Result<bool> {
    let resent = queued.resent_at_us;
    if resent.is_none() {
        return is_new_lacking(conn, prover, queued, rejection.code, now_us);
    }
    let Some(wait_us) = longest_wait_us(rejection.code, resent.is_some()) else {
        return Ok(false);
    };
    let is_recent = |at_us: i64| now_us.saturating_sub(at_us) < wait_us;
    if !resent.is_some_and(is_recent) {
        return Ok(false);
    }
    if !can_come(conn, prover, queued, rejection.code)? {
        return Ok(false);
    }
    let (Code::StaleBase, Some(entity), Some(row)) =
        (rejection.code, rejection.entity, rejection.row)
    else {
        return Ok(true);
    };
    let server = Shadow::load(conn, (entity, row))?.filter(|shadow| shadow.seq > 0);
    let group = queued.group()?;
    let is_overtaken = server.is_some_and(|shadow| {
        let mut own = group.writes.iter();
        own.any(|write| {
            let current = shadow.row.cell(write.state.cell);
            write.row_key() == (entity, row)
                && current.is_some_and(|state| state.clock > write.state.clock)
        })
    });
    Ok(!is_overtaken)
}

/// Returns whether a server may still hold for a review what it has rejected of a revoked device: it does not know yet
/// that the device was revoked, or lacks what [`may_be_lacking`]. What no review can admit it never holds.
pub(super) fn may_be_reviewed_later(
    conn: &Connection,
    prover: Prover<'_>,
    queued: &Queued,
    rejection: Rejection,
    now_us: i64,
) -> Result<bool> {
    match rejection.code {
        _ if queued.kind == WriteKind::AdminSignedPending => Ok(false),
        Code::Purged
        | Code::Withdrawn
        | Code::ForkDetected
        | Code::Malformed
        | Code::TooLarge
        | Code::WrongTenant => Ok(false),
        Code::BadSignature | Code::OutOfScope => {
            may_be_lacking(conn, prover, queued, rejection, now_us)
        }
        _ => Ok(true),
    }
}

/// Returns a verdict as this device takes it. What a server puts off since no key signed it that it knows is rejected
/// where this device knows none either, or where no other device has sent one again in all the time.
pub(super) fn as_far_as_known(
    conn: &Connection,
    prover: Prover<'_>,
    queued: &Queued,
    verdict: Verdict,
    now_us: i64,
) -> Result<Verdict> {
    let Verdict::Deferred {
        code: code @ Code::BadSignature,
        ..
    } = verdict
    else {
        return Ok(verdict);
    };
    let mut statement = conn.prepare_cached(statement!("device", "revoked_at"))?;
    let mut rows = statement.query([])?;
    let revoked_us = match rows.next()? {
        Some(row) => columns::integer(row, 0)?,
        None => None,
    };
    // without a time nothing is given up
    let since_us = queued.resent_at_us.or(revoked_us).unwrap_or(now_us);
    let is_recent = now_us.saturating_sub(since_us) < STORED_US;
    Ok(match is_recent && can_come(conn, prover, queued, code)? {
        true => verdict,
        false => Verdict::Rejected(code.into()),
    })
}

/// How long a group waits for what a restored server lost: for its author's newer key as long as the devices store what
/// they sent, for anything else as long as they need to send each other theirs. One that the server never had waits for
/// a key, a right or a row alone.
fn longest_wait_us(code: Code, was_sent: bool) -> Option<i64> {
    match code {
        Code::BadSignature => Some(STORED_US),
        Code::MissingReference | Code::MissingRight | Code::OutOfScope => Some(LACKING_US_MAX),
        // nothing that another device sends makes that one go
        Code::Withdrawn => None,
        _ => was_sent.then_some(LACKING_US_MAX),
    }
}

/// Returns whether a group that the server never had may be rejected only because it lost what the group needs: this
/// device has met it restored. A number that the device took for a reason of its own says nothing of the server.
fn is_new_lacking(
    conn: &Connection,
    prover: Prover<'_>,
    queued: &Queued,
    code: Code,
    now_us: i64,
) -> Result<bool> {
    let Some(wait_us) = longest_wait_us(code, false) else {
        return Ok(false);
    };
    let restored_us = server::read(conn)?.and_then(|server| server.restored_at_us);
    let is_recent = restored_us.is_some_and(|at_us| now_us.saturating_sub(at_us) < wait_us);
    if !is_recent || queued.kind != WriteKind::Plain {
        return Ok(false);
    }
    can_come(conn, prover, queued, code)
}

/// Returns whether another device may still send what the group lacks. A signature that is none here, too, is none
/// anywhere, such as one by a key that a later one replaced without naming it; and nothing gives a right to an author
/// whom an admin deactivated.
fn can_come(conn: &Connection, prover: Prover<'_>, queued: &Queued, code: Code) -> Result<bool> {
    match code {
        Code::BadSignature => Ok(is_signed(&prover.over(conn)?, &queued.group()?)),
        Code::MissingRight => Ok(!is_inactive(conn, prover, queued.head.author)?),
        _ => Ok(true),
    }
}

/// Returns whether an admin deactivated a user, as far as this device has the signed row.
pub(super) fn is_inactive(conn: &Connection, prover: Prover<'_>, user: Uuid) -> Result<bool> {
    let row = match prover.over(conn)?.row(conn, User::DESCRIPTOR, user) {
        Err(Error::Altered) => return Ok(false),
        row => row?,
    };
    let is_active = |row: &RowState| User::FIELD.is_active.in_row(row) == Some(&Value::Bool(true));
    Ok(row.is_some_and(|row| row.is_deleted() || !is_active(&row)))
}

/// Returns whether the author signed a group with a key that was theirs then, as far as this device knows.
pub(super) fn is_signed(chain: &Chain<'_>, group: &Group) -> bool {
    let clocks = group.writes.iter().map(|write| write.state.clock.unix_us());
    let keys = clocks.max().map(|at_us| chain.keys_at(group.author, at_us));
    let input = group.signing_input();
    let verifies = |key: &VerifyKey| {
        let verified = key.verify(Purpose::Group, &input, &group.signature);
        verified.is_ok()
    };
    keys.unwrap_or_default().iter().any(verifies)
}

/// Queues again what the server had accepted, with its bytes, in its order and before all that waits. What it writes is
/// shown as before, by the rule for all that waits: what the server refuses now is not shown as if it were there. What
/// another program edited is left out: nothing else knows it. Returns how many groups that are. `queue` are the lines
/// of this device's row, which the caller stores.
pub(crate) fn resend(conn: &Connection, queue: &mut QueueLines, now_us: i64) -> Result<usize> {
    // the numbers of another history
    conn.execute(statement!("outbox", "shadow_unfollowed"), [])?;
    forget_resent(conn, queue)?;
    let mut known: HashSet<Uuid> = lines(conn, queue)?
        .iter()
        .map(|line| line.group.id)
        .collect();
    let count = statement!("outbox", "count_sent");
    let count: i64 = conn.query_row(count, [], |row| row.get(0))?;
    let mut numbers = queue.take_earlier(count);
    let mut statement = conn.prepare_cached(statement!("outbox", "sent"))?;
    let mut rows = statement.query([])?;
    let (mut groups, mut left) = (0, Vec::new());
    while let Some((row, seq)) = rows.next()?.zip(numbers.next()) {
        let read = Queued::read_tagged(row, seq)?;
        let signature = |sent: &Queued| Some(sent.group().ok()?.signature);
        let is_left = read.as_ref().and_then(signature) == Some(UNSIGNED);
        // an unsigned line without a valid tag was inserted by another program: it is never signed
        let is_ours = !is_left || row.get::<_, bool>(column::IS_TAGGED)?;
        let Some(sent) = read.filter(|sent| is_ours && sent.group().is_ok()) else {
            tracing::warn!("what the server had accepted was edited and is not sent again");
            queue.remove(seq);
            continue;
        };
        // the server refuses a page that has a group twice
        if !known.insert(sent.head.id) {
            queue.remove(seq);
            continue;
        }
        Line {
            seq,
            head: &sent.head,
            name: row.get_ref(column::NAME)?.as_str().unwrap_or(REBUILD_GROUP),
            created_at_us: row.get_ref(column::CREATED_AT)?.as_i64().unwrap_or(now_us),
            // what was accepted was applied
            kind: match sent.kind {
                WriteKind::Plain => WriteKind::Plain,
                _ => WriteKind::AdminSigned,
            },
            resent_at_us: Some(now_us),
            bytes: &sent.bytes,
        }
        .insert(conn)?;
        groups += 1;
        left.extend(is_left.then_some((seq, sent.head.id)));
    }
    link_rows(conn, queue)?;
    drop(rows);
    // its rows are shown as they are until its author signs it anew, or a person decides
    let purged = Rejection::from(Code::Purged).to_bytes();
    for (seq, group) in left {
        conn.execute(statement!("erasures", "queue_left"), params![seq, purged])?;
        conn.execute(statement!("erasures", "delete_left"), [group.as_bytes()])?;
    }
    Ok(groups)
}

/// Takes out of the queue what was queued once more before: it is still among what the server had accepted. What this
/// device knows of the server's rows has it again.
fn forget_resent(conn: &Connection, queue: &mut QueueLines) -> Result<()> {
    for line in lines(conn, queue)? {
        let Some(shown) = line.shown else { continue };
        let mut writes = line.group.writes;
        retain_shown(&mut writes, Some(&shown));
        for key in writes
            .iter()
            .map(CellWrite::row_key)
            .collect::<BTreeSet<RowKey>>()
        {
            let shadow = Shadow::load(conn, key)?;
            let mut shadow = shadow.unwrap_or_else(|| Shadow::new(rows::empty(key.0, key.1, None)));
            if shadow.is_readable {
                accept(&mut shadow.row, Catalog::by_number(key.0), &writes);
                shadow.store(conn)?;
            }
        }
        forget_unread(conn, queue, line.seq)?;
    }
    Ok(())
}

/// A group in the queue.
struct QueuedGroup {
    seq: i64,
    /// Of one that was queued again: which of its writes are shown.
    shown: Option<Vec<u8>>,
    group: Group,
}

/// Returns the groups in the queue, without those that another program edited.
fn lines(conn: &Connection, queue: &QueueLines) -> Result<Vec<QueuedGroup>> {
    let mut statement = conn.prepare(statement!("outbox", "in_queue"))?;
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        let bytes = row.get_ref(2)?.as_blob().ok();
        if let Some(Ok(group)) = bytes.map(decode).filter(|_| queue.contains(seq)) {
            let shown = row.get(1)?;
            lines.push(QueuedGroup { seq, shown, group });
        }
    }
    Ok(lines)
}

/// Links the rows of the groups that were queued again, as far as these show anything. Of each this device keeps what
/// the server has without them, as far as it is known: the pages that follow bring the server's own version.
fn link_rows(conn: &Connection, queue: &QueueLines) -> Result<()> {
    let lines = lines(conn, queue)?;
    let mut known: HashMap<RowKey, ResentRow> = HashMap::new();
    let mut insert = conn.prepare(statement!("outbox", "insert_row"))?;
    let mut note = conn.prepare(statement!("outbox", "note_resent_writes"))?;
    for QueuedGroup { seq, group, .. } in lines.iter().filter(|line| line.shown.is_some()) {
        let mut shown: Vec<u8> = Vec::new();
        for (index, write) in (0_u16..).zip(&group.writes) {
            let key = write.row_key();
            let patient = write.patient.map(Uuid::into_bytes);
            if ResentRow::of(&mut known, conn, key)?.note(write) {
                shown.extend(index.to_be_bytes());
                insert.execute(params![key.0, key.1.as_bytes(), seq, patient])?;
            }
            if let Some(of) = released(write) {
                let key = (of.entity, of.row);
                ResentRow::of(&mut known, conn, key)?;
                insert.execute(params![key.0, key.1.as_bytes(), seq, None::<[u8; 16]>])?;
            }
        }
        note.execute(params![seq, shown])?;
    }
    for (key, ResentRow { row, written, .. }) in known.into_iter().filter(|of| !of.1.is_lost) {
        let Some(mut row) = row else {
            continue;
        };
        let is_written = |state: &CellState| written.contains(&(state.cell, state.clock));
        // what was written once with the row goes with the last of its other cells
        let is_made = row.cell(CREATED).is_some_and(is_written);
        let is_other = |state: &CellState| state.cell == CREATED || !is_written(state);
        row.cells.retain(is_other);
        row.siblings.retain(is_other);
        let has_cells = row.cells.iter().any(|state| state.cell != CREATED);
        match is_made && !has_cells && row.siblings.is_empty() {
            true => Shadow::delete(conn, key)?,
            false => Shadow::new(row).store(conn)?,
        }
    }
    let mut insert = conn.prepare(statement!("outbox", "insert_reference"))?;
    for QueuedGroup { seq, group, .. } in &lines {
        for row in group.writes.iter().flat_map(named_rows) {
            if is_queued(conn, row)? {
                insert.execute(params![row.as_bytes(), seq])?;
            }
        }
    }
    Ok(())
}

/// A row that groups write which were queued again.
struct ResentRow {
    /// What the server had of it, as far as this device knows.
    row: Option<RowState>,
    /// Those of its versions that the groups wrote.
    written: HashSet<(u8, Clock)>,
    /// Another program edited what was known of it beyond reading.
    is_lost: bool,
}

impl ResentRow {
    fn of<'a>(
        known: &'a mut HashMap<RowKey, Self>,
        conn: &Connection,
        key: RowKey,
    ) -> Result<&'a mut Self> {
        Ok(match known.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(entry) => {
                let shadow = Shadow::load(conn, key)?;
                let is_lost = shadow.as_ref().is_some_and(|shadow| !shadow.is_readable);
                let row = match shadow.filter(|_| !is_lost) {
                    Some(shadow) => Some(shadow.row),
                    None => siblings::load_full(conn, key.0, key.1)?,
                };
                entry.insert(Self {
                    row,
                    written: HashSet::new(),
                    is_lost,
                })
            }
        })
    }

    /// Notes a write, and returns whether the row has it.
    fn note(&mut self, write: &CellWrite) -> bool {
        let version = (write.state.cell, write.state.clock);
        let rows = self.row.iter();
        let mut versions = rows.flat_map(|row| row.cells.iter().chain(&row.siblings));
        let has_it = versions.any(|state| (state.cell, state.clock) == version);
        if has_it {
            self.written.insert(version);
        }
        has_it
    }
}

/// Lets the groups be sent once more that lacked what they build on.
pub(crate) fn retry(vault: &mut Vault) -> Result<()> {
    vault.change_queue(|vault| {
        let retried = statement!("outbox", "note_retried");
        vault.conn.prepare_cached(retried)?.execute([])?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::messages::PushAnswer;
    use sync_contract::protocol::Replica;
    use sync_contract::pull::Cursor;

    use super::*;
    use crate::testing::{accept_all, clinic, count, register};
    use crate::unlocked::Unlocked;

    /// A clock that was ahead or behind during one sync, here or at the server, lets nothing go early.
    #[test]
    fn a_clock_that_was_wrong_takes_nothing_from_what_was_sent() {
        const DAYS_40_MS: i64 = 40 * 24 * 3_600_000;
        for (here_ms, server_ms) in [
            (DAYS_40_MS, 0),
            (-DAYS_40_MS, 0),
            (0, DAYS_40_MS),
            (0, -DAYS_40_MS),
        ] {
            let (machine, mut unlocked) = clinic();
            let sync = |unlocked: &mut Unlocked, here_ms: i64, server_ms: i64| {
                let vault = &mut unlocked.vault;
                let right_ms = vault.env.clock.now_ms().cast_signed();
                machine.clock.advance_ms(here_ms);
                vault.retry().unwrap();
                let [server, here] = [server_ms, here_ms]
                    .map(|off_ms| right_ms.saturating_add(off_ms).cast_unsigned());
                vault.note_server_time(server, here).unwrap();
                accept_all(vault);
                machine.clock.advance_ms(-here_ms);
                count(vault, "select count(*) from sent_groups")
            };
            let first = sync(&mut unlocked, 0, 0);
            register(&mut unlocked, "Okafor");
            let sent = sync(&mut unlocked, here_ms, server_ms);
            assert_eq!(sent, first + 1);
            assert_eq!(sync(&mut unlocked, 0, 0), sent);
            // it goes at last
            let late = 2 * DAYS_40_MS;
            assert!(sync(&mut unlocked, late, late) < sent);
        }
    }

    /// A refusal is one, whatever number this device has taken for a reason of its own, and stops no other act. Only a
    /// server that was restored may lack what another device still sends.
    #[test]
    fn a_new_number_lets_no_refused_change_wait() {
        for is_restored in [false, true] {
            let (_machine, mut unlocked) = clinic();
            let vault = &mut unlocked.vault;
            vault.set_server("https://server.example", None).unwrap();
            accept_all(vault);
            vault.renumber(7).unwrap();
            accept_all(vault);
            if is_restored {
                let now_us = vault.now_us().unwrap();
                vault.set_restored(Some(now_us)).unwrap();
            }
            register(&mut unlocked, "Okafor");
            let vault = &mut unlocked.vault;
            let push = vault.next_push().unwrap().unwrap();
            let refused = |group: &Vec<u8>| {
                let id = Uuid::from_slice(&group[..16]).unwrap();
                (id, Verdict::Rejected(Code::MissingRight.into()))
            };
            let answer = PushAnswer {
                verdicts: push.groups.iter().map(refused).collect(),
                head: Cursor::start(Uuid::nil()),
            };
            let outcome = vault.apply_verdicts(&push, &answer).unwrap();
            let waits = usize::from(is_restored);
            assert_eq!((outcome.deferred, outcome.rejected), (waits, 1 - waits));
            assert_eq!(vault.refused().unwrap().len(), 1 - waits);
        }
    }

    /// What a relay, or a broken server, answers in the place of verdicts never counts as accepted.
    #[test]
    fn a_group_without_a_verdict_is_sent_again_and_only_once() {
        let (_machine, mut unlocked) = clinic();
        accept_all(&mut unlocked.vault);
        let before = count(&unlocked.vault, "select count(*) from sent_groups");
        register(&mut unlocked, "Okafor");
        let vault = &mut unlocked.vault;
        for verdicts in [vec![], vec![(Uuid::max(), Verdict::Accepted { seq: 7 })]] {
            let push = vault.next_push().unwrap().unwrap();
            let head = Cursor::start(Uuid::nil());
            let answer = PushAnswer { verdicts, head };
            let outcome = vault.apply_verdicts(&push, &answer).unwrap();
            assert_eq!((outcome.accepted, outcome.rejected), (0, 0));
            let sent = count(vault, "select count(*) from sent_groups");
            assert_eq!(sent, before);
        }
        accept_all(vault);
        // another program copies what was sent, and the server is restored from a backup
        let copy = "insert into sent_groups
            (group_id, action, name, author, created_at, cells, admin_signed, sent_at, bytes)
            select group_id, action, name, author, created_at, cells, admin_signed, sent_at, bytes from sent_groups";
        vault.conn.execute(copy, []).unwrap();
        for number in [7, 8] {
            vault.renumber(number).unwrap();
            let push = vault.next_push().unwrap().unwrap();
            let ids: HashSet<&[u8]> = push.groups.iter().map(|group| &group[..16]).collect();
            assert_eq!(ids.len(), push.groups.len());
            assert!(ids.len() > 1);
        }
        assert_eq!(
            count(
                vault,
                "select count(*) - count(distinct group_id) from queue"
            ),
            0
        );
        accept_all(vault);
        assert_eq!(count(vault, "select count(*) from queue"), 0);
    }
}
