//! Conflicting versions of a row's cells, and the cells of later versions that this program does not know.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Row, Rows, params};
use sync_contract::merge::sort_siblings;
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Catalog, CellState, Wire};
use uuid::Uuid;

use crate::error::Result;
use crate::store::rows::{empty, exists, insert, json, load, lost_cell, update};
use crate::store::{columns, damage};

/// Returns the unresolved siblings of a row's declared cells.
pub fn siblings(conn: &Connection, entity: u16, id: Uuid) -> Result<Vec<CellState>> {
    let mut statement = conn.prepare_cached(statement!("store", "siblings"))?;
    let mut rows = statement.query(params![entity, id.as_bytes()])?;
    let mut siblings = Vec::new();
    while let Some(row) = rows.next()? {
        siblings.extend(sibling(row, 0)?);
    }
    Ok(siblings)
}

/// Returns the siblings of many rows by one statement; rows without any are absent.
pub fn siblings_of_rows(
    conn: &Connection,
    entity: u16,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let mut statement = conn.prepare_cached(statement!("store", "siblings_of_rows"))?;
    by_row(statement.query(params![entity, json(ids)])?)
}

/// Returns the siblings of every row of an entity; rows without any are absent.
pub fn siblings_of_entity(conn: &Connection, entity: u16) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let sql = statement!("store", "siblings_of_entity");
    let mut statement = conn.prepare_cached(sql)?;
    by_row(statement.query([entity])?)
}

/// Reads a version and, behind it, its place. One that another program made unreadable, or put there from another
/// place, stays a version, whose tag fits nothing: a person sees that there was one.
fn sibling(row: &Row<'_>, column: usize) -> Result<Option<CellState>> {
    if let Some((state, is_at_address)) = columns::sibling(row, column)? {
        return Ok(Some(match is_at_address {
            true => state,
            false => lost_cell(state.cell),
        }));
    }
    let cell = columns::integer(row, column + 1)?.and_then(|cell| u8::try_from(cell).ok());
    Ok(cell.map(lost_cell))
}

fn by_row(mut rows: Rows<'_>) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let mut loaded: HashMap<Uuid, Vec<CellState>> = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some((id, sibling)) = columns::id(row, 0)?.zip(sibling(row, 1)?) {
            loaded.entry(id).or_default().push(sibling);
        }
    }
    Ok(loaded)
}

/// Replaces the siblings of a row. The caller stores the row with them, which binds them to it.
pub fn store_siblings(
    conn: &Connection,
    entity: u16,
    id: Uuid,
    siblings: &[CellState],
) -> Result<()> {
    let deleted = conn
        .prepare_cached(statement!("store", "siblings_delete"))?
        .execute(params![entity, id.as_bytes()])?;
    damage::count_siblings(conn, siblings.len(), deleted)?;
    let mut insert = conn.prepare_cached(statement!("store", "sibling_insert"))?;
    for sibling in siblings {
        insert.execute(params![
            entity,
            id.as_bytes(),
            sibling.cell,
            sibling.clock.to_array(),
            sibling.generation,
            sibling.to_bytes()
        ])?;
    }
    Ok(())
}

/// Cells of entities or versions that this program does not know; none when it knows all of the row.
pub fn load_unknown(conn: &Connection, entity: u16, id: Uuid) -> Result<Option<RowState>> {
    let mut statement = conn.prepare_cached(statement!("store", "unknown_cells"))?;
    let mut rows = statement.query(params![entity, id.as_bytes()])?;
    let mut loaded: Option<RowState> = None;
    while let Some(row) = rows.next()? {
        let patient = columns::id(row, 0)?;
        // a cell that another program made unreadable is left out
        let Some(Ok(cell)) = columns::bytes(row, 2)?.map(CellState::from_bytes) else {
            continue;
        };
        let state = loaded.get_or_insert_with(|| empty(entity, id, patient));
        match columns::integer(row, 1)? {
            Some(0) => state.cells.push(cell),
            _ => state.siblings.push(cell),
        }
    }
    Ok(loaded)
}

/// Takes the cells out that this program declares by now, as after its update, a row at a time.
pub(crate) fn take_declared(conn: &Connection) -> Result<Vec<RowState>> {
    let mut statement = conn.prepare_cached(statement!("store", "unknown_addresses"))?;
    let mut rows = statement.query([])?;
    let mut keys = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let number = columns::integer(row, 0)?.and_then(|entity| u16::try_from(entity).ok());
        let cell = columns::integer(row, 2)?.and_then(|cell| u8::try_from(cell).ok());
        if let (Some(entity), Some(id), Some(cell)) = (number, columns::id(row, 1)?, cell)
            && is_declared(entity, cell)
        {
            keys.insert((entity, id));
        }
    }
    drop(rows);
    let mut declared = Vec::new();
    for (entity, id) in keys {
        let Some(mut unknown) = load_unknown(conn, entity, id)? else {
            continue;
        };
        let mut row = empty(entity, id, unknown.patient);
        let is_known = |cell: &mut CellState| is_declared(entity, cell.cell);
        row.cells = unknown.cells.extract_if(.., is_known).collect();
        row.siblings = unknown.siblings.extract_if(.., is_known).collect();
        store_unknown(conn, &unknown)?;
        declared.push(row);
    }
    Ok(declared)
}

