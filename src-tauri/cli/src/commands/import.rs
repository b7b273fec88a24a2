//! Patients from a list that another program wrote.

use std::fs;
use std::io::Read;
use std::path::Path;

use clinic::Clinic;
use clinic::patients::import::{
    self, ImportColumn, ImportError, ImportPlan, ImportTarget, ImportView, Table, UndoneImport,
};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::records::Import;
use crate::entry::choice;
use crate::exit::{Problem, Result};
use crate::sentences::reason_text;
use crate::text::{Clocks, count, label, patient};
use crate::{progress, secret};

pub fn run(who: &Who, args: Import) -> Result<Answer> {
    match args {
        Import::Patients {
            file,
            columns,
            dates,
            left_out,
            mode,
        } => {
            let bytes = read(&file, "one list of patients. Nothing was imported")?;
            let table = import::read(&bytes).map_err(clinic::Error::from)?;
            let plan = ImportPlan {
                targets: targets(&table, &columns)?,
                dates: dates.map(|order| choice(&order, "dates")).transpose()?,
                corrections: Vec::new(),
                left_out,
            };
            let mut clinic = who.unlock()?;
            match mode.yes {
                true => imported(&mut clinic, &table, &plan),
                false => previewed(&clinic, &table, &plan),
            }
        }
        Import::List => {
            let clinic = who.unlock()?;
            listed(&clinic)
        }
        Import::Undo { id } => {
            let mut clinic = who.unlock()?;
            undone(&mut clinic, &Id(id))
        }
    }
}

/// Returns the field of each column where any is named: `Heading=field`, with `none` for a column that is not imported.
fn targets(table: &Table, named: &[String]) -> Result<Option<Vec<Option<ImportTarget>>>> {
    if named.is_empty() {
        return Ok(None);
    }
    let mut columns = import::columns_of(table);
    for named in named {
        let (heading, field) = named.rsplit_once('=').ok_or_else(|| {
            Problem::usage(format!(
                "`{named}` is not a heading and a field with `=` between them. Nothing was imported."
            ))
        })?;
        let column = columns.iter_mut().find(|column| column.heading == heading);
        let column = column.ok_or_else(|| {
            Problem::usage(format!(
                "The file has no column `{heading}`. Nothing was imported."
            ))
        })?;
        column.target = match field {
            "none" => None,
            field => Some(choice(field, "column")?),
        };
    }
    Ok(Some(columns.iter().map(|column| column.target).collect()))
}

fn previewed(clinic: &Clinic, table: &Table, plan: &ImportPlan) -> Result<Answer> {
    let bar = progress::busy("Reading the list");
    let view = import::check::preview(clinic, table, plan);
    bar.finish_and_clear();
    let view = view?;
    let mut lines = described(&view);
    lines.push(sum("Would import", view.ready, &view));
    let mut answer = json!(view);
    answer["imported"] = json!(0);
    answer["import_id"] = json!(null);
    Answer::done(&answer, lines.join("\n"))
}

fn imported(clinic: &mut Clinic, table: &Table, plan: &ImportPlan) -> Result<Answer> {
    let bar = progress::busy("Reading the list");
    let begun = import::run::begin(clinic, table, plan);
    bar.finish_and_clear();
    let mut importing = begun?;
    let bar = progress::counted("Patients");
    bar.set_length(importing.progress().total.into());
    while !importing.is_done() {
        let progress = import::run::next(clinic, &mut importing)?;
        bar.set_position(progress.imported.into());
    }
    bar.finish_and_clear();
    let progress = importing.progress();
    let mut lines = described(&importing.view);
    lines.push(sum("Imported", progress.imported, &importing.view));
    if let Some(id) = &progress.import_id {
        lines.push(format!("`import undo {id}` takes it back."));
    }
    let mut answer = json!(importing.view);
    answer["imported"] = json!(progress.imported);
    answer["import_id"] = json!(progress.import_id);
    Answer::done(&answer, lines.join("\n"))
}

