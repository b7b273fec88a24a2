//! How much room patients and measurements take on the disk.

use rusqlite::Connection;

use crate::figures::Figures;
use crate::table::{Bar, Line, Unit};
use crate::{Bench, Outcome};

/// The tables with their indexes, full pages and nothing else.
const PAGES: &str = "select sum(pgsize) from dbstat
    where name glob 'patients*' or name glob 'measurements*'
        or name glob 'sqlite_autoindex_patients_*' or name glob 'sqlite_autoindex_measurements_*'";

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let folder = bench.our_clinic("size")?.vault().folder().to_owned();
    let ours = bytes(&Connection::open(folder.join("vault.db"))?)?;
    let clear = bytes(&bench.clear_file()?)?;
    let line = Line::times(
        "the file: patients and measurements",
        ours,
        Bar::AtMost(1.8),
    )
    .of(Unit::Bytes);
    bench.line(line.against("the same rows in clear", clear));
    Ok(())
}

fn bytes(file: &Connection) -> rusqlite::Result<Figures> {
    let bytes: i64 = file.query_row(PAGES, [], |row| row.get(0))?;
    Ok(Figures::one(bytes as f64))
}
