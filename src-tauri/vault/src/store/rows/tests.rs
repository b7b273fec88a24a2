#![allow(clippy::unwrap_used)]

use rust_decimal::Decimal;
use sync_contract::entity::CREATED;
use sync_contract::every_entity::{CREATED_AT, CREATED_BY, PATIENT};
use sync_contract::statement;
use sync_contract::{Catalog, CellSpec, CellState, Clock, FieldSpec, Kind, Value, Wire};

use super::*;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::random::Random;
use crate::store::siblings::{load_full, siblings_of_rows, store_siblings, store_unknown};

const TENANT: Uuid = Uuid::from_u128(1);

fn migrated() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    crate::store::schema::up(&mut conn).unwrap();
    // rows of one entity at a time, as the apply connection has them
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    let secret = ClinicSecret::generate(1, &mut Random::from_seed(&[3; 32]));
    let tags = std::collections::BTreeMap::from([(1, secret.tag_key())]);
    row_tag::register(&conn, &tags).unwrap();
    conn
}

/// Some value that fits the field; another one for each `nth`.
fn value(field: &FieldSpec, nth: usize) -> Value {
    if field.optional && nth % 3 == 2 {
        return Value::Null;
    }
    let number = nth as i64 + 1;
    match field.kind {
        Kind::Bool => Value::Bool(nth.is_multiple_of(2)),
        Kind::Int => Value::Int(number),
        Kind::Text if field.choices.is_empty() => {
            Value::Text(format!("é{nth}").chars().take(3).collect())
        }
        Kind::Text => Value::Text(field.choices[nth % field.choices.len()].to_owned()),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(nth as u128)),
        Kind::Time => Value::Time(number),
        Kind::Date => Value::Date(-(nth as i32)),
        Kind::Decimal => Value::Decimal(Decimal::new(number * 10, 1)),
        Kind::Bytes => Value::Bytes(vec![nth as u8; field.length_max.min(40) as usize]),
    }
}

fn cell(spec: &'static CellSpec, patient: Option<Uuid>, nth: usize) -> CellState {
    let mut clear: Vec<_> = spec
        .clear_fields()
        .map(|field| match (spec.number, field.number) {
            (CREATED, PATIENT) => (PATIENT, Value::Uuid(patient.unwrap())),
            _ => (field.number, value(field, nth)),
        })
        .collect();
    if let Some(field) = spec.blind_field() {
        let index = nth.is_multiple_of(2).then(|| Value::Bytes(vec![7; 16]));
        clear.push((field.number, index.unwrap_or(Value::Null)));
    }
    CellState {
        cell: spec.number,
        clock: Clock {
            unix_ms: 1_000 + nth as u64,
            counter: 0,
            device: 1,
        },
        generation: 0,
        author: Uuid::from_u128(5),
        secret_version: 1,
        clear,
        sealed: spec.compartment().map(|_| vec![1, nth as u8]),
        tag: [nth as u8; 16],
        signature: None,
        replaces: Vec::new(),
    }
}

fn row(descriptor: &'static Descriptor, id: u128, nth: usize) -> RowState {
    let patient = descriptor.of_patient.then(|| Uuid::from_u128(77));
    let cells = descriptor.cells.iter().map(|spec| cell(spec, patient, nth));
    RowState {
        cells: cells.collect(),
        ..empty(descriptor.number, Uuid::from_u128(id), patient)
    }
}

#[test]
fn every_entitys_row_comes_back_to_the_byte_after_insert_and_update() {
    let conn = migrated();
    for descriptor in Catalog::ALL {
        let id = if descriptor.table == "tenants" {
            1
        } else {
            900
        };
        for nth in 0..4 {
            let state = row(descriptor, id, nth);
            store(&conn, descriptor, TENANT, &state).unwrap();
            let loaded = load(&conn, descriptor, state.row).unwrap().unwrap();
            assert_eq!(loaded, state, "{} {nth}", descriptor.table);
            assert_eq!(loaded.to_bytes(), state.to_bytes(), "{}", descriptor.table);
        }
    }
}

#[test]
fn a_row_that_lacks_any_of_its_cells_comes_back_without_it() {
    let conn = migrated();
    for descriptor in Catalog::ALL {
        let id = if descriptor.table == "tenants" {
            1
        } else {
            900
        };
        for missing in descriptor.cells {
            let mut state = row(descriptor, id, 0);
            state.cells.retain(|cell| cell.cell != missing.number);
            store(&conn, descriptor, TENANT, &state).unwrap();
            let loaded = load(&conn, descriptor, state.row).unwrap().unwrap();
            assert_eq!(
                loaded, state,
                "{} without {}",
                descriptor.table, missing.name
            );
        }
    }
}

#[test]
fn a_read_of_all_columns_gives_the_same_row_as_the_point_read() {
    let conn = migrated();
    let visits = Catalog::by_table("visits").unwrap();
    for id in 1..=3 {
        insert(&conn, visits, TENANT, &row(visits, id, id as usize)).unwrap();
    }
    let mut statement = conn
        .prepare("select 'x', t.* from visits t order by t.id")
        .unwrap();
    let reader = RowReader::new(visits, &statement).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut read = 0;
    while let Some(loaded) = rows.next().unwrap() {
        let state = reader.read(loaded).unwrap();
        assert_eq!(
            Some(&state),
            load(&conn, visits, state.row).unwrap().as_ref()
        );
        read += 1;
    }
    assert_eq!(read, 3);
    let narrow = conn.prepare("select id from visits").unwrap();
    assert!(RowReader::new(visits, &narrow).is_err());
}

