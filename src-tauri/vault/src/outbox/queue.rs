//! One line of the outbox: a group as bytes, fixed at commit.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};
use sync_contract::change::GroupHead;
use sync_contract::dependents::named_rows;
use sync_contract::merge::released;
use sync_contract::statement;
use sync_contract::{CellWrite, Group, Wire};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::store::device::QueueLines;
use crate::store::rows::json;
use crate::vault::Vault;

/// What a write transaction writes, and when its rows change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum WriteKind {
    /// Rows of the clinic's daily work, applied at commit.
    Plain = 0,
    /// Admin-signed rows, applied at commit because the clinic has no server yet.
    AdminSigned = 1,
    /// Admin-signed rows that are applied when the server accepts them.
    AdminSignedPending = 2,
}

/// One line of the queue, as this program put it there.
pub(crate) struct Queued {
    pub seq: i64,
    pub action: Uuid,
    pub kind: WriteKind,
    pub cells: usize,
    pub bytes: Vec<u8>,
    /// When it was queued once more, after the server had lost it.
    pub resent_at_us: Option<i64>,
    pub(super) head: GroupHead,
    /// Whether the other columns say what the group says.
    is_headed: bool,
}

/// The columns of the table, in its order, and after them whether the tag fits.
pub(super) mod column {
    pub const SEQ: usize = 0;
    pub const GROUP_ID: usize = 1;
    pub const ACTION: usize = 2;
    pub const NAME: usize = 3;
    pub const AUTHOR: usize = 4;
    pub const CREATED_AT: usize = 5;
    pub const CELLS: usize = 6;
    pub const ADMIN_SIGNED: usize = 7;
    pub const RESENT_AT: usize = 11;
    pub const RESENT_WRITES: usize = 12;
    pub const BYTES: usize = 14;
    pub const IS_TAGGED: usize = 15;
}

impl Queued {
    /// Reads all columns of a line. None for one that another program edited or put there: of that, nothing counts.
    pub(crate) fn read(row: &Row<'_>, lines: &QueueLines) -> Result<Option<Self>> {
        let seq = row.get(column::SEQ)?;
        if !row.get::<_, bool>(column::IS_TAGGED)? || !lines.contains(seq) {
            return Ok(None);
        }
        Self::read_tagged(row, seq)
    }

    /// Reads the columns of a group that was tagged, or that no tag is asked of.
    pub(super) fn read_tagged(row: &Row<'_>, seq: i64) -> Result<Option<Self>> {
        let Some(Ok(head)) = row
            .get_ref(column::BYTES)?
            .as_blob()
            .ok()
            .map(GroupHead::of)
        else {
            return Ok(None);
        };
        let is_id = |column: usize, id: Uuid| {
            let stored = row.get_ref(column)?;
            Ok::<_, Error>(stored.as_blob().ok() == Some(id.as_bytes().as_slice()))
        };
        let number = |column: usize| Ok::<_, Error>(row.get_ref(column)?.as_i64().ok());
        // what the tag covers says whether, and the other column only when
        let is_resent = row.get_ref(column::RESENT_WRITES)?.as_blob().is_ok();
        let resent_at_us = number(column::RESENT_AT)?.unwrap_or(0);
        Ok(Some(Self {
            seq,
            action: head.action,
            kind: match number(column::ADMIN_SIGNED)? {
                Some(0) => WriteKind::Plain,
                Some(1) => WriteKind::AdminSigned,
                _ => WriteKind::AdminSignedPending,
            },
            cells: head.cells,
            bytes: row.get(column::BYTES)?,
            resent_at_us: is_resent.then_some(resent_at_us),
            head,
            is_headed: is_id(column::GROUP_ID, head.id)?
                && is_id(column::ACTION, head.action)?
                && is_id(column::AUTHOR, head.author)?
                && number(column::CELLS)? == i64::try_from(head.cells).ok()
                && row.get_ref(column::NAME)?.as_str().is_ok()
                && number(column::CREATED_AT)?.is_some_and(|at_us| at_us >= 0),
        }))
    }

    pub(crate) fn group(&self) -> Result<Group> {
        Ok(Group::from_bytes(&self.bytes)?)
    }

    /// Puts into the other columns what the group says, where another program edited them.
    pub(super) fn heal(&self, conn: &Connection, now_us: i64) -> Result<()> {
        if self.is_headed {
            return Ok(());
        }
        let GroupHead {
            id,
            action,
            author,
            cells,
        } = self.head;
        conn.execute(
            statement!("outbox", "heal"),
            params![
                self.seq,
                id.as_bytes(),
                action.as_bytes(),
                author.as_bytes(),
                cells,
                now_us
            ],
        )?;
        Ok(())
    }
}

