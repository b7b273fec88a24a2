//! Rows as they lie in the typed tables: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing here decides anything: what is admitted and merged comes from elsewhere, whole rows at a time.

mod beside;
mod columns;
mod parameter;
mod whole;

use futures_util::future::try_join3;
use futures_util::{TryStreamExt, pin_mut};
use sync_contract::{
    CellState, Code, Descriptor, Malformed, Value,
    catalog::every::{CREATED_BY, PATIENT},
    change::{CellHeader, read_cell_headers, write_cell_headers},
    entity::CREATED,
    pull::RowState,
};
use tokio_postgres::{Row, error::SqlState, types::ToSql};
use uuid::Uuid;

pub use beside::load as load_beside;
pub use columns::{CellUpdate, Column, Columns, Source, of};
pub use parameter::{Parameter, Place, fits, value};
pub use whole::{
    Changed, Held, Origin, RowKey, add_beside, load_clear, load_declared, load_whole, present,
    store_whole,
};

use crate::database::Transaction;
use crate::problem::{Problem, Result};

/// `$1` says whether rows may be found by anything but the place where they lie.
pub const PLAN_BY_PLACE: &str = include_str!("../queries/rows/plan_by_place.sql");

/// A row without its sides and without cells of later versions, and the number under which it is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub state: RowState,
    pub seq: i64,
}

/// A row to be written. Cells of later versions lie elsewhere and are passed over.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub state: &'a RowState,
    pub seq: i64,
}

impl<'a> From<&'a Stored> for Line<'a> {
    fn from(stored: &'a Stored) -> Line<'a> {
        Line {
            state: &stored.state,
            seq: stored.seq,
        }
    }
}

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Among others a constraint, which says what was wrong with a group.
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
    /// A row to update was not there.
    #[error("a statement did not touch the rows that it names")]
    Missed,
}

impl StoreError {
    /// What a constraint says about the rows; none when the database failed for another reason.
    pub fn refusal(&self) -> Option<Code> {
        match self {
            StoreError::Database(error) => refusal(error),
            StoreError::Missed => None,
        }
    }
}

/// What a broken constraint says about the rows that broke it.
pub fn refusal(error: &tokio_postgres::Error) -> Option<Code> {
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

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::Database(error) => error.into(),
            StoreError::Missed => Problem::Internal,
        }
    }
}

/// Those of the named rows that exist, in no order, and where each of them lies.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Vec<(Stored, Place)>> {
    let columns = of(descriptor);
    let statement = transaction.prepare_cached(&columns.load).await?;
    let parameters: [&(dyn ToSql + Sync); 2] = [&tenant, &ids];
    let rows = transaction.query_raw(&statement, parameters).await?;
    pin_mut!(rows);
    let mut found = Vec::with_capacity(ids.len());
    // read while the database looks for the next ones
    while let Some(row) = rows.try_next().await? {
        let place = row.try_get(columns.all.len())?;
        found.push((read(columns, &row)?, place));
    }
    Ok(found)
}

/// The rows of a statement over [`Columns::select_list`], in its order.
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
    rows: &[Line<'_>],
) -> Result<(), StoreError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.insert, rows).await
}

/// Writes every column of rows that exist, by one statement.
pub async fn update(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[Line<'_>],
) -> Result<(), StoreError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.update, rows).await
}

/// Writes rows of which one cell changed, by one statement, in the transaction that loaded them and has held the head since.
pub async fn update_cell(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    cell: u8,
    rows: &[Line<'_>],
    places: &[Place],
) -> Result<(), StoreError> {
    let mut updates = of(descriptor).update_cell.iter();
    let update = updates
        .find(|update| update.cell == cell)
        .ok_or(StoreError::Missed)?;
    let statement = transaction.prepare_cached(&update.text).await?;
    let plan = transaction.prepare_cached(PLAN_BY_PLACE).await?;
    let arrays = arrays_of(descriptor, &update.columns, rows);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant, &places];
    parameters.extend(arrays.iter().map(|array| array as &(dyn ToSql + Sync)));
    // the planner knows nothing of a table that was never analyzed; sent together, and answered in their order
    let (_, written, _) = try_join3(
        transaction.query_one(&plan, &[&"off"]),
        transaction.execute(&statement, &parameters),
        transaction.query_one(&plan, &[&"on"]),
    )
    .await?;
    check_written(descriptor, written, rows.len())
}

