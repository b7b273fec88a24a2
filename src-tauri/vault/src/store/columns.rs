//! The statements over all columns of an entity's table, and values as SQLite stores them.
//!
//! Statements that name every column are made here, once per entity and process; every other read is written
//! by hand under `queries/`.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Row, Statement};
use rust_decimal::Decimal;
use sync_contract::columns::columns_of;
pub use sync_contract::columns::{Column, ColumnValue, Source};
use sync_contract::entity::{CREATED, DELETION};
use sync_contract::every_entity;
use sync_contract::every_entity::DELETED_AT;
use sync_contract::{Catalog, CellSpec, CellState, Descriptor, Kind, Malformed, Value, Wire};
use uuid::Uuid;

/// The SQL function that appends the row tag to the cell headers: its parameters are the number of the entity, the
/// columns of the row in their order, of which the cell headers are the last, and the digest of its siblings or null.
pub(crate) const WITH_ROW_TAG: &str = "with_row_tag";

/// The columns of one table in the order of a fresh database.
#[derive(Debug)]
pub struct Columns {
    pub descriptor: &'static Descriptor,
    pub all: Vec<Column>,
    /// Every column of the row whose id is the first parameter.
    pub select: String,
    /// Every column, one parameter each, and the digest of the row's siblings. The connection appends the row tag
    /// (`store/row_tag.rs`).
    pub insert: String,
    /// The same of the row whose id is the first parameter.
    pub update: String,
    /// Whether there is a row whose id is the first parameter.
    pub exists: String,
    /// `select`, then whether the row has siblings.
    pub select_with_flag: String,
    pub id: usize,
    pub patient: Option<usize>,
    pub created_by: usize,
    pub headers: usize,
    /// None for what is written once.
    pub deleted_at: Option<usize>,
    /// Every cell of the descriptor, cell 0 and the deletion among them.
    pub cells: Vec<CellColumns>,
    /// The indices of the columns in `select t.*`, cached from the first such statement.
    indices: OnceLock<Vec<usize>>,
}

/// The indices of a cell's values among the columns.
#[derive(Debug)]
pub struct CellColumns {
    pub spec: &'static CellSpec,
    /// By field; none for a sealed one.
    pub clear: Vec<Option<usize>>,
    pub sealed: Option<usize>,
    /// The index of a sealed field that has one.
    pub blind: Option<usize>,
}

static ALL: LazyLock<Vec<Columns>> =
    LazyLock::new(|| Catalog::ALL.iter().copied().map(Columns::new).collect());