impl Vault {
    /// Runs a change of the queue; where another program put a value of another type there, once more without it.
    pub(super) fn change_queue<T>(
        &mut self,
        mut change: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<T> {
        match change(self) {
            Err(error) if error.is_odd_type() => {
                tracing::warn!("another program put odd values into the queue");
                heal_types(&self.conn)?;
                change(self)
            }
            changed => changed,
        }
    }
}

/// Takes values of another type than their column out of the queue.
pub(crate) fn heal_types(conn: &Connection) -> Result<()> {
    conn.execute(statement!("outbox", "heal_lines"), [])?;
    conn.execute(statement!("outbox", "heal_actions"), [])?;
    Ok(())
}

/// The name of the action for a group of which nothing else says it.
pub(super) const REBUILD_GROUP: &str = "rebuild group";

/// What is left of a group without the writes of an erased patient, until its author sends it again: the tag of its
/// line says that this program made it.
pub(super) const UNSIGNED: [u8; 64] = [0; 64];

/// A line on its way into the queue.
pub(super) struct Line<'a> {
    pub seq: i64,
    pub head: &'a GroupHead,
    pub name: &'a str,
    pub created_at_us: i64,
    pub kind: WriteKind,
    pub resent_at_us: Option<i64>,
    pub bytes: &'a [u8],
}

impl Line<'_> {
    /// Puts it into the queue with its tag.
    pub fn insert(&self, conn: &Connection) -> Result<()> {
        let sql = statement!("outbox", "insert");
        conn.prepare_cached(sql)?.execute(params![
            self.seq,
            self.head.id.as_bytes(),
            self.head.action.as_bytes(),
            self.name,
            self.head.author.as_bytes(),
            self.created_at_us,
            self.head.cells,
            self.kind as u8,
            self.resent_at_us,
            self.bytes,
        ])?;
        Ok(())
    }
}

/// Takes a line out of the queue. `lines` are those of this device's row, which the caller saves in the same
/// transaction.
pub(super) fn forget(
    conn: &Connection,
    lines: &mut QueueLines,
    seq: i64,
    group: &Group,
) -> Result<()> {
    lines.remove(seq);
    if lines.is_empty() {
        // all rows at once: the cost of emptying the queue is part of every sync
        for sql in [
            statement!("outbox", "delete_all_rows"),
            statement!("outbox", "delete_all_references"),
        ] {
            conn.prepare_cached(sql)?.execute([])?;
        }
    } else {
        let ids = ids(group);
        conn.prepare_cached(statement!("outbox", "delete_rows"))?
            .execute(params![seq, ids])?;
        let mut any_references = conn.prepare_cached(statement!("outbox", "any_references"))?;
        if any_references.query_row([], |row| row.get(0))? {
            conn.prepare_cached(statement!("outbox", "delete_references"))?
                .execute(params![seq, ids])?;
        }
    }
    conn.prepare_cached(statement!("outbox", "delete"))?
        .execute([seq])?;
    Ok(())
}

/// Takes a line out of the queue whose group is not known, with its rows.
pub(super) fn forget_unread(conn: &Connection, lines: &mut QueueLines, seq: i64) -> Result<()> {
    lines.remove(seq);
    for sql in [
        statement!("outbox", "delete_rows_of_line"),
        statement!("outbox", "delete_references_of_line"),
        statement!("outbox", "delete"),
    ] {
        conn.prepare_cached(sql)?.execute([seq])?;
    }
    Ok(())
}

/// Puts the kind of a line back that another program edited, and whether it was queued once more. Returns whether it is
/// known.
pub(super) fn heal_kind(conn: &Connection, seq: i64, now_us: i64) -> Result<bool> {
    let healed = conn.execute(statement!("outbox", "heal_kind"), [seq, now_us])?;
    Ok(healed > 0)
}

/// Returns whether there is a line of this number.
pub(super) fn is_line(conn: &Connection, seq: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_line"))?;
    Ok(statement.exists([seq])?)
}

/// Takes everything out of the queue. The caller saves in the same transaction that none of its lines is left.
pub(super) fn forget_all(conn: &Connection) -> Result<()> {
    for sql in [
        statement!("outbox", "delete_all_rows"),
        statement!("outbox", "delete_all_references"),
        statement!("outbox", "shadow_delete_all"),
        statement!("outbox", "delete_all"),
    ] {
        conn.prepare_cached(sql)?.execute([])?;
    }
    Ok(())
}

/// The rows that a group writes, names or releases, each once, for a statement over all of them.
pub(super) fn ids(group: &Group) -> String {
    let mut rows = BTreeSet::new();
    for write in &group.writes {
        rows.insert(write.row);
        rows.extend(named_rows(write));
        rows.extend(released(write).map(|released| released.row));
    }
    json(rows.into_iter())
}

/// Decodes the bytes of a group.
pub(super) fn decode(bytes: &[u8]) -> Result<Group> {
    Ok(Group::from_bytes(bytes)?)
}

/// Leaves of the writes of a group that was queued again those that were shown then.
pub(super) fn retain_shown(writes: &mut Vec<CellWrite>, shown: Option<&[u8]>) {
    let Some(shown) = shown else {
        return;
    };
    let (shown, _) = shown.as_chunks::<2>();
    let mut index = 0_u16..;
    writes.retain(|_| {
        let index = index.next().map(u16::to_be_bytes);
        shown.iter().any(|shown| Some(*shown) == index)
    });
}
