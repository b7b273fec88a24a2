//! From the start of a process to its first answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use uuid::Uuid;

use super::read::PAGE;
use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear, ours};

/// The first argument of a process that opens the clear file, reads a page and ends.
pub const PEER: &str = "peer-page";
const ROUNDS: usize = 10;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    drop(bench.clear_file()?);
    let folder = bench.our_clinic("start")?.lock().folder().to_owned();
    let password = bench.path("password");
    fs::write(&password, ours::PASSWORD)?;
    let name = clear::words(&bench.people.patients[0].family_name)
        .unwrap_or("a")
        .to_owned();
    let (mut ours, mut floor) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        let mut search = Command::new(program("nutrivault")?);
        search
            .env("XDG_DATA_HOME", folder.parent().unwrap_or(&folder))
            .env("NUTRIVAULT_KEY_STORE", "file")
            .arg("--vault")
            .arg(&folder)
            .args(["--user", ours::USER, "--json", "--password-file"])
            .arg(&password)
            .args(["search", &name])
            .stdin(Stdio::null());
        let answer = ours.time(|| search.output())?;
        let hits = serde_json::from_slice::<serde_json::Value>(&answer.stdout);
        if !answer.status.success() || !hits.is_ok_and(|hits| hits.to_string().contains(&name)) {
            return Err(format!(
                "the search failed: {}",
                String::from_utf8_lossy(&answer.stderr)
            )
            .into());
        }
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

/// A program of ours next to this one.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    match path.is_file() {
        true => Ok(path),
        false => Err(format!("{} is missing: `make bench` builds it", path.display()).into()),
    }
}

pub fn peer(file: &Path) -> Outcome<()> {
    let connection = clear::open(file, SYNCHRONOUS)?;
    let page = clear::page(&connection, Uuid::nil(), PAGE)?;
    for row in page {
        println!("{:?} {:?} {:?}", row.id, row.texts, row.numbers);
    }
    Ok(())
}
