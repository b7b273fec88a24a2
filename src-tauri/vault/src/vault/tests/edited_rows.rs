//! Admin-signed rows edited by another program: reported before a sign-in.

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use sync_contract::Catalog;

use super::*;

/// Another value of the same type.
fn edited(stored: &Sql) -> Sql {
    match stored {
        Sql::Null => Sql::Blob(vec![1]),
        Sql::Integer(number) => Sql::Integer(number ^ 1),
        Sql::Real(number) => Sql::Real(number + 1.0),
        Sql::Text(text) => Sql::Text(format!("{text}x")),
        Sql::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(1),
            }
            Sql::Blob(bytes)
        }
    }
}

#[test]
fn every_edit_of_a_row_that_admins_sign_is_reported() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let original = fs::read(machine.database()).unwrap();
    let mut tried = 0;
    for descriptor in Catalog::ALL {
        let table = descriptor.table;
        let file = Connection::open(machine.database()).unwrap();
        let count = format!("select count(*) from {table}");
        let rows: i64 = file.query_row(&count, [], |row| row.get(0)).unwrap();
        drop(file);
        if !descriptor.authority.is_admin_signed() || rows == 0 {
            continue;
        }
        for column in &crate::columns::of(descriptor).all {
            let name = format!("\"{}\"", column.name);
            let file = Connection::open(machine.database()).unwrap();
            file.execute_batch("pragma foreign_keys = off; pragma ignore_check_constraints = on")
                .unwrap();
            let sql = format!("select {name} from {table} order by id limit 1");
            let stored: Sql = file.query_row(&sql, [], |row| row.get(0)).unwrap();
            let sql = format!(
                "update {table} set {name} = ?1 where id = (select id from {table} order by id limit 1)"
            );
            // what the type of the column does not take, no program puts there like this
            let is_stored = file.execute(&sql, [edited(&stored)]).is_ok();
            drop(file);
            let vault = machine.open().unwrap();
            let alarm = vault.file_state().unwrap().alarm;
            let expected = is_stored.then_some(FileAlarm::Edited);
            assert_eq!(alarm, expected, "{table}.{name}");
            tried += usize::from(is_stored);
            drop(vault);
            assert!(!machine.folder.join("vault.db-wal").exists());
            fs::write(machine.database(), &original).unwrap();
        }
    }
    assert!(tried > 40, "{tried}");
    assert_eq!(machine.open().unwrap().file_state().unwrap().alarm, None);
}

#[test]
fn no_name_that_another_program_wrote_is_the_clinics() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let known = machine.open().unwrap().clinic().unwrap();
    assert!(known.clinic.is_some() && !known.is_clinic_altered);
    let file = Connection::open(machine.database()).unwrap();
    file.execute("update tenants set name = 'Elsewhere'", [])
        .unwrap();
    drop(file);
    let known = machine.open().unwrap().clinic().unwrap();
    assert!(known.clinic.is_none() && known.is_clinic_altered);
}
