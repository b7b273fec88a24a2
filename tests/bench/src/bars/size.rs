//! How much room patients and measurements take on the disk.

use crate::figures::Figures;
use crate::table::{Bar, Line, Unit};
use crate::{Bench, Outcome};

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let clear = bench.clear_file()?;
    // the tables and their indexes, whole pages and nothing else
    let pages =
        "select sum(pgsize) from dbstat where name like 'patients%' or name like 'measurements%'
        or name like 'sqlite_autoindex_patients%' or name like 'sqlite_autoindex_measurements%'";
    let bytes: i64 = clear.query_row(pages, [], |row| row.get(0))?;
    let ours = Figures::default();
    let line = Line::times(
        "the file: patients and measurements",
        ours,
        Bar::AtMost(1.8),
    )
    .of(Unit::Bytes);
    bench.line(line.against("the same rows in clear", Figures::one(bytes as f64)));
    Ok(())
}
