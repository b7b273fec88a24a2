//! The state of queued groups as another program may have written it: that the server has rejected one, or that a row
//! has none. The groups themselves have a tag; their state counts only where this device wrote it.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync_contract::{Group, statement};

use crate::error::Result;
use crate::outbox::queue::{decode, heal_types};
use crate::outbox::shadow::{are_rows_known, heal_rows};
use crate::outbox::show::Reshow;
use crate::store::device::{DeviceRow, QueueLines};
use crate::vault::Vault;
use crate::verify::cells::Verifier;

impl Vault {
    /// Puts right what another program says of the groups in the queue, with a mark that the file was edited.
    pub(crate) fn mend_queue(&self) -> Result<()> {
        if !self.is_queue_edited(&DeviceRow::load(&self.conn)?.queue)? {
            return Ok(());
        }
        let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        if mend_edited(&tx, self.verifier(), &mut device)? {
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(())
    }

    /// Returns whether another program says of a group in the queue what this device does not.
    pub(crate) fn is_queue_edited(&self, lines: &QueueLines) -> Result<bool> {
        is_edited(&self.conn, lines)
    }
}

/// Puts right what another program says of the groups in the queue. Returns whether there was anything of that; the
/// caller saves the row of this device, which says then that the file was edited.
pub(crate) fn mend_edited(
    conn: &Connection,
    verifier: Verifier<'_>,
    device: &mut DeviceRow,
) -> Result<bool> {
    match is_edited(conn, &device.queue)? {
        true => mend(conn, verifier, device).map(|()| true),
        false => Ok(false),
    }
}

/// [`mend_edited`] of groups that another program called rejected, which costs little where there are none.
pub(super) fn mend_called(
    conn: &Connection,
    verifier: Verifier<'_>,
    device: &mut DeviceRow,
) -> Result<bool> {
    match called_rejected(conn)?.is_empty() {
        true => Ok(false),
        false => mend(conn, verifier, device).map(|()| true),
    }
}

/// Queues again what another program called rejected, and puts right which rows the groups concern.
fn mend(conn: &Connection, verifier: Verifier<'_>, device: &mut DeviceRow) -> Result<()> {
    tracing::warn!("another program edited what is said of the groups in the queue");
    heal_types(conn)?;
    heal_rows(conn, &device.queue)?;
    let called = called_rejected(conn)?;
    let mut reshow = Reshow::new(conn, verifier);
    for (seq, group) in &called {
        conn.execute(statement!("outbox", "judge_again"), [seq])?;
        reshow.change(*seq, group)?;
    }
    reshow.finish()?;
    device.is_intact = false;
    Ok(())
}

/// Which rows the groups concern is compared once there is a server: until then nothing counts as being there, and the
/// queue is as long as the clinic is old.
fn is_edited(conn: &Connection, lines: &QueueLines) -> Result<bool> {
    if !called_rejected(conn)?.is_empty() {
        return Ok(true);
    }
    let has_server = statement!("outbox", "has_server");
    match conn.query_row(has_server, [], |row| row.get(0))? {
        true => Ok(!are_rows_known(conn, lines)?),
        false => Ok(false),
    }
}

/// Returns the groups that another program called rejected, by their lines.
fn called_rejected(conn: &Connection) -> Result<Vec<(i64, Group)>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "called_rejected"))?;
    let mut rows = statement.query([])?;
    let mut called = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(Ok(group)) = row.get_ref(1)?.as_blob().ok().map(decode) {
            called.push((row.get(0)?, group));
        }
    }
    Ok(called)
}
