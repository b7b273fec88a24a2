//! What this device shows of a row: what the server has of it, with the waiting groups folded on.
//!
//! A rejected group's writes are not shown, but for a row that it made and that another group in the queue needs: a
//! waiting one that writes it, or any that names it. Such a row is shown as its author left it.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet, btree_map};

use rusqlite::Connection;
use sync_contract::entity::CREATED;
use sync_contract::merge::{self, AcceptedGroup};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Catalog, CellWrite, Group, RowKey, Wire};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::queue::retain_shown;
use crate::outbox::shadow::{
    ConcernedRow, QueuedOfRow, Shadow, is_any_queued, is_named, of_row, rows_named_by, rows_of,
};
use crate::store::{rows, siblings};
use crate::verify::cells::Verifier;

/// The writes of the groups of the queue, each group read once. A write without its clinic tag is not what this program
/// put there, and left out.
pub(crate) struct Groups<'a> {
    verifier: Verifier<'a>,
    writes: HashMap<i64, Vec<CellWrite>>,
}

impl<'a> Groups<'a> {
    pub fn new(verifier: Verifier<'a>) -> Self {
        Self {
            verifier,
            writes: HashMap::new(),
        }
    }

    pub fn writes(&mut self, conn: &Connection, seq: i64) -> Result<&[CellWrite]> {
        Ok(match self.writes.entry(seq) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(entry) => {
                let (mut writes, shown) = read(conn, seq)?;
                retain_shown(&mut writes, shown.as_deref());
                entry.insert(self.verifier.tagged(&writes).into_owned())
            }
        })
    }

    /// Returns the writes of a rejected group that made a row. One that a later group superseded counts again where no
    /// group among those `shown` writes that cell.
    fn made(&mut self, conn: &Connection, maker: i64, shown: &[i64]) -> Result<Vec<CellWrite>> {
        let mut written: HashSet<(RowKey, u8)> = HashSet::new();
        for seq in shown {
            written.extend(self.writes(conn, *seq)?.iter().map(cell_of));
        }
        let (writes, _) = read(conn, maker)?;
        let mut made = self.writes(conn, maker)?.to_vec();
        let superseded = self.verifier.tagged(&writes).into_owned().into_iter();
        made.extend(superseded.filter(|write| !written.contains(&cell_of(write))));
        Ok(made)
    }

    /// Returns the rejected group among these that made a row.
    fn maker(
        &mut self,
        conn: &Connection,
        queued: &[QueuedOfRow],
        key: RowKey,
    ) -> Result<Option<i64>> {
        for queued in queued {
            if is_made_by(self.writes(conn, queued.seq)?, key) {
                return Ok(Some(queued.seq));
            }
        }
        Ok(None)
    }

    /// Returns the rejected groups in which the author of a row edited it after they had made it.
    fn edits_by_maker(
        &mut self,
        conn: &Connection,
        queued: &[QueuedOfRow],
        (key, maker): (RowKey, i64),
    ) -> Result<Vec<i64>> {
        let author = |writes: &[CellWrite]| {
            let mut of_row = writes.iter().filter(|write| write.row_key() == key);
            of_row.next().map(|write| write.state.author)
        };
        let made_by = author(self.writes(conn, maker)?);
        let mut edits = Vec::new();
        for other in queued
            .iter()
            .filter(|other| other.is_rejected && other.seq != maker)
        {
            let edited_by = author(self.writes(conn, other.seq)?);
            if edited_by.is_some() && edited_by == made_by {
                edits.push(other.seq);
            }
        }
        Ok(edits)
    }

    /// Returns what is shown of a row that has groups in the queue; none when nothing is.
    pub fn fold(
        &mut self,
        conn: &Connection,
        key: RowKey,
        server: Option<RowState>,
        queued: &[QueuedOfRow],
    ) -> Result<Option<RowState>> {
        let mut shown: Vec<i64> = Vec::new();
        let waiting = queued.iter().filter(|queued| !queued.is_rejected);
        shown.extend(waiting.map(|queued| queued.seq));
        let mut made = None;
        if server.is_none() {
            match self.maker(conn, queued, key)? {
                Some(maker) if shown.contains(&maker) => {}
                Some(maker) if !shown.is_empty() || is_named(conn, key.1, maker)? => {
                    shown.push(maker);
                    shown.extend(self.edits_by_maker(conn, queued, (key, maker))?);
                    shown.sort_unstable();
                    made = Some((maker, self.made(conn, maker, &shown)?));
                }
                _ => return Ok(None),
            }
        }
        for seq in &shown {
            self.writes(conn, *seq)?;
        }
        let groups = shown.iter().map(|seq| match &made {
            Some((maker, writes)) if maker == seq => writes.as_slice(),
            _ => self.writes[seq].as_slice(),
        });
        let server = server.unwrap_or_else(|| rows::empty(key.0, key.1, None));
        Ok(Some(merge::fold(server, Catalog::by_number(key.0), groups)))
    }
}

