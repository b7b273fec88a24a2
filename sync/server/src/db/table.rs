//! Rows in the typed tables: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing is decided here: complete rows come, admitted and merged.

use futures_util::future::try_join3;
use futures_util::{TryStreamExt, pin_mut};
use sync_contract::statement;
use sync_contract::{
    CellState, Code, Descriptor, Malformed, Value,
    cell_header::{CellHeader, read_cell_headers, write_cell_headers},
    entity::CREATED,
    every_entity::{CREATED_BY, PATIENT},
    pull::RowState,
};
use tokio_postgres::{Row, error::SqlState, types::ToSql};
use uuid::Uuid;

use crate::db::columns::{Column, Columns, Source, of};
use crate::db::transaction::Transaction;
use crate::db::values::{Ctid, Parameter, value};
use crate::problem::Problem;
use crate::problem::Result;

/// `$1` is `off` while rows are to be found by their ctid and by nothing else.
pub const PLAN_BY_CTID: &str = statement!("rows", "plan_by_ctid");

/// A row of a table, without siblings and unknown cells, and its sequence number in the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    pub state: RowState,
    pub seq: i64,
}

/// A row to be written to its table. Unknown cells have a table of their own and are passed over.
#[derive(Debug, Clone, Copy)]
pub struct TableRowRef<'a> {
    pub state: &'a RowState,
    pub seq: i64,
}

impl<'a> From<&'a TableRow> for TableRowRef<'a> {
    fn from(row: &'a TableRow) -> TableRowRef<'a> {
        TableRowRef {
            state: &row.state,
            seq: row.seq,
        }
    }
}

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Among others a constraint, which says what was wrong with a group.
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
    /// A row to update was not there.
    #[error("a statement did not touch the rows that it names")]
    Missed,
}

impl WriteError {
    /// Returns the code for a broken constraint; none when the database failed for another reason.
    pub fn rejection(&self) -> Option<Code> {
        match self {
            WriteError::Database(error) => rejection(error),
            WriteError::Missed => None,
        }
    }
}

/// Returns the code for the constraint that a statement broke, if it did.
pub fn rejection(error: &tokio_postgres::Error) -> Option<Code> {
    let state = error.code()?;
    if *state == SqlState::FOREIGN_KEY_VIOLATION {
        Some(Code::MissingReference)
    } else if *state == SqlState::UNIQUE_VIOLATION {
        Some(Code::NotUnique)
    } else if state.code().starts_with("23") || state.code().starts_with("22") {
        Some(Code::BadValue)
    } else {
        None
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Problem {
        match error {
            WriteError::Database(error) => error.into(),
            WriteError::Missed => Problem::INTERNAL,
        }
    }
}

/// Loads those of the named rows that exist, in no order, with the ctid of each.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Vec<(TableRow, Ctid)>> {
    let columns = of(descriptor);
    let statement = transaction.prepare_cached(&columns.load).await?;
    let parameters: [&(dyn ToSql + Sync); 2] = [&tenant, &ids];
    let rows = transaction.query_raw(&statement, parameters).await?;
    pin_mut!(rows);
    let mut loaded = Vec::with_capacity(ids.len());
    // decoded while the database looks for the next ones
    while let Some(row) = rows.try_next().await? {
        let ctid = row.try_get(columns.all.len())?;
        loaded.push((read(columns, &row)?, ctid));
    }
    Ok(loaded)
}

/// Returns the rows of a statement over [`Columns::select_list`], in its order.
pub async fn select(
    transaction: &Transaction<'_>,
    descriptor: &'static Descriptor,
    text: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<RowState>> {
    let columns = of(descriptor);
    let statement = transaction.prepare_cached(text).await?;
    let rows = transaction.query(&statement, parameters).await?;
    let rows = rows.iter().map(|row| Ok(read(columns, row)?.state));
    rows.collect()
}

/// Adds rows by one statement.
pub async fn insert(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.insert, rows).await
}

