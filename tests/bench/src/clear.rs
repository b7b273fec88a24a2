//! The peer of the file: the same rows in clear, in plain SQLite.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_contract::catalog::Measurement;
use sync_contract::catalog::Patient;
use sync_contract::field::{Field, days_since_1970};
use sync_contract::{Phi, Value};
use uuid::Uuid;

pub const SCHEMA: &str = include_str!("clear.sql");

/// Opens or makes a file with the pragmas that ours has.
pub fn open(path: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    Ok(connection)
}

pub fn create(path: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let connection = open(path, synchronous)?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

pub fn insert_patient(
    connection: &Connection,
    tenant: Uuid,
    user: Uuid,
    patient: &Patient,
) -> rusqlite::Result<usize> {
    let at = at_us(patient.id.0);
    connection
        .prepare_cached(
            "insert into patients values
                (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            patient.id.0.as_bytes(),
            tenant.as_bytes(),
            at,
            user.as_bytes(),
            words(&patient.given_name),
            words(&patient.family_name),
            words(&patient.other_names),
            plain(&patient.sex),
            patient.birth_date.open().copied().flatten().map(days_since_1970),
            patient.birth_date_estimated.open(),
            words(&patient.gender),
            patient.dietitian.map(|id| id.0.into_bytes()),
            patient.facility.map(|id| id.0.into_bytes()),
            plain(&patient.status),
            plain(&patient.preferred_language),
            words(&patient.phones),
            words(&patient.email),
            words(&patient.address_lines),
            words(&patient.city),
            words(&patient.state),
            words(&patient.postal_code),
            words(&patient.country),
            words(&patient.file_number),
            words(&patient.national_id),
            None::<i64>,
            None::<Vec<u8>>,
            None::<String>,
            None::<String>,
            at,
            user.as_bytes(),
        ])
}

pub fn insert_measurement(
    connection: &Connection,
    tenant: Uuid,
    user: Uuid,
    measurement: &Measurement,
) -> rusqlite::Result<usize> {
    let at = at_us(measurement.id.0);
    connection
        .prepare_cached(
            "insert into measurements values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            measurement.id.0.as_bytes(),
            tenant.as_bytes(),
            at,
            user.as_bytes(),
            measurement.patient.0.as_bytes(),
            measurement.visit.map(|id| id.0.into_bytes()),
            measurement.kind.as_str(),
            measurement.unit.as_str(),
            measurement.measured_at.0,
            plain(&measurement.method),
            measurement.value.open().map(ToString::to_string),
            measurement.second_value.open().and_then(|value| value.map(|value| value.to_string())),
            words(&measurement.entered),
            words(&measurement.device),
            None::<i64>,
            None::<Vec<u8>>,
            None::<String>,
            None::<String>,
            at,
            user.as_bytes(),
        ])
}

/// What a page of the list shows of one patient, read into owned values as ours are.
pub struct Read {
    pub id: [u8; 16],
    pub texts: Vec<Option<String>>,
    pub numbers: [Option<i64>; 5],
}

pub fn patient(connection: &Connection, id: Uuid) -> rusqlite::Result<Option<Read>> {
    connection
        .prepare_cached("select * from patients where id = ?")?
        .query_row([id.as_bytes()], read)
        .optional()
}

/// The page after `id`, by key.
pub fn page(connection: &Connection, after: Uuid, rows: i64) -> rusqlite::Result<Vec<Read>> {
    connection
        .prepare_cached(
            "select * from patients where id > ? and deleted_at is null order by id limit ?",
        )?
        .query_map(params![after.as_bytes(), rows], read)?
        .collect()
}

/// One row of a chart, of whatever table: which one, its id, when it was, and what it says.
pub type ChartRow = (i64, [u8; 16], i64, Vec<Option<String>>);

const CHART_TEXTS: usize = 14;

/// A patient with all that the file has of them.
pub fn chart(connection: &Connection, patient: Uuid) -> rusqlite::Result<Vec<ChartRow>> {
    chart_rows(connection, include_str!("clear/chart.sql"), patient)
}

/// What happened to a patient, the newest first.
pub fn history(connection: &Connection, patient: Uuid) -> rusqlite::Result<Vec<ChartRow>> {
    chart_rows(connection, include_str!("clear/history.sql"), patient)
}

fn chart_rows(
    connection: &Connection,
    sql: &str,
    patient: Uuid,
) -> rusqlite::Result<Vec<ChartRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let texts = (3..3 + CHART_TEXTS).map(|at| row.get(at));
        let texts = texts.collect::<Result<_, _>>()?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, texts))
    };
    statement.query_map([patient.as_bytes()], read)?.collect()
}

/// The values of a kind over time.
pub fn trend(
    connection: &Connection,
    patient: Uuid,
    kind: &str,
) -> rusqlite::Result<Vec<(i64, String, Option<String>)>> {
    connection
        .prepare_cached(
            "select measured_at, value, second_value from measurements
                where patient = ? and kind = ? and deleted_at is null order by measured_at",
        )?
        .query_map(params![patient.as_bytes(), kind], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect()
}

/// Every column, since ours opens every cell.
fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    const TEXTS: [usize; 16] = [4, 5, 6, 7, 10, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];
    Ok(Read {
        id: row.get(0)?,
        texts: TEXTS
            .into_iter()
            .map(|at| row.get(at))
            .collect::<Result<_, _>>()?,
        numbers: [
            row.get(2)?,
            row.get(8)?,
            row.get(9)?,
            row.get(24)?,
            row.get(28)?,
        ],
    })
}

pub fn words<C, const MAX: u32>(
    sealed: &Phi<C, Option<sync_contract::field::Text<MAX>>>,
) -> Option<&str> {
    sealed.open()?.as_ref().map(|text| text.as_str())
}

/// An enumeration as its word, a text as it is.
fn plain<F: Field>(field: &F) -> Option<String> {
    match field.to_value() {
        Value::Text(word) => Some(word),
        _ => None,
    }
}

/// When the row was made, by its id.
fn at_us(id: Uuid) -> i64 {
    let bytes = id.as_u128() >> 80;
    bytes as i64 * 1000
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::{office, work};

    /// The statements of a folder, without the files that only make tables.
    fn statements(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
        let files = files.filter(|file| file.path().extension().is_some_and(|of| of == "sql"));
        let texts = files.map(|file| fs::read_to_string(file.path()).unwrap());
        texts
            .filter(|text| !text.contains("create table"))
            .collect()
    }

    #[test]
    fn every_statement_of_a_peer_fits_the_tables_of_the_clear_file() {
        let file = Connection::open_in_memory().unwrap();
        for schema in [SCHEMA, office::SCHEMA, work::SCHEMA] {
            file.execute_batch(schema).unwrap();
        }
        let of_office = statements("src/clear");
        let of_work = statements("src/clear/worklists");
        assert!(of_office.len() >= 9 && of_work.len() >= 9);
        for sql in of_office.iter().chain(&of_work) {
            file.prepare(sql)
                .unwrap_or_else(|error| panic!("{error}: {sql}"));
        }
    }
}
