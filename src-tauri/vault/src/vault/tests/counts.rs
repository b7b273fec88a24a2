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
            let gone = match (is_with_rows, is_of_patient) {
                (false, _) => vec![],
                (true, true) => vec![("Visit", 1)],
                (true, false) => vec![("Patient", 1)],
            };
            // reported before a sign-in, and until an admin accepts the file
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, edited);
            assert_eq!(missing(&vault), gone);
            let report = vault.verify_audit().unwrap();
            assert!(!report.is_clean());
            let records = report.records.iter();
            let records: Vec<_> = records.map(|of| (of.name, of.missing)).collect();
            assert!(gone.iter().all(|table| records.contains(table)));
            drop(vault);
            let mut unlocked = machine.unlock();
            let noted = "select count(*) from audit where action = 'file edited'";
            assert_eq!(count(&unlocked.vault, noted), 1);
            // what is written since hides nothing
            add_visit(&mut unlocked, ana);
            assert_eq!(unlocked.vault.file_state().unwrap().alarm, edited);
            assert_eq!(missing(&unlocked.vault), gone);
            assert_eq!(
                unlocked.accept_file("the disk was repaired").unwrap(),
                edited
            );
            add_visit(&mut unlocked, ana);
            drop(unlocked.lock());
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, None);
            assert_eq!(missing(&vault), vec![]);
        }
    }
}

/// The copy lacks what the file lacks: its verification reports that, long before the copy is needed.
#[test]
fn a_backup_of_rows_that_vanished_with_their_counts_is_not_clean() {
    for is_with_rows in [true, false] {
        let machine = Machine::new(7);
        let (mut unlocked, recovery) = machine.create();
        let ana = register(&mut unlocked, "Okafor");
        let older = machine.older();
        add_visit(&mut unlocked, ana);
        let backup = machine.folder.with_extension("backup");
        unlocked.back_up(&backup).unwrap();
        assert!(Vault::verify_backup(&backup, &recovery).is_ok());
        drop(unlocked.lock());
        put_counts_back(&machine, &older, is_with_rows);
        let mut unlocked = machine.unlock();
        fs::remove_file(&backup).unwrap();
        unlocked.back_up(&backup).unwrap();
        let verified = Vault::verify_backup(&backup, &recovery);
        assert!(
            matches!(verified, Err(Error::AlteredRows(1))),
            "{verified:?}"
        );
        unlocked.accept_file("the disk was repaired").unwrap();
        fs::remove_file(&backup).unwrap();
        unlocked.back_up(&backup).unwrap();
        assert!(Vault::verify_backup(&backup, &recovery).is_ok());
    }
}

/// The tables of which rows are missing with their counts.
fn missing(vault: &Vault) -> Vec<(&'static str, u64)> {
    let missing = vault.file_state().unwrap().missing.into_iter();
    missing.map(|table| (table.name, table.missing)).collect()
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

/// Numbers that were given out would be given again, that of an erased patient among them.
#[test]
fn a_series_that_another_program_set_back_alarms() {
    for sql in [
        "update counted set last = 1",
        "update counted set last = 9",
        "delete from counted",
        "insert into counted values ('others', 3)",
    ] {
        let (machine, mut unlocked) = clinic();
        let count = |unlocked: &mut Unlocked, last| {
            let counted = unlocked.write("register patient", |tx| -> crate::error::Result<()> {
                let id = tx.new_id();
                tx.insert(&patient(id, "Okafor"))?;
                tx.count_series_to("numbers", last)
            });
            counted.unwrap();
        };
        count(&mut unlocked, 1);
        count(&mut unlocked, 2);
        drop(unlocked.lock());
        assert_eq!(machine.open().unwrap().file_state().unwrap().alarm, None);
        let conn = Connection::open(machine.database()).unwrap();
        conn.execute_batch(sql).unwrap();
        let edited = Some(FileAlarm::Edited);
        assert_eq!(machine.open().unwrap().file_state().unwrap().alarm, edited);
        // what is given out since hides nothing
        let mut unlocked = machine.unlock();
        count(&mut unlocked, 3);
        assert_eq!(unlocked.vault.file_state().unwrap().alarm, edited);
    }
}
