//! Versions that this device has and the server lacks: it was restored from an older backup, or it took a cell that
//! nothing proves in their place. They stay until the server sends them, or a user has offered them again.

use std::collections::HashSet;

use rusqlite::{Connection, params};
use sync_contract::merge::is_signed;
use sync_contract::{Catalog, CellState, Clock, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::rows::RowReader;
use crate::store::{columns, rows, siblings};

/// One version of a cell, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VersionId {
    pub entity: u16,
    pub row: Uuid,
    pub cell: u8,
    pub clock: Clock,
}

impl VersionId {
    pub fn of(entity: u16, row: Uuid, state: &CellState) -> Self {
        Self {
            entity,
            row,
            cell: state.cell,
            clock: state.clock,
        }
    }
}

/// Of what admins signed, in place of a time: no admin has sent it again yet.
pub(crate) const NOT_SENT: i64 = 0;

/// Returns them with the time from which each is offered again, in Unix microseconds.
pub(crate) fn list(conn: &Connection) -> Result<Vec<(VersionId, i64)>> {
    let mut statement = conn.prepare_cached(statement!("conflicts", "lacking"))?;
    let mut rows = statement.query([])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        let cell = columns::integer(row, 2)?.and_then(|cell| u8::try_from(cell).ok());
        let clock = columns::bytes(row, 3)?.and_then(|clock| clock.try_into().ok());
        // a place that no version has was put there by another program
        if let (Some(entity), Some(row_id), Some(cell), Some(clock)) =
            (entity, columns::id(row, 1)?, cell, clock)
        {
            let version = VersionId {
                entity,
                row: row_id,
                cell,
                clock: Clock::from_array(clock),
            };
            versions.push((version, columns::integer(row, 4)?.unwrap_or(0)));
        }
    }
    Ok(versions)
}

/// Returns the versions alone.
pub(crate) fn ids(conn: &Connection) -> Result<HashSet<VersionId>> {
    Ok(list(conn)?
        .into_iter()
        .map(|(version, _)| version)
        .collect())
}

/// Notes a version. One that is noted already is offered when it would have been.
pub(crate) fn note(conn: &Connection, version: VersionId, offer_from_us: i64) -> Result<()> {
    conn.prepare_cached(statement!("conflicts", "note_lacking"))?
        .execute(params![
            version.entity,
            version.row.as_bytes(),
            version.cell,
            version.clock.to_array(),
            offer_from_us
        ])?;
    Ok(())
}

/// Notes what admins signed from a time on, in Unix milliseconds: what the server sends of it once more is forgotten.
pub(crate) fn note_signed(conn: &Connection, from_ms: u64) -> Result<()> {
    let admin_signed = Catalog::ALL
        .iter()
        .filter(|known| known.authority.is_admin_signed());
    for descriptor in admin_signed {
        let sql = format!("select t.* from {} as t", descriptor.table);
        let mut statement = conn.prepare(&sql)?;
        let reader = RowReader::new(descriptor, &statement)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(row) = reader.read_known(row)? else {
                continue;
            };
            for cell in row
                .cells
                .iter()
                .filter(|cell| cell.clock.unix_ms >= from_ms)
            {
                note(conn, VersionId::of(row.entity, row.row, cell), NOT_SENT)?;
            }
        }
    }
    Ok(())
}

/// Notes when an admin first sent again what admins signed, and counts how often.
pub(crate) fn note_sent(conn: &Connection, version: VersionId, now_us: i64) -> Result<()> {
    conn.prepare_cached(statement!("conflicts", "note_lacking_sent"))?
        .execute(params![
            version.entity,
            version.row.as_bytes(),
            version.cell,
            version.clock.to_array(),
            now_us
        ])?;
    Ok(())
}

/// Notes that what admins signed is to be sent as if it had never been.
pub(crate) fn note_not_sent(conn: &Connection, version: VersionId) -> Result<()> {
    conn.prepare_cached(statement!("conflicts", "note_lacking_not_sent"))?
        .execute(params![
            version.entity,
            version.row.as_bytes(),
            version.cell,
            version.clock.to_array(),
            NOT_SENT
        ])?;
    Ok(())
}

/// The server has a version, or this device has it no more.
pub(crate) fn forget(conn: &Connection, version: VersionId) -> Result<()> {
    conn.prepare_cached(statement!("conflicts", "forget_lacking"))?
        .execute(params![
            version.entity,
            version.row.as_bytes(),
            version.cell,
            version.clock.to_array()
        ])?;
    Ok(())
}

/// The row is erased.
pub(crate) fn forget_row(conn: &Connection, entity: u16, row: Uuid) -> Result<()> {
    conn.prepare_cached(statement!("conflicts", "forget_lacking_of_row"))?
        .execute(params![entity, row.as_bytes()])?;
    Ok(())
}

/// Notes every version that waits for a decision, the shown ones among them: the server was restored from an older
/// backup, and may have some of them or none. A signed one stays in any case. `offer_from_us` returns from when on the
/// versions of a row are offered again.
pub(crate) fn note_undecided(conn: &Connection, offer_from_us: impl Fn(Uuid) -> i64) -> Result<()> {
    for (entity, id, cell) in undecided(conn)? {
        let Some(descriptor) = Catalog::by_number(entity) else {
            continue;
        };
        let Some(row) = rows::load_known(conn, descriptor, id)? else {
            continue;
        };
        let siblings = siblings::siblings(conn, entity, id)?;
        let versions = row.cells.iter().chain(&siblings);
        for version in versions.filter(|version| version.cell == cell) {
            if !is_signed(descriptor, version) {
                note(conn, VersionId::of(entity, id, version), offer_from_us(id))?;
            }
        }
    }
    Ok(())
}

/// A cell: its entity, its row, its number.
pub(crate) type CellKey = (u16, Uuid, u8);

/// Returns the cells of which several versions wait for a decision, or one of a deletion.
pub(crate) fn undecided(conn: &Connection) -> Result<HashSet<CellKey>> {
    let mut statement = conn.prepare_cached(statement!("conflicts", "cells"))?;
    let mut rows = statement.query([])?;
    let mut cells = HashSet::new();
    while let Some(row) = rows.next()? {
        let entity = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        let cell = columns::integer(row, 2)?.and_then(|cell| u8::try_from(cell).ok());
        if let (Some(entity), Some(row_id), Some(cell)) = (entity, columns::id(row, 1)?, cell) {
            cells.insert((entity, row_id, cell));
        }
    }
    Ok(cells)
}
