use rusqlite::Connection;
use sync_contract::change::CellWrite;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Group};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::outbox::images::{Image, ImageCell};
use crate::store::{rows, siblings};

/// Applies a group to the shown rows: each of its cells that is later than the one shown replaces it.
///
/// Returns each row with the image of what it covered; none for a row that was not there.
pub(super) fn apply_group(
    conn: &Connection,
    tenant: Uuid,
    group: &Group,
) -> Result<Vec<(u16, Uuid, Option<Image>)>> {
    let rows = group
        .writes
        .chunk_by(|a, b| (a.entity, a.row) == (b.entity, b.row));
    rows.map(|writes| {
        let image = apply_row(conn, tenant, writes)?;
        Ok((writes[0].entity, writes[0].row, image))
    })
    .collect()
}

fn apply_row(conn: &Connection, tenant: Uuid, writes: &[CellWrite]) -> Result<Option<Image>> {
    let first = &writes[0];
    let descriptor = Catalog::by_number(first.entity).ok_or(Error::NotFound)?;
    let stored = rows::load(conn, descriptor, first.row)?;
    let Some(mut state) = stored else {
        let mut state = RowState {
            entity: first.entity,
            row: first.row,
            patient: first.patient,
            cells: Vec::new(),
            siblings: Vec::new(),
        };
        for write in writes {
            put_cell(&mut state, write.state.clone());
        }
        rows::insert(conn, descriptor, tenant, &state)?;
        return Ok(None);
    };
    let mut siblings = siblings::siblings(conn, first.entity, first.row)?;
    let mut image = Image::default();
    for write in writes {
        let had = state
            .cells
            .iter()
            .find(|cell| cell.cell == write.state.cell)
            .cloned();
        let of_cell = |sibling: &&CellState| sibling.cell == write.state.cell;
        image.cells.push(ImageCell {
            cell: write.state.cell,
            siblings: siblings.iter().filter(of_cell).cloned().collect(),
            state: had.clone(),
        });
        siblings.retain(|sibling| {
            sibling.cell != write.state.cell || !write.base.contains(&sibling.clock)
        });
        if had.is_none_or(|had| had.order() < write.state.order()) {
            put_cell(&mut state, write.state.clone());
        }
    }
    rows::update(conn, descriptor, tenant, &state)?;
    siblings::store_siblings(conn, first.entity, first.row, &siblings)?;
    Ok(Some(image))
}

/// Replaces the cell of that number, keeping the order of cells.
pub(crate) fn put_cell(state: &mut RowState, cell: CellState) {
    match state.cells.binary_search_by_key(&cell.cell, |had| had.cell) {
        Ok(index) => state.cells[index] = cell,
        Err(index) => state.cells.insert(index, cell),
    }
}
