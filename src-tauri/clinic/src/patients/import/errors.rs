//! What is wrong with lines that cannot be imported.

use serde::Serialize;
use specta::Type;

use crate::error::{Reason, Result, code_point};
use crate::patients::import::mapping::{Fault, ImportColumn, ImportTarget};
use crate::spreadsheet::table::Record;

/// What is wrong with a line that cannot be imported. One line may have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportError {
    #[specta(type = u32)]
    pub line: u64,
    /// Counted from 1; none where the full line is at fault.
    pub column: Option<u32>,
    pub value: Option<String>,
    /// How many values the line has.
    pub values: u32,
    /// The heading of the column; of the full line, what is wrong with it: `name` or `columns`.
    pub field: String,
    pub reason: Reason,
    /// The character that is not shown, such as `U+200B`, where one is at fault.
    pub character: Option<String>,
}

/// Collects what is wrong with the fields of a line.
pub(super) struct Faults<'a>(pub &'a mut Vec<Fault>);

impl Faults<'_> {
    /// Returns the value of a field; the default of one that is wrong.
    pub fn take<T: Default>(&mut self, target: ImportTarget, value: Result<T>) -> T {
        value.unwrap_or_else(|error| {
            self.0.push(Fault::of(target, &error));
            T::default()
        })
    }
}

/// The columns of which an address is made: the first that the file has is named.
const ADDRESS: [ImportTarget; 3] = [
    ImportTarget::AddressLine1,
    ImportTarget::AddressLine2,
    ImportTarget::StreetNumber,
];

pub(super) fn error_of(record: &Record, columns: &[ImportColumn], fault: &Fault) -> ImportError {
    let of = |target: ImportTarget| {
        columns
            .iter()
            .position(|column| column.target == Some(target))
    };
    let index = match fault.target {
        Some(ImportTarget::AddressLine1) => ADDRESS.into_iter().find_map(of),
        target => target.and_then(of),
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    ImportError {
        line: record.line,
        column: index.map(|index| count(index + 1)),
        value: index.and_then(|index| record.values.get(index)).cloned(),
        values: count(record.values.len()),
        field: index.map_or_else(
            || fault.field.to_owned(),
            |index| columns[index].heading.clone(),
        ),
        reason: fault.reason,
        character: fault.character.map(code_point),
    }
}