/// Writes every column of rows that exist, by one statement.
pub async fn update(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.update, rows).await
}

/// Writes rows of which one cell changed, by one statement, in the transaction that loaded them behind the locked head.
pub async fn update_cell(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    cell: u8,
    rows: &[TableRowRef<'_>],
    ctids: &[Ctid],
) -> Result<(), WriteError> {
    let mut updates = of(descriptor).update_cell.iter();
    let update = updates
        .find(|update| update.cell == cell)
        .ok_or(WriteError::Missed)?;
    let statement = transaction.prepare_cached(&update.text).await?;
    let plan = transaction.prepare_cached(PLAN_BY_CTID).await?;
    let arrays = arrays_of(descriptor, &update.columns, rows);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant, &ctids];
    parameters.extend(arrays.iter().map(|array| array as &(dyn ToSql + Sync)));
    // the planner knows nothing of a table that was never analyzed; the three are pipelined in this order
    let (_, written, _) = try_join3(
        transaction.query_one(&plan, &[&"off"]),
        transaction.execute(&statement, &parameters),
        transaction.query_one(&plan, &[&"on"]),
    )
    .await?;
    check_written(descriptor, written, rows.len())
}

/// Reads a row that was selected by [`Columns::select_list`].
pub fn read(columns: &Columns, row: &Row) -> Result<TableRow> {
    read_columns(columns, row).map_err(|Malformed(reason)| {
        tracing::error!(
            table = columns.descriptor.table,
            reason,
            "a stored row cannot be read"
        );
        Problem::INTERNAL
    })
}

fn read_columns(columns: &Columns, row: &Row) -> std::result::Result<TableRow, Malformed> {
    let mut id = None;
    let mut patient = None;
    let mut seq = None;
    let mut headers = None;
    let mut parts: Vec<Part> = Vec::with_capacity(columns.descriptor.cells.len());
    for (index, column) in columns.all.iter().enumerate() {
        let value = value(row, index, column.kind)?;
        match (column.source, value) {
            (Source::Id, Value::Uuid(value)) => id = Some(value),
            (Source::Seq, Value::Int(value)) => seq = Some(value),
            (Source::CellHeaders, Value::Bytes(bytes)) => headers = Some(bytes),
            (Source::UpdatedAt | Source::UpdatedBy, _) => {}
            (Source::Patient, value) => {
                if let Value::Uuid(value) = value {
                    patient = Some(value);
                }
                Part::of(&mut parts, CREATED).clear.push((PATIENT, value));
            }
            (Source::Clear { cell, field } | Source::Blind { cell, field }, value) => {
                Part::of(&mut parts, cell).clear.push((field, value));
            }
            (Source::Sealed { cell }, Value::Bytes(bytes)) => {
                Part::of(&mut parts, cell).sealed = Some(bytes);
            }
            (Source::Sealed { .. }, Value::Null) => {}
            _ => return Err(Malformed("column of another kind")),
        }
    }
    let created_by = Part::of(&mut parts, CREATED).uuid(CREATED_BY);
    let headers = headers.ok_or(Malformed("row without cell headers"))?;
    let headers = read_cell_headers(&headers, created_by)?;
    let cells = headers.into_iter().map(|header| {
        let part = Part::of(&mut parts, header.cell);
        let mut clear = std::mem::take(&mut part.clear);
        clear.sort_by_key(|(number, _)| *number);
        header.into_state(clear, part.sealed.take())
    });
    let cells: Vec<CellState> = cells.collect();
    Ok(TableRow {
        state: RowState {
            entity: columns.descriptor.number,
            row: id.ok_or(Malformed("row without an id"))?,
            patient,
            cells,
            siblings: Vec::new(),
        },
        seq: seq.ok_or(Malformed("row without a number"))?,
    })
}

/// The columns of one cell.
struct Part {
    cell: u8,
    clear: Vec<(u16, Value)>,
    sealed: Option<Vec<u8>>,
}

