//! Nutrition science for a file of cases, without a clinic.

use clinic::nutrition::compute::{Computation, Failed, compute};
use serde_json::json;

use crate::answer::Answer;
use crate::args::records::Compute;
use crate::commands::export::to_file;
use crate::commands::import::read;
use crate::exit::{Problem, Result};
use crate::sentences::of_unreadable;
use crate::text::count;

/// How many lines with an error are told one by one; all of them have theirs in the file.
const ERRORS_SHOWN: usize = 10;

pub fn run(args: Compute) -> Result<Answer> {
    let (computation, file) = match args {
        Compute::Growth { reference, file } => (Computation::Growth(reference.of_clinic()), file),
        // one list of formulas, in two halves only for the reader of it
        Compute::Energy(file) | Compute::Anthropometry(file) => (Computation::Formulas, file),
        Compute::Screening(file) => (Computation::Screening, file),
    };
    let bytes = read(&file.csv, "one file of cases. Nothing was computed")?;
    let computed = to_file(&file.out, |out| {
        compute(computation, &bytes, out).map_err(|failed| match failed {
            Failed::Unreadable(error) => of_unreadable(&error, "computed"),
            Failed::Io(error) => Problem::from(vault::Error::from(error)),
        })
    })?;
    let lines = count(computed.lines, "line", "lines");
    let mut text = format!("Computed {lines} into `{}`.", file.out.display());
    for (line, error) in computed.errors.iter().take(ERRORS_SHOWN) {
        text.push_str(&format!("\nline {line}: {error}"));
    }
    if let Some(more @ 1..) = computed.errors.len().checked_sub(ERRORS_SHOWN) {
        text.push_str(&format!("\nThe column `error` has {more} more."));
    }
    let error = |(line, error): &(u64, String)| json!({ "line": line, "error": error });
    let errors: Vec<_> = computed.errors.iter().map(error).collect();
    let answer = json!({ "path": file.out, "lines": computed.lines, "errors": errors });
    Answer::done(&answer, text)
}
