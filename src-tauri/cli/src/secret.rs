//! Passwords come from a file or from the terminal, never from the command line itself, which other users can see.
//! A one-use code may also be given there, for scripts on a computer that has one user.

use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::args::clinic::OneUseCode;
use crate::exit::{Problem, Result};
use crate::hidden_line;

/// Longer than any password, code or recovery sheet.
const BYTES_MAX: usize = 16 * 1024;
/// How often a new password is asked for, where its two lines differ.
const TRIES_MAX: usize = 3;

/// Returns the first line of a file, without its line end.
pub fn line_of(path: &Path) -> Result<Zeroizing<String>> {
    let text = text_of(path)?;
    let line = text.lines().next().map_or("", |line| line);
    if line.is_empty() {
        let message = format!(
            "The first line of {} is empty, and no password or code is. Nothing was changed.",
            path.display()
        );
        return Err(Problem::usage(message));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// Reads a short file in full. The buffer has its final size and is wiped: a growing one would leave copies of the
/// secret behind.
pub fn text_of(path: &Path) -> Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES_MAX));
    let read =
        File::open(path).and_then(|file| file.take(BYTES_MAX as u64).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if bytes.len() < BYTES_MAX => Ok(Zeroizing::new(text.to_owned())),
        _ => Err(Problem::refused(
            "unreadable",
            format!(
                "{} is no short text in UTF-8, as a password, a code and a recovery key are. Nothing was changed; \
                 check \
                 that it is the right file.",
                path.display()
            ),
        )),
    }
}

/// Asks at the terminal, without echo.
///
/// # Errors
/// `usage` without a terminal.
pub fn ask(login: &str) -> Result<Zeroizing<String>> {
    check_password_attended()?;
    typed(&format!("Password of {login}: "))
}

/// Asks at the terminal for the one-use code that takes the place of a password.
///
/// # Errors
/// `usage` without a terminal.
pub fn ask_code(login: &str) -> Result<Zeroizing<String>> {
    check_password_attended()?;
    typed(&format!("One-use code of {login}: "))
}

/// Asks twice at the terminal for the password of a user who is being made.
///
/// # Errors
/// `usage` without a terminal, `mistyped` where the two lines differ each time.
pub fn ask_first(login: &str) -> Result<Zeroizing<String>> {
    check_password_attended()?;
    typed_twice(&format!("Password of {login}: "), typed)
}

/// The password that replaces another: from a file, or still to be asked for.
pub struct NewPassword(Option<Zeroizing<String>>);

impl NewPassword {
    /// Reads the file, if one is named. It comes first, so that nothing is done where there would be no password.
    ///
    /// # Errors
    /// `usage` for a file that is not there, and without a file and a terminal.
    pub fn given(file: Option<&Path>) -> Result<Self> {
        match file {
            Some(file) => Ok(Self(Some(line_of(file)?))),
            None if is_attended() => Ok(Self(None)),
            None => Err(Problem::usage(
                "A new password is needed and there is no terminal to ask at: name a file with \
                 --new-password-file.",
            )
            .at("new_password_file")),
        }
    }

    /// Returns it, asked twice at the terminal where no file was named: after the sign-in, so that a wrong password or
    /// code is refused first.
    ///
    /// # Errors
    /// `mistyped` where the two lines differ each time.
    pub fn of(self, login: &str) -> Result<Zeroizing<String>> {
        match self.0 {
            Some(given) => Ok(given),
            None => typed_twice(&format!("New password of {login}: "), typed),
        }
    }
}

/// Returns the one-use code: from the file or the command line, or typed like a password.
pub fn code(args: &OneUseCode) -> Result<Zeroizing<String>> {
    match (&args.code, &args.code_file) {
        (Some(code), _) => Ok(Zeroizing::new(code.clone())),
        (None, Some(file)) => line_of(file),
        (None, None) if is_attended() => typed("One-use code: "),
        (None, None) => Err(Problem::usage(
            "A one-use code is needed and there is no terminal to ask at: name a file with --code-file.",
        )
        .at("code_file")),
    }
}

fn check_password_attended() -> Result<()> {
    if is_attended() {
        return Ok(());
    }
    Err(Problem::usage(
        "A password is needed and there is no terminal to ask at: name a file with --password-file or \
         NUTRIVAULT_PASSWORD_FILE.",
    )
    .at("password_file"))
}

fn is_attended() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

