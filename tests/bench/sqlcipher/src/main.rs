//! Writes the same six rows of one visit into an encrypted SQLite file, again and again.
//!
//! Usage: sqlcipher-peer FILE SYNCHRONOUS ACTIONS. Prints one line: the microseconds of each action, between spaces.

use std::time::Instant;

use rusqlite::{Connection, params};

/// The rows of one visit in clear: the encryption is the file's.
const SCHEMA: &str = "
    create table visits (id blob primary key, patient blob, provider blob, kind text, started_at integer,
        chief_complaint text) without rowid;
    create table measurements (id blob primary key, patient blob, visit blob, kind text, value text, unit text,
        measured_at integer, entered text) without rowid;
    create table notes (id blob primary key, patient blob, visit blob, kind text, status text, version integer,
        sections text) without rowid;
    create table note_versions (id blob primary key, patient blob, note blob, version integer, sections text)
        without rowid;
    create index measurements_patient on measurements (patient, kind, measured_at);
    create index visits_patient on visits (patient, started_at);
    create index notes_patient on notes (patient);
";
const SECTIONS: &str = include_str!("../../src/sections.json");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, synchronous, actions] = arguments.as_slice() else {
        return Err("usage: sqlcipher-peer FILE SYNCHRONOUS ACTIONS".into());
    };
    let mut connection = Connection::open(file)?;
    // a raw key: deriving one from words is not what is compared here
    connection.execute_batch(&format!("pragma key = \"x'{}'\";", "2b".repeat(32)))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.execute_batch(SCHEMA)?;
    let mut times = Vec::new();
    for number in 0..actions.parse::<u64>()? {
        let started = Instant::now();
        write_visit(&mut connection, number)?;
        times.push(format!("{:.1}", started.elapsed().as_secs_f64() * 1e6));
    }
    println!("{}", times.join(" "));
    Ok(())
}

/// Ids in the order of time, as ours are.
fn id(number: u64, row: u64) -> [u8; 16] {
    let mut id = [0x5a; 16];
    id[..8].copy_from_slice(&(number * 8 + row).to_be_bytes());
    id
}

fn write_visit(connection: &mut Connection, number: u64) -> rusqlite::Result<()> {
    let patient = id(number % 50_000, 7);
    let at = 1_795_132_800_000_000 + number as i64;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction
        .prepare_cached("insert into visits values (?, ?, ?, ?, ?, ?)")?
        .execute(params![id(number, 0), patient, id(1, 6), "FOLLOW_UP", at, "tired in the afternoon"])?;
    for (row, (kind, value, unit)) in
        [("WEIGHT", "72.4", "kg"), ("HEIGHT", "1.70", "m"), ("BLOOD_PRESSURE", "120/80", "mm[Hg]")].iter().enumerate()
    {
        transaction.prepare_cached("insert into measurements values (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            id(number, 1 + row as u64),
            patient,
            id(number, 0),
            kind,
            value,
            unit,
            at,
            value
        ])?;
    }
    transaction
        .prepare_cached("insert into notes values (?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![id(number, 4), patient, id(number, 0), "ADIME", "DRAFT", 1, SECTIONS])?;
    transaction
        .prepare_cached("insert into note_versions values (?, ?, ?, ?, ?)")?
        .execute(params![id(number, 5), patient, id(number, 4), 1, SECTIONS])?;
    transaction.commit()
}
