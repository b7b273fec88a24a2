use std::collections::HashSet;

use rusqlite::Connection;
use sync_contract::dependents::names_one_of;
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::merge::{is_signed, is_written_once};
use sync_contract::statement;
use sync_contract::{Authority, Catalog, CellState, CellWrite, Descriptor, Group, Wire};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::apply::put_cell;
use crate::outbox::images;
use crate::outbox::images::{Image, ImageCell, images_of, pending};
use crate::store::{rows, siblings};

/// Reverts a refused group: each cell that still shows its write shows the server's version again.
///
/// Rows that the group made go, unless another waiting group needs one of them: then they stay until it is gone.
pub(super) fn put_back(conn: &Connection, tenant: Uuid, group: &Group, seq: i64) -> Result<()> {
    let made = images::made_by(conn, group, seq)?;
    let needed = !made.is_empty() && is_needed(conn, &made, seq)?;
    for writes in rows(group) {
        let (entity, row) = (writes[0].entity, writes[0].row);
        let waiting = pending(conn, entity, row)?;
        let Some(line) = waiting.iter().find(|line| line.seq == seq) else {
            continue;
        };
        match &line.image {
            Some(image) => show_image(conn, tenant, writes, image, |_, _| true)?,
            None if !needed => remove(conn, entity, row)?,
            None => {}
        }
    }
    Ok(())
}

fn rows(group: &Group) -> impl Iterator<Item = &[CellWrite]> {
    group
        .writes
        .chunk_by(|a, b| (a.entity, a.row) == (b.entity, b.row))
}

/// Returns whether another group in the queue touches or refers to one of the rows that this one made.
pub(super) fn is_needed(conn: &Connection, made: &HashSet<Uuid>, seq: i64) -> Result<bool> {
    let mut statement = conn.prepare_cached(statement!("outbox", "others"))?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        let other = Group::from_bytes(&bytes)?;
        if other.writes.iter().any(|write| names_one_of(write, made)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn show_image(
    conn: &Connection,
    tenant: Uuid,
    writes: &[CellWrite],
    image: &Image,
    is_shown: impl Fn(&Descriptor, &ImageCell) -> bool,
) -> Result<()> {
    let (entity, row) = (writes[0].entity, writes[0].row);
    let descriptor = Catalog::by_number(entity).ok_or(Error::NotFound)?;
    let mut to_show = image
        .cells
        .iter()
        .filter(|before| is_shown(descriptor, before));
    // of nearly every accepted row none: it is neither read nor written again
    let Some(first) = to_show.next() else {
        return Ok(());
    };
    let Some(mut state) = rows::load(conn, descriptor, row)? else {
        return Ok(());
    };
    let mut siblings = siblings::siblings(conn, entity, row)?;
    for before in std::iter::once(first).chain(to_show) {
        let write = writes.iter().find(|write| write.state.cell == before.cell);
        let shown = state.cells.iter().find(|cell| cell.cell == before.cell);
        let is_ours = match (write, shown) {
            (Some(write), Some(shown)) => shown.order() == write.state.order(),
            // an append-only row of another device under the same id
            _ => true,
        };
        if !is_ours {
            continue;
        }
        match &before.state {
            Some(had) => put_cell(&mut state, had.clone()),
            None => state.cells.retain(|cell| cell.cell != before.cell),
        }
        siblings.retain(|sibling| sibling.cell != before.cell);
        siblings.extend(before.siblings.iter().cloned());
    }
    rows::update(conn, descriptor, tenant, &state)?;
    siblings::store_siblings(conn, entity, row, &siblings)
}

/// Deletes a row that the server never had.
pub(super) fn remove(conn: &Connection, entity: u16, row: Uuid) -> Result<()> {
    let descriptor = Catalog::by_number(entity).ok_or(Error::NotFound)?;
    rows::delete(conn, descriptor, row)?;
    siblings::store_siblings(conn, entity, row, &[])
}

/// Shows the server's earlier version where the first write wins over our accepted group: rows that are written once,
/// cell 0 of any row, a signed note. Also what it shows instead of a deletion that became a sibling.
pub(super) fn show_first_written(
    conn: &Connection,
    tenant: Uuid,
    group: &Group,
    seq: i64,
) -> Result<()> {
    if !group.writes.iter().any(may_stand_behind) {
        return Ok(());
    }
    let images = images_of(conn, group, seq)?;
    for writes in rows(group) {
        if let Some(image) = images.get(&(writes[0].entity, writes[0].row)) {
            show_image(conn, tenant, writes, image, |descriptor, before| {
                is_first_written(descriptor, before) || is_unresolved(writes, before)
            })?;
        }
    }
    Ok(())
}

/// Returns whether the server's earlier version may win over an accepted write.
fn may_stand_behind(write: &CellWrite) -> bool {
    let is_late = matches!(write.state.cell, CREATED | DELETION);
    let descriptor = Catalog::by_number(write.entity);
    is_late || descriptor.is_none_or(|known| known.authority != Authority::PerCell)
}

/// Returns whether the server's last version of the row has our deletion as a sibling.
fn is_unresolved(writes: &[CellWrite], before: &ImageCell) -> bool {
    let is_ours = |sibling: &CellState| {
        let mut ours = writes.iter().filter(|write| write.state.cell == DELETION);
        ours.any(|write| write.state.clock == sibling.clock)
    };
    before.cell == DELETION && before.siblings.iter().any(is_ours)
}

fn is_first_written(descriptor: &Descriptor, before: &ImageCell) -> bool {
    let Some(had) = &before.state else {
        return false;
    };
    is_written_once(Some(descriptor), before.cell) || is_signed(descriptor, had)
}
