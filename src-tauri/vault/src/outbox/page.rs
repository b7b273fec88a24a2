//! Pages of the outbox: what is sent next, and the chain that numbers them.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::messages::Push;
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::{Queued, decode, is_blocked};
use crate::store::file::immediate;
use crate::vault::Vault;

/// Returns the next page of the queue; the same bytes until its verdicts have been applied.
pub(crate) fn next_push(vault: &mut Vault) -> Result<Option<Push>> {
    let tx = immediate(&mut vault.conn)?;
    let chain = PushChain::load(&tx)?;
    let sending = sending(&tx)?;
    if !sending.is_empty() {
        return Ok(Some(chain.page(sending)));
    }
    let page = next_page(&tx)?;
    if page.is_empty() {
        return Ok(None);
    }
    let mut note_sent = tx.prepare_cached(statement!("outbox", "note_sent"))?;
    for queued in &page {
        note_sent.execute([queued.seq])?;
    }
    drop(note_sent);
    tx.commit()?;
    Ok(Some(chain.page(page)))
}

/// In the order of their making; what touches or refers to the rows of a refused group waits behind it.
fn next_page(conn: &Connection) -> Result<Vec<Queued>> {
    let mut blocked = blocked_rows(conn)?;
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
    let mut rows = statement.query([])?;
    let (mut page, mut cells, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        let queued = Queued::read(row)?;
        if !blocked.is_empty() {
            let group = queued.group()?;
            if group.writes.iter().any(|write| is_blocked(write, &blocked)) {
                blocked.extend(group.writes.iter().map(|write| write.row));
                continue;
            }
        }
        cells += queued.cells;
        bytes += queued.bytes.len();
        let full = cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX;
        if full && !page.is_empty() {
            break;
        }
        page.push(queued);
    }
    Ok(page)
}

/// What waits and touches or names one of these rows, or what does so itself; in the order of its making.
pub(super) fn built_on(conn: &Connection, rows: &HashSet<Uuid>) -> Result<Vec<Queued>> {
    let mut blocked = rows.clone();
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
    let waiting = statement.query_map([], Queued::read)?;
    let mut result = Vec::new();
    for queued in waiting {
        let queued = queued?;
        let group = queued.group()?;
        if group.writes.iter().any(|write| is_blocked(write, &blocked)) {
            blocked.extend(group.writes.iter().map(|write| write.row));
            result.push(queued);
        }
    }
    Ok(result)
}

fn blocked_rows(conn: &Connection) -> Result<HashSet<Uuid>> {
    let sql = statement!("outbox", "refused_groups");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut blocked = HashSet::new();
    while let Some(row) = rows.next()? {
        let group = decode(&row.get::<_, Vec<u8>>(0)?)?;
        blocked.extend(group.writes.iter().map(|write| write.row));
    }
    Ok(blocked)
}

/// The page whose answer has not come.
pub(crate) fn sending(conn: &Connection) -> Result<Vec<Queued>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "sending"))?;
    let rows = statement.query_map([], Queued::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last page that was answered.
pub(crate) struct PushChain {
    pub(crate) number: u64,
    hash: [u8; 32],
}

impl PushChain {
    pub(crate) fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("outbox", "chain"))?;
        let result = statement.query_row([], |row| {
            Ok(Self {
                number: row.get(0)?,
                hash: row.get(1)?,
            })
        });
        Ok(result.optional()?.unwrap_or(Self {
            number: 0,
            hash: [0; 32],
        }))
    }

    /// The page after it.
    fn page(&self, groups: Vec<Queued>) -> Push {
        Push {
            number: self.number + 1,
            previous: self.hash,
            groups: groups.into_iter().map(|queued| queued.bytes).collect(),
        }
    }

    pub(crate) fn is_page(&self, push: &Push, groups: &[Queued]) -> bool {
        let bytes = groups.iter().map(|queued| &queued.bytes);
        push.number == self.number + 1 && push.previous == self.hash && push.groups.iter().eq(bytes)
    }
}
