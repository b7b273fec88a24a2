//! A row without its Rust type: the form that generic code reads, writes, merges and tests.

use smallvec::SmallVec;
use uuid::Uuid;

use crate::change::{CellState, CellWrite, GROUP_BYTES_MAX};
use crate::descriptor::{CREATED, CellSpec, DELETION, Descriptor, FieldRef};
use crate::every_entity::{CREATED_BY, DELETED_AT, DELETED_BY};
use crate::field::{WrongValue, date_from_days};
use crate::problem::Code;
use crate::pull::RowState;
use crate::rejection::Rejection;
use crate::seal::is_sealed_under;
use crate::value::Value;

/// The decrypted values of a row's declared cells.
#[derive(Debug, Clone)]
pub struct Row {
    pub descriptor: &'static Descriptor,
    pub id: Uuid,
    pub patient: Option<Uuid>,
    pub cells: Vec<CellContent>,
}

/// One cell's values, clear and sealed ones, in the order of its declared fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellContent {
    pub number: u8,
    pub values: CellValues,
}

/// The values of one cell. Most cells have few fields, so that a list of rows asks for no memory for them.
pub type CellValues = SmallVec<[Value; 4]>;

impl Row {
    pub fn cell(&self, number: u8) -> Option<&CellContent> {
        self.cells.iter().find(|cell| cell.number == number)
    }
}

impl RowState {
    /// Returns whether the shown version of the deletion cell deletes the row.
    pub fn is_deleted(&self) -> bool {
        self.cell(DELETION).is_some_and(CellState::is_deleting)
    }
}

impl CellState {
    /// Returns whether a deletion cell deletes, rather than takes a deletion back.
    pub fn is_deleting(&self) -> bool {
        !matches!(self.clear_value(DELETED_AT), None | Some(Value::Null))
    }
}

/// Access to a declared field's clear value. A sealed field has none but its blind index.
impl FieldRef {
    /// Returns the field's value in a cell that is known to be one of this entity.
    pub fn in_cell<'a>(&self, state: &'a CellState) -> Option<&'a Value> {
        (state.cell == self.cell.number)
            .then(|| state.clear_value(self.number))
            .flatten()
    }

    /// Returns the field's value in the shown version of a row; none in a row of another entity.
    pub fn in_row<'a>(&self, row: &'a RowState) -> Option<&'a Value> {
        (row.entity == self.descriptor.number)
            .then(|| row.cell(self.cell.number))
            .flatten()?
            .clear_value(self.number)
    }

    /// Returns the field's open value in a row's content; none in a row of another entity.
    pub fn in_content<'a>(&self, row: &'a Row) -> Option<&'a Value> {
        (row.descriptor.number == self.descriptor.number)
            .then(|| row.cell(self.cell.number))
            .flatten()?
            .values
            .get(self.index)
    }

    /// Returns the field's value in a write; none in a write of another cell.
    pub fn in_write<'a>(&self, write: &'a CellWrite) -> Option<&'a Value> {
        (write.entity == self.descriptor.number)
            .then(|| self.in_cell(&write.state))
            .flatten()
    }
}

impl CellContent {
    /// Checks that every value has the kind, bounds and words that its field declares.
    pub fn check(&self, spec: &CellSpec) -> Result<(), WrongValue> {
        if self.values.len() != spec.fields.len() {
            return Err(WrongValue("wrong number of fields"));
        }
        spec.fields
            .iter()
            .zip(&self.values)
            .try_for_each(|(field, value)| check_value(field, value))
    }

    /// Returns the numbered clear values, as they are sent.
    pub fn clear(&self, spec: &CellSpec) -> Vec<(u16, Value)> {
        self.numbered(spec, false)
    }

    /// Returns the numbered values that are sealed.
    pub fn inner(&self, spec: &CellSpec) -> Vec<(u16, Value)> {
        self.numbered(spec, true)
    }

    fn numbered(&self, spec: &CellSpec, sealed: bool) -> Vec<(u16, Value)> {
        spec.fields
            .iter()
            .zip(&self.values)
            .filter(|(field, _)| field.is_sealed() == sealed)
            .map(|(field, value)| (field.number, value.clone()))
            .collect()
    }

    pub fn has_undecryptable(&self) -> bool {
        self.values.contains(&Value::Undecryptable)
    }
}

