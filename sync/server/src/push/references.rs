//! The rows that a group references without writing them.

use std::collections::BTreeSet;

use sync_contract::catalog::{ConflictResolution, Device, KeyGrant, RecipientKind, User};
use sync_contract::entity::Entity;
use sync_contract::{Catalog, CellSpec, CellWrite, Clock, Group, Value};

use crate::db::loaded_row::RowKey;

/// Returns the rows that a group references: by foreign keys of the database, and by plain ids.
pub fn references(group: &Group) -> BTreeSet<RowKey> {
    let mut referenced = BTreeSet::new();
    for write in &group.writes {
        let Some(spec) =
            Catalog::by_number(write.entity).and_then(|known| known.cell(write.state.cell))
        else {
            continue;
        };
        for field in spec.clear_fields() {
            if let (Some(entity), Some(Value::Uuid(row))) =
                (field.references, write.state.clear_value(field.number))
            {
                referenced.insert(RowKey { entity, row: *row });
            }
        }
        referenced.extend(recipient(write, spec));
    }
    referenced
}

fn recipient(write: &CellWrite, spec: &CellSpec) -> Option<RowKey> {
    if write.entity != KeyGrant::DESCRIPTOR.number {
        return None;
    }
    let Value::Text(kind) = value(write, spec, "recipient_kind")? else {
        return None;
    };
    let Value::Uuid(row) = value(write, spec, "recipient")? else {
        return None;
    };
    let entity = match RecipientKind::from_word(kind)? {
        RecipientKind::User => User::DESCRIPTOR.number,
        RecipientKind::Device => Device::DESCRIPTOR.number,
        RecipientKind::Recovery => return None,
    };
    Some(RowKey { entity, row: *row })
}

/// Returns the conflict that a resolution releases: which row, which cell, which versions.
pub fn released(write: &CellWrite) -> Option<(RowKey, u8, Vec<Clock>)> {
    let descriptor = ConflictResolution::DESCRIPTOR;
    if write.entity != descriptor.number {
        return None;
    }
    let spec = descriptor.cell(write.state.cell)?;
    let number = |name: &str| match value(write, spec, name)? {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    let (Value::Uuid(row), Value::Bytes(clocks)) =
        (value(write, spec, "row")?, value(write, spec, "siblings")?)
    else {
        return None;
    };
    let (clocks, rest) = clocks.as_chunks::<{ Clock::LENGTH }>();
    if !rest.is_empty() {
        return None;
    }
    let key = RowKey {
        entity: u16::try_from(number("entity")?).ok()?,
        row: *row,
    };
    let cell = u8::try_from(number("cell")?).ok()?;
    let clocks = clocks.iter().copied().map(Clock::from_array).collect();
    Some((key, cell, clocks))
}

/// Returns a clear value of the cell that is written, by its field's name.
pub fn value<'a>(write: &'a CellWrite, spec: &CellSpec, name: &str) -> Option<&'a Value> {
    let field = spec.clear_fields().find(|field| field.name == name)?;
    write.state.clear_value(field.number)
}
