//! The printer of this computer: CUPS, by its program `lp`, which reads from its standard input. Nothing of a print is
//! written to a file.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write};
use std::process::{Child, Command, Stdio};

use serde::Serialize;
use specta::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PrinterAnswer {
    Sent,
    /// There is no `lp`, or no printer that it knows.
    NoPrinter,
    /// The printer did not take it.
    Refused,
}

/// Sends a PDF to the printer that is chosen on this computer. Blocks until it was taken.
pub fn send(pdf: &[u8]) -> PrinterAnswer {
    send_by(OsStr::new("lp"), OsStr::new("lpstat"), pdf)
}

/// Returns whether this computer has a printer.
pub fn is_there() -> bool {
    has_printer(OsStr::new("lpstat"))
}

fn send_by(lp: &OsStr, lpstat: &OsStr, pdf: &[u8]) -> PrinterAnswer {
    if !has_printer(lpstat) {
        return PrinterAnswer::NoPrinter;
    }
    // the title of a job can be read by others on this computer: it names no patient
    let mut command = Command::new(lp);
    command.args(["-s", "-t", "NutriVault"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    match command.stderr(Stdio::null()).spawn() {
        Ok(child) => match write_to(child, pdf) {
            Ok(true) => PrinterAnswer::Sent,
            Ok(false) | Err(_) => PrinterAnswer::Refused,
        },
        Err(error) if error.kind() == ErrorKind::NotFound => PrinterAnswer::NoPrinter,
        Err(_) => PrinterAnswer::Refused,
    }
}

/// Returns whether the program took all of it.
fn write_to(mut child: Child, pdf: &[u8]) -> io::Result<bool> {
    let written = match child.stdin.take() {
        Some(mut input) => input.write_all(pdf),
        None => Ok(()),
    };
    let status = child.wait()?;
    Ok(written.is_ok() && status.success())
}

/// Asks for the names of all printers: none, or no such program, is none.
fn has_printer(lpstat: &OsStr) -> bool {
    let output = Command::new(lpstat)
        .arg("-e")
        .stderr(Stdio::null())
        .output();
    output.is_ok_and(|output| output.status.success() && !output.stdout.trim_ascii().is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Makes a program of shell in a folder.
    fn program(folder: &std::path::Path, name: &str, text: &str) -> std::ffi::OsString {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path.into()
    }

    #[test]
    fn a_print_goes_to_the_printer_by_standard_input_without_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken").display().to_string();
        let lp = program(
            folder.path(),
            "lp",
            &format!("echo \"$@\" > {taken}; cat >> {taken}"),
        );
        let lpstat = program(folder.path(), "lpstat", "echo laser");
        assert_eq!(
            send_by(&lp, &lpstat, b"%PDF-1.7 all of it"),
            PrinterAnswer::Sent
        );
        let taken = fs::read_to_string(taken).unwrap();
        assert_eq!(taken, "-s -t NutriVault\n%PDF-1.7 all of it");
    }

    #[test]
    fn without_a_printer_nothing_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let none = OsStr::new("/nowhere/lp");
        let lpstat = program(folder.path(), "lpstat", "exit 0");
        let lp = program(folder.path(), "lp", "exit 0");
        assert_eq!(send_by(none, none, b"x"), PrinterAnswer::NoPrinter);
        assert_eq!(send_by(&lp, &lpstat, b"x"), PrinterAnswer::NoPrinter);
        let laser = program(folder.path(), "lpstat2", "echo laser");
        assert_eq!(send_by(none, &laser, b"x"), PrinterAnswer::NoPrinter);
    }

    #[test]
    fn a_printer_that_takes_nothing_is_an_answer() {
        let folder = tempfile::tempdir().unwrap();
        let lpstat = program(folder.path(), "lpstat", "echo laser");
        let lp = program(folder.path(), "lp", "exit 1");
        let much = vec![b'x'; 1_000_000];
        assert_eq!(send_by(&lp, &lpstat, &much), PrinterAnswer::Refused);
    }
}
