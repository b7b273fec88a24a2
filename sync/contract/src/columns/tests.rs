#![allow(clippy::unwrap_used)]

use super::*;
use crate::catalog::{Catalog, Measurement, NoteVersion, Patient, Room};
use crate::descriptor::DELETION;
use crate::entity::Entity;

const TENANT: Uuid = Uuid::from_u128(1);
const AUTHOR: Uuid = Uuid::from_u128(2);

fn names(descriptor: &Descriptor) -> Vec<String> {
    let columns = columns_of(descriptor).into_iter();
    columns.map(|column| column.name).collect()
}

/// Some value of a kind.
fn sample(field: &FieldSpec) -> Value {
    match field.kind {
        Kind::Bool => Value::Bool(true),
        Kind::Int => Value::Int(-7),
        Kind::Text => Value::Text("text".into()),
        Kind::Uuid => Value::Uuid(AUTHOR),
        Kind::Time => Value::Time(5),
        Kind::Date => Value::Date(6),
        Kind::Decimal => Value::Decimal(7.into()),
        Kind::Bytes => Value::Bytes(vec![8; 16]),
    }
}

/// A row with every cell, written at once by one author.
fn full(descriptor: &Descriptor) -> RowState {
    let patient = descriptor.of_patient.then_some(AUTHOR);
    let cells = descriptor.cells.iter().map(|spec| {
        let visible = |field: &&FieldSpec| !field.is_sealed() || field.blind;
        let fields = spec.fields.iter().filter(visible);
        CellState {
            cell: spec.number,
            clock: Clock {
                unix_ms: 10,
                counter: 0,
                device: 1,
            },
            generation: 0,
            author: AUTHOR,
            secret_version: 1,
            clear: fields
                .map(|field| match field.blind {
                    true => (field.number, Value::Bytes(vec![9; 16])),
                    false => (field.number, sample(field)),
                })
                .collect(),
            sealed: spec.compartment().map(|_| vec![1, spec.number]),
            tag: [spec.number; 16],
            signature: None,
            replaces: Vec::new(),
        }
    });
    let cells = cells.collect();
    RowState {
        cells,
        ..RowState::empty(descriptor.number, Uuid::from_u128(3), patient)
    }
}

