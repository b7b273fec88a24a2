//! An action that writes six rows: a visit, three measurements, a note and its version.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sync_contract::ids::PatientId;
use vault::Unlocked;

use crate::figures::Figures;
use crate::ours::VisitForm;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear, visit};

const ROUNDS: usize = 600;
/// Coprime with any number of patients here, so that visits are spread over all of them.
const STEP: usize = 7919;
const MEMORY: &str = "/dev/shm";

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let unlocked = bench.our_clinic("action")?;
    let disk = measure(bench, unlocked, &tempfile::tempdir_in(bench.path("full"))?)?;
    for line in disk.lines("an action of 6 rows") {
        bench.line(line);
    }
    let memory = Path::new(MEMORY);
    if memory.is_dir() {
        // in memory: a disk that answers in ticks of 4 ms would hide the cost of the work
        let folder = tempfile::tempdir_in(memory)?;
        let unlocked = bench.our_clinic_in(&folder.path().join("vault"))?;
        let turns = measure(bench, unlocked, &folder)?;
        for line in turns.lines("the same on a disk that takes no time") {
            bench.line(line);
        }
    }
    Ok(())
}

struct Turns {
    ours: Figures,
    plain: Figures,
    cipher: Figures,
}

impl Turns {
    fn lines(self, name: &str) -> [Line; 2] {
        [
            Line::times(name, self.ours.clone(), Bar::AtMost(3.0))
                .against("plain SQLite", self.plain),
            Line::times(name, self.ours, Bar::AtMost(1.0)).against("SQLCipher", self.cipher),
        ]
    }
}

fn measure(bench: &Bench, mut unlocked: Unlocked, folder: &tempfile::TempDir) -> Outcome<Turns> {
    let folder = folder.path();
    let patients = &bench.people.patients;
    drop(bench.clear_file()?);
    std::fs::copy(bench.clear_path(), folder.join("plain"))?;
    let mut plain = clear::open(&folder.join("plain"), SYNCHRONOUS)?;
    let mut cipher = Cipher::start(&folder.join("cipher"), &bench.clear_path())?;
    let mut form = VisitForm::new(unlocked.user())?;
    let mut turns = Turns {
        ours: Figures::default(),
        plain: Figures::default(),
        cipher: Figures::default(),
    };
    for round in 0..bench.rounds(ROUNDS) {
        let patient = patients[round.wrapping_mul(STEP) % patients.len()].id;
        // the order changes: the first one finds the disk as the previous round left it
        for turn in 0..3 {
            match (round + turn) % 3 {
                0 => turns.ours.time(|| form.write(&mut unlocked, patient))?,
                1 => turns
                    .plain
                    .time(|| visit::write(&mut plain, round as u64, patient.0.into_bytes()))?,
                _ => turns.cipher.take(cipher.write(patient)?),
            }
        }
    }
    Ok(turns)
}

/// The peer that cannot live in this workspace, as a process. It ends with its standard input.
struct Cipher {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Cipher {
    fn start(file: &Path, clear: &Path) -> Outcome<Self> {
        let mut process = Command::new(program()?)
            .arg(file)
            .arg(clear)
            .arg(SYNCHRONOUS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let answers = process
            .stdout
            .take()
            .ok_or("the peer has no standard output")?;
        Ok(Self {
            process,
            answers: BufReader::new(answers),
        })
    }

    /// Seconds, as the peer counted them.
    fn write(&mut self, patient: PatientId) -> Outcome<f64> {
        let asked = self
            .process
            .stdin
            .as_mut()
            .ok_or("the peer has no standard input")?;
        writeln!(asked, "{}", patient.0.simple())?;
        asked.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim().parse()?)
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // it has no more output, and no figure depends on its exit status
        let _ = self.process.wait();
    }
}

/// `make bench` builds it into a folder of its own next to our programs.
fn program() -> Outcome<PathBuf> {
    let ours = std::env::current_exe()?;
    let target = ours
        .ancestors()
        .nth(2)
        .ok_or("this program lies in a folder of Cargo's")?;
    let program = target.join("sqlcipher/release/sqlcipher-peer");
    match program.is_file() {
        true => Ok(program),
        false => Err(format!("{} is missing: `make bench` builds it", program.display()).into()),
    }
}
