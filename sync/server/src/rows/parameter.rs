//! Canonical values to and from Postgres, without a detour through text.

use std::error::Error;

use rust_decimal::Decimal;
use sync_contract::{Kind, Malformed, Value};
use tokio_postgres::{
    Row,
    types::{FromSql, IsNull, ToSql, Type, accepts, private::BytesMut, to_sql_checked},
};
use uuid::Uuid;

/// Postgres counts from 2000-01-01.
const EPOCH_US: i64 = 946_684_800_000_000;
const EPOCH_DAYS: i32 = 10_957;
/// Postgres begins at the first Julian day, for times as for dates; our latest time lies before its last.
const TIMES_US: std::ops::RangeFrom<i64> = -210_866_803_200_000_000..;
const DAYS: std::ops::Range<i32> = -2_440_588..2_145_042_906;

/// One value of a column, mostly borrowed from the row that is written.
#[derive(Debug)]
pub enum Parameter<'a> {
    Null,
    Value(&'a Value),
    Bytes(&'a [u8]),
    Owned(Value),
}

impl ToSql for Parameter<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Parameter::Null => Ok(IsNull::Yes),
            Parameter::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            Parameter::Value(value) => write(value, ty, out),
            Parameter::Owned(value) => write(value, ty, out),
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
        Value::Closed => Err("a closed value has no bytes".into()),
        Value::Bool(yes) => yes.to_sql_checked(ty, out),
        Value::Int(number) => number.to_sql_checked(ty, out),
        Value::Text(text) => text.to_sql_checked(ty, out),
        Value::Uuid(id) => id.to_sql_checked(ty, out),
        Value::Time(unix_us) => Micros(*unix_us).to_sql_checked(ty, out),
        Value::Date(days) => Days(*days).to_sql_checked(ty, out),
        Value::Decimal(number) => number.to_sql_checked(ty, out),
        Value::Bytes(bytes) => bytes.to_sql_checked(ty, out),
    }
}

/// The value in column `place`, which holds `kind`.
pub fn value(row: &Row, place: usize, kind: Kind) -> Result<Value, Malformed> {
    let value = match kind {
        Kind::Bool => get(row, place)?.map(Value::Bool),
        Kind::Int => get(row, place)?.map(Value::Int),
        Kind::Text => get(row, place)?.map(Value::Text),
        Kind::Uuid => get::<Uuid>(row, place)?.map(Value::Uuid),
        Kind::Time => get::<Micros>(row, place)?.map(|micros| Value::Time(micros.0)),
        Kind::Date => get::<Days>(row, place)?.map(|days| Value::Date(days.0)),
        Kind::Decimal => {
            get::<Decimal>(row, place)?.map(|number| Value::Decimal(number.normalize()))
        }
        Kind::Bytes => get(row, place)?.map(Value::Bytes),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn get<'a, T: FromSql<'a>>(row: &'a Row, place: usize) -> Result<Option<T>, Malformed> {
    row.try_get(place)
        .map_err(|_| Malformed("column of another type"))
}

/// Whether Postgres can hold a value at all: its times and dates end sooner than ours.
pub fn fits(value: &Value) -> bool {
    match value {
        Value::Time(unix_us) => TIMES_US.contains(unix_us),
        Value::Date(days) => DAYS.contains(days),
        _ => true,
    }
}

/// Where a version of a row lies in its table: good until somebody writes the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place([u8; 6]);

impl ToSql for Place {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    accepts!(TID);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Place {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Place, Box<dyn Error + Sync + Send>> {
        Ok(Place(raw.try_into()?))
    }

    accepts!(TID);
}

/// Microseconds since 1970.
#[derive(Debug)]
struct Micros(i64);

/// Days since 1970.
#[derive(Debug)]
struct Days(i32);

impl ToSql for Micros {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        // the extremes are Postgres' own infinities
        let since_2000 = self.0.checked_sub(EPOCH_US).filter(|us| *us != i64::MIN);
        since_2000.ok_or("time out of range")?.to_sql(ty, out)
    }

    accepts!(TIMESTAMPTZ);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Micros {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Micros, Box<dyn Error + Sync + Send>> {
        let since_2000 = i64::from_sql(ty, raw)?;
        let unix_us = since_2000
            .checked_add(EPOCH_US)
            .ok_or("time out of range")?;
        Ok(Micros(unix_us))
    }

    accepts!(TIMESTAMPTZ);
}

impl ToSql for Days {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let since_2000 = self
            .0
            .checked_sub(EPOCH_DAYS)
            .filter(|days| *days != i32::MIN);
        since_2000.ok_or("date out of range")?.to_sql(ty, out)
    }

    accepts!(DATE);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Days {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Days, Box<dyn Error + Sync + Send>> {
        let since_2000 = i32::from_sql(ty, raw)?;
        let days = since_2000
            .checked_add(EPOCH_DAYS)
            .ok_or("date out of range")?;
        Ok(Days(days))
    }

    accepts!(DATE);
}