/// Reads a row that was selected by [`Columns::select_list`].
pub fn read(columns: &Columns, row: &Row) -> Result<Stored> {
    read_columns(columns, row).map_err(|Malformed(reason)| {
        tracing::error!(
            table = columns.descriptor.table,
            reason,
            "a stored row cannot be read"
        );
        Problem::Internal
    })
}

fn read_columns(columns: &Columns, row: &Row) -> std::result::Result<Stored, Malformed> {
    let mut id = None;
    let mut patient = None;
    let mut seq = None;
    let mut heads = None;
    let mut parts: Vec<Part> = Vec::with_capacity(columns.descriptor.cells.len());
    for (place, column) in columns.all.iter().enumerate() {
        let value = value(row, place, column.kind)?;
        match (column.source, value) {
            (Source::Id, Value::Uuid(value)) => id = Some(value),
            (Source::Seq, Value::Int(value)) => seq = Some(value),
            (Source::Heads, Value::Bytes(bytes)) => heads = Some(bytes),
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
    let heads = read_cell_headers(&heads.ok_or(Malformed("row without heads"))?, created_by)?;
    let cells = heads.into_iter().map(|head| {
        let part = Part::of(&mut parts, head.cell);
        let mut clear = std::mem::take(&mut part.clear);
        clear.sort_by_key(|(number, _)| *number);
        head.into_state(clear, part.sealed.take())
    });
    let cells: Vec<CellState> = cells.collect();
    Ok(Stored {
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

/// What the columns hold of one cell.
struct Part {
    cell: u8,
    clear: Vec<(u16, Value)>,
    sealed: Option<Vec<u8>>,
}

impl Part {
    fn of(parts: &mut Vec<Part>, cell: u8) -> &mut Part {
        // the columns of a cell stand together, so it is nearly always the last
        let place = parts.iter().rposition(|part| part.cell == cell);
        let place = place.unwrap_or_else(|| {
            parts.push(Part {
                cell,
                clear: Vec::new(),
                sealed: None,
            });
            parts.len() - 1
        });
        &mut parts[place]
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
    rows: &[Line<'_>],
) -> Result<(), StoreError> {
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

/// What each column gets, row by row.
fn arrays_of<'a>(
    descriptor: &Descriptor,
    columns: &[Column],
    rows: &[Line<'a>],
) -> Vec<Vec<Parameter<'a>>> {
    let of_row = |column, row| parameter_of(descriptor, column, row);
    let array = |column| rows.iter().map(|row| of_row(column, row)).collect();
    columns.iter().map(array).collect()
}

fn check_written(descriptor: &Descriptor, written: u64, expected: usize) -> Result<(), StoreError> {
    if usize::try_from(written) == Ok(expected) {
        return Ok(());
    }
    tracing::error!(
        table = descriptor.table,
        written,
        expected,
        "a statement did not touch the rows that it names"
    );
    Err(StoreError::Missed)
}

fn parameter_of<'a>(descriptor: &Descriptor, column: &Column, row: &Line<'a>) -> Parameter<'a> {
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
        Source::Heads => {
            let heads: Vec<CellHeader> = declared().map(CellHeader::of).collect();
            let created_by = cell(CREATED).and_then(|birth| match birth.clear_value(CREATED_BY) {
                Some(Value::Uuid(id)) => Some(*id),
                _ => None,
            });
            Parameter::Owned(Value::Bytes(write_cell_headers(&heads, created_by)))
        }
    }
}
