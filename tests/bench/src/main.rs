//! Measures our program and its peers side by side in one run.
//!
//! Invariant: what is ours is measured in turns with its floor, over the same rows, on the same machine; a ratio over
//! its bar is printed and fails nothing.

// what it measures is what it prints
#![allow(clippy::print_stdout)]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod bare;
mod bars;
mod bench;
mod clear;
mod figures;
mod network;
mod office;
mod ours;
mod people;
mod sealed;
mod table;
mod turns;
mod visit;
mod work;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use bench::{Bench, SYNCHRONOUS};
use figures::Outcome;
use people::People;

const PATIENTS: usize = 50_000;
const PATIENTS_QUICK: usize = 2_000;
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [bars::start::PEER, file] => return end(bars::start::peer(Path::new(file))),
        [bars::memory::CORE, folder] => return end(bars::memory::core(Path::new(folder))),
        _ => {}
    }
    let folder = arguments
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
    end(match folder {
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
    let mut outcome = Ok(());
    for (name, bar) in bars::ALL {
        if names.is_empty() || names.contains(name) {
            eprintln!("{name}");
            // one that cannot be measured costs its own lines; the run is a failed one in the end
            if let Err(error) = bar(&mut bench) {
                eprintln!("{name}: {error}");
                outcome = Err(format!("{name} was not measured: {error}").into());
            }
        }
    }
    println!();
    table::print(&bench.lines);
    outcome
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
