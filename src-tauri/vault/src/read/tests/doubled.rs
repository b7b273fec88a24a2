//! A row that another program wrote over with a copy of another one is gone, though the tags of all rows are right and
//! there are as many as there were.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sync_contract::catalog::Patient;
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::{Descriptor, Row};
use uuid::Uuid;

use crate::error::Error;
use crate::read::stored::Stored;
use crate::sample::{populate, sampled_entities};
use crate::testing::*;
use crate::unlocked::Unlocked;

/// The file of a clinic with two rows of everything for one patient.
struct Doubling {
    machine: Machine,
    file: Vec<u8>,
}

impl Doubling {
    fn new() -> Self {
        let (machine, mut unlocked) = clinic();
        populate(&mut unlocked, 2, Time(10));
        drop(unlocked);
        let conn = Connection::open(machine.database()).unwrap();
        conn.execute_batch("pragma wal_checkpoint(truncate)")
            .unwrap();
        drop(conn);
        let file = std::fs::read(machine.database()).unwrap();
        Self { machine, file }
    }

    /// Puts the file back, and writes one row of a table over with another one: with a SQLite shell the unique indexes
    /// are taken out of the schema for as long as that takes.
    fn write_over(&self, table: &str, gone: Uuid, copied: Uuid) {
        let path = self.machine.database();
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(path.with_file_name(format!("vault.db{suffix}")));
        }
        std::fs::write(&path, &self.file).unwrap();
        let conn = Connection::open(&path).unwrap();
        let sql = "select sql from sqlite_schema where name = ?1";
        let text: String = conn.query_row(sql, [table], |row| row.get(0)).unwrap();
        let loose = text.replace("id blob primary key", "id blob");
        let loose = loose.replace("unique (patient, id),", "");
        conn.execute_batch(&format!(
            "pragma writable_schema = on;
            create table uniques as
                select rowid as place, * from sqlite_schema where name like 'sqlite_autoindex_{table}_%';
            delete from sqlite_schema where name like 'sqlite_autoindex_{table}_%'"
        ))
        .unwrap();
        put(&conn, table, &loose);
        drop(conn);
        let conn = Connection::open(&path).unwrap();
        let mut columns = conn
            .prepare("select name from pragma_table_info(?1)")
            .unwrap();
        let columns = columns.query_map([table], |row| row.get::<_, String>(0));
        let columns = columns.unwrap().map(Result::unwrap).collect::<Vec<_>>();
        let columns = columns.join(", ");
        conn.execute_batch("pragma foreign_keys = off; pragma ignore_check_constraints = on")
            .unwrap();
        let over = format!(
            "update {table} set ({columns}) = (select {columns} from {table} where id = ?2) where id = ?1"
        );
        let written = conn.execute(&over, [gone.as_bytes(), copied.as_bytes()]);
        assert_eq!(written.unwrap(), 1, "{table}");
        conn.execute_batch(
            "pragma writable_schema = on;
            insert into sqlite_schema (rowid, type, name, tbl_name, rootpage, sql)
                select place, type, name, tbl_name, rootpage, sql from uniques;
            drop table uniques",
        )
        .unwrap();
        put(&conn, table, &text);
        conn.execute_batch("pragma wal_checkpoint(truncate)")
            .unwrap();
    }
}

fn put(conn: &Connection, table: &str, text: &str) {
    let sql = "update sqlite_schema set sql = ?2 where type = 'table' and name = ?1";
    conn.execute(sql, [table, text]).unwrap();
}

fn rows(unlocked: &Unlocked, of: &'static Descriptor) -> Vec<Stored<Row>> {
    unlocked.read().all_rows(of).unwrap()
}

/// Two rows of one patient, or of the clinic.
fn pair(unlocked: &Unlocked, of: &'static Descriptor) -> Option<(Uuid, Uuid, Option<Uuid>)> {
    let rows = rows(unlocked, of);
    rows.iter().enumerate().find_map(|(at, one)| {
        let patient = one.value.patient;
        let other = rows[at + 1..]
            .iter()
            .find(|other| other.value.patient == patient)?;
        Some((one.value.id, other.value.id, patient))
    })
}

