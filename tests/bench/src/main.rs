//! Us and the peers, side by side in one run.
//!
//! Invariant: what is ours is measured in turns with its floor, over the same rows, on the same machine; a ratio over
//! its bar is printed and fails nothing.

mod bare;
mod bars;
mod clear;
mod figures;
mod people;
mod sealed;
mod table;
mod visit;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use people::People;
use rusqlite::Connection;
use table::Line;
use uuid::Uuid;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const PATIENTS: usize = 50_000;
const PATIENTS_QUICK: usize = 2_000;
/// What ours and the peers are opened with: a commit is on the disk when it returns.
pub const SYNCHRONOUS: &str = "full";

/// What every bar starts from.
pub struct Bench {
    folder: tempfile::TempDir,
    pub people: People,
    pub quick: bool,
    pub lines: Vec<Line>,
}

impl Bench {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Fewer rounds where somebody only wants to see that it runs.
    pub fn rounds(&self, rounds: usize) -> usize {
        if self.quick {
            rounds.div_ceil(10)
        } else {
            rounds
        }
    }

    pub fn clear_path(&self) -> PathBuf {
        self.path("clinic.clear")
    }

    /// Every patient and measurement in clear; made once a run.
    pub fn clear_file(&self) -> Outcome<Connection> {
        let path = self.clear_path();
        if path.exists() {
            return Ok(clear::open(&path, SYNCHRONOUS)?);
        }
        let mut connection = clear::create(&path, SYNCHRONOUS)?;
        let (tenant, user) = (Uuid::from_bytes([0x11; 16]), Uuid::from_bytes([0x22; 16]));
        let transaction = connection.transaction()?;
        for patient in &self.people.patients {
            clear::insert_patient(&transaction, tenant, user, patient)?;
        }
        for measurement in &self.people.measurements {
            clear::insert_measurement(&transaction, tenant, user, measurement)?;
        }
        transaction.commit()?;
        connection.execute_batch("pragma wal_checkpoint(truncate); analyze;")?;
        Ok(connection)
    }

    pub fn line(&mut self, line: Line) {
        eprintln!("  {}", line.brief());
        self.lines.push(line);
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [peer, file] = arguments.as_slice()
        && peer == bars::start::PEER
    {
        return end(bars::start::peer(Path::new(file)));
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let names: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|name| !name.starts_with("--"))
        .collect();
    let known = |name: &&str| bars::ALL.iter().any(|(known, _)| known == name);
    let unknown = arguments
        .iter()
        .any(|argument| argument.starts_with("--") && argument != "--quick");
    if unknown || !names.iter().all(known) {
        let all: Vec<&str> = bars::ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: bench [--quick] [{}]...", all.join(" | "));
        return ExitCode::from(2);
    }
    end(run(quick, &names))
}

fn run(quick: bool, names: &[&str]) -> Outcome<()> {
    let patients = if quick { PATIENTS_QUICK } else { PATIENTS };
    let people = People::new(patients)?;
    println!(
        "{} patients, {} measurements",
        people.patients.len(),
        people.measurements.len()
    );
    let mut bench = Bench {
        folder: tempfile::tempdir()?,
        people,
        quick,
        lines: Vec::new(),
    };
    for (name, bar) in bars::ALL {
        if names.is_empty() || names.contains(name) {
            eprintln!("{name}");
            bar(&mut bench)?;
        }
    }
    println!();
    table::print(&bench.lines);
    Ok(())
}

fn end(outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
