//! From the start of a process to its first answer.

use std::path::Path;
use std::process::{Command, Stdio};

use uuid::Uuid;

use super::read::PAGE;
use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear};

/// The first argument of a process that opens the clear file, reads a page and ends.
pub const PEER: &str = "peer-page";
const ROUNDS: usize = 10;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    drop(bench.clear_file()?);
    let (ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        let mut peer = Command::new(std::env::current_exe()?);
        peer.arg(PEER).arg(bench.clear_path()).stdout(Stdio::null());
        let status = floor.time(|| peer.status())?;
        if !status.success() {
            return Err("the peer that reads a page failed".into());
        }
    }
    let line = Line::times("cold start to the first search", ours, Bar::Under(0.5));
    bench.line(line.against("open and read a page", floor));
    Ok(())
}

pub fn peer(file: &Path) -> Outcome<()> {
    let connection = clear::open(file, SYNCHRONOUS)?;
    let page = clear::page(&connection, Uuid::nil(), PAGE)?;
    for row in page {
        println!("{:?} {:?} {:?}", row.id, row.texts, row.numbers);
    }
    Ok(())
}
