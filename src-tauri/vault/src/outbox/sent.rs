//! What the server has accepted, for thirty days: one that is restored from an older backup gets it again.

use rusqlite::{Connection, params};
use sync_contract::messages::Verdict;
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::{Line, Queued, REBUILD_GROUP, WriteKind};
use crate::store::device::QueueLines;
use crate::store::rows::json;
use crate::vault::Vault;

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;
/// A backup of the server that is older than this is not made whole by the devices.
const STORED_US: i64 = 30 * DAY_US;
/// For so long the devices of a clinic send each other what their changes build on.
const LACKING_US_MAX: i64 = DAY_US;

/// Stores what the server accepted of the page that was sent, all at once. To be called while it is in the queue.
pub(super) fn store(conn: &Connection, verdicts: &[(Uuid, Verdict)], now_us: i64) -> Result<()> {
    let is_accepted = |verdict: &Verdict| {
        matches!(
            verdict,
            Verdict::Accepted { .. } | Verdict::Duplicate { .. }
        )
    };
    let others = verdicts.iter().filter(|(_, verdict)| !is_accepted(verdict));
    let others = json(others.map(|(group, _)| *group));
    conn.prepare_cached(statement!("outbox", "insert_sent"))?
        .execute(params![now_us, others])?;
    Ok(())
}

/// Deletes what was accepted too long ago.
pub(crate) fn forget_old(conn: &Connection, now_us: i64) -> Result<()> {
    conn.prepare_cached(statement!("outbox", "forget_sent"))?
        .execute([now_us.saturating_sub(STORED_US)])?;
    Ok(())
}

/// Returns whether a group that was sent again may be rejected only because another device has not done so yet.
pub(super) fn may_be_lacking(queued: &Queued, now_us: i64) -> bool {
    let resent = queued.resent_at_us;
    resent.is_some_and(|at_us| now_us.saturating_sub(at_us) < LACKING_US_MAX)
}

/// Queues again what the server had accepted, with its bytes, in its order and before all that waits. What it writes is
/// shown already and stays as it is. What another program edited is left out: nothing else knows it. Returns how many
/// groups that are. `queue` are the lines of this device's row, which the caller stores.
pub(crate) fn resend(conn: &Connection, queue: &mut QueueLines, now_us: i64) -> Result<usize> {
    forget_resent(conn, queue)?;
    let count = statement!("outbox", "count_sent");
    let count: i64 = conn.query_row(count, [], |row| row.get(0))?;
    let mut numbers = queue.take_earlier(count);
    let mut statement = conn.prepare_cached(statement!("outbox", "sent"))?;
    let mut rows = statement.query([])?;
    let mut groups = 0;
    while let Some((row, seq)) = rows.next()?.zip(numbers.next()) {
        let read = Queued::read_tagged(row, seq)?;
        let Some(sent) = read.filter(|sent| sent.group().is_ok()) else {
            tracing::warn!("what the server had accepted was edited and is not sent again");
            queue.remove(seq);
            continue;
        };
        Line {
            seq,
            head: &sent.head,
            name: row.get_ref(8)?.as_str().unwrap_or(REBUILD_GROUP),
            created_at_us: row.get_ref(9)?.as_i64().unwrap_or(now_us),
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
    }
    Ok(groups)
}

/// Takes out of the queue what was queued once more before: it is still among what the server had accepted.
fn forget_resent(conn: &Connection, queue: &mut QueueLines) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("outbox", "resent"))?;
    let resent = statement.query_map([], |row| row.get(0))?;
    let resent: Vec<i64> = resent.collect::<rusqlite::Result<_>>()?;
    for seq in resent {
        conn.execute(statement!("outbox", "delete"), [seq])?;
        queue.remove(seq);
    }
    Ok(())
}

/// Lets the groups be sent once more that lacked what they build on.
pub(crate) fn retry(vault: &mut Vault) -> Result<()> {
    vault.change_queue(|vault| {
        let retried = statement!("outbox", "note_retried");
        vault.conn.prepare_cached(retried)?.execute([])?;
        Ok(())
    })
}