/// Checks that a value has the kind, bounds and words that its field declares.
pub fn check_value(field: &crate::entity::FieldSpec, value: &Value) -> Result<(), WrongValue> {
    match value {
        Value::Undecryptable => Err(WrongValue("undecryptable value")),
        Value::Null if field.optional => Ok(()),
        Value::Null => Err(WrongValue("required field is empty")),
        value if value.kind() != Some(field.kind) => Err(WrongValue("value of another kind")),
        Value::Text(word)
            if !field.choices.is_empty() && !field.choices.contains(&word.as_str()) =>
        {
            Err(WrongValue("word outside its enumeration"))
        }
        Value::Text(text) if text.contains('\0') => Err(WrongValue("text holds a zero byte")),
        Value::Text(text) if field.length_max > 0 && is_longer(text, field.length_max as usize) => {
            Err(WrongValue("text too long"))
        }
        Value::Bytes(bytes) if bytes.len() > field.length_max as usize => {
            Err(WrongValue("too many bytes"))
        }
        Value::Time(unix_us) if !TIMES_US.contains(unix_us) => Err(WrongValue("time out of range")),
        Value::Date(days) if date_from_days(*days).is_none() => {
            Err(WrongValue("date out of range"))
        }
        _ => Ok(()),
    }
}

/// Returns whether a text is too long. Nearly every text has no more bytes than it may have letters: those are not
/// counted.
fn is_longer(text: &str, letters: usize) -> bool {
    text.len() > letters && text.chars().count() > letters
}

/// The years 1 to 9999: the difference of any two times of a row fits its type.
const TIMES_US: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

/// The length of a blind index.
pub const BLIND_LENGTH: usize = 16;

/// Checks that the clear part of a known cell matches its declaration: exactly the clear fields, each of its kind, and
/// sealed bytes where and only where there is something to seal. Server and devices apply the same check.
pub fn check_shape(spec: &CellSpec, state: &CellState) -> Result<(), Rejection> {
    let field = |number: u16| spec.fields.iter().find(|field| field.number == number);
    for (number, value) in &state.clear {
        let checked = match field(*number) {
            None => Err(Code::UndeclaredClear),
            Some(field) if field.blind => check_blind(value),
            Some(field) if field.is_sealed() => Err(Code::NotSealed),
            Some(field) => check_value(field, value).map_err(|WrongValue(_)| Code::BadValue),
        };
        checked.map_err(|code| Rejection::from(code).at_field(*number))?;
    }
    let mut visible = spec
        .fields
        .iter()
        .filter(|field| !field.is_sealed() || field.blind)
        .map(|field| field.number);
    let mut given = state.clear.iter().map(|(number, _)| *number);
    loop {
        match (visible.next(), given.next()) {
            (None, None) => break,
            (wanted, given_field) if wanted == given_field => {}
            (wanted, given_field) => {
                let rejection = Rejection::from(Code::BadValue);
                return Err(wanted
                    .or(given_field)
                    .map_or(rejection, |field| rejection.at_field(field)));
            }
        }
    }
    if !is_by_author(state) {
        return Err(Code::BadValue.into());
    }
    match (&state.sealed, spec.compartment()) {
        (None, None) => Ok(()),
        // an undeletion has no reason to seal
        (None, Some(_)) if spec.number == DELETION => Ok(()),
        (Some(sealed), Some(_)) if sealed.len() > GROUP_BYTES_MAX => Err(Code::TooLarge.into()),
        // a value under another compartment's key was written without the key of this one
        (Some(sealed), Some(own)) if is_sealed_under(own, sealed) => Ok(()),
        _ => Err(Code::NotSealed.into()),
    }
}

/// Checks that a creation or deletion names its own author.
fn is_by_author(state: &CellState) -> bool {
    let author = Value::Uuid(state.author);
    match state.cell {
        CREATED => state.clear_value(CREATED_BY) == Some(&author),
        DELETION => {
            matches!(state.clear_value(DELETED_BY), Some(by) if *by == Value::Null || *by == author)
        }
        _ => true,
    }
}

fn check_blind(value: &Value) -> Result<(), Code> {
    match value {
        Value::Null => Ok(()),
        Value::Bytes(index) if index.len() == BLIND_LENGTH => Ok(()),
        _ => Err(Code::NotSealed),
    }
}

#[cfg(test)]
mod tests;
