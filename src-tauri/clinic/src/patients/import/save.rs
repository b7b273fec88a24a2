//! Lines that cannot be imported, as a file to correct.

use std::io::Write;

use sync_contract::Right;

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::patients::import::check::prepare;
use crate::patients::import::plan::ImportPlan;
use crate::spreadsheet::{line, table::Table};

/// Writes the lines with errors as a list that can be corrected and imported: the columns of the file, and one more
/// with the reasons. `reasons` are the errors of the preview in words, in their order.
///
/// # Errors
/// As `preview`; `Invalid` for another number of reasons than there are errors; those of the writer.
pub fn write_errors(
    clinic: &Clinic,
    table: &Table,
    plan: &ImportPlan,
    reasons: &[String],
    to: &mut dyn Write,
) -> Result<()> {
    clinic.may(Right::PatientsImport)?;
    let errors = prepare(clinic, table, plan)?.view.errors;
    if errors.len() != reasons.len() {
        return Err(Error::invalid("reasons", Reason::Malformed));
    }
    let table = plan.corrected(table)?;
    let mut write = |values: &[String], reason: &str| {
        let values = values.iter().map(String::as_str);
        let record = line(values.chain([reason]));
        to.write_all(record.as_bytes()).map_err(Error::NotWritten)
    };
    write(&table.headers, "reason")?;
    for record in &table.records {
        let of_line = errors.iter().zip(reasons);
        let of_line = of_line.filter(|(error, _)| error.line == record.line);
        let reasons: Vec<&str> = of_line.map(|(_, reason)| reason.as_str()).collect();
        if !reasons.is_empty() {
            write(&record.values, &reasons.join("; "))?;
        }
    }
    Ok(())
}
