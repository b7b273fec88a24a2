//! What a user decides about a file before it is imported.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::{Error, Reason, Result};
use crate::fields::DateOrder;
use crate::patients::import::mapping::{ImportColumn, ImportTarget, check, columns};
use crate::spreadsheet::table::Table;

/// What a user decides about a file: as the file has it, where the plan is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportPlan {
    /// The field of each column, in the order of the file; none asks for those that the headings name.
    pub targets: Option<Vec<Option<ImportTarget>>>,
    /// How a date is read that could be either; none refuses it.
    pub dates: Option<DateOrder>,
    pub corrections: Vec<ImportCorrection>,
    /// Lines that are not imported.
    pub left_out: Vec<u32>,
}

/// What is read in the place of a value. Line and column are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportCorrection {
    pub line: u32,
    pub column: u32,
    pub value: String,
}

impl ImportPlan {
    /// Returns the table with the corrections: of two for one place, the later one.
    ///
    /// # Errors
    /// `Invalid` for a place that the file does not have.
    pub(super) fn corrected(&self, table: &Table) -> Result<Table> {
        let mut table = table.clone();
        for correction in &self.corrections {
            let line = u64::from(correction.line);
            let index = table
                .records
                .binary_search_by_key(&line, |record| record.line);
            let record = index.ok().and_then(|index| table.records.get_mut(index));
            let column = usize::try_from(correction.column).ok();
            let column = column.and_then(|column| column.checked_sub(1));
            let value = record
                .zip(column)
                .and_then(|(record, column)| record.values.get_mut(column))
                .ok_or(Error::invalid("corrections", Reason::Unknown))?;
            correction.value.trim().clone_into(value);
        }
        Ok(table)
    }

    /// Returns the columns with the fields that the plan gives them.
    ///
    /// # Errors
    /// `Import`, and `Invalid` for another number of columns than the file has.
    pub(super) fn columns(&self, table: &Table) -> Result<Vec<ImportColumn>> {
        let mut columns = columns(table);
        if let Some(targets) = &self.targets {
            if targets.len() != columns.len() {
                return Err(Error::invalid("targets", Reason::Malformed));
            }
            for (column, target) in columns.iter_mut().zip(targets) {
                column.target = *target;
            }
        }
        check(&columns)?;
        Ok(columns)
    }

    /// # Errors
    /// `Invalid` for a line to leave out that the file does not have.
    pub(super) fn require_lines(&self, table: &Table) -> Result<()> {
        let has = |line: &u32| {
            let line = u64::from(*line);
            let records = &table.records;
            records
                .binary_search_by_key(&line, |record| record.line)
                .is_ok()
        };
        match self.left_out.iter().all(has) {
            true => Ok(()),
            false => Err(Error::invalid("leftOut", Reason::Unknown)),
        }
    }

    pub(super) fn leaves_out(&self, line: u64) -> bool {
        self.left_out.iter().any(|left| u64::from(*left) == line)
    }
}