fn listed(clinic: &Clinic) -> Result<Answer> {
    let imports = import::undo::list(clinic)?;
    let clocks = Clocks::of(clinic)?;
    let lines = imports.iter().map(|import| {
        format!(
            "{}  {}  {} by {}: {}, {} deleted",
            import.id,
            clocks.time(&import.at),
            count(import.lines as usize, "line", "lines"),
            import.by,
            count(import.patients as usize, "patient", "patients"),
            import.deleted,
        )
    });
    let text = clocks.headed(lines.collect(), "Nothing was imported.");
    Answer::done(&json!({ "imports": imports }), text)
}

fn undone(clinic: &mut Clinic, id: &Id) -> Result<Answer> {
    let bar = progress::counted("Patients");
    let mut all = UndoneImport {
        removed: 0,
        changed: Vec::new(),
        next: None,
    };
    loop {
        let step = import::undo::undo(clinic, id, all.next.as_ref())?;
        all.removed += step.removed;
        all.changed.extend(step.changed);
        all.next = step.next;
        bar.set_position(all.removed.into());
        if all.next.is_none() {
            break;
        }
    }
    bar.finish_and_clear();
    let removed = count(all.removed as usize, "patient", "patients");
    let mut lines = vec![match all.changed.len() {
        0 => format!("Removed {removed}."),
        1 => format!("Removed {removed}; 1 was changed since and stays:"),
        stay => format!("Removed {removed}; {stay} were changed since and stay:"),
    }];
    lines.extend(all.changed.iter().map(|of| format!("  {}", patient(of))));
    let answer = json!({
        "removed": all.removed,
        "stayed": all.changed,
        "changed": all.removed > 0,
    });
    Answer::done(&answer, lines.join("\n"))
}

/// Returns an error in words, for the user who corrects the file.
fn in_words(error: &ImportError, columns: usize) -> String {
    worded(error, columns, reason_text(error.reason))
}

/// Returns an error with what is wrong, for the user who corrects the file.
pub fn worded(error: &ImportError, columns: usize, wrong: &str) -> String {
    let line = error.line;
    let wrong = match &error.character {
        Some(character) => format!("{wrong}: {character}"),
        None => wrong.to_owned(),
    };
    let field = printable(&error.field);
    match (error.column, &error.value) {
        (Some(column), Some(value)) => format!(
            "line {line}, column {column} ({field}): `{}` is {wrong}",
            printable(value)
        ),
        _ if error.reason == clinic::Reason::Malformed => format!(
            "line {line}: it has {} and the first line has {}",
            count(error.values as usize, "value", "values"),
            count(columns, "column", "columns")
        ),
        _ => format!("line {line}: the {field} is {wrong}"),
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

fn described(view: &ImportView) -> Vec<String> {
    let mut lines = vec!["Columns:".to_owned()];
    lines.extend(view.columns.iter().map(|column: &ImportColumn| {
        let target = column
            .target
            .as_ref()
            .map_or("not imported".to_owned(), label);
        format!("  {} -> {target}", column.heading)
    }));
    if !view.errors.is_empty() {
        lines.push("Lines that cannot be imported:".to_owned());
    }
    let columns = view.columns.len();
    let errors = view.errors.iter().map(|error| in_words(error, columns));
    lines.extend(errors.map(|error| format!("  {error}")));
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
    lines
}

fn sum(what: &str, patients: u32, view: &ImportView) -> String {
    let mut faulty: Vec<u64> = view.errors.iter().map(|error| error.line).collect();
    faulty.dedup();
    format!(
        "{what} {}; {} already here, {} left out, {} with errors, {} flagged as likely duplicates.",
        count(patients as usize, "patient", "patients"),
        view.known,
        view.left_out,
        faulty.len(),
        view.duplicates.len()
    )
}
