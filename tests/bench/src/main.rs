//! Us and the peers, side by side in one run.
//!
//! Invariant: what is ours is measured in turns with its floor, over the same rows, on the same machine; a ratio over
//! its bar is printed and fails nothing.

// what it measures is what it prints
#![allow(clippy::print_stdout)]

mod bare;
mod bars;
mod clear;
mod figures;
mod network;
mod ours;
mod people;
mod sealed;
mod table;
mod visit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use network::Network;
use people::People;
use rusqlite::Connection;
use table::Line;
use uuid::Uuid;
use vault::password::Password;
use vault::{Unlocked, Vault};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const PATIENTS: usize = 50_000;
const PATIENTS_QUICK: usize = 2_000;
/// What ours and the peers are opened with: a commit is on the disk when it returns.
pub const SYNCHRONOUS: &str = "full";

/// What every bar starts from.
pub struct Bench {
    folder: PathBuf,
    pub people: People,
    pub quick: bool,
    pub lines: Vec<Line>,
    network: Option<Network>,
}

impl Bench {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
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

    /// A copy of our file with every patient and measurement, all of it on the server; the first is made once a run.
    pub fn our_clinic(&mut self, name: &str) -> Outcome<Unlocked> {
        self.our_clinic_in(&self.path(&format!("whole/{name}")))
    }

    /// The same in another folder. The keys stay where the first one's are.
    pub fn our_clinic_in(&mut self, folder: &Path) -> Outcome<Unlocked> {
        let whole = self.whole_path();
        if !whole.join("complete").exists() {
            self.make_our_clinic()?;
        }
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        fs::copy(whole.join("vault.db"), folder.join("vault.db"))?;
        open(folder, &whole)
    }

    /// The clinic itself on its server: the one device that may be pushed from.
    pub fn on_the_server(&mut self) -> Outcome<(&Network, Unlocked)> {
        if self.network.is_none() {
            // a clinic that an earlier run left here has lost its server
            self.make_our_clinic()?;
        }
        let whole = self.whole_path();
        let network = self.network.as_ref().ok_or("the clinic has no server")?;
        Ok((network, open(&whole, &whole)?))
    }

    fn whole_path(&self) -> PathBuf {
        self.path("whole/vault")
    }

    fn make_our_clinic(&mut self) -> Outcome<()> {
        let whole = self.whole_path();
        if whole.exists() {
            fs::remove_dir_all(&whole)?;
        }
        let mut unlocked = ours::found(&whole)?;
        let started = Instant::now();
        ours::fill(&mut unlocked, &self.people)?;
        eprintln!("  written in {:.1} s", started.elapsed().as_secs_f64());
        let network = Network::start()?;
        let started = Instant::now();
        let report = network.connect(&mut unlocked)?;
        eprintln!("  sent in {:.1} s", started.elapsed().as_secs_f64());
        if report.waiting.groups > 0 || report.waiting.rejected > 0 {
            return Err(format!("the server did not take everything: {:?}", report.waiting).into());
        }
        self.network = Some(network);
        drop(unlocked);
        fs::write(whole.join("complete"), [])?;
        Ok(())
    }

    pub fn line(&mut self, line: Line) {
        eprintln!("  {}", line.brief());
        self.lines.push(line);
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [bars::start::PEER, file] => return end(bars::start::peer(Path::new(file))),
        [bars::memory::CORE, folder] => return end(bars::memory::core(Path::new(folder))),
        _ => {}
    }
    let kept = arguments
        .iter()
        .find_map(|argument| argument.strip_prefix("--folder="));
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let names: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|name| !name.starts_with("--"))
        .collect();
    let known = |name: &&str| bars::ALL.iter().any(|(known, _)| known == name);
    let options = arguments
        .iter()
        .filter(|argument| argument.starts_with("--"));
    let mut strange =
        options.filter(|option| *option != "--quick" && !option.starts_with("--folder="));
    if strange.next().is_some() || !names.iter().all(known) {
        let all: Vec<&str> = bars::ALL.iter().map(|(name, _)| *name).collect();
        eprintln!(
            "usage: bench [--quick] [--folder=DIR] [{}]...",
            all.join(" | ")
        );
        return ExitCode::from(2);
    }
    end(match kept {
        // what takes long to make stays there for the next run
        Some(folder) => run(quick, &names, Path::new(folder)),
        None => in_passing(quick, &names),
    })
}

fn in_passing(quick: bool, names: &[&str]) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    run(quick, names, folder.path())
}

fn run(quick: bool, names: &[&str], folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    let patients = if quick { PATIENTS_QUICK } else { PATIENTS };
    let people = People::new(patients)?;
    println!(
        "{} patients, {} measurements",
        people.patients.len(),
        people.measurements.len()
    );
    let mut bench = Bench {
        folder: folder.to_owned(),
        people,
        quick,
        lines: Vec::new(),
        network: None,
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

/// The vault in `folder`, whose keys lie beside `whole`.
fn open(folder: &Path, whole: &Path) -> Outcome<Unlocked> {
    let vault = Vault::open(folder, ours::environment(whole)?)?;
    let unlocked = vault.unlock(ours::USER, &Password::new(ours::PASSWORD));
    Ok(unlocked.map_err(|refused| refused.error)?)
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
