//! One stored row in a form that is the same on every device that has it.

use data_encoding::HEXLOWER;
use serde_json::{Map, Value as Json, json};
use sync_contract::field::date_from_days;
use sync_contract::pull::RowState;
use sync_contract::{CellSpec, CellState, CellValues, Clock, Descriptor, Row, Value};
use vault::read::{Reader, Stored, digest};

use crate::clock::rfc3339;
use crate::error::Result;

/// Returns a row's id, patient, cells by name and siblings. Without `may_read` its sealed values are left out, as for
/// a user without the key.
pub(crate) fn json_of(
    reader: &Reader<'_>,
    state: &RowState,
    opened: &Stored<Row>,
    may_read: bool,
) -> Result<Json> {
    let descriptor = opened.value.descriptor;
    let mut cells = Map::new();
    for cell_state in &state.cells {
        if let Some(spec) = descriptor.cell(cell_state.cell) {
            let values = values_of(opened, cell_state, spec, may_read);
            cells.insert(spec.name.to_owned(), cell(spec, cell_state, &values));
        }
    }
    let mut row = Map::new();
    row.insert("id".into(), json!(state.row));
    if let Some(patient) = state.patient {
        row.insert("patient".into(), json!(patient));
    }
    row.insert("cells".into(), Json::Object(cells));
    let siblings = siblings(reader, descriptor, state, may_read)?;
    if !siblings.is_empty() {
        row.insert("siblings".into(), Json::Array(siblings));
    }
    Ok(Json::Object(row))
}

/// Returns the values of a cell: the decrypted ones from the row as this user sees it, the clear ones of a created or
/// deleted cell from the stored cell. Without `may_read` none is taken from what was sealed, and none of a damaged cell
/// at all.
pub(super) fn values_of(
    row: &Stored<Row>,
    cell_state: &CellState,
    spec: &CellSpec,
    may_read: bool,
) -> CellValues {
    if row.damaged.contains(&cell_state.cell) {
        return CellValues::from_elem(Value::Null, spec.fields.len());
    }
    let content = row.value.cell(cell_state.cell);
    if let Some(content) = content.filter(|_| may_read || cell_state.sealed.is_none()) {
        return content.values.clone();
    }
    clear_values(cell_state, spec)
}

/// Returns the values that are stored in the clear, such as those of a deletion; what is sealed cannot be read.
fn clear_values(cell_state: &CellState, spec: &CellSpec) -> CellValues {
    let clear = |field: &sync_contract::FieldSpec| match cell_state.clear_value(field.number) {
        Some(value) => value.clone(),
        None if field.is_sealed() && cell_state.sealed.is_some() => Value::Undecryptable,
        None => Value::Null,
    };
    spec.fields.iter().map(clear).collect()
}

fn cell(spec: &CellSpec, cell_state: &CellState, values: &[Value]) -> Json {
    let mut fields = Map::new();
    for (field, value) in spec.fields.iter().zip(values) {
        fields.insert(field.name.to_owned(), plain(value));
    }
    let mut cell = Map::new();
    cell.insert("clock".into(), json!(clock_text(cell_state.clock)));
    cell.insert("generation".into(), json!(cell_state.generation));
    cell.insert("author".into(), json!(cell_state.author));
    cell.insert("values".into(), Json::Object(fields));
    if let Some(digest) = sealed_digest(cell_state, values) {
        cell.insert("sealed_sha256".into(), json!(digest));
    }
    Json::Object(cell)
}

fn siblings(
    reader: &Reader<'_>,
    descriptor: &'static Descriptor,
    state: &RowState,
    may_read: bool,
) -> Result<Vec<Json>> {
    let mut all = Vec::new();
    for cell_state in &state.siblings {
        let Some(spec) = descriptor.cell(cell_state.cell) else {
            continue;
        };
        let conflict = reader.conflict(descriptor, state.row, cell_state.cell)?;
        let opened = conflict
            .into_iter()
            .flat_map(|conflict| conflict.siblings)
            .find(|sibling| sibling.clock == cell_state.clock);
        let values = match opened.filter(|_| may_read) {
            Some(sibling) => sibling.content.values,
            None => clear_values(cell_state, spec),
        };
        let mut sibling = cell(spec, cell_state, &values);
        sibling["cell"] = json!(spec.name);
        all.push(sibling);
    }
    Ok(all)
}

/// Returns the digest of a sealed value that this user cannot decrypt, so that it differs from a value that is not
/// recorded.
pub(super) fn sealed_digest(cell_state: &CellState, values: &[Value]) -> Option<String> {
    let sealed = cell_state
        .sealed
        .as_ref()
        .filter(|_| values.contains(&Value::Undecryptable))?;
    Some(HEXLOWER.encode(&digest(sealed)))
}

/// Returns a clock as `UNIX_MS.COUNTER.DEVICE`.
pub(super) fn clock_text(clock: Clock) -> String {
    format!("{}.{}.{}", clock.unix_ms, clock.counter, clock.device)
}

/// Returns numbers and booleans as such and all else as text; decimals keep their digits, times their microseconds.
pub(super) fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => json!(number),
        other => text(other).map_or(Json::Null, Json::String),
    }
}

/// Returns none for an empty value and for one that this user cannot decrypt.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Undecryptable => None,
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Uuid(id) => Some(id.to_string()),
        Value::Time(us) => Some(rfc3339(sync_contract::field::Time(*us))),
        Value::Date(days) => date_from_days(*days).map(|date| date.to_string()),
        Value::Decimal(number) => Some(number.normalize().to_string()),
        Value::Bytes(bytes) => Some(HEXLOWER.encode(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_in_one_way() {
        assert_eq!(
            plain(&Value::Decimal(rust_decimal::dec!(72.40))),
            json!("72.4")
        );
        assert_eq!(
            plain(&Value::Time(1_795_168_800_000_001)),
            json!("2026-11-20T10:00:00.000001Z")
        );
        assert_eq!(plain(&Value::Date(20_777)), json!("2026-11-20"));
        assert_eq!(plain(&Value::Bytes(vec![0, 255])), json!("00ff"));
        assert_eq!(
            (plain(&Value::Bool(true)), plain(&Value::Int(-1))),
            (json!(true), json!(-1))
        );
        assert_eq!(
            (plain(&Value::Null), plain(&Value::Undecryptable)),
            (Json::Null, Json::Null)
        );
    }
}