impl Part {
    fn of(parts: &mut Vec<Part>, cell: u8) -> &mut Part {
        // the columns of a cell are adjacent, so it is nearly always the last part
        let index = parts.iter().rposition(|part| part.cell == cell);
        let index = index.unwrap_or_else(|| {
            parts.push(Part {
                cell,
                clear: Vec::new(),
                sealed: None,
            });
            parts.len() - 1
        });
        &mut parts[index]
    }

    fn uuid(&self, number: u16) -> Option<Uuid> {
        let mut clear = self.clear.iter();
        clear.find_map(|(field, value)| match value {
            Value::Uuid(id) if *field == number => Some(*id),
            _ => None,
        })
    }
}

async fn write(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    columns: &Columns,
    statement: &str,
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    if rows.is_empty() {
        return Ok(());
    }
    let statement = transaction.prepare_cached(statement).await?;
    let arrays = arrays_of(columns.descriptor, &columns.all, rows);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant];
    parameters.extend(arrays.iter().map(|array| array as &(dyn ToSql + Sync)));
    let written = transaction.execute(&statement, &parameters).await?;
    check_written(columns.descriptor, written, rows.len())
}

/// Returns the values of each column, row by row.
fn arrays_of<'a>(
    descriptor: &Descriptor,
    columns: &[Column],
    rows: &[TableRowRef<'a>],
) -> Vec<Vec<Parameter<'a>>> {
    let of_row = |column, row| parameter_of(descriptor, column, row);
    let array = |column| rows.iter().map(|row| of_row(column, row)).collect();
    columns.iter().map(array).collect()
}

fn check_written(descriptor: &Descriptor, written: u64, expected: usize) -> Result<(), WriteError> {
    if usize::try_from(written) == Ok(expected) {
        return Ok(());
    }
    tracing::error!(
        table = descriptor.table,
        written,
        expected,
        "a statement did not touch the rows that it names"
    );
    Err(WriteError::Missed)
}

fn parameter_of<'a>(
    descriptor: &Descriptor,
    column: &Column,
    row: &TableRowRef<'a>,
) -> Parameter<'a> {
    let state = row.state;
    let cell = |number: u8| state.cells.iter().find(|cell| cell.cell == number);
    let declared = || {
        let cells = state.cells.iter();
        cells.filter(|cell| descriptor.cell(cell.cell).is_some())
    };
    let latest = || declared().max_by_key(|cell| cell.order());
    match column.source {
        Source::Id => Parameter::Owned(Value::Uuid(state.row)),
        Source::Seq => Parameter::Owned(Value::Int(row.seq)),
        Source::Patient => state
            .patient
            .map_or(Parameter::Null, |id| Parameter::Owned(Value::Uuid(id))),
        Source::Clear {
            cell: number,
            field,
        }
        | Source::Blind {
            cell: number,
            field,
        } => cell(number)
            .and_then(|cell| cell.clear_value(field))
            .map_or(Parameter::Null, Parameter::Value),
        Source::Sealed { cell: number } => cell(number)
            .and_then(|cell| cell.sealed.as_deref())
            .map_or(Parameter::Null, Parameter::Bytes),
        Source::UpdatedAt => latest().map_or(Parameter::Null, |cell| {
            Parameter::Owned(Value::Time(cell.clock.unix_us()))
        }),
        Source::UpdatedBy => latest().map_or(Parameter::Null, |cell| {
            Parameter::Owned(Value::Uuid(cell.author))
        }),
        Source::CellHeaders => {
            let headers: Vec<CellHeader> = declared().map(CellHeader::of).collect();
            let created_by =
                cell(CREATED).and_then(|created| match created.clear_value(CREATED_BY) {
                    Some(Value::Uuid(id)) => Some(*id),
                    _ => None,
                });
            Parameter::Owned(Value::Bytes(write_cell_headers(&headers, created_by)))
        }
    }
}
