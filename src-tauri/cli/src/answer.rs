//! What a command prints: one JSON document, or lines for a person.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

pub use clinic::export::snake;
use clinic::export::snake_named;
use clinic::fields::is_unprintable;
use clinic::unresolved::Unshown;
use clinic::view::Id;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::{Problem, Result, Status};

/// One answer, for programs and for people.
#[derive(Debug)]
pub struct Answer {
    json: Value,
    text: String,
    status: Status,
}

impl Answer {
    pub fn done(view: &impl Serialize, text: impl Into<String>) -> Result<Self> {
        let json = serde_json::to_value(view).map_err(|error| {
            Problem::refused(
                "internal",
                format!("The answer cannot be written: {error}."),
            )
        })?;
        Ok(Self {
            json: snake_named(json),
            text: text.into(),
            status: Status::Done,
        })
    }

    /// The answer of a command that removed a row.
    pub fn removed(id: &Id) -> Result<Self> {
        Self::done(&json!({ "id": id }), format!("Removed {id}."))
    }

    /// For a command that has printed everything as it ran.
    pub fn nothing(printed: Result<()>) -> Result<Self> {
        printed.map(|()| Self {
            json: Value::Null,
            text: String::new(),
            status: Status::Done,
        })
    }

    /// Adds whether the command changed anything: a value that is stored already is not written again.
    pub fn with_change(mut self, changed: bool) -> Self {
        if let Value::Object(document) = &mut self.json {
            document.insert("changed".to_owned(), changed.into());
        }
        if !changed {
            "Nothing was changed: all of it is so already.".clone_into(&mut self.text);
        }
        self
    }

    /// Adds a line that a person reads.
    pub fn with_line(mut self, line: &str) -> Self {
        self.text = format!("{}\n{line}", self.text);
        self
    }

    /// Exit status 3: done as far as the program can; the user has to decide the rest.
    pub fn needs_person(mut self) -> Self {
        self.status = Status::NeedsPerson;
        self
    }

    /// Adds the records that could not be shown: an incomplete list must never look empty or complete.
    pub fn with_unshown(mut self, unshown: &Unshown, lines: &[String]) -> Result<Self> {
        if unshown.is_empty() {
            return Ok(self);
        }
        let damaged = serde_json::to_value(&unshown.damage).map_err(|error| {
            Problem::refused(
                "internal",
                format!("The answer cannot be written: {error}."),
            )
        })?;
        if let Value::Object(answer) = &mut self.json {
            if !unshown.damage.is_empty() {
                answer.insert("damaged".to_owned(), snake_named(damaged));
            }
            if !unshown.key_missing.is_empty() {
                let key_missing = unshown.key_missing.clone();
                answer.insert("key_missing".to_owned(), key_missing.into());
            }
            if !unshown.to_come.is_empty() {
                answer.insert("to_come".to_owned(), unshown.to_come.clone().into());
            }
        }
        let lines = lines.join("\n");
        let is_nothing = self.text.starts_with("No ") && !self.text.contains('\n');
        self.text = match is_nothing || self.text.is_empty() {
            true => lines,
            false => format!("{}\n{lines}", self.text.trim_end()),
        };
        if self.status == Status::Done {
            self.status = Status::NeedsPerson;
        }
        Ok(self)
    }

    /// Exit status 4: something is left that needs the server.
    pub fn unreachable(mut self) -> Self {
        self.status = Status::Unreachable;
        self
    }

    /// Exit status 1: something is not as it should be.
    pub fn refused(mut self) -> Self {
        self.status = Status::Refused;
        self
    }

    #[cfg(test)]
    pub fn status_and_text(&self) -> (Status, &str) {
        (self.status, &self.text)
    }

    pub fn print(self, json: bool) -> Result<Status> {
        let text = match &self.json {
            Value::Null => String::new(),
            document if json => format!("{document:#}"),
            _ => self.text,
        };
        line(text).map(|()| self.status)
    }
}

/// Prints one line of a command that reports events as they come.
pub fn line(text: String) -> Result<()> {
    match write(&mut io::stdout().lock(), &text) {
        // the reader closed the pipe, so it needs no more output
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Problem::refused(
            "output",
            format!("The answer cannot be written: {error}."),
        )),
        Ok(()) => Ok(()),
    }
}

/// Prints why a command was not carried out: the sentence on standard error, and with `--json` the document
/// `{"error": {...}}` on standard output, where every other answer is, too.
pub fn fail(problem: &Problem, json: bool) -> ExitCode {
    // if neither stream can be written, there is no way to report it
    let sentence = write(&mut io::stderr().lock(), &problem.message);
    let document = if json {
        write(
            &mut io::stdout().lock(),
            &format!("{:#}", json!({ "error": problem })),
        )
    } else {
        Ok(())
    };
    if sentence.and(document).is_err() {
        tracing::debug!("standard output and standard error are closed");
    }
    ExitCode::from(problem.status as u8)
}

fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        writeln!(out, "{}", printable(text.trim_end_matches('\n')))?;
    }
    out.flush()
}

/// Escapes control and bidirectional characters as in JSON: valid in a document, harmless at a terminal. Older records
/// and other programs' files can contain them.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_unprintable(letter) {
            shown.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Returns the spelling of a choice in a view.
pub fn word(choice: &impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_answer_that_lacks_a_key_names_its_compartment() {
        let unshown = Unshown {
            key_missing: vec!["clinical".to_owned()],
            ..Unshown::default()
        };
        let lines = crate::sentences::unshown_lines(&unshown);
        let empty = Answer::done(&json!({ "measurements": [] }), "No measurements.").unwrap();
        let answer = empty.with_unshown(&unshown, &lines).unwrap();
        assert_eq!(answer.json["key_missing"], json!(["clinical"]));
        assert_eq!(answer.json.get("damaged"), None);
        assert_eq!(
            answer.status_and_text(),
            (Status::NeedsPerson, lines[0].as_str())
        );
    }

    #[test]
    fn what_a_terminal_would_run_is_shown_as_an_escape() {
        let name = "a\u{1b}[31mred\u{202e}\u{9b}\n\u{645}\u{200f}";
        let shown = "a\\u001b[31mred\\u202e\\u009b\n\u{645}\u{200f}";
        assert_eq!(printable(name), shown);
        let document = format!("{:#}", json!({ "name": name }));
        let back: Value = serde_json::from_str(&printable(&document)).unwrap();
        assert_eq!(back["name"], name);
    }
}
