//! Rows as they lie in the file: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing here opens, checks or merges anything; the door and the replica decide what is stored.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Row, Rows, Statement, params, params_from_iter};
use sync_contract::catalog::every::{CREATED_BY, PATIENT};
use sync_contract::change::{CellHeader, read_cell_headers, write_cell_headers};
use sync_contract::entity::CREATED;
use sync_contract::messages::sort_siblings;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Descriptor, Malformed, Value, Wire};
use uuid::Uuid;

use crate::columns::{self, Columns, Source};
use crate::error::Result;
use crate::reads::json;

/// Reads `select t.*` rows of one entity, whatever the order of the table's columns.
pub struct RowReader {
    columns: &'static Columns,
    /// Where each declared column stands in the statement.
    places: Cow<'static, [usize]>,
}

impl RowReader {
    /// Errors: when the statement lacks a declared column.
    pub fn new(descriptor: &'static Descriptor, statement: &Statement<'_>) -> Result<Self> {
        let columns = columns::of(descriptor);
        let places = columns.places(statement)?;
        Ok(Self { columns, places })
    }

    /// The declared cells; sides and cells of later versions are read apart.
    pub fn read(&self, row: &Row<'_>) -> Result<RowState> {
        let places = self.places.iter().copied();
        read_columns(self.columns, row, places)
    }
}

fn read_columns(
    columns: &Columns,
    row: &Row<'_>,
    places: impl Iterator<Item = usize>,
) -> Result<RowState> {
    let mut state = empty(columns.descriptor.number, Uuid::nil(), None);
    let mut parts: Vec<Part> = Vec::with_capacity(columns.descriptor.cells.len());
    let (mut heads, mut created_by) = (Vec::new(), None);
    for (column, place) in columns.all.iter().zip(places) {
        let raw = row.get_ref(place)?;
        match column.source {
            Source::Id => state.row = columns::uuid(blob(raw)?)?,
            Source::Tenant | Source::UpdatedAt | Source::UpdatedBy => {}
            Source::Patient => {
                let patient = columns::uuid(blob(raw)?)?;
                state.patient = Some(patient);
                let value = Value::Uuid(patient);
                Part::of(&mut parts, CREATED).clear.push((PATIENT, value));
            }
            Source::Clear { cell, field } | Source::Blind { cell, field } => {
                let value = columns::from_sql(column.kind, raw)?;
                if column.source == columns::CREATED_BY
                    && let Value::Uuid(id) = value
                {
                    created_by = Some(id);
                }
                Part::of(&mut parts, cell).clear.push((field, value));
            }
            Source::Sealed { cell } => {
                if raw != ValueRef::Null {
                    Part::of(&mut parts, cell).sealed = Some(blob(raw)?.to_vec());
                }
            }
            Source::Heads => heads = read_cell_headers(blob(raw)?, created_by)?,
        }
    }
    state.cells = heads
        .into_iter()
        .map(|head| {
            let part = Part::of(&mut parts, head.cell);
            part.clear.sort_by_key(|(number, _)| *number);
            let clear = std::mem::take(&mut part.clear);
            head.into_state(clear, part.sealed.take())
        })
        .collect();
    Ok(state)
}

/// What the columns hold of one cell.
struct Part {
    cell: u8,
    clear: Vec<(u16, Value)>,
    sealed: Option<Vec<u8>>,
}

impl Part {
    fn of(parts: &mut Vec<Self>, cell: u8) -> &mut Self {
        // the columns of a cell stand together, so it is nearly always the last
        let place = parts.iter().rposition(|part| part.cell == cell);
        let place = place.unwrap_or_else(|| {
            parts.push(Self {
                cell,
                clear: Vec::new(),
                sealed: None,
            });
            parts.len() - 1
        });
        &mut parts[place]
    }
}

fn blob(raw: ValueRef<'_>) -> std::result::Result<&[u8], Malformed> {
    match raw {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(Malformed("column of another kind")),
    }
}

