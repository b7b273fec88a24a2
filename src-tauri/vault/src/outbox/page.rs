//! Pages of the outbox: what is sent next, and the chain that numbers them.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::dependents::Dependents;
use sync_contract::messages::Push;
use sync_contract::pull::Cursor;
use sync_contract::{Group, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::{Queued, decode};
use crate::store::device::{DeviceRow, followed_to};
use crate::store::file::immediate;
use crate::vault::Vault;

/// Returns the next page of the queue; the same bytes until its verdicts have been applied.
pub(crate) fn next_push(vault: &mut Vault) -> Result<Option<Push>> {
    let tx = immediate(&mut vault.conn)?;
    let chain = PushChain::load(&tx)?;
    let sending = sending(&tx)?;
    let cursor = followed_to(&tx)?;
    if !sending.is_empty() {
        return Ok(Some(chain.page(cursor, sending)));
    }
    let is_revoked = DeviceRow::load(&tx)?.revoked;
    let page = next_page(&tx, is_revoked)?;
    if page.is_empty() {
        return Ok(None);
    }
    let mut note_sent = tx.prepare_cached(statement!("outbox", "note_sent"))?;
    for queued in &page {
        note_sent.execute([queued.seq])?;
    }
    drop(note_sent);
    tx.commit()?;
    Ok(Some(chain.page(cursor, page)))
}

/// In the order of their making; what depends on a rejected group waits behind it, unless nobody can decide about that
/// here any more.
fn next_page(conn: &Connection, is_revoked: bool) -> Result<Vec<Queued>> {
    let mut rejected = rejected(conn)?.into_iter().peekable();
    let has_rejected = rejected.peek().is_some() && !is_revoked;
    let mut dependents = Dependents::default();
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
    let mut rows = statement.query([])?;
    let (mut page, mut cells, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        let queued = Queued::read(row)?;
        if has_rejected {
            while let Some((_, earlier)) = rejected.next_if(|(seq, _)| *seq < queued.seq) {
                dependents.insert(&earlier);
            }
            let group = queued.group()?;
            if dependents.contains(&group) {
                dependents.insert(&group);
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

/// What waits and depends on one of these rows, or on what does so; in the order of its making.
pub(super) fn built_on(conn: &Connection, rows: &HashSet<Uuid>) -> Result<Vec<Queued>> {
    let mut dependents = Dependents::of_rows(rows.clone());
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
    let waiting = statement.query_map([], Queued::read)?;
    let mut result = Vec::new();
    for queued in waiting {
        let queued = queued?;
        let group = queued.group()?;
        if dependents.contains(&group) {
            dependents.insert(&group);
            result.push(queued);
        }
    }
    Ok(result)
}

/// The rejected groups, in the order of their making.
fn rejected(conn: &Connection) -> Result<Vec<(i64, Group)>> {
    let sql = statement!("outbox", "refused_groups");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut rejected = Vec::new();
    while let Some(row) = rows.next()? {
        rejected.push((row.get(0)?, decode(&row.get::<_, Vec<u8>>(1)?)?));
    }
    Ok(rejected)
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
    fn page(&self, cursor: Option<Cursor>, groups: Vec<Queued>) -> Push {
        Push {
            number: self.number + 1,
            previous: self.hash,
            cursor,
            groups: groups.into_iter().map(|queued| queued.bytes).collect(),
        }
    }

    pub(crate) fn is_page(&self, push: &Push, groups: &[Queued]) -> bool {
        let bytes = groups.iter().map(|queued| &queued.bytes);
        push.number == self.number + 1 && push.previous == self.hash && push.groups.iter().eq(bytes)
    }
}
