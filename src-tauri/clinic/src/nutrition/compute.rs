//! Reads a file of cases and writes the same file with their results, to compare this program with another or to
//! compute a survey. No clinic is needed.

use std::io::Write;

use crate::error::Unreadable;
use crate::growth_references::Reference;
use crate::nutrition::compute::line::{Headings, Line, Results, other_width, refused};
use crate::spreadsheet::escaped;
use crate::spreadsheet::table::{Table, read};

mod cases;
mod growth;
mod line;

/// What is computed for each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Computation {
    /// `sex, age_days or age_months, weight_kg, length_height_cm, measured, oedema, head_cm, muac_cm, triceps_mm,
    /// subscapular_mm`, of which `sex` must be there.
    Growth(Reference),
    /// `formula, inputs`: the name of a formula, and its inputs as `weight_kg=70 [kg]; height_cm=175 [cm]`.
    Formulas,
    /// `tool, inputs`, the same for a screening tool.
    Screening,
}

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ComputedFile {
    pub lines: usize,
    /// Lines of the file that got an error, counted from 1 with the heading, and its sentence.
    pub errors: Vec<(u64, String)>,
}

/// Why nothing was computed.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Computation {
    /// Returns the columns that it adds. One that the file has already is replaced.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Computation::Growth(_) => &growth::COLUMNS,
            Computation::Formulas => &cases::FORMULA_COLUMNS,
            Computation::Screening => &cases::SCREENING_COLUMNS,
        }
    }

    fn check(self, headings: &Headings) -> Result<(), Unreadable> {
        match self {
            Computation::Growth(_) => growth::check(headings),
            Computation::Formulas => cases::check(headings, "formula"),
            Computation::Screening => cases::check(headings, "tool"),
        }
    }

    fn results(self, line: &Line<'_>) -> Results {
        match self {
            Computation::Growth(reference) => growth::results(reference, line),
            Computation::Formulas => cases::formula(line),
            Computation::Screening => cases::screening(line),
        }
    }
}

/// Computes a file in CSV, heading and lines, and writes it with the added columns.
///
/// # Errors
/// For a file that is not CSV in UTF-8 or lacks a column, and for what cannot be written. A line that cannot be
/// computed is no such error: it is written as it is, with a sentence in the column `error`.
pub fn compute(
    computation: Computation,
    bytes: &[u8],
    out: &mut dyn Write,
) -> Result<ComputedFile, Failed> {
    let Table { headers, records } = read(bytes)?;
    let headings = Headings::new(&headers)?;
    computation.check(&headings)?;
    let added = computation.columns();
    // where each result goes: a column that is there already, or behind the last one
    let mut width = headers.len();
    let indices = added.iter().map(|column| {
        headings.index(column).unwrap_or_else(|| {
            width += 1;
            width - 1
        })
    });
    let indices: Vec<usize> = indices.collect();
    let mut heading = headers.clone();
    heading.resize(width, String::new());
    for (index, column) in indices.iter().zip(added) {
        heading[*index] = (*column).to_owned();
    }
    let mut writer = csv::Writer::from_writer(out);
    write(&mut writer, &heading)?;
    let mut computed = ComputedFile::default();
    for record in &records {
        let results = match record.values.len() == headers.len() {
            true => computation.results(&Line {
                headings: &headings,
                record,
            }),
            false => refused(added, other_width(record, &headers)),
        };
        if let Some(error) = results.last().filter(|error| !error.is_empty()) {
            computed.errors.push((record.line, error.clone()));
        }
        let mut line = record.values.clone();
        line.resize(width, String::new());
        for (index, result) in indices.iter().zip(results) {
            line[*index] = result;
        }
        write(&mut writer, &line)?;
        computed.lines += 1;
    }
    writer.flush()?;
    Ok(computed)
}

fn write(writer: &mut csv::Writer<&mut dyn Write>, line: &[String]) -> Result<(), std::io::Error> {
    let line = line.iter().map(|value| escaped(value));
    writer.write_record(line).map_err(std::io::Error::from)
}

#[cfg(test)]
mod tests;
