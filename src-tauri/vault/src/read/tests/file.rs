//! Verifying or copying the file reports every byte that another program changed, without the key of its compartment.
#![allow(clippy::unwrap_used)]

use rusqlite::types::Value as Sql;
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::seal::HEADER_LENGTH;
use sync_contract::{CellState, Wire};

use super::altered::Attacked;
use crate::sample::sampled_entities;
use crate::store::columns;
use crate::store::columns::Source;
use crate::unlocked::Unlocked;

/// Notes what verification and what a backup tell of one entity.
fn reported_of_file(unlocked: &Unlocked, entity: u16) -> (Vec<u64>, Vec<usize>) {
    let records = unlocked.vault.verify_audit().unwrap().records.into_iter();
    let verified = records.filter(|record| record.entity == entity);
    unlocked.take_damage();
    unlocked.read().look_over_all().unwrap();
    let noted = unlocked.take_damage().into_iter();
    let noted = noted.filter(|damage| damage.entity == entity);
    (
        verified.map(|record| record.damaged).collect(),
        noted.map(|damage| damage.damaged).collect(),
    )
}

/// The tag of a row has the two ends of a sealed value: what lies between them has the clinic tag of its cell.
#[test]
fn a_flipped_byte_inside_of_any_sealed_value_is_reported() {
    let attacked = Attacked::new();
    let mut flipped = 0;
    for descriptor in sampled_entities() {
        let all = columns::of(descriptor).all.iter();
        let sealed = all.filter(|column| matches!(column.source, Source::Sealed { .. }));
        let rows = attacked.rows(descriptor);
        for column in sealed {
            let (table, name) = (descriptor.table, column.name.as_str());
            let stored = rows.iter().find_map(|row| {
                let id = row.value.id;
                match attacked.stored(table, name, id) {
                    Sql::Blob(bytes) => Some((id, bytes)),
                    _ => None,
                }
            });
            let Some((row, mut bytes)) = stored else {
                continue;
            };
            bytes[HEADER_LENGTH] ^= 1;
            attacked.attempt(|| {
                assert!(attacked.put(table, name, row, &Sql::Blob(bytes)));
                let reported = reported_of_file(&attacked.unlocked, descriptor.number);
                assert_eq!(reported, (vec![1], vec![1]), "{table}.{name}");
            });
            flipped += 1;
        }
    }
    assert!(flipped > 20, "{flipped}");
}

/// The row has the tag of each sibling; the value of it has that tag alone.
#[test]
fn a_flipped_byte_inside_of_a_sibling_is_reported() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    let patients = Patient::DESCRIPTOR.number;
    let sql = "select hex(row_id), state from cell_siblings where entity = ?1 limit 1";
    let stored = conn.query_row(sql, [patients], |row| Ok((row.get(0)?, row.get(1)?)));
    let (row, bytes): (String, Vec<u8>) = stored.unwrap();
    let mut state = CellState::from_bytes(&bytes).unwrap();
    state.sealed.as_mut().unwrap()[HEADER_LENGTH] ^= 1;
    let none = (vec![], vec![]);
    assert_eq!(reported_of_file(&attacked.unlocked, patients), none);
    attacked.attempt(|| {
        let sql = "update cell_siblings set state = ?2 where hex(row_id) = ?1 and state = ?3";
        let values = rusqlite::params![row, state.to_bytes(), bytes];
        assert_eq!(conn.execute(sql, values).unwrap(), 1);
        let reported = reported_of_file(&attacked.unlocked, patients);
        assert_eq!(reported, (vec![1], vec![1]));
    });
}

/// What calls itself a version of another cell waits at neither, and not in silence.
#[test]
fn a_sibling_of_another_cell_is_reported_by_the_list_of_conflicts() {
    let attacked = Attacked::new();
    let conn = &attacked.unlocked.vault.conn;
    let patients = Patient::DESCRIPTOR.number;
    let noted = || {
        assert!(!attacked.unlocked.read().conflicts().unwrap().is_empty());
        let noted = attacked.unlocked.take_damage().into_iter();
        let noted = noted.filter(|damage| damage.entity == patients);
        noted.map(|damage| damage.damaged).sum::<usize>()
    };
    assert_eq!(noted(), 0);
    let sql = "select state from cell_siblings where entity = ?1 limit 1";
    let bytes: Vec<u8> = conn.query_row(sql, [patients], |row| row.get(0)).unwrap();
    let written = CellState::from_bytes(&bytes).unwrap();
    let cells = Patient::DESCRIPTOR.cells.iter().map(|cell| cell.number);
    for cell in cells.filter(|cell| *cell != written.cell) {
        let moved = CellState {
            cell,
            ..written.clone()
        };
        attacked.attempt(|| {
            let sql = "update cell_siblings set state = ?1 where state = ?2";
            let values = rusqlite::params![moved.to_bytes(), bytes];
            assert!(conn.execute(sql, values).unwrap() > 0);
            assert_eq!(noted(), 1, "{cell}");
        });
    }
}
