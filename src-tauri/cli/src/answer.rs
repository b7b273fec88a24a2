//! What a command prints: one JSON document, or lines for a person.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::exit::{Failure, Result, Status};

/// The same answer for both readers.
#[derive(Debug)]
pub struct Answer {
    json: Value,
    text: String,
    status: Status,
}

impl Answer {
    pub fn done(view: &impl Serialize, text: impl Into<String>) -> Result<Self> {
        let json = serde_json::to_value(view).map_err(|error| {
            Failure::refused(
                "internal",
                format!("The answer cannot be written: {error}."),
            )
        })?;
        Ok(Self {
            json: with_our_names(json),
            text: text.into(),
            status: Status::Done,
        })
    }

    /// For a command that has told everything as it went.
    pub fn nothing(told: Result<()>) -> Result<Self> {
        told.map(|()| Self {
            json: Value::Null,
            text: String::new(),
            status: Status::Done,
        })
    }

    /// Done as far as a program can: the rest is for somebody to decide.
    pub fn needs_person(mut self) -> Self {
        self.status = Status::NeedsPerson;
        self
    }

    /// Something is left that only the server can take.
    pub fn unreachable(mut self) -> Self {
        self.status = Status::Unreachable;
        self
    }

    /// Something was found that is not as it should be.
    pub fn refused(mut self) -> Self {
        self.status = Status::Refused;
        self
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

/// One line of a command that tells of things as they happen.
pub fn line(text: String) -> Result<()> {
    match write(&mut io::stdout().lock(), &text) {
        // whoever reads has read enough
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::refused(
            "output",
            format!("The answer cannot be written: {error}."),
        )),
        Ok(()) => Ok(()),
    }
}

/// Tells why a command was not carried out: the sentence on standard error, and with `--json` the document
/// `{"error": {...}}` on standard output, where every other answer is, too.
pub fn fail(failure: &Failure, json: bool) -> ExitCode {
    // nothing is left to do where neither stream can be written
    let told = write(&mut io::stderr().lock(), &failure.message);
    let shown = if json {
        write(
            &mut io::stdout().lock(),
            &format!("{:#}", json!({ "error": failure })),
        )
    } else {
        Ok(())
    };
    if told.and(shown).is_err() {
        tracing::debug!("nobody reads");
    }
    ExitCode::from(failure.status as u8)
}

fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        writeln!(out, "{}", text.trim_end_matches('\n'))?;
    }
    out.flush()
}

/// Views name their fields for the screens; here a field has the same name as in an entry.
fn with_our_names(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let renamed = fields
                .into_iter()
                .map(|(name, value)| (snake(&name), with_our_names(value)));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(with_our_names).collect()),
        other => other,
    }
}

/// How a choice is spelled in a view.
pub fn word(choice: &impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// `givenName` as `given_name`.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_are_named_as_in_an_entry_however_deep_they_lie() {
        let view = json!({ "birthDate": null, "rows": [{ "onlyHere": 1, "type_id": "inRoom" }] });
        let answer = Answer::done(&view, "").unwrap();
        let expected =
            json!({ "birth_date": null, "rows": [{ "only_here": 1, "type_id": "inRoom" }] });
        assert_eq!(answer.json, expected);
    }
}