/// The columns of a declared entity.
pub fn of(descriptor: &'static Descriptor) -> &'static Columns {
    ALL.iter()
        .find(|columns| columns.descriptor.number == descriptor.number)
        .expect("every descriptor is one of the catalog")
}

impl Columns {
    fn new(descriptor: &'static Descriptor) -> Self {
        let all = columns_of(descriptor);
        let table = descriptor.table;
        // a field may be called as a word of SQL is
        let names: Vec<_> = all.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let indices: Vec<_> = (1..=all.len()).map(|n| format!("?{n}")).collect();
        let (headers, others) = names.split_last().expect("every table has columns");
        let settings: Vec<_> = others
            .iter()
            .zip(&indices)
            .skip(1)
            .map(|(name, index)| format!("{name} = {index}"))
            .collect();
        let index = |source: Source| all.iter().position(|column| column.source == source);
        let cells = descriptor
            .cells
            .iter()
            .map(|spec| CellColumns::new(spec, &all));
        let (list, entity) = (names.join(", "), descriptor.number);
        // the cell headers, which are the last column, are stored with the tag of the row
        let siblings = all.len() + 1;
        let tagged = format!(
            "{WITH_ROW_TAG}({entity}, {}, ?{siblings})",
            indices.join(", ")
        );
        Self {
            descriptor,
            select: format!("select {list} from {table} where id = ?1"),
            exists: format!("select 1 from {table} where id = ?1"),
            select_with_flag: format!(
                "select {list}, exists (select 1 from cell_siblings where entity = {entity} and row_id = ?1)
                    from {table} where id = ?1"
            ),
            id: index(Source::Id).expect("every table has an id"),
            patient: index(Source::Patient),
            created_by: index(Source::CREATED_BY).expect("every table says who made its rows"),
            headers: index(Source::CellHeaders).expect("every table has the heads of its cells"),
            deleted_at: index(Source::Clear {
                cell: DELETION,
                field: DELETED_AT,
            }),
            cells: cells.collect(),
            indices: OnceLock::new(),
            insert: format!(
                "insert into {table} ({}) values ({}, {tagged})",
                names.join(", "),
                indices[..others.len()].join(", ")
            ),
            update: format!(
                "update {table} set {}, {headers} = {tagged} where id = ?1",
                settings.join(", ")
            ),
            all,
        }
    }

    /// Returns the index of the column of a clear field.
    pub fn of_clear(&self, cell: u8, field: u16) -> Option<usize> {
        let source = Source::Clear { cell, field };
        self.all.iter().position(|column| column.source == source)
    }

    /// Returns the index of each column in a `select t.*`.
    ///
    /// # Errors
    /// When the statement lacks a declared column.
    pub fn indices(
        &'static self,
        statement: &Statement<'_>,
    ) -> rusqlite::Result<Cow<'static, [usize]>> {
        let find = || -> rusqlite::Result<Vec<usize>> {
            let names = self.all.iter().map(|column| column.name.as_str());
            names.map(|name| statement.column_index(name)).collect()
        };
        let known = match self.indices.get() {
            Some(known) => known,
            None => {
                let in_order = find()?;
                self.indices.get_or_init(|| in_order)
            }
        };
        let mut both = self.all.iter().zip(known);
        let is_same_order = both.all(|(column, index)| {
            statement
                .column_name(*index)
                .is_ok_and(|name| name == column.name)
        });
        Ok(match is_same_order {
            true => Cow::Borrowed(known),
            false => Cow::Owned(find()?),
        })
    }
}

#[cfg(test)]
impl Columns {
    /// Those of a program before the migration that added one of them.
    pub fn before(&self, added: usize) -> Self {
        let mut older = Self::new(self.descriptor);
        older.all.remove(added);
        older.headers -= 1;
        older
    }
}

impl CellColumns {
    fn new(spec: &'static CellSpec, all: &[Column]) -> Self {
        let index = |source: Source| all.iter().position(|column| column.source == source);
        let cell = spec.number;
        let clear = spec.fields.iter().map(|field| match (cell, field.number) {
            _ if field.is_sealed() => None,
            (CREATED, every_entity::PATIENT) => index(Source::Patient),
            (cell, field) => index(Source::Clear { cell, field }),
        });
        Self {
            spec,
            clear: clear.collect(),
            sealed: index(Source::Sealed { cell }),
            blind: spec.blind_field().and_then(|field| {
                let field = field.number;
                index(Source::Blind { cell, field })
            }),
        }
    }
}

/// What a column holds, as SQLite stores it.
pub fn column_to_sql<'a>(value: &ColumnValue<'a>) -> ToSqlOutput<'a> {
    match *value {
        ColumnValue::Null => ToSqlOutput::Owned(Sql::Null),
        ColumnValue::Value(value) => to_sql(value),
        ColumnValue::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
        ColumnValue::Time(unix_us) => ToSqlOutput::Owned(Sql::Integer(unix_us)),
        ColumnValue::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
    }
}

/// A value as SQLite stores it: ids and bytes as blobs, times and dates as integers, decimals as text.
pub fn to_sql(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Null | Value::Undecryptable => ToSqlOutput::Owned(Sql::Null),
        Value::Bool(yes) => ToSqlOutput::Owned(Sql::Integer(i64::from(*yes))),
        Value::Int(number) | Value::Time(number) => ToSqlOutput::Owned(Sql::Integer(*number)),
        Value::Date(days) => ToSqlOutput::Owned(Sql::Integer(i64::from(*days))),
        Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Value::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
        Value::Decimal(number) => ToSqlOutput::Owned(Sql::Text(number.normalize().to_string())),
        Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
    }
}

/// Reads a column in which another program may have put a value of another type: none then.
pub fn integer(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<i64>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Integer(number) => Some(number),
        _ => None,
    })
}