/// Returns whether this patient's list, the list of all, and the row by its id tell it, one by one.
fn reported(
    unlocked: &Unlocked,
    of: &'static Descriptor,
    gone: Uuid,
    patient: Option<Uuid>,
) -> [bool; 3] {
    let list = match patient {
        Some(patient) => unlocked
            .read()
            .rows_of_patient(of, PatientId(patient))
            .map(drop),
        None => unlocked.read().look_over(of),
    };
    let list = list.is_err() || !unlocked.take_damage().is_empty();
    let all = unlocked.read().look_over(of).is_err() || !unlocked.take_damage().is_empty();
    let one = match unlocked.read().get_row(of, gone) {
        Ok(row) => row.is_none_or(|row| row.value.id == gone),
        Err(error) => matches!(error, Error::Altered | Error::Damaged | Error::Incomplete),
    };
    [list, all, one]
}

#[test]
fn a_row_of_any_entity_that_another_was_copied_over_is_missed() {
    let doubling = Doubling::new();
    let mut tried = 0;
    for of in sampled_entities() {
        let Some((gone, copied, patient)) = pair(&doubling.unlocked(), of) else {
            continue;
        };
        doubling.write_over(of.table, gone, copied);
        tried += 1;
        let opened = doubling.machine.open();
        let Ok(vault) = opened else {
            // what every sign-in depends on is refused at once
            continue;
        };
        let report = vault.verify_audit();
        assert!(
            report.is_err() || !report.unwrap().is_clean(),
            "{}",
            of.name
        );
        let Ok(unlocked) = vault.unlock("ada", &crate::crypto::password::Password::new(PASSWORD))
        else {
            continue;
        };
        unlocked.take_damage();
        assert_eq!(
            reported(&unlocked, of, gone, patient),
            [true; 3],
            "{}",
            of.name
        );
    }
    assert!(tried > 60, "{tried}");
}

impl Doubling {
    fn unlocked(&self) -> Unlocked {
        std::fs::write(self.machine.database(), &self.file).unwrap();
        self.machine.unlock()
    }
}

/// The cells of a page that are out of order are found by some statements and not by others.
#[test]
fn rows_that_are_out_of_order_in_their_page_are_reported() {
    let (machine, mut unlocked) = clinic();
    populate(&mut unlocked, 2, Time(10));
    drop(unlocked);
    let conn = Connection::open(machine.database()).unwrap();
    let root = "select rootpage, (select page_size from pragma_page_size) from sqlite_schema where name = 'rooms'";
    let (page, size): (usize, usize) = conn
        .query_row(root, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    conn.execute_batch("pragma wal_checkpoint(truncate)")
        .unwrap();
    drop(conn);
    let mut file = std::fs::read(machine.database()).unwrap();
    let page = &mut file[(page - 1) * size..page * size];
    // a leaf of a table, behind whose header of eight bytes lies where each cell begins
    assert_eq!((page[0], page[4]), (13, 4));
    page[8..12].rotate_left(2);
    std::fs::write(machine.database(), file).unwrap();
    let vault = machine.open().unwrap();
    assert!(matches!(vault.check_file(), Err(Error::Damaged)));
    let report = vault.verify_audit();
    assert!(report.is_err() || !report.unwrap().is_clean());
}

#[test]
fn the_search_index_misses_a_patient_that_was_copied_over() {
    let doubling = Doubling::new();
    let of = Patient::DESCRIPTOR;
    let all = rows(&doubling.unlocked(), of);
    doubling.write_over(of.table, all[0].value.id, all[1].value.id);
    let unlocked = doubling.machine.unlock();
    let index = unlocked.search_index().unwrap();
    unlocked.take_damage();
    unlocked.note_damaged(&index);
    let missing: Vec<_> = unlocked
        .take_damage()
        .iter()
        .map(|damage| damage.missing)
        .collect();
    assert_eq!(missing, [1]);
}
