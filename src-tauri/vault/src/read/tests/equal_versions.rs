//! Versions of a cell that say the same in the clear.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Setting, setting_id};
use sync_contract::protocol::Replica;
use sync_contract::{CellState, Clock, Entity, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::read::{Deleted, Stored};
use crate::store::{rows, siblings};
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

const CELL: u8 = Setting::CELL.content.number;

fn set(unlocked: &mut Unlocked) -> (Setting, CellState) {
    let setting = Setting {
        id: setting_id(unlocked.vault.tenant(), "lock_after_s"),
        name: "lock_after_s".try_into().unwrap(),
        value: "300".try_into().unwrap(),
    };
    unlocked.write("set", |tx| tx.insert(&setting)).unwrap();
    let row = rows::load(&unlocked.vault.conn, Setting::DESCRIPTOR, setting.id.0);
    let shown = row.unwrap().unwrap().cell(CELL).unwrap().clone();
    (setting, shown)
}

/// What a colleague wrote apart, before what is shown.
fn apart(unlocked: &Unlocked, id: Uuid, shown: &CellState, value: &str, device: u32) -> CellState {
    let mut other = shown.clone();
    other.clock.unix_ms -= 1;
    other.clock.device += device;
    for (number, of) in &mut other.clear {
        if *number == Setting::FIELD.value.number {
            *of = Value::Text(value.to_owned());
        }
    }
    let (tenant, entity) = (unlocked.vault.tenant().0, Setting::DESCRIPTOR.number);
    let input = cell_input(tenant, entity, id, None, &other);
    other.tag = unlocked.vault.tag_key().tag(&input);
    unlocked.add_sibling(Setting::DESCRIPTOR, id, &other);
    other
}

/// How many conflicts are listed and counted, and the setting by each way to read it.
fn read(unlocked: &Unlocked) -> (usize, usize, [Stored<Setting>; 2]) {
    let read = unlocked.read();
    let all = read.all::<Setting>(Deleted::Shown).unwrap();
    let is_it = |row: &Stored<Setting>| row.value.name.as_str() == "lock_after_s";
    let listed = all.into_iter().find(is_it).unwrap();
    let one = read.get::<Setting>(listed.value.id).unwrap().unwrap();
    let counted = unlocked.vault.waiting().unwrap().conflicts;
    (read.conflicts().unwrap().len(), counted, [listed, one])
}

fn seen(row: &Stored<Setting>) -> Vec<Clock> {
    let number = Setting::DESCRIPTOR.number;
    row.seen.base(number, row.value.id.0, CELL)
}

fn stored(unlocked: &Unlocked, id: Uuid) -> Vec<CellState> {
    siblings::siblings(&unlocked.vault.conn, Setting::DESCRIPTOR.number, id).unwrap()
}

#[test]
fn who_sees_a_value_has_seen_every_version_of_it() {
    let (_machine, mut unlocked) = clinic();
    let (mut setting, shown) = set(&mut unlocked);
    let id = setting.id.0;
    let equal = apart(&unlocked, id, &shown, "300", 1);
    let (listed, counted, rows) = read(&unlocked);
    assert_eq!((listed, counted), (0, 0));
    for row in &rows {
        assert!(row.conflicted.is_empty());
        assert_eq!(seen(row), [shown.clock, equal.clock]);
    }
    assert_eq!(stored(&unlocked, id), [equal]);
    setting.value = "600".try_into().unwrap();
    let written: Result<bool> = unlocked.write("set", |tx| tx.update(&setting, &rows[0].seen));
    written.unwrap();
    assert!(stored(&unlocked, id).is_empty());
}

#[test]
fn a_decision_names_the_versions_that_say_the_same() {
    let (_machine, mut unlocked) = clinic();
    let (setting, shown) = set(&mut unlocked);
    let id = setting.id.0;
    let equal = apart(&unlocked, id, &shown, "300", 1);
    let [first, second] = [2, 3].map(|device| apart(&unlocked, id, &shown, "600", device));
    let (listed, counted, rows) = read(&unlocked);
    assert_eq!((listed, counted), (1, 1));
    for row in &rows {
        assert_eq!(row.conflicted, [CELL]);
        assert_eq!(seen(row), [shown.clock, equal.clock]);
    }
    let conflict = unlocked.read().conflicts().unwrap().remove(0);
    let clocks: Vec<Clock> = conflict.siblings.iter().map(|of| of.clock).collect();
    assert_eq!(clocks, [shown.clock, second.clock]);
    assert_eq!(conflict.equal, [equal.clock, first.clock]);
    assert!(!conflict.is_equal());
    let (content, clocks) = (conflict.siblings[1].content.clone(), conflict.clocks());
    unlocked
        .write("resolve conflict", |tx| {
            tx.resolve(Setting::DESCRIPTOR, id, &content, &clocks)
        })
        .unwrap();
    assert!(stored(&unlocked, id).is_empty());
    let (listed, counted, [row, _]) = read(&unlocked);
    assert_eq!((listed, counted), (0, 0));
    assert_eq!(row.value.value.as_str(), "600");
}

#[test]
fn a_version_that_nothing_proves_is_seen_with_none() {
    let (_machine, mut unlocked) = clinic();
    let (setting, shown) = set(&mut unlocked);
    let mut forged = shown.clone();
    forged.clock.device += 1;
    unlocked.add_sibling(Setting::DESCRIPTOR, setting.id.0, &forged);
    let (listed, _, rows) = read(&unlocked);
    assert_eq!(listed, 1);
    for row in &rows {
        assert_eq!(row.conflicted, [CELL]);
        assert_eq!(seen(row), [shown.clock]);
    }
}
