//! Rows as they lie in the file: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing here opens, checks or merges anything; the write transaction and the replica decide what is stored.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Statement, params_from_iter};
use sync_contract::catalog::{NoteStatus, Patient};
use sync_contract::columns::{RowBuilder, RowValues};
use sync_contract::pull::RowState;
use sync_contract::{Authority, CellState, Clock, Descriptor, Entity, Malformed, statement};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::store::columns::{Columns, Source};
use crate::store::{columns, damage, row_tag, stored_sum};

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

    /// As [`RowReader::read`]; none of a row that another program made unreadable.
    pub fn read_known(&self, row: &Row<'_>) -> Result<Option<RowState>> {
        match self.read(row) {
            Err(Error::Malformed(_) | Error::Damaged) => Ok(None),
            read => read.map(Some),
        }
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
    let mut builder = RowBuilder::new(columns.descriptor);
    for (column, index) in columns.all.iter().zip(indices) {
        match column.source {
            Source::CellHeaders => {
                builder.set_headers(row_tag::headers(blob(row.get_ref(index)?)?)?)?;
            }
            source if source.is_derived() => {}
            source => {
                let value = columns::from_sql(column.kind, row.get_ref(index)?)?;
                builder.set(source, value)?;
            }
        }
    }
    Ok(builder.finish()?)
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

/// As [`load`]; none of a row that another program made unreadable.
pub(crate) fn load_known(
    conn: &Connection,
    descriptor: &'static Descriptor,
    id: Uuid,
) -> Result<Option<RowState>> {
    match load(conn, descriptor, id) {
        Err(Error::Malformed(_) | Error::Damaged) => Ok(None),
        loaded => loaded,
    }
}

/// Stands for a cell of which nothing can be read.
pub(crate) fn lost_cell(cell: u8) -> CellState {
    CellState {
        cell,
        clock: Clock::default(),
        generation: 0,
        author: Uuid::nil(),
        secret_version: 0,
        clear: Vec::new(),
        sealed: None,
        tag: [0; 16],
        signature: None,
        replaces: Vec::new(),
    }
}

/// The declared cells of many rows by one statement; unknown ids, and rows that cannot be read, are absent.
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
        let state = reader.read_known(row)?;
        states.extend(state.map(|state| (state.row, state)));
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
    insert_uncounted(conn, descriptor, tenant, state)?;
    let signed = i32::from(damage::is_row_signed(descriptor, state));
    damage::count_row(conn, descriptor, state.row, state.patient, (1, signed))
}

/// [`insert`] for an action, which counts all its rows at its end.
pub fn insert_uncounted(
    conn: &Connection,
    descriptor: &'static Descriptor,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    let columns = columns::of(descriptor);
    write(conn, columns, &columns.insert, tenant, state)
}

/// Writes every column of a row that is there. Its siblings, which lie elsewhere, are bound to it.
pub fn update(
    conn: &Connection,
    descriptor: &'static Descriptor,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    let columns = columns::of(descriptor);
    let is_signed = damage::is_row_signed(descriptor, state);
    // unknown for a damaged row: its repair then leaves the count of signed rows as it is
    let was_signed = is_stored_signed(conn, descriptor, state.row)?.unwrap_or(is_signed);
    write(conn, columns, &columns.update, tenant, state)?;
    let signed = i32::from(is_signed) - i32::from(was_signed);
    damage::count_row(conn, descriptor, state.row, state.patient, (0, signed))
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

/// Returns whether the stored row says that it is signed; none where it says neither, since it was damaged.
fn is_stored_signed(conn: &Connection, descriptor: &Descriptor, row: Uuid) -> Result<Option<bool>> {
    if descriptor.authority != Authority::Sealing {
        return Ok(Some(false));
    }
    let sql = format!("select status from {} where id = ?1", descriptor.table);
    let mut statement = conn.prepare_cached(&sql)?;
    let read = statement.query_row([row.as_bytes()], |line| {
        let status = columns::text(line, 0)?.map(str::parse::<NoteStatus>);
        Ok(status.and_then(std::result::Result::ok))
    });
    let status = read.optional()?.flatten();
    Ok(status.map(|status| status == NoteStatus::Signed))
}

/// Takes a row away that was never the server's; deletion is a cell, not this.
pub fn delete(conn: &Connection, descriptor: &'static Descriptor, id: Uuid) -> Result<()> {
    let patient = damage::patient_of(conn, descriptor, id)?;
    let was_signed = is_stored_signed(conn, descriptor, id)?.unwrap_or(false);
    let sql = format!("delete from {} where id = ?1", descriptor.table);
    let deleted = stored_sum::changing(conn, columns::of(descriptor), id, || {
        let mut statement = conn.prepare_cached(&sql)?;
        Ok(statement.execute([id.as_bytes().as_slice()])?)
    })?;
    match deleted {
        0 => Ok(()),
        _ => damage::count_row(conn, descriptor, id, patient, (-1, -i32::from(was_signed))),
    }
}

fn write(
    conn: &Connection,
    columns: &Columns,
    sql: &str,
    tenant: Uuid,
    state: &RowState,
) -> Result<()> {
    execute(
        conn,
        &mut *conn.prepare_cached(sql)?,
        columns,
        tenant,
        state,
    )?;
    if note_change(conn, columns, state.row)? {
        forget_changes(conn)?;
    }
    Ok(())
}

/// Remembers that a patient was written, for open search indexes; those of other entities have none. Returns whether
/// older changes are to be forgotten, which many patients of one page need once.
pub(crate) fn note_change(conn: &Connection, columns: &Columns, row: Uuid) -> Result<bool> {
    if columns.descriptor.number != Patient::DESCRIPTOR.number {
        return Ok(false);
    }
    let changed = conn
        .prepare_cached(statement!("search", "change"))?
        .execute([row.as_bytes()])?;
    if changed == 0 {
        // open indexes are built anew
        conn.execute(statement!("search", "forget_all_changes"), [])?;
        conn.execute(statement!("search", "begin_changes"), [row.as_bytes()])?;
    }
    Ok(true)
}

/// Leaves the latest changes of patients: an open search index that is further behind is built anew.
pub(crate) fn forget_changes(conn: &Connection) -> Result<()> {
    conn.prepare_cached(statement!("search", "forget_changes"))?
        .execute([])?;
    Ok(())
}

/// Runs a statement that has a parameter for every column. Returns how many rows it touched.
pub(crate) fn execute(
    conn: &Connection,
    statement: &mut Statement<'_>,
    columns: &Columns,
    tenant: Uuid,
    state: &RowState,
) -> Result<usize> {
    let row = RowValues::of(columns.descriptor, tenant, state);
    let values = columns.all.iter();
    let values = values.map(|column| columns::column_to_sql(&row.get(column.source)));
    let siblings = row_tag::siblings_digest(&state.siblings);
    let siblings = siblings.map_or(Sql::Null, |digest| Sql::Blob(digest.to_vec()));
    let values = values.chain([ToSqlOutput::Owned(siblings)]);
    stored_sum::changing(conn, columns, state.row, || {
        Ok(statement.execute(params_from_iter(values))?)
    })
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
