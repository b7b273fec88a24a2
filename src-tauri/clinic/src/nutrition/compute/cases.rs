//! Formulas and screening tools by their names, for the cases of a file.

use crate::error::Unreadable;
use crate::nutrition::compute::line::{Headings, Line, Results, refused};
use crate::nutrition::{formulas, screening};

pub(super) const FORMULA_COLUMNS: [&str; 3] = ["result", "unit", "error"];
pub(super) const SCREENING_COLUMNS: [&str; 3] = ["score", "category", "error"];

const INPUTS: &str = "inputs";
/// Either heading names what is computed.
const NAMES: [&str; 2] = ["formula", "tool"];

/// `name` is what a file without any is told to add.
pub(super) fn check(headings: &Headings, name: &'static str) -> Result<(), Unreadable> {
    if NAMES.iter().all(|known| headings.index(known).is_none()) {
        return Err(Unreadable::MissingColumn(name));
    }
    match headings.index(INPUTS).is_none() {
        true => Err(Unreadable::MissingColumn(INPUTS)),
        false => Ok(()),
    }
}

pub(super) fn formula(line: &Line<'_>) -> Results {
    match formulas::compute(named(line), line.text(INPUTS).unwrap_or_default()) {
        Ok(computed) => vec![
            computed.to_string(),
            computed.unit.name.to_owned(),
            String::new(),
        ],
        Err(refusal) => refused(&FORMULA_COLUMNS, refusal.to_string()),
    }
}

pub(super) fn screening(line: &Line<'_>) -> Results {
    match screening::score(named(line), line.text(INPUTS).unwrap_or_default()) {
        Ok(screened) => vec![
            screened.score.to_string(),
            screened.category.to_string(),
            String::new(),
        ],
        Err(refusal) => refused(&SCREENING_COLUMNS, refusal.to_string()),
    }
}

fn named<'a>(line: &Line<'a>) -> &'a str {
    let name = NAMES.iter().find_map(|name| line.text(name));
    name.unwrap_or_default()
}
