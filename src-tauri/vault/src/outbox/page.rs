//! Pages of the outbox: what is sent next, and the chain that numbers them.

use std::collections::HashSet;

use rusqlite::{Connection, Row};
use sync_contract::change::{PUSH_BYTES_MAX, PUSH_CELLS_MAX};
use sync_contract::dependents::Dependents;
use sync_contract::endings::is_ending;
use sync_contract::messages::Push;
use sync_contract::pull::Cursor;
use sync_contract::{Group, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::edited::mend_called;
use crate::outbox::queue::{Queued, WriteKind, decode, forget_unread, heal_kind, is_line};
use crate::outbox::shadow::{Shadow, rows_of_line};
use crate::store::columns;
use crate::store::device::{DeviceRow, QueueLines, followed_to, read_cursor};
use crate::store::file::immediate;
use crate::vault::{Vault, prover};

/// Returns the next page of the queue; the same bytes until its verdicts have been applied.
///
/// That these groups are on their way is committed without fsync. What a power cut takes of it, the server still knows:
/// it sees another page under the same number, and this device sends its queue again under a number of its own.
pub(crate) fn next_push(vault: &mut Vault) -> Result<Option<Push>> {
    vault.conn.pragma_update(None, "synchronous", "normal")?;
    let made = vault.change_queue(make_push);
    vault.conn.pragma_update(None, "synchronous", "full")?;
    made
}

fn make_push(vault: &mut Vault) -> Result<Option<Push>> {
    let now_us = vault.now_us()?;
    let verifier = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs).verifier;
    let tx = immediate(&mut vault.conn)?;
    let chain = PushChain::load(&tx)?;
    let mut device = DeviceRow::load(&tx)?;
    if mend_called(&tx, verifier, &mut device)? {
        device.save(&tx)?;
    }
    // of a server that was restored to a time before the last push, the position alone does not reveal the restore
    let cursor = chain.pushed_to.or(followed_to(&tx)?);
    match sending(&tx, &device.queue, now_us)? {
        Some(sending) if !sending.is_empty() => {
            tx.commit()?;
            return Ok(Some(chain.page(cursor, sending)));
        }
        Some(_) => {}
        // the server notices where it has received the page already: then this device takes another number
        None => drop(tx.execute(statement!("outbox", "note_unsent"), [])?),
    }
    let page = NextPage::of_endings(&tx, &device, now_us)?;
    let page = match page.groups.is_empty() {
        true => NextPage::read(&tx, &device, now_us)?,
        false => page,
    };
    for seq in &page.strange {
        forget_unread(&tx, &mut device.queue, *seq)?;
    }
    if !page.strange.is_empty() {
        tracing::warn!("another program put groups into the queue, which are not sent");
        device.save(&tx)?;
    }
    if page.groups.is_empty() {
        tx.commit()?;
        return Ok(None);
    }
    let mut note_sent = tx.prepare_cached(statement!("outbox", "note_sent"))?;
    for queued in &page.groups {
        queued.heal(&tx, now_us)?;
        note_sent.execute([queued.seq])?;
    }
    drop(note_sent);
    tx.commit()?;
    Ok(Some(chain.page(cursor, page.groups)))
}

#[derive(Default)]
struct NextPage {
    groups: Vec<Queued>,
    /// Lines that this device did not write. On a revoked device, where no user can make groups anew, edited ones too.
    strange: Vec<i64>,
}

impl NextPage {
    /// Reads what takes a device, a user or a role out of the clinic: it goes before all else, which the server may put
    /// off for hours. A page of its own, since one that is sent again is read in the order of its making.
    fn of_endings(conn: &Connection, device: &DeviceRow, now_us: i64) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("outbox", "waiting_admin_signed"))?;
        let mut rows = statement.query([])?;
        let mut page = Self::default();
        while let Some(row) = rows.next()? {
            let Some(queued) = read_line(conn, row, &device.queue, now_us)? else {
                continue;
            };
            if queued.kind == WriteKind::AdminSignedPending
                && queued.group()?.writes.iter().all(is_ending)
            {
                page.groups.push(queued);
            }
        }
        Ok(page)
    }

    /// Reads groups in the order in which they were made. A dependent of a rejected group waits, and so does one of a
    /// group that another program edited or removed; on a revoked device neither waits, since no user can decide there.
    fn read(conn: &Connection, device: &DeviceRow, now_us: i64) -> Result<Self> {
        let lines = &device.queue;
        let mut rejected = rejected(conn)?.into_iter().peekable();
        let mut dependents = Dependents::default();
        let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
        let mut rows = statement.query([])?;
        let (mut page, mut cells, mut bytes) = (Self::default(), 0, 0);
        let mut before = i64::MIN;
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            let earlier = lines.between(before, seq);
            before = seq;
            let Some(queued) = read_line(conn, row, lines, now_us)? else {
                match lines.contains(seq) && !device.revoked {
                    true => dependents.insert_rows(made_by(conn, seq)?),
                    false => page.strange.push(seq),
                }
                continue;
            };
            if !device.revoked {
                for seq in earlier {
                    if !is_line(conn, seq)? {
                        dependents.insert_rows(made_by(conn, seq)?);
                    }
                }
                while let Some((_, earlier)) = rejected.next_if(|(seq, _)| *seq < queued.seq) {
                    dependents.insert(&earlier);
                }
                if !dependents.is_empty() {
                    let group = queued.group()?;
                    if dependents.contains(&group) {
                        dependents.insert(&group);
                        continue;
                    }
                }
            }
            cells += queued.cells;
            bytes += queued.bytes.len();
            let full = cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX;
            if full && !page.groups.is_empty() {
                break;
            }
            page.groups.push(queued);
        }
        Ok(page)
    }
}

