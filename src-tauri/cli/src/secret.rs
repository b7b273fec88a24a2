//! Passwords come from a file, or from a person at a terminal; never from the command line itself, which others see.

use std::fs;
use std::io::{ErrorKind, IsTerminal};
use std::path::Path;

use crate::exit::{Failure, Result};

/// The first line of a file, without its line end.
pub fn line_of(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let line = text.lines().next().map_or("", |line| line);
    if line.is_empty() {
        let message = format!(
            "The first line of {} is empty, and no password is empty. Nothing was changed.",
            path.display()
        );
        return Err(Failure::usage(message));
    }
    Ok(line.to_owned())
}

/// Asks at the terminal, without showing what is typed. Without a terminal nobody is asked.
pub fn ask(for_whom: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failure::usage(
            "A password is needed and there is no terminal to ask at: name a file with --password-file or NUTRIVAULT_PASSWORD_FILE.",
        ));
    }
    let terminal = console::Term::stderr();
    let typed = terminal
        .write_str(&format!("Password of {for_whom}: "))
        .and_then(|()| terminal.read_secure_line());
    typed.map_err(|error| {
        Failure::usage(format!(
            "The password could not be read: {error}. Nothing was changed."
        ))
    })
}

/// A file that was named and cannot be read is a mistake in what was said, unless it is there and closed.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let name = path.display();
    match error.kind() {
        ErrorKind::NotFound => {
            Failure::usage(format!("There is no file {name}. Nothing was changed."))
        }
        ErrorKind::PermissionDenied => Failure::refused(
            "no_permission",
            format!(
                "{name} may not be read by this user. Nothing was changed; ask whoever owns it."
            ),
        ),
        _ => Failure::refused(
            "unreadable",
            format!("{name} cannot be read: {error}. Nothing was changed."),
        ),
    }
}