fn typed(prompt: &str) -> Result<Zeroizing<String>> {
    let terminal = console::Term::stderr();
    let typed = terminal
        .write_str(prompt)
        .and_then(|()| hidden_line::read());
    // its own end of line was not shown either
    let _ = terminal.write_line("");
    match typed {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(Problem::refused(
            "nothing_typed",
            "Nothing was typed, so nothing was changed.",
        )),
        Err(error) => Err(Problem::usage(format!(
            "What was typed could not be read: {error}. Nothing was changed."
        ))),
    }
}

/// Asks for a new password until it was typed twice alike: with a mistyped one its user could not sign in.
fn typed_twice(
    prompt: &str,
    mut typed: impl FnMut(&str) -> Result<Zeroizing<String>>,
) -> Result<Zeroizing<String>> {
    let mut first_prompt = prompt.to_owned();
    for _ in 0..TRIES_MAX {
        let password = typed(&first_prompt)?;
        let again = typed("The same again: ")?;
        if *again == *password {
            return Ok(password);
        }
        first_prompt = format!("These two are not the same; type both once more.\n{prompt}");
    }
    Err(Problem::refused(
        "mistyped",
        format!(
            "The two passwords were not the same, {TRIES_MAX} times. Nothing was changed; do this again, or name a \
             file that has the password."
        ),
    ))
}

/// The refusal of a file that cannot be read: `usage` where there is none of that name.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    let name = path.display();
    match error.kind() {
        ErrorKind::NotFound => Problem::usage(format!(
            "There is no file {name}. Nothing was changed; check its name."
        )),
        ErrorKind::PermissionDenied => Problem::refused(
            "no_permission",
            format!(
                "{name} may not be read by this user. Nothing was changed; ask whoever owns it."
            ),
        ),
        _ => Problem::refused(
            "unreadable",
            format!("{name} cannot be read: {error}. Nothing was changed."),
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exit::Status;
    use std::fs;

    #[test]
    fn a_password_is_the_first_line_of_its_file_in_a_wiped_buffer() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        for (bytes, read) in [
            (
                &b"green tea at four\r\nand a second line\n"[..],
                "green tea at four",
            ),
            (" blanks count ".as_bytes(), " blanks count "),
        ] {
            fs::write(&file, bytes).unwrap();
            let line: Zeroizing<String> = line_of(&file).unwrap();
            assert_eq!(*line, read);
        }
        for (bytes, code) in [
            (&b"\nsecond"[..], "usage"),
            (b"", "usage"),
            (b"caf\xe9", "unreadable"),
            (&[b'a'; BYTES_MAX], "unreadable"),
        ] {
            fs::write(&file, bytes).unwrap();
            assert_eq!(line_of(&file).unwrap_err().code, code);
        }
    }

    /// Types the lines one by one, and returns the answer with what was asked.
    fn type_lines(lines: &[&str]) -> (Result<Zeroizing<String>>, Vec<String>) {
        let mut lines = lines.iter();
        let mut prompts = Vec::new();
        let answer = typed_twice("Password of ada: ", |prompt| {
            prompts.push(prompt.to_owned());
            let line = lines.next().unwrap();
            Ok(Zeroizing::new((*line).to_owned()))
        });
        assert!(lines.next().is_none(), "{prompts:?}");
        (answer, prompts)
    }

    #[test]
    fn a_new_password_counts_once_it_was_typed_twice_alike() {
        let asked = ["Password of ada: ", "The same again: "];
        let (answer, prompts) = type_lines(&["green tea", "green tea"]);
        assert_eq!(*answer.unwrap(), "green tea");
        assert_eq!(prompts, asked);

        let lines = ["gren tea", "green tea", "green tea ", "green tea", "x", "x"];
        let (answer, prompts) = type_lines(&lines);
        assert_eq!(*answer.unwrap(), "x");
        assert_eq!(prompts[..2], asked);
        for again in [&prompts[2..4], &prompts[4..]] {
            assert!(again[0].starts_with("These two are not the same"));
            assert!(again[0].ends_with(&format!("\n{}", asked[0])));
            assert_eq!(again[1], asked[1]);
        }
    }

    #[test]
    fn a_password_that_differs_three_times_is_refused() {
        let (answer, prompts) = type_lines(&["a", "b", "b", "c", "c", "a"]);
        let problem = answer.unwrap_err();
        assert_eq!(
            (problem.status, problem.code),
            (Status::Refused, "mistyped")
        );
        assert!(problem.message.contains("Nothing was changed"));
        assert_eq!(prompts.len(), 6);
    }
}