/// Reads a line; one of which another program edited the kind is read as what it was.
fn read_line(
    conn: &Connection,
    row: &Row<'_>,
    lines: &QueueLines,
    now_us: i64,
) -> Result<Option<Queued>> {
    let seq = row.get(0)?;
    if let Some(queued) = Queued::read(row, lines)? {
        return Ok(Some(queued));
    }
    if !lines.contains(seq) || !heal_kind(conn, seq, now_us)? {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(statement!("outbox", "line"))?;
    let mut rows = statement.query([seq])?;
    match rows.next()? {
        Some(row) => Queued::read(row, lines),
        None => Ok(None),
    }
}

/// Returns the rows that a group made which cannot be read any more, as far as its rows are known: those that the
/// server does not have.
fn made_by(conn: &Connection, seq: i64) -> Result<Vec<Uuid>> {
    let mut made = Vec::new();
    for key in rows_of_line(conn, seq)? {
        if Shadow::load(conn, key)?.is_none() {
            made.push(key.1);
        }
    }
    Ok(made)
}

/// What waits and depends on one of these rows, or on what does so; in the order of its making.
pub(super) fn built_on(
    conn: &Connection,
    lines: &QueueLines,
    rows: &HashSet<Uuid>,
) -> Result<Vec<Queued>> {
    let mut dependents = Dependents::of_rows(rows.clone());
    let mut statement = conn.prepare_cached(statement!("outbox", "waiting"))?;
    let mut waiting = statement.query([])?;
    let mut result = Vec::new();
    while let Some(row) = waiting.next()? {
        let Some(queued) = Queued::read(row, lines)? else {
            continue;
        };
        let group = queued.group()?;
        if dependents.contains(&group) {
            dependents.insert(&group);
            result.push(queued);
        }
    }
    Ok(result)
}

/// The rejected groups, in the order of their making. One that cannot be read is reported as lost; nothing waits for
/// it.
fn rejected(conn: &Connection) -> Result<Vec<(i64, Group)>> {
    let sql = statement!("outbox", "refused_groups");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut rejected = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(Ok(group)) = row.get_ref(1)?.as_blob().ok().map(decode) {
            rejected.push((row.get(0)?, group));
        }
    }
    Ok(rejected)
}

/// The page whose answer has not come. None where it is not what was sent: another program edited a line, or calls more
/// sent than a page has.
pub(crate) fn sending(
    conn: &Connection,
    lines: &QueueLines,
    now_us: i64,
) -> Result<Option<Vec<Queued>>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "sending"))?;
    let mut rows = statement.query([])?;
    let (mut page, mut cells, mut bytes) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        let Some(queued) = Queued::read(row, lines)? else {
            return Ok(None);
        };
        cells += queued.cells;
        bytes += queued.bytes.len();
        page.push(queued);
        if page.len() > 1 && (cells > PUSH_CELLS_MAX || bytes > PUSH_BYTES_MAX) {
            return Ok(None);
        }
    }
    page.iter()
        .try_for_each(|queued| queued.heal(conn, now_us))?;
    Ok(Some(page))
}

/// No device sends so many pages.
const NUMBER_MAX: u64 = 1 << 62;

/// The last page that was answered.
pub(crate) struct PushChain {
    pub(crate) number: u64,
    hash: [u8; 32],
    /// The head that its answer named, until the server is known to have it still.
    pub(crate) pushed_to: Option<Cursor>,
}

impl PushChain {
    /// One that another program edited is none: the server knows another, and this device takes another number.
    pub(crate) fn load(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare_cached(statement!("outbox", "chain"))?;
        let mut rows = statement.query([])?;
        let mut pushed_to = None;
        let stored = match rows.next()? {
            Some(row) => {
                pushed_to = columns::bytes(row, 2)?.and_then(read_cursor);
                let number = row.get_ref(0)?.as_i64().ok();
                let number = number.and_then(|number| u64::try_from(number).ok());
                let number = number.filter(|number| *number < NUMBER_MAX);
                let hash = row.get_ref(1)?.as_blob().ok();
                number.zip(hash.and_then(|hash| hash.try_into().ok()))
            }
            None => None,
        };
        let (number, hash) = stored.unwrap_or((0, [0; 32]));
        Ok(Self {
            number,
            hash,
            pushed_to,
        })
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