/// As [`integer`].
pub fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<Option<&'r [u8]>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    })
}

/// As [`integer`].
pub fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<Option<&'r str>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(text) => utf8(text).ok(),
        _ => None,
    })
}

/// As [`integer`].
pub fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(bytes(row, column)?.and_then(|bytes| uuid(bytes).ok()))
}

/// Reads a sibling of a cell, with whether it lies under the cell, clock and generation that it says, which come behind
/// it: one that does not was put in the place of another one.
pub fn sibling(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<(CellState, bool)>> {
    let Some(Ok(state)) = bytes(row, column)?.map(CellState::from_bytes) else {
        return Ok(None);
    };
    let is_at_address = integer(row, column + 1)? == Some(state.cell.into())
        && bytes(row, column + 2)? == Some(state.clock.to_array().as_slice())
        && integer(row, column + 3)? == Some(state.generation.into());
    Ok(Some((state, is_at_address)))
}

/// # Errors
/// `Malformed` when the column has another type than this program writes.
pub fn from_sql(kind: Kind, value: ValueRef<'_>) -> Result<Value, Malformed> {
    Ok(match (kind, value) {
        (_, ValueRef::Null) => Value::Null,
        (Kind::Bool, ValueRef::Integer(0)) => Value::Bool(false),
        (Kind::Bool, ValueRef::Integer(1)) => Value::Bool(true),
        (Kind::Int, ValueRef::Integer(number)) => Value::Int(number),
        (Kind::Time, ValueRef::Integer(unix_us)) => Value::Time(unix_us),
        (Kind::Date, ValueRef::Integer(days)) => {
            Value::Date(i32::try_from(days).map_err(|_| Malformed("date out of range"))?)
        }
        (Kind::Text, ValueRef::Text(text)) => Value::Text(utf8(text)?.to_owned()),
        (Kind::Decimal, ValueRef::Text(text)) => {
            let number: Decimal = utf8(text)?.parse().map_err(|_| Malformed("not a number"))?;
            Value::Decimal(number)
        }
        (Kind::Uuid, ValueRef::Blob(id)) => Value::Uuid(uuid(id)?),
        (Kind::Bytes, ValueRef::Blob(bytes)) => Value::Bytes(bytes.to_vec()),
        _ => return Err(Malformed("column of another kind")),
    })
}

pub fn uuid(blob: &[u8]) -> Result<Uuid, Malformed> {
    Uuid::from_slice(blob).map_err(|_| Malformed("id of another length"))
}

fn utf8(text: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(text).map_err(|_| Malformed("text is not UTF-8"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_kind_of_value_comes_back_from_the_file_as_it_was() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        let values = [
            Value::Bool(true),
            Value::Bool(false),
            Value::Int(i64::MIN),
            Value::Text("Zoë 渡辺".into()),
            Value::Uuid(Uuid::from_u128(7)),
            Value::Time(-1),
            Value::Date(i32::MAX),
            Value::Decimal(Decimal::new(1250, 1)),
            Value::Bytes(vec![0, 255]),
            Value::Null,
        ];
        for value in values {
            let kind = value.kind().unwrap_or(Kind::Int);
            let read = conn
                .query_row("select ?1", [to_sql(&value)], |row| {
                    Ok(from_sql(kind, row.get_ref(0)?))
                })
                .unwrap();
            assert_eq!(read.unwrap(), value);
        }
    }

    #[test]
    fn a_column_of_another_kind_is_refused_and_never_taken_for_empty() {
        let text = ValueRef::Text(b"12");
        for kind in [
            Kind::Bool,
            Kind::Int,
            Kind::Uuid,
            Kind::Time,
            Kind::Date,
            Kind::Bytes,
        ] {
            assert!(from_sql(kind, text).is_err(), "{kind:?}");
        }
        assert!(from_sql(Kind::Bool, ValueRef::Integer(2)).is_err());
        assert!(from_sql(Kind::Uuid, ValueRef::Blob(&[1])).is_err());
        assert!(from_sql(Kind::Date, ValueRef::Integer(i64::MAX)).is_err());
        assert!(from_sql(Kind::Text, ValueRef::Text(&[0xff])).is_err());
    }
}