/// The declared cells of a row, without its sides.
pub fn load(
    conn: &Connection,
    descriptor: &'static Descriptor,
    id: Uuid,
) -> Result<Option<RowState>> {
    let columns = columns::of(descriptor);
    let mut statement = conn.prepare_cached(&columns.select)?;
    let mut rows = statement.query([id.as_bytes().as_slice()])?;
    match rows.next()? {
        Some(row) => read_columns(columns, row, 0..columns.all.len()).map(Some),
        None => Ok(None),
    }
}

/// The declared cells of many rows by one statement; unknown ids are absent.
pub fn load_many(
    conn: &Connection,
    descriptor: &'static Descriptor,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, RowState>> {
    let sql = format!(
        "select t.* from {} as t where t.id in (select unhex(value) from json_each(?1))",
        descriptor.table
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let reader = RowReader::new(descriptor, &statement)?;
    let mut rows = statement.query([json(ids)])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let state = reader.read(row)?;
        found.insert(state.row, state);
    }
    Ok(found)
}

/// All that this device holds of a row: the cells of later versions and the sides too.
pub fn load_whole(conn: &Connection, entity: u16, id: Uuid) -> Result<Option<RowState>> {
    let declared = match sync_contract::Catalog::by_number(entity) {
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

/// A row without a cell.
pub fn empty(entity: u16, row: Uuid, patient: Option<Uuid>) -> RowState {
    RowState {
        entity,
        row,
        patient,
        cells: Vec::new(),
        siblings: Vec::new(),
    }
}

/// Writes a new row of declared cells; cells that the descriptor does not know are not for this table.
pub fn insert(
    conn: &Connection,
    descriptor: &'static Descriptor,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    let columns = columns::of(descriptor);
    write(conn, columns, &columns.insert, tenant, state)
}

/// Writes every column of a row that is there.
pub fn update(
    conn: &Connection,
    descriptor: &'static Descriptor,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    let columns = columns::of(descriptor);
    write(conn, columns, &columns.update, tenant, state)
}

/// [`update`], or [`insert`] when there is no such row.
pub fn store(
    conn: &Connection,
    descriptor: &'static Descriptor,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    match exists(conn, descriptor, state.row)? {
        true => update(conn, descriptor, tenant, state),
        false => insert(conn, descriptor, tenant, state),
    }
}

pub fn exists(conn: &Connection, descriptor: &'static Descriptor, id: Uuid) -> Result<bool> {
    let mut statement = conn.prepare_cached(&columns::of(descriptor).exists)?;
    Ok(statement.exists([id.as_bytes().as_slice()])?)
}

/// Takes a row away that was never the server's; deletion is a cell, not this.
pub fn delete(conn: &Connection, descriptor: &'static Descriptor, id: Uuid) -> Result<()> {
    let sql = format!("delete from {} where id = ?1", descriptor.table);
    conn.prepare_cached(&sql)?
        .execute([id.as_bytes().as_slice()])?;
    Ok(())
}

fn write(
    conn: &Connection,
    columns: &Columns,
    sql: &str,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    execute(&mut *conn.prepare_cached(sql)?, columns, tenant, state)?;
    Ok(())
}

/// Runs a statement that has a parameter for every column. Answers how many rows it touched.
pub(crate) fn execute(
    statement: &mut Statement<'_>,
    columns: &Columns,
    tenant: Uuid,
    state: &RowState,
) -> Result<usize> {
    let heads: Vec<_> = state.cells.iter().map(CellHeader::of).collect();
    let birth = state.cells.iter().find(|cell| cell.cell == CREATED);
    let heads = write_cell_headers(&heads, birth.and_then(created_by));
    let latest = state.cells.iter().max_by_key(|cell| cell.order());
    let made = birth.map(|birth| (birth.clock, birth.author));
    let latest = latest.filter(|latest| made != Some((latest.clock, latest.author)));
    let values = columns.all.iter().map(|column| {
        let cell = |number| state.cells.iter().find(|cell| cell.cell == number);
        match column.source {
            Source::Id => borrowed(state.row.as_bytes()),
            Source::Tenant => borrowed(tenant.as_bytes()),
            Source::Patient => state
                .patient
                .as_ref()
                .map_or(null(), |id| borrowed(id.as_bytes())),
            Source::Clear {
                cell: number,
                field,
            }
            | Source::Blind {
                cell: number,
                field,
            } => cell(number)
                .and_then(|cell| cell.clear_value(field))
                .map_or(null(), columns::to_sql),
            Source::Sealed { cell: number } => cell(number)
                .and_then(|cell| cell.sealed.as_deref())
                .map_or(null(), borrowed),
            Source::UpdatedAt => latest.map_or(null(), |cell| {
                ToSqlOutput::Owned(Sql::Integer(cell.clock.unix_us()))
            }),
            Source::UpdatedBy => latest.map_or(null(), |cell| borrowed(cell.author.as_bytes())),
            Source::Heads => borrowed(&heads),
        }
    });
    Ok(statement.execute(params_from_iter(values))?)
}

/// What its column holds.
fn created_by(birth: &CellState) -> Option<Uuid> {
    match birth.clear_value(CREATED_BY) {
        Some(Value::Uuid(id)) => Some(*id),
        _ => None,
    }
}

fn null() -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(Sql::Null)
}

