//! Rows in the typed tables: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing is decided here: complete rows come, admitted and merged.

use futures_util::future::{try_join_all, try_join3};
use futures_util::{TryFutureExt, TryStreamExt, pin_mut};
use sync_contract::entity::CREATED;
use sync_contract::statement;
use sync_contract::{
    Code, Descriptor, Kind, Malformed, Value,
    columns::{RowBuilder, RowValues},
    pull::RowState,
};
use tokio_postgres::{Row, Statement, error::SqlState, types::ToSql};
use uuid::Uuid;

use crate::db::columns::{Column, Columns, of};
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

/// A row as a table has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Without cells where it cannot be read.
    pub row: TableRow,
    pub ctid: Ctid,
    pub is_damaged: bool,
}

/// Loads those of the named rows that exist, in no order.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Vec<StoredRow>> {
    let columns = of(descriptor);
    load_by(transaction, tenant, columns, &columns.load, ids).await
}

/// Does the same as [`load`] for those that are deleted.
pub async fn load_deleted(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Vec<StoredRow>> {
    let columns = of(descriptor);
    load_by(transaction, tenant, columns, &columns.load_deleted, ids).await
}

async fn load_by(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    columns: &Columns,
    text: &str,
    ids: &[Uuid],
) -> Result<Vec<StoredRow>> {
    let statement = transaction.prepare_cached(text).await?;
    let parameters: [&(dyn ToSql + Sync); 2] = [&tenant, &ids];
    let rows = transaction.query_raw(&statement, parameters).await?;
    pin_mut!(rows);
    let mut loaded = Vec::with_capacity(ids.len());
    // decoded while the database looks for the next ones
    while let Some(row) = rows.try_next().await? {
        let read = read_columns(columns, &row);
        let is_damaged = read.is_err();
        let row_read = match read {
            Ok(row) => row,
            Err(malformed) => damaged_row(columns, &row, &malformed)?,
        };
        loaded.push(StoredRow {
            row: row_read,
            // after the columns and the sequence number
            ctid: row.try_get(columns.all.len() + 1)?,
            is_damaged,
        });
    }
    Ok(loaded)
}

/// Returns the rows of a statement over [`Columns::select_list`], in its order. One that cannot be read has no cells.
pub async fn select(
    transaction: &Transaction<'_>,
    descriptor: &'static Descriptor,
    text: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<RowState>> {
    let columns = of(descriptor);
    let statement = transaction.prepare_cached(text).await?;
    let rows = transaction.query(&statement, parameters).await?;
    let mut states = Vec::with_capacity(rows.len());
    for row in &rows {
        match read_columns(columns, row) {
            Ok(row) => states.push(row.state),
            Err(malformed) => states.push(damaged_row(columns, row, &malformed)?.state),
        }
    }
    Ok(states)
}

/// Adds rows.
pub async fn insert(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.insert, rows).await
}

/// Writes every column of rows that exist.
pub async fn update(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.update, rows).await
}

/// Writes rows of which one cell changed, in the transaction that loaded them behind the locked head.
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
    let size = rows_a_statement(rows.len());
    let parts = rows.chunks(size).zip(ctids.chunks(size));
    let columns = (descriptor, update.columns.as_slice());
    let parts = parts.map(|(rows, ctids)| {
        write_part(transaction, &statement, tenant, Some(ctids), columns, rows)
    });
    // the planner knows nothing of a table that was never analyzed; all are pipelined in this order
    try_join3(
        transaction.query_one(&plan, &[&"off"]).err_into(),
        try_join_all(parts),
        transaction.query_one(&plan, &[&"on"]).err_into(),
    )
    .await?;
    Ok(())
}

/// Reads a row that was selected by [`Columns::select_list`].
///
/// # Errors
/// `Internal` for one that cannot be read.
pub fn read(columns: &Columns, row: &Row) -> Result<TableRow> {
    match read_columns(columns, row) {
        Ok(row) => Ok(row),
        Err(malformed) => {
            log_damaged(columns, row, &malformed)?;
            Err(Problem::INTERNAL)
        }
    }
}

/// Stands for a row that cannot be read: its address without a cell.
fn damaged_row(columns: &Columns, row: &Row, malformed: &Malformed) -> Result<TableRow> {
    log_damaged(columns, row, malformed)?;
    let patient = match columns.descriptor.of_patient {
        true => row.try_get("patient")?,
        false => None,
    };
    let state = RowState::empty(columns.descriptor.number, row.try_get("id")?, patient);
    Ok(TableRow { state, seq: 0 })
}

/// Names the row, which the operator restores from a backup; never what is in it.
fn log_damaged(columns: &Columns, row: &Row, Malformed(reason): &Malformed) -> Result<()> {
    let row: Uuid = row.try_get("id")?;
    tracing::error!(
        table = columns.descriptor.table,
        %row,
        reason,
        "a stored row cannot be read"
    );
    Ok(())
}

fn read_columns(columns: &Columns, row: &Row) -> std::result::Result<TableRow, Malformed> {
    let mut builder = RowBuilder::new(columns.descriptor);
    for (index, column) in columns.all.iter().enumerate() {
        if !column.source.is_derived() {
            builder.set(column.source, value(row, index, column.kind)?)?;
        }
    }
    let Value::Int(seq) = value(row, columns.all.len(), Kind::Int)? else {
        return Err(Malformed("row without a number"));
    };
    let state = builder.finish()?;
    if state.cell(CREATED).is_none() {
        return Err(Malformed("row without its creation"));
    }
    Ok(TableRow { state, seq })
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
    let columns = (columns.descriptor, columns.all.as_slice());
    let parts = rows.chunks(rows_a_statement(rows.len()));
    let parts = parts.map(|rows| write_part(transaction, &statement, tenant, None, columns, rows));
    try_join_all(parts).await?;
    Ok(())
}

/// How many rows a statement writes: the database writes some while the next are made ready.
fn rows_a_statement(rows: usize) -> usize {
    const ROWS_MIN: usize = 200;
    /// So many futures are polled in their order.
    const STATEMENTS_MAX: usize = 16;
    ROWS_MIN.max(rows.div_ceil(STATEMENTS_MAX))
}

/// Sends some of the rows to a statement that takes the clinic, their ctids where it needs them, and their columns.
async fn write_part(
    transaction: &Transaction<'_>,
    statement: &Statement,
    tenant: Uuid,
    ctids: Option<&[Ctid]>,
    (descriptor, columns): (&Descriptor, &[Column]),
    rows: &[TableRowRef<'_>],
) -> Result<(), WriteError> {
    let values = values_of(descriptor, tenant, rows);
    let arrays = arrays_of(columns, &values);
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant];
    if let Some(ctids) = &ctids {
        parameters.push(ctids);
    }
    parameters.extend(arrays.iter().map(|array| array as &(dyn ToSql + Sync)));
    parameters.push(&seqs);
    let written = transaction.execute(statement, &parameters).await?;
    check_written(descriptor, written, rows.len())
}

/// Returns the rows as the values of their columns.
fn values_of<'a>(
    descriptor: &Descriptor,
    tenant: Uuid,
    rows: &[TableRowRef<'a>],
) -> Vec<RowValues<'a>> {
    rows.iter()
        .map(|row| RowValues::of(descriptor, tenant, row.state))
        .collect()
}

/// Returns the values of each column, row by row.
fn arrays_of<'a>(columns: &[Column], values: &'a [RowValues<'_>]) -> Vec<Vec<Parameter<'a>>> {
    let array = |column: &Column| {
        let values = values.iter().map(|values| values.get(column.source));
        values.map(Parameter).collect()
    };
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