fn owned(value: ColumnValue<'_>) -> Value {
    match value {
        ColumnValue::Null => Value::Null,
        ColumnValue::Value(value) => value.clone(),
        ColumnValue::Uuid(id) => Value::Uuid(*id),
        ColumnValue::Time(unix_us) => Value::Time(unix_us),
        ColumnValue::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// Through its columns and back.
fn stored_and_read(descriptor: &Descriptor, state: &RowState) -> RowState {
    let values = RowValues::of(descriptor, TENANT, state);
    let mut builder = RowBuilder::new(descriptor);
    for column in columns_of(descriptor) {
        let value = owned(values.get(column.source));
        builder.set(column.source, value).unwrap();
    }
    builder.finish().unwrap()
}

#[test]
fn sealed_fields_of_a_cell_share_a_column_and_a_blind_one_has_its_own() {
    let names = names(Patient::DESCRIPTOR);
    assert_eq!(
        &names[..5],
        ["id", "tenant_id", "created_at", "created_by", "name_sealed"]
    );
    let sealed = names.iter().position(|name| name == "identifiers_sealed");
    let blind = names.iter().position(|name| name == "file_number_blind");
    assert_eq!(blind, sealed.map(|sealed| sealed + 1));
    assert!(
        names
            .iter()
            .all(|name| name != "given_name" && name != "file_number")
    );
    assert_eq!(
        &names[names.len() - 3..],
        ["updated_at", "updated_by", "cells"]
    );
}

#[test]
fn rows_that_are_written_once_have_no_column_of_a_later_write() {
    let names = names(NoteVersion::DESCRIPTOR);
    for absent in ["updated_at", "updated_by", "deleted_at"] {
        assert!(names.iter().all(|name| name != absent), "{absent}");
    }
}

#[test]
fn a_row_of_every_entity_comes_back_from_its_columns() {
    for descriptor in Catalog::ALL {
        let state = full(descriptor);
        assert_eq!(
            stored_and_read(descriptor, &state),
            state,
            "{}",
            descriptor.name
        );
    }
}

#[test]
fn a_cell_that_the_row_lacks_leaves_its_columns_null() {
    let descriptor = Patient::DESCRIPTOR;
    let mut state = full(descriptor);
    let lacking = descriptor.declared_cells().next().unwrap().number;
    state.cells.retain(|cell| cell.cell != lacking);
    let values = RowValues::of(descriptor, TENANT, &state);
    for column in columns_of(descriptor) {
        let is_null = values.get(column.source) == ColumnValue::Null;
        let is_updated = matches!(column.source, Source::UpdatedAt | Source::UpdatedBy);
        let is_lacking = column.source.cell() == Some(lacking);
        assert_eq!(is_null, is_lacking || is_updated, "{}", column.name);
    }
    assert_eq!(stored_and_read(descriptor, &state), state);
}

#[test]
fn cells_that_only_a_later_version_declares_are_passed_over() {
    let state = full(Room::DESCRIPTOR);
    let mut later = state.clone();
    let mut unknown = state.cells[1].clone();
    unknown.cell = 200;
    unknown.clock.unix_ms = 99;
    later.cells.insert(2, unknown);
    assert_eq!(stored_and_read(Room::DESCRIPTOR, &later), state);
    let values = RowValues::of(Room::DESCRIPTOR, TENANT, &later);
    assert_eq!(values.get(Source::UpdatedAt), ColumnValue::Null);
}

#[test]
fn the_last_write_is_that_of_the_latest_cell_and_none_is_named_before() {
    let mut state = full(Room::DESCRIPTOR);
    let updated = |state: &RowState| {
        let values = RowValues::of(Room::DESCRIPTOR, TENANT, state);
        [Source::UpdatedAt, Source::UpdatedBy].map(|source| owned(values.get(source)))
    };
    assert_eq!(updated(&state), [Value::Null, Value::Null]);
    let other = Uuid::from_u128(42);
    state.cells[1].clock.unix_ms = 9_000;
    state.cells[1].author = other;
    assert_eq!(
        updated(&state),
        [Value::Time(9_000_000), Value::Uuid(other)]
    );
}

#[test]
fn every_column_but_those_of_the_row_belongs_to_a_declared_cell() {
    let of_the_row = ["id", "tenant_id", "updated_at", "updated_by", "cells"];
    for column in columns_of(Measurement::DESCRIPTOR) {
        let cell = column.source.cell();
        assert_eq!(cell.is_none(), of_the_row.contains(&column.name.as_str()));
        assert!(cell.is_none_or(|cell| Measurement::DESCRIPTOR.cell(cell).is_some()));
    }
    let patient = columns_of(Measurement::DESCRIPTOR)
        .into_iter()
        .find(|column| column.source == Source::Patient);
    assert_eq!(patient.unwrap().source.cell(), Some(CREATED));
    assert!(Measurement::DESCRIPTOR.cell(DELETION).is_some());
}

#[test]
fn a_column_of_another_kind_and_a_row_without_its_id_are_refused() {
    let mut builder = RowBuilder::new(Room::DESCRIPTOR);
    for (source, value) in [
        (Source::Id, Value::Null),
        (Source::Patient, Value::Null),
        (Source::Sealed { cell: 1 }, Value::Int(1)),
        (Source::CellHeaders, Value::Null),
        (Source::CellHeaders, Value::Bytes(vec![1])),
    ] {
        assert!(builder.set(source, value).is_err(), "{source:?}");
    }
    assert!(builder.finish().is_err());
    let mut builder = RowBuilder::new(Room::DESCRIPTOR);
    builder.set_headers(&[]).unwrap();
    assert!(builder.finish().is_err());
}
