//! Values of every type in every column of the file: no user is locked out, nothing panics, and no false value is
//! shown.
#![allow(clippy::unwrap_used)]

mod daily_work;

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use sync_contract::{Catalog, CellContent, Entity, Value};
use uuid::Uuid;

use self::daily_work::{daily_work, walk};
use super::altered::clinic_with_ben;
use crate::audit_chain::event::Event;
use crate::crypto::password::Password;
use crate::error::Error;
use crate::sign_in::tests::refused;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::{FileAlarm, NumberProof, Session};

/// A machine whose closed file has something in every table that this device keeps for itself.
struct Edited {
    machine: Machine,
    file: Vec<u8>,
    anchor: Vec<u8>,
    vault: Uuid,
}

impl Edited {
    fn new() -> (Self, Session) {
        let (machine, mut unlocked, _) = clinic_with_ben();
        let patient = register(&mut unlocked, "Okafor");
        accept_all(unlocked.vault_mut());
        let row = unlocked.read().get::<Patient>(patient).unwrap().unwrap();
        let mut changed = row.value;
        changed.city = sync_contract::Phi::new(Some("Accra".try_into().unwrap()));
        unlocked.save_draft(&changed, &row.seen).unwrap();
        let rename = |tx: &mut crate::WriteTx<'_>| tx.update(&changed, &row.seen);
        unlocked.write("edit patient", rename).unwrap();
        unlocked
            .record_once(patient.0, Event::new("read patient", "Patient"))
            .unwrap();
        let Unlocked { vault, session, .. } = unlocked;
        let (mut vault, _) = refused(vault, "ben", "not this");
        vault.set_server("https://localhost", None).unwrap();
        drop(vault);
        let conn = Connection::open(machine.database()).unwrap();
        for sql in SYNCED_STATE {
            conn.execute_batch(sql)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        conn.execute_batch("pragma wal_checkpoint(truncate)")
            .unwrap();
        drop(conn);
        let vault = machine.open().unwrap().id();
        let keys = machine.environment().key_store;
        let anchor = keys.load(anchor_entry(vault)).unwrap().unwrap().to_vec();
        let file = std::fs::read(machine.database()).unwrap();
        let edited = Self {
            machine,
            file,
            anchor,
            vault,
        };
        (edited, session)
    }

    fn put_back(&self) {
        for suffix in ["-wal", "-shm"] {
            let mut log = self.machine.database().into_os_string();
            log.push(suffix);
            let _ = std::fs::remove_file(log);
        }
        std::fs::write(self.machine.database(), &self.file).unwrap();
        let keys = self.machine.environment().key_store;
        keys.store(anchor_entry(self.vault), &self.anchor).unwrap();
    }

    /// Calls `with` for each column of these tables and each odd value that it takes, with the file edited so.
    fn each(&self, is_asked: impl Fn(&str) -> bool, mut with: impl FnMut(&str)) {
        self.put_back();
        let conn = Connection::open(self.machine.database()).unwrap();
        let columns = own_columns(&conn);
        drop(conn);
        for (table, column, kind) in columns.iter().filter(|(table, ..)| is_asked(table)) {
            for value in odd_values(kind) {
                self.put_back();
                let conn = Connection::open(self.machine.database()).unwrap();
                let sql =
                    format!("update {table} set {column} = {value} where {column} is not {value}");
                // a CHECK may refuse the value: then no file has it
                if conn.execute(&sql, []).is_ok_and(|rows| rows > 0) {
                    drop(conn);
                    with(&sql);
                }
            }
        }
    }
}

fn anchor_entry(vault: Uuid) -> Uuid {
    Uuid::new_v5(&vault, b"anchor")
}

/// For tables that a clinic on one machine leaves empty.
const SYNCED_STATE: [&str; 10] = [
    "insert or ignore into admin_signed_actions
        values (zeroblob(16), 'x', 1, 'REJECTED', 'forbidden', 0, 0, null, x'')",
    "insert or ignore into cell_siblings values (20, zeroblob(16), 1, zeroblob(12), 0, x'00')",
    "insert or ignore into unknown_cells values (20, zeroblob(16), 99, null, zeroblob(12), 0, 0, x'00')",
    "insert or ignore into quarantined values (1, 20, zeroblob(16), 1, null, 0, 'tag', x'00', 1, 1)",
    "insert or replace into pull_position (one, control_position) values (1, 0)",
    "insert or ignore into devices_last_seen values (9, 1, '1.0', zeroblob(18))",
    "insert or ignore into erasures_confirmed values (zeroblob(16), zeroblob(16), zeroblob(18))",
    "insert or ignore into reviews values (zeroblob(16), null, zeroblob(18))",
    "insert or ignore into scope (one, users, compartments) values (1, x'00000000', x'')",
    "insert or ignore into device_numbers values (7, 1)",
];

/// Table, column and type of everything that is of no entity of the catalog.
fn own_columns(conn: &Connection) -> Vec<(String, String, String)> {
    let sql =
        "select t.name, c.name, c.type from sqlite_schema as t, pragma_table_info(t.name) as c
        where t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'refinery%'";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let all: Vec<(String, String, String)> = rows.unwrap().map(Result::unwrap).collect();
    all.into_iter()
        .filter(|(table, ..)| !is_of_entity(table))
        .collect()
}

fn is_of_entity(table: &str) -> bool {
    Catalog::ALL.iter().any(|entity| entity.table == table)
}

fn odd_values(kind: &str) -> &'static [&'static str] {
    match kind {
        "INTEGER" => &["-1", "9000000000000000", "9223372036854775807", "null"],
        "BLOB" => &["x''", "x'00'", "zeroblob(16)", "randomblob(32)", "null"],
        _ => &["''", "'x'", "null"],
    }
}

