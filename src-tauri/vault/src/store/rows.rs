//! Rows as they lie in the file: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing here opens, checks or merges anything; the write transaction and the replica decide what is stored.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Row, Statement, params_from_iter};
use sync_contract::cell_header::{CellHeader, read_cell_headers, write_cell_headers};
use sync_contract::entity::CREATED;
use sync_contract::every_entity::{CREATED_BY, PATIENT};
use sync_contract::pull::RowState;
use sync_contract::{CellState, Descriptor, Malformed, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::columns::{Columns, Source};

/// Reads `select t.*` rows of one entity, whatever the order of the table's columns.
pub struct RowReader {
    columns: &'static Columns,
    /// The index of each declared column in the statement.
    indices: Cow<'static, [usize]>,
}

impl RowReader {
    /// # Errors
    /// When the statement lacks a declared column.
    pub fn new(descriptor: &'static Descriptor, statement: &Statement<'_>) -> Result<Self> {
        let columns = columns::of(descriptor);
        let indices = columns.indices(statement)?;
        Ok(Self { columns, indices })
    }

    /// Reads the declared cells; siblings and unknown cells are read by `siblings`.
    pub fn read(&self, row: &Row<'_>) -> Result<RowState> {
        let indices = self.indices.iter().copied();
        read_columns(self.columns, row, indices)
    }
}

fn read_columns(
    columns: &Columns,
    row: &Row<'_>,
    indices: impl Iterator<Item = usize>,
) -> Result<RowState> {
    let mut state = empty(columns.descriptor.number, Uuid::nil(), None);
    let mut parts: Vec<Part> = Vec::with_capacity(columns.descriptor.cells.len());
    let (mut headers, mut created_by) = (Vec::new(), None);
    for (column, index) in columns.all.iter().zip(indices) {
        let raw = row.get_ref(index)?;
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
            Source::CellHeaders => headers = read_cell_headers(blob(raw)?, created_by)?,
        }
    }
    state.cells = headers
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

/// What the columns have of one cell.
struct Part {
    cell: u8,
    clear: Vec<(u16, Value)>,
    sealed: Option<Vec<u8>>,
}

impl Part {
    fn of(parts: &mut Vec<Self>, cell: u8) -> &mut Self {
        // the columns of a cell are contiguous, so it is nearly always the last
        let index = parts.iter().rposition(|part| part.cell == cell);
        let index = index.unwrap_or_else(|| {
            parts.push(Self {
                cell,
                clear: Vec::new(),
                sealed: None,
            });
            parts.len() - 1
        });
        &mut parts[index]
    }
}

pub(crate) fn blob(raw: ValueRef<'_>) -> std::result::Result<&[u8], Malformed> {
    match raw {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(Malformed("column of another kind")),
    }
}

/// Returns the declared cells of a row, without its siblings.
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
    let mut states = HashMap::new();
    while let Some(row) = rows.next()? {
        let state = reader.read(row)?;
        states.insert(state.row, state);
    }
    Ok(states)
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

/// Runs a statement that has a parameter for every column. Returns how many rows it touched.
pub(crate) fn execute(
    statement: &mut Statement<'_>,
    columns: &Columns,
    tenant: Uuid,
    state: &RowState,
) -> Result<usize> {
    let headers: Vec<_> = state.cells.iter().map(CellHeader::of).collect();
    let birth = state.cells.iter().find(|cell| cell.cell == CREATED);
    let headers = write_cell_headers(&headers, birth.and_then(created_by));
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
            Source::CellHeaders => borrowed(&headers),
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

/// Ids as a list that a statement can join.
pub(crate) fn json(ids: impl Iterator<Item = Uuid>) -> String {
    let mut list = String::from("[");
    for id in ids {
        if list.len() > 1 {
            list.push(',');
        }
        list.push('"');
        list.push_str(id.simple().encode_lower(&mut Uuid::encode_buffer()));
        list.push('"');
    }
    list.push(']');
    list
}

#[cfg(test)]
mod tests;