#[test]
fn the_last_write_is_that_of_the_latest_cell() {
    let conn = migrated();
    let rooms = Catalog::by_table("rooms").unwrap();
    let mut state = row(rooms, 3, 0);
    state.cells[2].clock.unix_ms = 9_000;
    state.cells[2].author = Uuid::from_u128(42);
    insert(&conn, rooms, TENANT, &state).unwrap();
    let last: (i64, [u8; 16]) = conn
        .query_row("select updated_at, updated_by from rooms", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(last, (9_000_000, Uuid::from_u128(42).into_bytes()));
}

#[test]
fn an_unchanged_row_names_its_author_once() {
    let conn = migrated();
    let rooms = Catalog::by_table("rooms").unwrap();
    let mut state = row(rooms, 3, 0);
    let author = Uuid::from_u128(42);
    for cell in &mut state.cells {
        cell.author = author;
        if cell.cell == CREATED {
            cell.clear = vec![
                (CREATED_AT, Value::Time(1)),
                (CREATED_BY, Value::Uuid(author)),
            ];
        }
    }
    insert(&conn, rooms, TENANT, &state).unwrap();
    let (updated, headers): (Option<i64>, Vec<u8>) = conn
        .query_row(
            "select updated_at, cells from rooms where updated_by is null",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(updated, None);
    let named = headers.windows(16).any(|bytes| bytes == author.as_bytes());
    assert!(!named, "the column says it");
    assert_eq!(load(&conn, rooms, state.row).unwrap().unwrap(), state);
}

/// A CHECK with a list of more than two words does, once for each row.
#[test]
fn a_new_row_is_written_without_building_a_table() {
    let conn = migrated();
    let rows = Catalog::ALL
        .iter()
        .map(|descriptor| columns::of(descriptor));
    let inserts = rows.map(|columns| columns.insert.as_str()).chain([
        statement!("outbox", "insert"),
        statement!("outbox", "insert_row"),
        statement!("audit", "insert"),
    ]);
    for sql in inserts {
        let mut statement = conn.prepare(&format!("explain {sql}")).unwrap();
        let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement
            .query_map(params_from_iter(nulls), |row| row.get::<_, String>(1))
            .unwrap();
        let steps: Vec<String> = steps.map(|step| step.unwrap()).collect();
        assert!(steps.contains(&"Insert".to_owned()) || steps.contains(&"IdxInsert".to_owned()));
        assert!(!steps.contains(&"OpenEphemeral".to_owned()), "{sql}");
    }
}

#[test]
fn siblings_and_unknown_cells_are_part_of_the_full_row_alone() {
    let conn = migrated();
    let rooms = Catalog::by_table("rooms").unwrap();
    let state = row(rooms, 3, 0);
    insert(&conn, rooms, TENANT, &state).unwrap();
    let sibling = cell(rooms.cell(1).unwrap(), None, 3);
    store_siblings(&conn, 4, state.row, std::slice::from_ref(&sibling)).unwrap();
    let mut later = cell(rooms.cell(1).unwrap(), None, 1);
    later.cell = 99;
    later.clear = vec![(900, Value::Int(1))];
    let mut foreign = empty(4, state.row, None);
    foreign.cells = vec![later.clone()];
    foreign.siblings = vec![later.clone()];
    store_unknown(&conn, &foreign).unwrap();

    assert_eq!(load(&conn, rooms, state.row).unwrap().unwrap(), state);
    let full = load_full(&conn, 4, state.row).unwrap().unwrap();
    assert_eq!(full.siblings, vec![sibling.clone(), later.clone()]);
    assert_eq!(full.cells.len(), state.cells.len() + 1);
    assert!(
        full.cells
            .windows(2)
            .all(|pair| pair[0].cell < pair[1].cell)
    );

    let loaded = siblings_of_rows(&conn, 4, [state.row, Uuid::from_u128(4)].into_iter()).unwrap();
    assert_eq!(loaded.len(), 1);
    assert_eq!(loaded[&state.row], vec![sibling]);

    store_siblings(&conn, 4, state.row, &[]).unwrap();
    store_unknown(&conn, &empty(4, state.row, None)).unwrap();
    assert_eq!(load_full(&conn, 4, state.row).unwrap().unwrap(), state);
}

#[test]
fn a_row_of_an_unknown_entity_is_stored_as_it_came() {
    let conn = migrated();
    let mut state = empty(7_000, Uuid::from_u128(9), Some(Uuid::from_u128(77)));
    let rooms = Catalog::by_table("rooms").unwrap();
    state.cells = vec![cell(rooms.cell(1).unwrap(), None, 0)];
    store_unknown(&conn, &state).unwrap();
    assert_eq!(
        load_full(&conn, 7_000, state.row).unwrap(),
        Some(state.clone())
    );
    assert_eq!(load_full(&conn, 7_000, Uuid::from_u128(10)).unwrap(), None);
}