/// A person may be told that the file is damaged, was edited, or names another server; nothing else is true.
fn untold(result: Result<(), Error>) -> Option<Error> {
    match result {
        Ok(()) | Err(Error::Damaged | Error::Incomplete | Error::Malformed(_)) => None,
        Err(Error::Altered | Error::ServerAltered) => None,
        Err(error) => Some(error),
    }
}

#[test]
fn no_edit_of_this_devices_row_locks_anybody_out_or_invents_a_revocation() {
    let (edited, session) = Edited::new();
    drop(session);
    let machine = &edited.machine;
    edited.each(
        |table| table == "device",
        |sql| {
            let vault = machine
                .open()
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
            assert_eq!(
                vault.file_state().unwrap().alarm,
                Some(FileAlarm::Edited),
                "{sql}"
            );
            let ada = vault.unlock("ada", &Password::new(PASSWORD));
            let mut ada = ada
                .map_err(|refused| refused.error)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
            register(&mut ada, "Adeyemi");
            assert_eq!(ada.vault().device_number().unwrap(), 1, "{sql}");
            assert_eq!(ada.vault().clock_offset_ms().unwrap(), 0, "{sql}");
            let report = ada.vault().verify_audit().unwrap();
            assert_eq!(
                (report.fault, report.number),
                (None, NumberProof::Proved),
                "{sql}"
            );
            assert_eq!(
                ada.vault().file_state().unwrap().alarm,
                Some(FileAlarm::Edited),
                "{sql}"
            );
            let ended = ada.accept_file("edited").unwrap();
            assert_eq!(ended, Some(FileAlarm::Edited), "{sql}");
            drop(ada.lock());
            assert_eq!(
                machine.open().unwrap().file_state().unwrap().alarm,
                None,
                "{sql}"
            );
        },
    );
}

#[test]
fn no_edit_of_the_wrong_passwords_is_more_than_a_lock_out() {
    let (edited, session) = Edited::new();
    drop(session);
    edited.each(
        |table| table == "sign_in_tries",
        |sql| {
            let vault = edited.machine.open().unwrap();
            assert_eq!(
                vault
                    .sign_in_waits()
                    .err()
                    .and_then(|error| untold(Err(error)))
                    .map(|e| e.to_string()),
                None,
                "{sql}"
            );
            let wait = vault.sign_in_wait(Uuid::from_u128(41)).unwrap();
            let lock_out = std::time::Duration::from_secs(15 * 60);
            assert!(wait.is_none_or(|wait| wait.remaining <= lock_out), "{sql}");
            edited.machine.clock.advance_s(15 * 60);
            let ben = vault.unlock("ben", &Password::new("front door"));
            ben.map_err(|refused| refused.error)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        },
    );
}

