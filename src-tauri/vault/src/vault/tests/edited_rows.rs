//! Guarded rows edited by another program, or put back from an older copy of the file: reported before a sign-in.

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use sync_contract::catalog::{DeletionReason, Setting};
use sync_contract::field::Time;
use sync_contract::messages::Verdict;
use sync_contract::{Catalog, Code, Descriptor};

use super::*;
use crate::sample::{ids_of, populate_with, sampled_entities};
use crate::store::{rows, stored_sum};

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

/// Makes a row another one under the clock that follows, with tags that fit.
fn rewrite(unlocked: &Unlocked, descriptor: &'static Descriptor, id: Uuid) {
    unlocked.forge_row(descriptor, id, |row| row.cells[0].clock.unix_ms += 1);
}

/// Returns the last row of a table.
fn last_row(conn: &Connection, table: &str) -> Uuid {
    let sql = format!("select id from {table} order by id desc limit 1");
    let id: Vec<u8> = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
    Uuid::from_slice(&id).unwrap()
}

/// An older row has the tag that this program gave it.
#[test]
fn a_guarded_row_put_back_taken_out_or_copied_is_reported() {
    let (_machine, mut unlocked) = clinic();
    populate_with(&mut unlocked, 2, Time(10), true);
    let conn = &unlocked.vault.conn;
    conn.execute_batch("pragma foreign_keys = off; pragma ignore_check_constraints = on; begin")
        .unwrap();
    let mut copied = 0;
    let guarded = sampled_entities().filter(|known| known.is_guarded());
    for descriptor in guarded {
        let table = descriptor.table;
        let id = last_row(conn, table);
        let named = format!("id = x'{}'", id.simple());
        let older = format!("create temp table older as select * from {table} where {named}");
        conn.execute_batch(&older).unwrap();
        let is_written_once = descriptor.authority.is_append_only();
        if !is_written_once {
            rewrite(&unlocked, descriptor, id);
        }
        assert!(stored_sum::fits(conn).unwrap(), "{table}");
        let attempt = |sql: &str| {
            conn.execute_batch("savepoint attack").unwrap();
            let is_done = conn.execute_batch(sql).is_ok();
            let alarm = unlocked.vault.file_state().unwrap().alarm;
            conn.execute_batch("rollback to attack; release attack")
                .unwrap();
            let expected = is_done.then_some(FileAlarm::Edited);
            assert_eq!(alarm.filter(|_| is_done), expected, "{table}: {sql}");
            is_done
        };
        let take_out = format!("delete from {table} where {named}");
        let put = format!("insert into {table} select * from older");
        assert!(attempt(&take_out));
        assert!(is_written_once || attempt(&format!("{take_out}; {put}")));
        let copy = format!("update older set id = randomblob(16); {put}");
        copied += usize::from(attempt(&copy));
        conn.execute_batch("drop table older").unwrap();
        assert!(stored_sum::fits(conn).unwrap(), "{table}");
    }
    assert!(copied > 15, "{copied}");
}

#[test]
fn an_older_rule_is_reported_and_shuts_no_user_out() {
    let (machine, mut unlocked) = clinic();
    populate_with(&mut unlocked, 1, Time(10), true);
    let rules: Vec<_> = sampled_entities().filter(|known| known.is_rule).collect();
    let rows = rules.iter().map(|rule| ids_of(rule, 1)[0]);
    let rows: Vec<Uuid> = rows.collect();
    let older = machine.older();
    for (rule, id) in rules.iter().copied().zip(&rows) {
        rewrite(&unlocked, rule, *id);
    }
    assert!(stored_sum::fits(&unlocked.vault.conn).unwrap());
    drop(unlocked);
    let edited = Some(FileAlarm::Edited);
    assert_ne!(machine.open().unwrap().file_state().unwrap().alarm, edited);
    let original = fs::read(machine.database()).unwrap();
    for (rule, id) in rules.into_iter().zip(rows) {
        let table = rule.table;
        machine.put_back(&older, table, id);
        let unlocked = machine.unlock();
        let alarm = || unlocked.vault.file_state().unwrap().alarm;
        assert_eq!(alarm(), edited, "{table}");
        let noted = "select count(*) from audit where action = 'file edited'";
        assert_eq!(count(&unlocked.vault, noted), 1, "{table}");
        // what is written since hides nothing
        rewrite(&unlocked, rule, id);
        assert_eq!(alarm(), edited, "{table}");
        drop(unlocked);
        assert!(!machine.folder.join("vault.db-wal").exists());
        fs::write(machine.database(), &original).unwrap();
    }
}

/// No server has it to send: it is missing until an admin accepts the file.
#[test]
fn a_rule_that_was_taken_out_without_a_server_stays_missing() {
    let (machine, mut unlocked) = clinic();
    populate_with(&mut unlocked, 1, Time(10), true);
    let rule = Setting::DESCRIPTOR;
    unlocked.cut_row(rule, ids_of(rule, 1)[0]);
    drop(unlocked);
    for _ in 0..2 {
        let unlocked = machine.unlock();
        let reader = unlocked.read();
        reader.look_over(rule).unwrap();
        assert!(reader.has_lost_rows(rule, None));
    }
}

/// A user writes it, the server refuses it or takes it, another version comes and is decided about.
#[test]
fn however_a_rule_is_written_the_sum_fits() {
    let (_machine, mut unlocked) = clinic();
    populate_with(&mut unlocked, 1, Time(10), true);
    for rule in sampled_entities().filter(|known| known.is_rule) {
        let (id, name) = (ids_of(rule, 1)[0], rule.name);
        let fits = |unlocked: &Unlocked| stored_sum::fits(&unlocked.vault.conn).unwrap();
        let stored = |unlocked: &Unlocked| unlocked.read().get_row(rule, id).unwrap().unwrap();
        // it is deleted, comes back, and the server refuses that it is deleted once more
        for (deletes, is_accepted) in [(true, true), (false, true), (true, false)] {
            let seen = stored(&unlocked).seen;
            let written = unlocked.write("delete", |tx| match deletes {
                true => tx.delete_row(rule, id, DeletionReason::Other, None, &seen),
                false => tx.undelete_row(rule, id, &seen),
            });
            written.unwrap();
            assert!(fits(&unlocked), "{name}");
            assert_eq!(stored(&unlocked).deleted.is_some(), deletes, "{name}");
            let verdict = |_: &Group| match is_accepted {
                true => Verdict::Accepted { seq: 1 },
                false => Verdict::Rejected(Code::OutOfScope.into()),
            };
            while answer(&mut unlocked.vault, verdict).is_some() {}
            assert!(fits(&unlocked), "{name}");
            let is_deleted = stored(&unlocked).deleted.is_some();
            assert_eq!(is_deleted, deletes && is_accepted, "{name}");
        }
        let row = rows::load(&unlocked.vault.conn, rule, id).unwrap().unwrap();
        let spec = rule.declared_cells().next().unwrap();
        let shown = row.cell(spec.number).unwrap();
        let mut sibling = shown.clone();
        sibling.clock.device += 1;
        unlocked.add_sibling(rule, id, &sibling);
        assert!(fits(&unlocked), "{name}");
        let content = stored(&unlocked).value.cell(spec.number).unwrap().clone();
        let clocks = [shown.clock, sibling.clock];
        let decided = unlocked.write("decide", |tx| tx.resolve(rule, id, &content, &clocks));
        decided.unwrap();
        assert!(fits(&unlocked), "{name}");
    }
}
