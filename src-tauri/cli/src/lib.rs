//! The same clinic without a window.
//!
//! Invariant: no rule of the clinic stands here. A command reads what was said, calls one operation of `clinic`, of the
//! vault or of the sync, and prints the answer; every failure leaves with a status and a sentence from one table.

pub mod answer;
pub mod args;
mod commands;
pub mod entry;
pub mod exit;
mod online;
pub mod opening;
pub mod progress;
mod secret;
pub mod sentences;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::CommandLine;

/// Runs one command line, program name first, and prints its answer.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    let said = match CommandLine::try_parse_from(&words) {
        Ok(said) => said,
        Err(error) if error.use_stderr() => {
            let mut flags = words.iter().take_while(|word| *word != "--");
            let json = flags.any(|word| word == "--json");
            return answer::fail(&exit::Problem::from(&error), json);
        }
        Err(error) => error.exit(),
    };
    logs();
    let json = said.who.json;
    match commands::run(said).and_then(|answer| answer.print(json)) {
        Ok(status) => ExitCode::from(status as u8),
        Err(failure) => answer::fail(&failure, json),
    }
}

/// What a command has to say is its answer, and which file it could not take away; `NUTRIVAULT_LOG` asks for more, on
/// standard error.
fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("NUTRIVAULT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off,vault::private=warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if subscriber.try_init().is_err() {
        tracing::debug!("somebody else reads the log already");
    }
}
