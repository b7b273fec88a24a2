//! An action that writes six rows: a visit, three measurements, a note and its version.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::figures::Figures;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, SYNCHRONOUS, clear, visit};

const ROUNDS: usize = 1_000;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut clear = clear::create(&bench.path("action.clear"), SYNCHRONOUS)?;
    let mut cipher = Cipher::start(bench)?;
    let (mut ours, mut plain, mut encrypted) =
        (Figures::default(), Figures::default(), Figures::default());
    let rounds = bench.rounds(ROUNDS);
    for round in 0..rounds as u64 {
        plain.time(|| visit::write(&mut clear, round))?;
        encrypted.take(cipher.write()?);
    }
    let name = "an action of 6 rows";
    bench.line(Line::times(name, ours.clone(), Bar::AtMost(3.0)).against("plain SQLite", plain));
    bench.line(
        Line::times(name, std::mem::take(&mut ours), Bar::AtMost(1.0))
            .against("SQLCipher", encrypted),
    );
    Ok(())
}

/// The peer that cannot live in this workspace, as a process. It ends with its standard input.
struct Cipher {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Cipher {
    fn start(bench: &Bench) -> Outcome<Self> {
        let mut process = Command::new(program()?)
            .arg(bench.path("action.sqlcipher"))
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
    fn write(&mut self) -> Outcome<f64> {
        let asked = self
            .process
            .stdin
            .as_mut()
            .ok_or("the peer has no standard input")?;
        writeln!(asked)?;
        asked.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim().parse()?)
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // it has nothing more to say, and no bar hangs on how it ends
        let _ = self.process.wait();
    }
}

/// `make bench` builds it into a folder of its own beside our programs.
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
