//! An older count of rows, put back by another program with the rows of its time: each has a tag that fits.

use rusqlite::Connection;
use sync_contract::Catalog;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;

use super::*;
use crate::sample::populate;
use crate::store::stored_sum;

/// Takes out what an older copy of the file does not have, and puts its counts back.
fn put_counts_back(machine: &Machine, older: &Path, is_with_rows: bool) {
    let conn = Connection::open(machine.database()).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    let older = older.to_str().unwrap();
    conn.execute("attach ?1 as older", [older]).unwrap();
    for descriptor in Catalog::ALL.iter().filter(|_| is_with_rows) {
        let table = descriptor.table;
        let sql =
            format!("delete from main.{table} where id not in (select id from older.{table})");
        conn.execute(&sql, []).unwrap();
    }
    conn.execute_batch(
        "delete from main.row_counts; insert into main.row_counts select * from older.row_counts",
    )
    .unwrap();
}

fn add_visit(unlocked: &mut Unlocked, of: PatientId) {
    let provider = unlocked.user();
    let added = unlocked.write("start visit", |tx| {
        let visit = visit(tx.new_id(), of, provider, "tired");
        tx.insert(&visit)
    });
    added.unwrap();
}

#[test]
fn rows_that_vanish_with_an_older_count_are_an_alarm() {
    let edited = Some(FileAlarm::Edited);
    for is_with_rows in [true, false] {
        for is_of_patient in [true, false] {
            let (machine, mut unlocked) = clinic();
            let ana = register(&mut unlocked, "Okafor");
            let older = machine.older();
            match is_of_patient {
                true => add_visit(&mut unlocked, ana),
                false => drop(register(&mut unlocked, "Adeyemi")),
            }
            drop(unlocked.lock());
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, None);
            drop(vault);
            put_counts_back(&machine, &older, is_with_rows);
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, edited);
            assert!(!vault.verify_audit().unwrap().is_clean());
            drop(vault);
            let mut unlocked = machine.unlock();
            let noted = "select count(*) from audit where action = 'file edited'";
            assert_eq!(count(&unlocked.vault, noted), 1);
            // what is written since hides nothing
            add_visit(&mut unlocked, ana);
            assert_eq!(unlocked.vault.file_state().unwrap().alarm, edited);
            assert_eq!(
                unlocked.accept_file("the disk was repaired").unwrap(),
                edited
            );
            add_visit(&mut unlocked, ana);
            drop(unlocked.lock());
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, None);
        }
    }
}

#[test]
fn an_older_count_put_back_in_a_session_alarms_at_its_lock() {
    let (machine, mut unlocked) = clinic();
    let ana = register(&mut unlocked, "Okafor");
    let older = machine.older();
    add_visit(&mut unlocked, ana);
    put_counts_back(&machine, &older, true);
    add_visit(&mut unlocked, ana);
    let state = unlocked.vault.file_state().unwrap();
    assert_eq!(state.alarm, Some(FileAlarm::Edited));
    drop(unlocked.lock());
    let state = machine.open().unwrap().file_state().unwrap();
    assert_eq!(state.alarm, Some(FileAlarm::Edited));
}

#[test]
fn work_on_rows_of_every_entity_leaves_the_sum_that_fits() {
    let (_machine, mut unlocked) = clinic();
    populate(&mut unlocked, 3, Time(10));
    assert!(stored_sum::fits(&unlocked.vault.conn).unwrap());
}
