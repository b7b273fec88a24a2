//! Canonical values to and from Postgres, without a detour through text.

use std::error::Error;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sync_contract::columns::ColumnValue;
use sync_contract::{Kind, Malformed, Value};
use tokio_postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, accepts, private::BytesMut, to_sql_checked},
};
use uuid::Uuid;

use crate::problem::{Problem, Result};

/// The first Julian day, in days since 1970: there the times and dates of Postgres begin. Those of chrono end first.
const FIRST_DAY: i32 = -2_440_588;
const FIRST_TIME_US: i64 = FIRST_DAY as i64 * 86_400_000_000;

/// One value of a column, mostly borrowed from the row that is written.
#[derive(Debug)]
pub struct Parameter<'a>(pub ColumnValue<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            ColumnValue::Null => Ok(IsNull::Yes),
            ColumnValue::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            ColumnValue::Value(value) => write(value, ty, out),
            ColumnValue::Uuid(id) => id.to_sql_checked(ty, out),
            ColumnValue::Time(unix_us) => write(&Value::Time(unix_us), ty, out),
        }
    }

    /// Each kind checks the type for itself.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn write(
    value: &Value,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    match value {
        Value::Null => Ok(IsNull::Yes),
        Value::Undecryptable => Err("an undecryptable value has no bytes".into()),
        Value::Bool(yes) => yes.to_sql_checked(ty, out),
        Value::Int(number) => number.to_sql_checked(ty, out),
        Value::Text(text) => text.to_sql_checked(ty, out),
        Value::Uuid(id) => id.to_sql_checked(ty, out),
        Value::Time(unix_us) => time(*unix_us)
            .ok_or("time out of range")?
            .to_sql_checked(ty, out),
        Value::Date(days) => date(*days)
            .ok_or("date out of range")?
            .to_sql_checked(ty, out),
        Value::Decimal(number) => number.to_sql_checked(ty, out),
        Value::Bytes(bytes) => bytes.to_sql_checked(ty, out),
    }
}

/// Returns the value in column `index`, which holds `kind`.
pub fn value(row: &Row, index: usize, kind: Kind) -> Result<Value, Malformed> {
    let value = match kind {
        Kind::Bool => get(row, index)?.map(Value::Bool),
        Kind::Int => get(row, index)?.map(Value::Int),
        Kind::Text => get(row, index)?.map(Value::Text),
        Kind::Uuid => get::<Uuid>(row, index)?.map(Value::Uuid),
        Kind::Time => {
            get::<DateTime<Utc>>(row, index)?.map(|time| Value::Time(time.timestamp_micros()))
        }
        Kind::Date => get::<NaiveDate>(row, index)?.map(|date| Value::Date(date.to_epoch_days())),
        Kind::Decimal => {
            get::<Decimal>(row, index)?.map(|number| Value::Decimal(number.normalize()))
        }
        Kind::Bytes => get(row, index)?.map(Value::Bytes),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, index: usize) -> Result<Option<T>, Malformed> {
    row.try_get(index)
        .map_err(|_| Malformed("column of another type"))
}

/// Returns whether Postgres can store a value at all: its times and dates end sooner than ours.
pub fn fits(value: &Value) -> bool {
    match value {
        Value::Time(unix_us) => time(*unix_us).is_some(),
        Value::Date(days) => date(*days).is_some(),
        _ => true,
    }
}

fn time(unix_us: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(unix_us).filter(|_| unix_us >= FIRST_TIME_US)
}

fn date(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days).filter(|_| days >= FIRST_DAY)
}

/// Returns a number as Postgres stores it, which has no unsigned ones.
pub fn signed(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| damaged(Malformed("number of more than 63 bits")))
}

/// Returns a length as Postgres stores it.
pub fn signed_len(length: usize) -> Result<i64> {
    i64::try_from(length).map_err(|_| damaged(Malformed("length of more than 63 bits")))
}

/// Returns a stored number that is never negative.
pub fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| damaged(Malformed("negative number")))
}

/// Returns a device number, of 32 bits: the column's type has room for more.
pub fn device_number(column: i64) -> Result<u32> {
    u32::try_from(column).map_err(|_| damaged(Malformed("device number of more than 32 bits")))
}

/// Returns the 32 bytes of a stored hash or key.
pub fn hash_bytes(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes
        .try_into()
        .map_err(|_| damaged(Malformed("hash or key of another length")))
}

/// Logs why stored bytes cannot be read; never the bytes.
pub fn damaged(error: Malformed) -> Problem {
    tracing::error!(cause = error.0, "a stored value cannot be read");
    Problem::INTERNAL
}

/// The physical address of a row version in its table: valid until the row is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ctid([u8; 6]);

impl ToSql for Ctid {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    accepts!(TID);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Ctid {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Ctid, Box<dyn Error + Sync + Send>> {
        Ok(Ctid(raw.try_into()?))
    }

    accepts!(TID);
}
