//! The clinic's own foods from a list.

use std::path::Path;

use clinic::Reason;
use clinic::clinic_foods::import::{
    self, BYTES_MAX, FoodImportView, LINES_MAX, preview, run as import_foods,
};
use clinic::patients::import::ImportError;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::records::ImportMode;
use crate::commands::import::{in_words, read};
use crate::exit::{Problem, Result};
use crate::progress;
use crate::text::count;

pub fn run(who: &Who, file: &Path, mode: &ImportMode) -> Result<Answer> {
    let bytes = read(file, "one list of foods. Nothing was imported")?;
    let table = import::read(&bytes).map_err(|error| match error {
        clinic::Error::Invalid { .. } => too_large(file),
        other => other.into(),
    })?;
    let mut clinic = who.unlock()?;
    let bar = progress::busy("Reading the list");
    let view = match mode.yes {
        true => import_foods(&mut clinic, &table),
        false => preview(&clinic, &table),
    };
    bar.finish_and_clear();
    let view = view?;
    let mut lines = described(&view, table.headers.len());
    lines.push(match mode.yes {
        true => sum("Imported", view.imported, &view),
        false => sum("Would import", view.ready, &view),
    });
    Answer::done(&view, lines.join("\n"))
}

fn too_large(file: &Path) -> Problem {
    let sentence = format!(
        "{} has more than {LINES_MAX} lines or {} MB. Nothing was imported; divide it into several lists.",
        file.display(),
        BYTES_MAX >> 20
    );
    Problem::refused("too_large", sentence)
}

fn described(view: &FoodImportView, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !view.left_out.is_empty() {
        lines.push(format!("Not imported: {}", view.left_out.join(", ")));
    }
    if !view.errors.is_empty() {
        lines.push("Lines that cannot be imported:".to_owned());
    }
    let errors = view.errors.iter().map(|error| of_food(error, columns));
    lines.extend(errors.map(|error| format!("  {error}")));
    lines
}

fn of_food(error: &ImportError, columns: usize) -> String {
    match (error.field.as_str(), error.reason) {
        ("nutrients", Reason::Impossible) => format!(
            "line {}: water, protein, fat and carbohydrate weigh more than 100 g together",
            error.line
        ),
        _ => in_words(error, columns),
    }
}

fn sum(what: &str, foods: u32, view: &FoodImportView) -> String {
    let mut faulty: Vec<u64> = view.errors.iter().map(|error| error.line).collect();
    faulty.dedup();
    format!(
        "{what} {}; {} already there, {} with errors.",
        count(foods as usize, "food", "foods"),
        view.known,
        count(faulty.len(), "line", "lines")
    )
}
