//! Ours and a peer over the same rows, in turns.

use std::hint::black_box;

use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row};

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

pub const PEER: &str = "one statement over the same rows in clear";
/// What a screen may take to read what it shows.
pub const AT_ONCE: Bar = Bar::Under(0.05);
const TIMES_PEER: f64 = 3.0;

/// Times ours and the peer in turns, and adds a line against the peer and one against the time alone.
pub fn compare(
    bench: &mut Bench,
    (what, rounds, alone): (&str, usize, Bar),
    ours: impl Fn() -> Outcome<()>,
    peer: impl Fn() -> Outcome<()>,
) -> Outcome<()> {
    let (mut times, mut floor) = (Figures::default(), Figures::default());
    // what is checked once a minute is checked before
    ours()?;
    for _ in 0..bench.rounds(rounds) {
        times.time(&ours)?;
        floor.time(&peer)?;
    }
    let line = Line::times(what, times.clone(), Bar::AtMost(TIMES_PEER));
    bench.line(line.against(PEER, floor));
    bench.line(Line::times(format!("{what}, at once"), times, alone).at(95));
    Ok(())
}

/// Does that for a list, of which both return how many rows they read.
pub fn compare_lists(
    bench: &mut Bench,
    (what, rounds): (&str, usize),
    ours: impl Fn() -> Outcome<usize>,
    peer: impl Fn() -> Outcome<usize>,
) -> Outcome<()> {
    let (shown, read) = (ours()?, peer()?);
    if shown != read || shown == 0 {
        return Err(format!("{what}: ours has {shown} rows, the peer {read}").into());
    }
    let (ours, peer) = (|| ours().map(drop), || peer().map(drop));
    compare(bench, (what, rounds, AT_ONCE), ours, peer)
}

/// Reads every value of every row, as a screen would have to. Returns how many rows there are.
pub fn read_all(plain: &Connection, sql: &str, values: impl Params) -> Outcome<usize> {
    let mut statement = plain.prepare_cached(sql)?;
    let columns = statement.column_count();
    let read = |row: &Row<'_>| {
        let values = (0..columns).map(|at| row.get::<_, Value>(at));
        values.collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = statement.query_map(values, read)?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(black_box(rows).len())
}
