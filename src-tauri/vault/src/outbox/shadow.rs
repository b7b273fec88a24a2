//! The server's own version of each row that a group in the queue writes, and which groups those are.
//!
//! A row in the queue without a shadow is one that the server does not have, as far as this device knows.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::outbox::queue::ids;

/// The address of a row: its entity and its id.
pub(crate) type RowKey = (u16, Uuid);

/// What the server last had of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shadow {
    /// A page brought every change of the row up to this sequence number; 0 before any did.
    pub seq: u64,
    pub row: RowState,
}

impl Shadow {
    pub fn load(conn: &Connection, (entity, row): RowKey) -> Result<Option<Self>> {
        let mut statement = conn.prepare_cached(statement!("outbox", "shadow"))?;
        let stored = statement.query_row(params![entity, row.as_bytes()], |line| {
            Ok((line.get::<_, u64>(0)?, line.get::<_, Vec<u8>>(1)?))
        });
        match stored.optional()? {
            Some((seq, bytes)) => Ok(Some(Self::read(seq, &bytes)?)),
            None => Ok(None),
        }
    }

    fn read(seq: u64, bytes: &[u8]) -> Result<Self> {
        let row = RowState::from_bytes(bytes)?;
        Ok(Self { seq, row })
    }

    pub fn store(&self, conn: &Connection) -> Result<()> {
        let (entity, row) = (self.row.entity, self.row.row.as_bytes());
        conn.prepare_cached(statement!("outbox", "shadow_put"))?
            .execute(params![entity, row, self.seq, self.row.to_bytes()])?;
        Ok(())
    }

    /// When no group is in the queue.
    pub fn delete_all(conn: &Connection) -> Result<()> {
        conn.prepare_cached(statement!("outbox", "shadow_delete_all"))?
            .execute([])?;
        Ok(())
    }

    pub fn delete(conn: &Connection, (entity, row): RowKey) -> Result<()> {
        conn.prepare_cached(statement!("outbox", "shadow_delete"))?
            .execute(params![entity, row.as_bytes()])?;
        Ok(())
    }
}

/// One group in the queue that concerns a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueuedOfRow {
    pub seq: i64,
    pub is_rejected: bool,
}

/// Returns the groups in the queue that concern a row, oldest first, without those that are applied on acceptance.
pub(crate) fn of_row(conn: &Connection, (entity, row): RowKey) -> Result<Vec<QueuedOfRow>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "of_row"))?;
    let lines = statement.query_map(params![entity, row.as_bytes()], |line| {
        Ok(QueuedOfRow {
            seq: line.get(0)?,
            is_rejected: line.get(1)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// A row that a group in the queue concerns: it writes the row, or its writes change it.
pub(super) struct ConcernedRow {
    pub key: RowKey,
    /// No earlier group in the queue concerns it.
    pub is_first: bool,
    pub server: Option<Shadow>,
}

/// Returns the rows that a group in the queue concerns, by one statement.
pub(super) fn rows_of(conn: &Connection, seq: i64, group: &Group) -> Result<Vec<ConcernedRow>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_of_group"))?;
    let mut lines = statement.query(params![seq, ids(group)])?;
    let mut rows = Vec::new();
    while let Some(line) = lines.next()? {
        let server = match line.get::<_, Option<u64>>(3)? {
            Some(seq) => Some(Shadow::read(seq, &line.get::<_, Vec<u8>>(4)?)?),
            None => None,
        };
        rows.push(ConcernedRow {
            key: (line.get(0)?, Uuid::from_bytes(line.get(1)?)),
            is_first: !line.get::<_, bool>(2)?,
            server,
        });
    }
    Ok(rows)
}

/// Returns rows of other groups in the queue that this one names.
pub(super) fn rows_named_by(conn: &Connection, seq: i64, group: &Group) -> Result<Vec<RowKey>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "rows_named"))?;
    let rows = statement.query_map(params![seq, ids(group)], |line| {
        Ok((line.get(0)?, Uuid::from_bytes(line.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns whether another group in the queue than this one concerns or names a row.
pub(super) fn is_needed(conn: &Connection, row: Uuid, seq: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_needed"))?;
    Ok(statement.exists(params![row.as_bytes(), seq])?)
}

/// Returns whether any group in the queue concerns a row of this id.
pub(crate) fn is_queued(conn: &Connection, row: Uuid) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "is_queued"))?;
    Ok(statement.exists([row.as_bytes()])?)
}

/// Returns whether any group in the queue concerns a row.
pub(super) fn is_any_queued(conn: &Connection) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "any_rows"))?;
    Ok(statement.query_row([], |line| line.get(0))?)
}

/// Returns the patients of whom groups in the queue write rows.
pub(crate) fn patients(conn: &Connection) -> Result<HashSet<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("outbox", "patients"))?;
    let patients = statement.query_map([], |line| Ok(Uuid::from_bytes(line.get(0)?)))?;
    Ok(patients.collect::<rusqlite::Result<_>>()?)
}

/// Lets groups that write rows of a deleted patient concern the patient, too, whose deletion they contest.
pub(crate) fn link_patient(conn: &Connection, (entity, patient): RowKey) -> Result<()> {
    let sql = statement!("outbox", "link_patient");
    conn.prepare_cached(sql)?
        .execute(params![entity, patient.as_bytes()])?;
    Ok(())
}
