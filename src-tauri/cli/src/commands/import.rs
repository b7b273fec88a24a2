//! Patients from a list that another program wrote.

use std::fs;
use std::io::Read;
use std::path::Path;

use clinic::Reason;
use clinic::patients::import::{
    Column, ImportView, RowError, Table, Target, import, preview, read as table,
};
use serde::Serialize;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::records::Import;
use crate::exit::{Problem, Result};
use crate::sentences::reason_text;
use crate::text::{count, label};
use crate::{progress, secret};

pub fn run(who: &Who, args: Import) -> Result<Answer> {
    let Import::Patients { file, mode } = args;
    let bytes = read(&file, "one list of patients. Nothing was imported")?;
    let mut clinic = who.unlock()?;
    let bar = progress::busy("Reading the list");
    let view = if mode.yes {
        import(&mut clinic, &bytes)
    } else {
        preview(&clinic, &bytes)
    };
    bar.finish_and_clear();
    let view = view?;
    let table = table(&bytes).map_err(clinic::Error::from)?;
    let faults = faults(&view, &table);
    let text = words(&view, &faults, mode.yes);
    let mut answer = json!(view);
    answer["errors"] = json!(faults);
    Answer::done(&answer, text)
}

/// An error in a line with its position, for the user who corrects the file.
#[derive(Debug, Serialize)]
struct LineProblem<'a> {
    line: u64,
    /// Counted from 1; none where the full line is at fault.
    column: Option<usize>,
    value: Option<&'a str>,
    field: &'a str,
    reason: Reason,
    character: Option<&'a str>,
    #[serde(skip)]
    widths: (usize, usize),
}

fn faults<'a>(view: &'a ImportView, table: &'a Table) -> Vec<LineProblem<'a>> {
    let fault = |error: &'a RowError| {
        let is_named = |column: &Column| {
            column.heading == error.field
                || column
                    .target
                    .is_some_and(|target| is_of(target, &error.field))
        };
        let index = table
            .records
            .binary_search_by_key(&error.line, |record| record.line);
        let values = index.map_or(&[][..], |index| &table.records[index].values);
        let column = view.columns.iter().position(is_named);
        LineProblem {
            line: error.line,
            column: column.map(|column| column + 1),
            value: column
                .and_then(|column| values.get(column))
                .map(String::as_str),
            field: &error.field,
            reason: error.reason,
            character: error.character.as_deref(),
            widths: (values.len(), table.headers.len()),
        }
    };
    view.errors.iter().map(fault).collect()
}

/// Returns whether an error names the field of this column: by its heading or by the field of the patient.
fn is_of(target: Target, field: &str) -> bool {
    match target {
        Target::PreferredLanguage => field == "language",
        Target::AddressLine1 => field == "address",
        target => label(&target) == label(&field),
    }
}

impl LineProblem<'_> {
    fn text(&self) -> String {
        let (line, wrong) = (self.line, reason_text(self.reason));
        let wrong = match self.character {
            Some(character) => format!("{wrong}: {character}"),
            None => wrong.to_owned(),
        };
        match (self.column, self.value) {
            (Some(column), Some(value)) => format!(
                "line {line}, column {column} ({}): `{}` is {wrong}",
                printable(self.field),
                printable(value)
            ),
            _ if self.reason == Reason::Malformed => format!(
                "line {line}: it has {} and the first line has {}",
                count(self.widths.0, "value", "values"),
                count(self.widths.1, "column", "columns")
            ),
            _ => format!("line {line}: the {} is {wrong}", printable(self.field)),
        }
    }
}

/// Returns the beginning of a value, without control characters that a terminal would run.
fn printable(value: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut shown: String = value.chars().take(LETTERS_MAX).map(plain).collect();
    if value.chars().nth(LETTERS_MAX).is_some() {
        shown.push_str("...");
    }
    shown
}

const LETTERS_MAX: usize = 60;

/// Far above a list of a million patients; an endless device file is refused.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Returns a list in full. `most` is what no list is larger than, and what was not done of one that is.
pub fn read(file: &Path, most: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(|error| secret::unreadable(file, &error))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Problem::refused(
            "too_large",
            format!(
                "{} has more than {} MiB, which is more than {most}; check that it is the right file, or divide it.",
                file.display(),
                FILE_BYTES_MAX >> 20
            ),
        ));
    }
    Ok(bytes)
}

fn words(view: &ImportView, faults: &[LineProblem<'_>], done: bool) -> String {
    let mut lines = vec!["Columns:".to_owned()];
    lines.extend(view.columns.iter().map(|column| {
        let target = column
            .target
            .as_ref()
            .map_or("not imported".to_owned(), label);
        format!("  {} -> {target}", column.heading)
    }));
    if !faults.is_empty() {
        lines.push("Lines that cannot be imported:".to_owned());
        lines.extend(faults.iter().map(|fault| format!("  {}", fault.text())));
    }
    if !view.duplicates.is_empty() {
        lines.push("Likely the same person (nothing is merged):".to_owned());
    }
    lines.extend(view.duplicates.iter().map(|duplicate| {
        let other = match (&duplicate.other_line, &duplicate.patient_id) {
            (Some(line), _) => format!("line {line}"),
            (None, Some(id)) => format!("patient {id}"),
            (None, None) => String::new(),
        };
        let reasons: Vec<String> = duplicate.reasons.iter().map(label).collect();
        format!(
            "  line {} and {other}: {}",
            duplicate.line,
            reasons.join(", ")
        )
    }));
    let what = if done { "Imported" } else { "Would import" };
    let number = if done {
        view.imported
    } else {
        view.valid - view.known
    };
    lines.push(format!(
        "{what} {}; {} already here, {} with errors, {} flagged as likely duplicates.",
        count(number as usize, "patient", "patients"),
        view.known,
        view.errors.len(),
        view.duplicates.len()
    ));
    lines.join("\n")
}