fn is_declared(entity: u16, cell: u8) -> bool {
    Catalog::by_number(entity).is_some_and(|known| known.cell(cell).is_some())
}

/// Replaces the unknown cells of a row.
pub fn store_unknown(conn: &Connection, state: &RowState) -> Result<()> {
    let id = state.row.as_bytes();
    conn.prepare_cached(statement!("store", "unknown_cells_delete"))?
        .execute(params![state.entity, id])?;
    let sql = statement!("store", "unknown_cell_insert");
    let mut insert = conn.prepare_cached(sql)?;
    let cells = state.cells.iter().map(|cell| (cell, false));
    let siblings = state.siblings.iter().map(|sibling| (sibling, true));
    for (cell, is_sibling) in cells.chain(siblings) {
        insert.execute(params![
            state.entity,
            id,
            cell.cell,
            state.patient.map(Uuid::into_bytes),
            cell.clock.to_array(),
            cell.generation,
            is_sibling,
            cell.to_bytes()
        ])?;
    }
    Ok(())
}

/// Returns all that this device has of a row, unknown cells and siblings included.
pub fn load_full(conn: &Connection, entity: u16, id: Uuid) -> Result<Option<RowState>> {
    let declared = match Catalog::by_number(entity) {
        Some(descriptor) => load(conn, descriptor, id)?,
        None => None,
    };
    let foreign = load_unknown(conn, entity, id)?;
    let bare = |state: &RowState| empty(entity, id, state.patient);
    let Some(mut state) = declared.or_else(|| foreign.as_ref().map(bare)) else {
        return Ok(None);
    };
    state.siblings = siblings(conn, entity, id)?;
    if let Some(foreign) = foreign {
        state.cells.extend(foreign.cells);
        state.cells.sort_by_key(|cell| cell.cell);
        state.siblings.extend(foreign.siblings);
        sort_siblings(&mut state.siblings);
    }
    Ok(Some(state))
}

/// What a row that was stored has in the additional tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredIn {
    pub siblings: bool,
    pub unknown_cells: bool,
}

/// Stores all of a row, unknown cells and siblings included. `local` is what is stored of it; `has_unknown`: whether
/// any row of the file may have unknown cells.
pub fn store_full(
    conn: &Connection,
    tenant: Uuid,
    state: RowState,
    local: Option<&RowState>,
    has_unknown: bool,
) -> Result<StoredIn> {
    let (entity, id, patient) = (state.entity, state.row, state.patient);
    let descriptor = Catalog::by_number(entity);
    let is_known = |cell: &CellState| is_declared(entity, cell.cell);
    let (cells, unknown_cells): (Vec<_>, Vec<_>) = state.cells.into_iter().partition(is_known);
    let (siblings, unknown_siblings): (Vec<_>, Vec<_>) =
        state.siblings.into_iter().partition(is_known);
    let mut stored = StoredIn {
        siblings: false,
        unknown_cells: !unknown_cells.is_empty() || !unknown_siblings.is_empty(),
    };
    if has_unknown || stored.unknown_cells {
        let unknown = RowState {
            cells: unknown_cells,
            siblings: unknown_siblings,
            ..empty(entity, id, patient)
        };
        store_unknown(conn, &unknown)?;
    }
    let had_siblings = local.is_some_and(|local| !local.siblings.is_empty());
    if had_siblings || !siblings.is_empty() {
        store_siblings(conn, entity, id, &siblings)?;
        stored.siblings = true;
    }
    let Some(descriptor) = descriptor else {
        return Ok(stored);
    };
    let typed = RowState {
        cells,
        siblings,
        ..empty(entity, id, patient)
    };
    let in_table = match local {
        // it may consist of cells of a later version alone
        Some(_) if has_unknown || stored.unknown_cells => exists(conn, descriptor, id)?,
        local => local.is_some(),
    };
    match in_table {
        true => update(conn, descriptor, tenant, &typed)?,
        false if typed.cells.is_empty() => {}
        false => insert(conn, descriptor, tenant, &typed)?,
    }
    Ok(stored)
}