#[test]
fn an_edit_of_a_local_table_is_reported_as_damage_at_most() {
    let (edited, session) = Edited::new();
    let mut session = Some(session);
    let mut failures = Vec::new();
    let is_asked = |table: &str| !["device", "sign_in_tries"].contains(&table);
    edited.each(is_asked, |sql| {
        let vault = match edited.machine.open() {
            Ok(vault) => vault,
            Err(Error::Damaged | Error::NotOurs | Error::NoKeysHere)
                if sql.contains("vault_file") =>
            {
                return;
            }
            Err(error) => return failures.push(format!("{sql}: open: {error}")),
        };
        let mut unlocked = Unlocked::new(vault, session.take().unwrap());
        for (what, result) in walk(&mut unlocked) {
            if let Some(error) = untold(result) {
                failures.push(format!("{sql}: {what}: {error}"));
            }
        }
        session = Some(unlocked.session);
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Tables of the queue, of which `outbox/show/tests.rs` says what an edit does.
const OF_THE_QUEUE: [&str; 7] = [
    "admin_signed_actions",
    "push_chain",
    "queue",
    "queue_references",
    "queue_rows",
    "sent_groups",
    "shadow_rows",
];
/// The tables that a sign-in depends on: a row that is not what its signers wrote lets no user in (`Altered`), and the
/// advice is to restore a backup or to join again.
const OF_TRUST: [&str; 5] = ["devices", "key_grants", "roles", "user_roles", "users"];

/// Everything that lists show: each row with the cells that are not named as damaged.
type Shown = HashMap<(u16, Uuid), Vec<CellContent>>;

fn shown(unlocked: &Unlocked) -> Result<Shown, Error> {
    let mut shown = Shown::new();
    for descriptor in Catalog::ALL {
        for row in unlocked.read().all_rows(descriptor)? {
            let mut cells = row.value.cells;
            cells.retain(|cell| !row.damaged.contains(&cell.number));
            shown.insert((descriptor.number, row.value.id), cells);
        }
    }
    Ok(shown)
}

/// Signs in, but for the stretching of the password. Gives the session's keys back in any case.
fn sign_in(mut vault: crate::Vault, session: Session) -> Result<Unlocked, Error> {
    let account = match vault.account("ada")? {
        None if vault.lacks_users()? => return Err(Error::Altered),
        account => account.ok_or(Error::NotFound)?,
    };
    vault.may_try(account.user)?;
    let session = vault.begin_session(account.user, session.keys, session.sign_in_secret)?;
    Ok(Unlocked::new(vault, session))
}

/// The tables and columns that the law is about.
fn all_columns(conn: &Connection) -> Vec<(String, String)> {
    let sql = "select t.name, c.name from sqlite_schema as t, pragma_table_info(t.name) as c
        where t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'refinery%'";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let columns = rows.unwrap().map(rusqlite::Result::unwrap);
    let is_meant = |(table, _): &(String, String)| !OF_THE_QUEUE.contains(&table.as_str());
    columns.filter(is_meant).collect()
}

/// Returns some edits of a column, each with a value of another type or length.
fn edits_of(table: &str, column: &str, mut below: impl FnMut(usize) -> usize) -> Vec<String> {
    let cut = format!("substr({column}, 1, length({column}) - 1)");
    let longer = format!("cast(cast({column} as blob) || x'00' as blob)");
    let values = ODD_VALUES.iter().copied();
    let values: Vec<&str> = values.chain([cut.as_str(), longer.as_str()]).collect();
    let edit = |_| {
        let value = values[below(values.len())];
        format!(
            "update or ignore {table} set \"{column}\" = {value} where \"{column}\" is not {value}"
        )
    };
    let count = if is_of_entity(table) { 1 } else { 3 };
    (0..count).map(edit).collect()
}

/// Returns what is edited at once: a column of five tables that only lists depend on, or one of any other table.
fn edits(
    columns: Vec<(String, String)>,
    mut below: impl FnMut(usize) -> usize,
) -> Vec<Vec<String>> {
    let (mut alone, mut by_index) = (Vec::new(), BTreeMap::<usize, Vec<String>>::new());
    let mut counts = HashMap::new();
    for (table, column) in columns {
        let edits = edits_of(&table, &column, &mut below);
        if is_of_entity(&table) && !OF_TRUST.contains(&table.as_str()) {
            let index: &mut usize = counts.entry(table).or_default();
            by_index.entry(*index).or_default().extend(edits);
            *index += 1;
        } else {
            alone.extend(edits.into_iter().map(|edit| vec![edit]));
        }
    }
    let apart = by_index.values().flat_map(|edits| edits.chunks(5));
    alone.extend(apart.map(<[String]>::to_vec));
    alone
}

/// Returns whether a cell has the values that it had, as far as it shows any.
fn is_of(cell: &CellContent, before: &[CellContent]) -> bool {
    let known = before.iter().find(|known| known.number == cell.number);
    known.is_some_and(|known| {
        let mut both = cell.values.iter().zip(&known.values);
        both.all(|(now, was)| now == was || *now == Value::Undecryptable)
    })
}

/// Returns what goes wrong in daily work, or is shown and was never written.
fn faults(unlocked: &mut Unlocked, originals: &Shown, is_trust: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (what, result) in daily_work(unlocked) {
        match result {
            Ok(()) => {}
            // nothing is sent to a server that was edited in
            Err(Error::ServerAltered) if what == "server" || what == "push" => {}
            Err(Error::Altered | Error::NoKey) if is_trust => {}
            Err(error) => faults.push(format!("{what}: {error}")),
        }
    }
    match shown(unlocked) {
        Ok(now) => {
            for (row, cells) in now {
                // but for the patients that this test registers
                let was = originals.get(&row);
                let is_own = |was: &Vec<CellContent>| cells.iter().all(|cell| is_of(cell, was));
                if !was.map_or(row.0 == Patient::DESCRIPTOR.number, is_own) {
                    faults.push(format!("shows {row:?} {cells:?}"));
                }
            }
        }
        Err(error) => faults.push(format!("lists: {error}")),
    }
    faults
}

#[test]
fn odd_values_in_any_column_of_any_table_lock_no_user_out() {
    let (machine, mut unlocked, _) = clinic_with_ben();
    crate::sample::populate(&mut unlocked, 1, Time(10));
    let originals = shown(&unlocked).unwrap();
    let mut session = Some(unlocked.session);
    drop(unlocked.vault);
    let conn = Connection::open(machine.database()).unwrap();
    for sql in SYNCED_STATE {
        conn.execute_batch(sql).unwrap();
    }
    let columns = all_columns(&conn);
    drop(conn);
    let file = Unconstrained::of(&machine.database());
    let mut random = sampled();
    let mut below = |end: usize| usize::from(u16::from_be_bytes(random.bytes())) % end;
    let (mut failures, mut tried) = (Vec::new(), 0);
    for edits in edits(columns, &mut below) {
        let is_edit =
            |sql: &&String, conn: &Connection| conn.execute(sql, []).is_ok_and(|rows| rows > 0);
        let mut made = 0;
        file.edit(|conn| {
            made = edits.iter().filter(|sql| is_edit(sql, conn)).count();
            true
        });
        if made == 0 {
            continue;
        }
        tried += made;
        let sql = edits.join("; ");
        let of_trust = |table: &&str| sql.starts_with(&format!("update or ignore {table} set"));
        let is_trust = OF_TRUST.iter().any(of_trust);
        let vault = machine.open();
        let signed_in = vault.and_then(|vault| sign_in(vault, session.take().unwrap()));
        match signed_in {
            Ok(mut unlocked) => {
                let faults = faults(&mut unlocked, &originals, is_trust).into_iter();
                failures.extend(faults.map(|fault| format!("{sql}: {fault}")));
                session = Some(unlocked.session);
            }
            Err(error) => {
                if !(is_trust && matches!(error, Error::Altered)) {
                    failures.push(format!("{sql}: sign-in: {error}"));
                }
                file.edit(|_| true);
                session = Some(machine.unlock().session);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(tried > 300, "{tried}");
}
