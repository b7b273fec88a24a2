//! What every bar starts from: the people, the clear file, our clinic on its server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::Connection;
use uuid::Uuid;
use vault::password::Password;
use vault::{Unlocked, Vault};

use crate::figures::Outcome;
use crate::network::Network;
use crate::people::People;
use crate::table::Line;
use crate::{clear, ours};

/// What ours and the peers are opened with: a commit is on the disk when it returns.
pub const SYNCHRONOUS: &str = "full";

/// What every bar starts from.
pub struct Bench {
    pub folder: PathBuf,
    pub people: People,
    pub quick: bool,
    pub lines: Vec<Line>,
    pub network: Option<Network>,
}

impl Bench {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Fewer rounds for a trial run.
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
        self.our_clinic_in(&self.path(&format!("full/{name}")))
    }

    /// The same in another folder. The keys stay where the first one's are.
    pub fn our_clinic_in(&mut self, folder: &Path) -> Outcome<Unlocked> {
        let full = self.full_path();
        if !full.join("complete").exists() {
            self.make_our_clinic()?;
        }
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        fs::copy(full.join("vault.db"), folder.join("vault.db"))?;
        open(folder, &full)
    }

    /// The clinic itself on its server: the one device that may be pushed from.
    pub fn on_the_server(&mut self) -> Outcome<(&Network, Unlocked)> {
        if self.network.is_none() {
            // a clinic that an earlier run left here has lost its server
            self.make_our_clinic()?;
        }
        let full = self.full_path();
        let network = self.network.as_ref().ok_or("the clinic has no server")?;
        Ok((network, open(&full, &full)?))
    }

    fn full_path(&self) -> PathBuf {
        self.path("full/vault")
    }

    fn make_our_clinic(&mut self) -> Outcome<()> {
        let full = self.full_path();
        if full.exists() {
            fs::remove_dir_all(&full)?;
        }
        let mut unlocked = ours::create(&full)?;
        let started = Instant::now();
        ours::insert_people(&mut unlocked, &self.people)?;
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
        fs::write(full.join("complete"), [])?;
        Ok(())
    }

    pub fn line(&mut self, line: Line) {
        eprintln!("  {}", line.brief());
        self.lines.push(line);
    }
}

/// The vault in `folder`, whose keys are next to `full`.
fn open(folder: &Path, full: &Path) -> Outcome<Unlocked> {
    let vault = Vault::open(folder, ours::environment(full)?)?;
    let unlocked = vault.unlock(ours::USER, &Password::new(ours::PASSWORD));
    Ok(unlocked.map_err(|refused| refused.error)?)
}
