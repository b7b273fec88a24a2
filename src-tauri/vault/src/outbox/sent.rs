//! What the server has accepted, for thirty days: one that is restored from an older backup gets it again.

use rusqlite::{Connection, params};
use sync_contract::messages::Verdict;
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::Queued;
use crate::store::device;
use crate::store::rows::json;

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
/// shown already and stays as it is. Returns how many groups that are.
pub(crate) fn resend(conn: &Connection, now_us: i64) -> Result<usize> {
    let before = conn.execute(statement!("outbox", "forget_resent"), [])?;
    let groups = conn.execute(statement!("outbox", "resend"), [now_us])?;
    let more = i64::try_from(groups).unwrap_or(0) - i64::try_from(before).unwrap_or(0);
    device::note_queued(conn, more)?;
    Ok(groups)
}

/// Lets the groups be sent once more that lacked what they build on.
pub(crate) fn retry(conn: &Connection) -> Result<()> {
    conn.prepare_cached(statement!("outbox", "note_retried"))?
        .execute([])?;
    Ok(())
}