/// Returns the writes of a group in the queue, and which of them are shown of one that was queued again.
fn read(conn: &Connection, seq: i64) -> Result<(Vec<CellWrite>, Option<Vec<u8>>)> {
    let mut statement = conn.prepare_cached(statement!("outbox", "to_show"))?;
    let mut rows = statement.query([seq])?;
    let Some(row) = rows.next()? else {
        return Ok((Vec::new(), None));
    };
    let bytes = row.get_ref(0)?.as_blob().ok();
    // of what another program edited beyond reading, nothing is shown
    let writes = match bytes.map(Group::from_bytes) {
        Some(Ok(group)) => group.writes,
        _ => Vec::new(),
    };
    let shown = row.get_ref(1)?.as_blob().ok();
    Ok((writes, shown.map(<[u8]>::to_vec)))
}

fn cell_of(write: &CellWrite) -> (RowKey, u8) {
    (write.row_key(), write.state.cell)
}

/// The rows that verdicts and decisions of one transaction concern, to be shown anew at its end.
pub(crate) struct Reshow<'a> {
    conn: &'a Connection,
    verifier: Verifier<'a>,
    rows: BTreeMap<RowKey, Row>,
}

struct Row {
    server: Option<Shadow>,
    is_stored: bool,
    /// What is shown is the server's version with what waits: nothing has to be written.
    is_shown: bool,
    /// The server's version here is that of another row.
    is_swapped: bool,
    /// A group that is taken out made it, so the server may have nothing of it.
    is_made: bool,
    /// The server has it, and another program took its version away.
    is_unknown: bool,
}

impl Row {
    fn of(key: RowKey, server: Option<Shadow>) -> Self {
        let is_of_row = |shadow: &Shadow| (shadow.row.entity, shadow.row.row) == key;
        Self {
            is_stored: server.is_some(),
            is_swapped: !server.as_ref().is_none_or(is_of_row),
            server,
            is_shown: true,
            is_made: false,
            is_unknown: false,
        }
    }

    /// The server's version here is not what this program stored: nothing of it may be shown. Asked of a row that is
    /// shown anew; what was merged into it has its tag, too.
    fn is_altered(&self, verifier: Verifier<'_>) -> bool {
        let is_tagged = |shadow: &Shadow| verifier.is_tagged(&shadow.row);
        self.is_swapped || !self.is_readable() || !self.server.as_ref().is_none_or(is_tagged)
    }

    fn is_readable(&self) -> bool {
        self.server.as_ref().is_none_or(|server| server.is_readable)
    }
}

impl<'a> Reshow<'a> {
    pub fn new(conn: &'a Connection, verifier: Verifier<'a>) -> Self {
        Self {
            conn,
            verifier,
            rows: BTreeMap::new(),
        }
    }

