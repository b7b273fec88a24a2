//! Patients from a list that another program wrote.

use std::fs;
use std::path::Path;

use clinic::patients::import::{ImportView, import, preview};

use super::words::{count, label};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::records::Import;
use crate::exit::Result;
use crate::{progress, secret};

pub fn obey(who: &Who, said: Import) -> Result<Answer> {
    let Import::Patients { file, mode } = said;
    let bytes = read(&file)?;
    let mut clinic = who.unlock()?;
    let bar = progress::busy("Reading the list");
    let view = if mode.yes {
        import(&mut clinic, &bytes)
    } else {
        preview(&clinic, &bytes)
    };
    bar.finish_and_clear();
    let view = view?;
    let text = words(&view, mode.yes);
    Answer::done(&view, text)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).map_err(|error| secret::unreadable(file, &error))
}

fn words(view: &ImportView, done: bool) -> String {
    let mut lines = vec!["Columns:".to_owned()];
    lines.extend(view.columns.iter().map(|column| {
        let target = column
            .target
            .as_ref()
            .map_or("not imported".to_owned(), label);
        format!("  {} -> {target}", column.heading)
    }));
    if !view.errors.is_empty() {
        lines.push("Lines that cannot be imported:".to_owned());
        lines.extend(view.errors.iter().map(|error| {
            format!(
                "  line {}: {} is {}",
                error.line,
                error.field,
                error.reason.word()
            )
        }));
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
