//! The same clinic without a window.
//!
//! Invariant: no rule of the clinic is written here. A command parses its arguments, calls one operation of `clinic`,
//! of the vault or of the host, and prints the answer; every problem ends with a status and a sentence from one table.

pub mod answer;
pub mod args;
mod commands;
pub mod entry;
pub mod exit;
mod file;
mod flags;
mod hidden_line;
mod online;
pub mod opening;
pub mod progress;
mod secret;
pub mod sentences;
mod text;
mod together;
mod workplace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::CommandLine;

/// Runs one command line, program name first, and prints its answer.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let parsed = match CommandLine::try_parse_from(&args) {
        Ok(parsed) => parsed,
        Err(error) if error.use_stderr() => {
            let mut flags = args.iter().take_while(|arg| *arg != "--");
            let json = flags.any(|arg| arg == "--json");
            return answer::fail(&exit::Problem::from(&error), json);
        }
        Err(error) => error.exit(),
    };
    start_logging();
    let json = parsed.who.json;
    match commands::run(parsed).and_then(|answer| answer.print(json)) {
        Ok(status) => ExitCode::from(status as u8),
        Err(problem) => answer::fail(&problem, json),
    }
}

/// Logs to standard error: files that could not be removed, and more where `NUTRIVAULT_LOG` asks for it.
fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("NUTRIVAULT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off,vault::private=warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if subscriber.try_init().is_err() {
        tracing::debug!("a subscriber of the log is set already");
    }
}
