//! Rows as they lie in the typed tables: the same cells, clocks, tags and sealed bytes as on the wire.
//!
//! Nothing here decides anything: what is admitted and merged comes from elsewhere, whole rows at a time.

mod beside;
mod columns;
mod parameter;
mod whole;

use deadpool_postgres::Transaction;
use sync_contract::{
    CellState, Code, Descriptor, Malformed, Value,
    catalog::every::{CREATED_BY, PATIENT},
    change::{CellHead, read_heads, write_heads},
    entity::BIRTH,
    pull::RowState,
};
use tokio_postgres::{Row, error::SqlState, types::ToSql};
use uuid::Uuid;

pub use columns::{Column, Columns, Source, of};
pub use parameter::{Parameter, fits, value};
pub use whole::{Held, Origin, RowKey, add_beside, load_clear, load_whole, present, store_whole};

use crate::problem::{Problem, Result};

/// A row without its sides and without cells of later versions, and the number under which it is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub state: RowState,
    pub seq: i64,
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

/// Those of the named rows that exist, in no order.
pub async fn load(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    ids: &[Uuid],
) -> Result<Vec<Stored>> {
    let columns = of(descriptor);
    let statement = transaction.prepare_cached(&columns.load).await?;
    let rows = transaction.query(&statement, &[&tenant, &ids]).await?;
    rows.iter().map(|row| read(columns, row)).collect()
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
    rows: &[Stored],
) -> Result<(), StoreError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.insert, rows).await
}

/// Writes every column of rows that exist, by one statement.
pub async fn update(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    descriptor: &'static Descriptor,
    rows: &[Stored],
) -> Result<(), StoreError> {
    let columns = of(descriptor);
    write(transaction, tenant, columns, &columns.update, rows).await
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
                Part::of(&mut parts, BIRTH).clear.push((PATIENT, value));
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
    let created_by = Part::of(&mut parts, BIRTH).uuid(CREATED_BY);
    let heads = read_heads(&heads.ok_or(Malformed("row without heads"))?, created_by)?;
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
            sides: Vec::new(),
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
    rows: &[Stored],
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let statement = transaction.prepare_cached(statement).await?;
    let arrays: Vec<Vec<Parameter<'_>>> = columns
        .all
        .iter()
        .map(|column| rows.iter().map(|row| parameter_of(column, row)).collect())
        .collect();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&tenant];
    parameters.extend(arrays.iter().map(|array| array as &(dyn ToSql + Sync)));
    let written = transaction.execute(&statement, &parameters).await?;
    if usize::try_from(written) != Ok(rows.len()) {
        tracing::error!(
            table = columns.descriptor.table,
            written,
            expected = rows.len(),
            "a statement did not touch the rows that it names"
        );
        return Err(StoreError::Missed);
    }
    Ok(())
}

fn parameter_of<'a>(column: &Column, row: &'a Stored) -> Parameter<'a> {
    let state = &row.state;
    let cell = |number: u8| state.cells.iter().find(|cell| cell.cell == number);
    let latest = || state.cells.iter().max_by_key(|cell| cell.order());
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
            let heads: Vec<CellHead> = state.cells.iter().map(CellHead::of).collect();
            let created_by = cell(BIRTH).and_then(|birth| match birth.clear_value(CREATED_BY) {
                Some(Value::Uuid(id)) => Some(*id),
                _ => None,
            });
            Parameter::Owned(Value::Bytes(write_heads(&heads, created_by)))
        }
    }
}
