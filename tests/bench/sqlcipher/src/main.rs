//! Writes the same six rows of one visit into an encrypted SQLite file, again and again.
//!
//! Usage: sqlcipher-peer FILE CLEAR SYNCHRONOUS. Makes FILE of the rows in CLEAR; then for each line on
//! standard input, a patient's id in hexadecimal, one action, answered by a line with its seconds.

use std::io::{BufRead, Write};
use std::time::Instant;

use rusqlite::Connection;

#[path = "../../src/visit.rs"]
mod visit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, clear, synchronous] = arguments.as_slice() else {
        return Err("usage: sqlcipher-peer FILE CLEAR SYNCHRONOUS".into());
    };
    let mut connection = Connection::open(file)?;
    // a raw key: key derivation is not compared here
    connection.execute_batch(&format!("pragma key = \"x'{}'\";", "2b".repeat(32)))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.execute("attach database ? as clear key ''", [clear])?;
    connection.query_row("select sqlcipher_export('main', 'clear')", [], |_| Ok(()))?;
    connection.execute_batch("detach database clear; pragma wal_checkpoint(truncate)")?;
    let mut answers = std::io::stdout().lock();
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let patient = u128::from_str_radix(&line?, 16)?.to_be_bytes();
        let started = Instant::now();
        visit::write(&mut connection, number as u64, patient)?;
        writeln!(answers, "{}", started.elapsed().as_secs_f64())?;
        answers.flush()?;
    }
    Ok(())
}