fn borrowed(bytes: &[u8]) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Blob(bytes))
}

/// The pinned losers of a row's declared cells.
pub fn siblings(conn: &Connection, entity: u16, id: Uuid) -> Result<Vec<CellState>> {
    let mut statement = conn.prepare_cached(include_str!("../queries/stored/siblings.sql"))?;
    let mut rows = statement.query(params![entity, id.as_bytes()])?;
    let mut siblings = Vec::new();
    while let Some(row) = rows.next()? {
        siblings.push(CellState::from_bytes(blob(row.get_ref(0)?)?)?);
    }
    Ok(siblings)
}

/// The sides of many rows by one statement; rows without any are absent.
pub fn siblings_of_rows(
    conn: &Connection,
    entity: u16,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let mut statement =
        conn.prepare_cached(include_str!("../queries/stored/siblings_of_rows.sql"))?;
    by_row(statement.query(params![entity, json(ids)])?)
}

/// The sides of every row of an entity; rows without any are absent.
pub fn siblings_of_entity(conn: &Connection, entity: u16) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let sql = include_str!("../queries/stored/siblings_of_entity.sql");
    let mut statement = conn.prepare_cached(sql)?;
    by_row(statement.query([entity])?)
}

fn by_row(mut rows: Rows<'_>) -> Result<HashMap<Uuid, Vec<CellState>>> {
    let mut found: HashMap<Uuid, Vec<CellState>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let id = columns::uuid(blob(row.get_ref(0)?)?)?;
        let sibling = CellState::from_bytes(blob(row.get_ref(1)?)?)?;
        found.entry(id).or_default().push(sibling);
    }
    Ok(found)
}

/// Puts these sides in the place of those that the row had.
pub fn store_siblings(
    conn: &Connection,
    entity: u16,
    id: Uuid,
    siblings: &[CellState],
) -> Result<()> {
    conn.prepare_cached(include_str!("../queries/stored/siblings_delete.sql"))?
        .execute(params![entity, id.as_bytes()])?;
    let mut insert = conn.prepare_cached(include_str!("../queries/stored/sibling_insert.sql"))?;
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
    let mut statement = conn.prepare_cached(include_str!("../queries/stored/unknown_cells.sql"))?;
    let mut rows = statement.query(params![entity, id.as_bytes()])?;
    let mut found: Option<RowState> = None;
    while let Some(row) = rows.next()? {
        let patient: Option<[u8; 16]> = row.get(0)?;
        let state = found.get_or_insert_with(|| empty(entity, id, patient.map(Uuid::from_bytes)));
        let is_sibling: bool = row.get(1)?;
        let cell = CellState::from_bytes(blob(row.get_ref(2)?)?)?;
        match is_sibling {
            true => state.siblings.push(cell),
            false => state.cells.push(cell),
        }
    }
    Ok(found)
}

/// Puts these cells in the place of the foreign ones that the row had.
pub fn store_unknown(conn: &Connection, state: &RowState) -> Result<()> {
    let id = state.row.as_bytes();
    conn.prepare_cached(include_str!("../queries/stored/unknown_cells_delete.sql"))?
        .execute(params![state.entity, id])?;
    let sql = include_str!("../queries/stored/unknown_cell_insert.sql");
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

#[cfg(test)]
#[path = "stored_tests.rs"]
mod tests;
