//! The clinic's own foods from a list.

use std::path::Path;

use clinic::Reason;
use clinic::clinic_foods::import::undo;
use clinic::clinic_foods::import::{
    self, BYTES_MAX, FoodImportView, LINES_MAX, preview, run as import_foods,
};
use clinic::patients::import::ImportError;
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::foods::UndoMode;
use crate::args::records::ImportMode;
use crate::commands::import::{read, worded};
use crate::exit::{Problem, Result};
use crate::progress;
use crate::sentences::reason_text;
use crate::text::{Clocks, count};

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
    if let Some(id) = &view.import_id {
        lines.push(format!("`foods undo-import {id} --yes` takes it back."));
    }
    Answer::done(&view, lines.join("\n"))
}

pub fn list(who: &Who) -> Result<Answer> {
    let clinic = who.unlock()?;
    let imports = undo::list(&clinic)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = imports.iter().map(|import| {
        format!(
            "{}  {} by {}: {}, {} removed",
            import.id,
            clocks.time(&import.at),
            import.by,
            count(import.foods as usize, "food", "foods"),
            import.removed,
        )
    });
    let text = clocks.headed(lines.collect(), "No foods were imported.");
    Answer::done(&json!({ "imports": imports }), text)
}

pub fn undo(who: &Who, id: &Id, mode: &UndoMode) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let done = match mode.yes {
        true => undo::undo(&mut clinic, id)?,
        false => undo::consider(&clinic, id)?,
    };
    let removed = count(done.removed as usize, "food", "foods");
    let what = if mode.yes { "Removed" } else { "Would remove" };
    let mut lines = vec![format!("{what} {removed}.")];
    let stay = [
        ("Changed since, and stays", &done.changed_since),
        ("In a plan, a recall or a recipe, and stays", &done.used),
    ];
    for (why, foods) in stay {
        lines.extend(foods.iter().map(|food| format!("{why}: {food}")));
    }
    Answer::done(&done, lines.join("\n"))
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
        ("energies", Reason::Impossible) => format!(
            "line {}: {}: 1 kcal is 4.184 kJ, and these are not one energy; correct it, or leave one empty",
            error.line,
            error.value.as_deref().unwrap_or_default()
        ),
        ("energyUnit", Reason::Impossible) => format!(
            "line {}: {}: protein, fat and carbohydrate give as much in kJ; write the unit, or correct it",
            error.line,
            error.value.as_deref().unwrap_or_default()
        ),
        _ => worded(error, columns, wrong(error.reason)),
    }
}

/// Returns what is wrong and how it is corrected. A name, a measure and an allergen are taken by the list itself.
fn wrong(reason: Reason) -> &'static str {
    match reason {
        Reason::Required => "missing; fill it in",
        Reason::Taken => "there twice; leave one out",
        Reason::Unknown => "not one of the choices; choose one of the page, or leave it empty",
        Reason::Malformed => {
            "not of the form that it takes, such as `12.5` or `cup=240`; correct it"
        }
        Reason::Impossible => "not possible in 100 g; correct it, or leave it empty",
        other => reason_text(other),
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