    fn row(&mut self, key: RowKey) -> Result<&mut Row> {
        Ok(match self.rows.entry(key) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(entry) => {
                let server = Shadow::load(self.conn, key)?;
                entry.insert(Row::of(key, server))
            }
        })
    }

    /// Returns a row of which the server's version was read with the group that concerns it.
    fn concerned(&mut self, key: RowKey, server: Option<Shadow>) -> &mut Row {
        let row = self.rows.entry(key);
        row.or_insert_with(|| Row::of(key, server))
    }

    /// Takes the rows of a group that is no longer shown, or shown again.
    pub fn change(&mut self, seq: i64, group: &Group) -> Result<()> {
        for concerned in rows_of(self.conn, seq, group)? {
            let is_made = is_made_by(&group.writes, concerned.key);
            let row = self.concerned(concerned.key, concerned.server);
            row.is_shown = false;
            row.is_made |= is_made;
        }
        for key in rows_named_by(self.conn, seq, group)? {
            self.row(key)?.is_shown = false;
        }
        Ok(())
    }

    /// The server has a group, under this sequence number. To be called while the group is in the queue. `is_resent`:
    /// it was accepted before.
    pub fn accept(
        &mut self,
        seq: i64,
        group: &Group,
        accepted: u64,
        is_resent: bool,
    ) -> Result<()> {
        let verifier = self.verifier;
        let writes = match is_resent {
            true => Cow::Owned(Groups::new(verifier).writes(self.conn, seq)?.to_vec()),
            false => verifier.tagged(&group.writes),
        };
        let merged = AcceptedGroup::new(&writes);
        for concerned in rows_of(self.conn, seq, group)? {
            let ConcernedRow {
                key,
                is_first,
                server,
            } = concerned;
            let row = self.concerned(key, server);
            if row.server.is_none() && !is_made_by(&group.writes, key) {
                row.is_unknown = true;
                continue;
            }
            if !row.is_readable() {
                row.is_shown = false;
                continue;
            }
            let shadow = row
                .server
                .get_or_insert_with(|| Shadow::new(rows::empty(key.0, key.1, None)));
            // a page that came before the verdict may have brought it, and what has replaced it since
            let is_merged = shadow.seq < accepted
                && merged.merge_into(&mut shadow.row, Catalog::by_number(key.0));
            row.is_shown &= is_merged && is_first;
        }
        Ok(())
    }

    /// Shows the rows, after the queue is as it shall be.
    pub fn finish(self) -> Result<()> {
        let mut groups = Groups::new(self.verifier);
        let (conn, tenant) = (self.conn, self.verifier.tenant);
        let is_queue_empty = !is_any_queued(conn)?;
        if is_queue_empty {
            Shadow::delete_all(conn)?;
        }
        let mut is_all_known = true;
        for (key, row) in self.rows {
            let queued = match is_queue_empty {
                true => Vec::new(),
                false => of_row(conn, key)?,
            };
            let is_lost = row.server.is_none()
                && !row.is_shown
                && !row.is_made
                && groups.maker(conn, &queued, key)?.is_none();
            if row.is_unknown || is_lost {
                tracing::warn!(entity = key.0, row = %key.1, "the server's version of a row was taken away");
                is_all_known = false;
                continue;
            }
            match &row.server {
                _ if is_queue_empty => {}
                Some(shadow) if !shadow.is_readable => {}
                Some(shadow) if !queued.is_empty() => shadow.store(conn)?,
                _ if row.is_stored => Shadow::delete(conn, key)?,
                _ => {}
            }
            if row.is_shown {
                continue;
            }
            if row.is_altered(self.verifier) {
                tracing::warn!(entity = key.0, row = %key.1, "the server's version of a row was edited");
                is_all_known = false;
                continue;
            }
            let server = row.server.map(|shadow| shadow.row);
            let shown = match queued.is_empty() {
                true => server,
                false => groups.fold(conn, key, server, &queued)?,
            };
            display(conn, tenant, key, shown)?;
        }
        if !is_all_known {
            // the server has every version
            conn.execute(statement!("backup", "forget_position"), [])?;
        }
        Ok(())
    }
}

/// Returns whether one of these writes made a row.
fn is_made_by(writes: &[CellWrite], (entity, row): RowKey) -> bool {
    let mut writes = writes.iter();
    writes.any(|write| (write.entity, write.row, write.state.cell) == (entity, row, CREATED))
}

/// Stores what is shown of a row; none for a row that the server never had.
pub(crate) fn display(
    conn: &Connection,
    tenant: Uuid,
    (entity, id): RowKey,
    shown: Option<RowState>,
) -> Result<()> {
    let Some(shown) = shown else {
        let descriptor = Catalog::by_number(entity).ok_or(Error::NotFound)?;
        rows::delete(conn, descriptor, id)?;
        return siblings::store_siblings(conn, entity, id, &[]);
    };
    let local = siblings::load_full(conn, entity, id)?;
    if local.as_ref() != Some(&shown) {
        siblings::store_full(conn, tenant, shown, local.as_ref(), true)?;
    }
    Ok(())
}

/// Applies a group that was not shown before the server accepted it.
pub(super) fn apply_accepted(
    conn: &Connection,
    verifier: Verifier<'_>,
    group: &Group,
) -> Result<()> {
    let tenant = verifier.tenant;
    let writes = verifier.tagged(&group.writes);
    let rows = writes.chunk_by(|a, b| (a.entity, a.row) == (b.entity, b.row));
    for writes in rows {
        let (entity, row) = (writes[0].entity, writes[0].row);
        let local = siblings::load_full(conn, entity, row)?;
        let mut shown = local.unwrap_or_else(|| rows::empty(entity, row, None));
        // where a page has brought a later version, that stays
        merge::accept(&mut shown, Catalog::by_number(entity), writes);
        // what the server has of a row with groups in the queue has it, too
        if let Some(mut shadow) = Shadow::load(conn, (entity, row))? {
            merge::accept(&mut shadow.row, Catalog::by_number(entity), writes);
            shadow.store(conn)?;
        }
        display(conn, tenant, (entity, row), Some(shown))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
