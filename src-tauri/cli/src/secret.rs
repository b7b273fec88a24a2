//! Passwords come from a file, or from a person at a terminal; never from the command line itself, which others see.
//! A one-use code may also stand there, for scripts of a machine that nobody shares.

use std::fs;
use std::io::{ErrorKind, IsTerminal};
use std::path::Path;

use crate::args::clinic::OneUseCode;
use crate::exit::{Failure, Result};

/// The first line of a file, without its line end.
pub fn line_of(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let line = text.lines().next().map_or("", |line| line);
    if line.is_empty() {
        let message = format!(
            "The first line of {} is empty, and no password or code is. Nothing was changed.",
            path.display()
        );
        return Err(Failure::usage(message));
    }
    Ok(line.to_owned())
}

/// Asks at the terminal, without showing what is typed. Without a terminal nobody is asked.
pub fn ask(for_whom: &str) -> Result<String> {
    if !is_attended() {
        return Err(Failure::usage(
            "A password is needed and there is no terminal to ask at: name a file with --password-file or NUTRIVAULT_PASSWORD_FILE.",
        ));
    }
    typed(&format!("Password of {for_whom}: "))
}

/// From the file or the command line, or typed like a password.
pub fn code(said: &OneUseCode) -> Result<String> {
    match (&said.code, &said.code_file) {
        (Some(code), _) => Ok(code.clone()),
        (None, Some(file)) => line_of(file),
        (None, None) if is_attended() => typed("One-use code: "),
        (None, None) => Err(Failure::usage(
            "A one-use code is needed and there is no terminal to ask at: name a file with --code-file.",
        )),
    }
}

fn is_attended() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn typed(asked: &str) -> Result<String> {
    let terminal = console::Term::stderr();
    let typed = terminal
        .write_str(asked)
        .and_then(|()| terminal.read_secure_line());
    typed.map_err(|error| {
        Failure::usage(format!(
            "What was typed could not be read: {error}. Nothing was changed."
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
