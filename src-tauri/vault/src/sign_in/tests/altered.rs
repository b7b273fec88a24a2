//! An attacker edits the file with a tool of their own: every edit is refused and reported.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sync_contract::catalog::{GrantKind, Patient, PublicKey, Role, User};
use sync_contract::ids::UserId;
use sync_contract::protocol::Replica;
use sync_contract::{Compartment, Entity};
use uuid::Uuid;

use crate::audit_chain::event::Event;
use crate::crypto::grant::Granting;
use crate::crypto::keys::epoch::{EpochKey, KeyId};
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::Password;
use crate::crypto::random::Random;
use crate::error::Error;
use crate::session::grants::grant_aad;
use crate::sign_in::tests::{add_receptionist, refused};
use crate::store::rows;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::{FileAlarm, NumberProof, Session};

/// What `sql` does to the file over a connection that knows nothing of us. It changes one row at least.
fn edit(machine: &Machine, sql: &str) {
    let conn = Connection::open(machine.database()).unwrap();
    assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
}

fn clinic_with_ben() -> (Machine, Unlocked, UserId) {
    let (machine, mut unlocked) = clinic();
    let ben = add_receptionist(&mut unlocked);
    (machine, unlocked, ben)
}

fn public_key(unlocked: &Unlocked, user: UserId) -> PublicKey {
    let row = unlocked.read().get::<User>(user).unwrap();
    row.unwrap().value.public_key
}

#[test]
fn an_edited_row_of_a_user_refuses_their_sign_in() {
    for sql in [
        "update roles set rights = rights || ' notes.sign audit.read' where name = 'Receptionist'",
        "update roles set compartments = compartments || ' clinical' where name = 'Receptionist'",
        "update user_roles set role = (select id from roles where name = 'Admin') where hex(user) like '%29'",
        "update users set public_key = randomblob(32) where username = 'ben'",
        "update users set signing_key = randomblob(32) where username = 'ben'",
        "update users set kdf_passes = 4 where username = 'ben'",
        "update users set username = 'ben' where username = 'ada'",
        "update key_grants set sealed_key = randomblob(90) where hex(recipient) like '%29' and kind = 'CONTACT'",
        "update key_grants set epoch = 2 where hex(recipient) like '%29' and kind = 'CONTACT'",
        "update devices set revoked_at = 5",
        "update devices set public_key = randomblob(32)",
    ] {
        let (machine, unlocked, _) = clinic_with_ben();
        drop(unlocked);
        if sql.contains("set username") {
            edit(
                &machine,
                "update users set username = 'old' where username = 'ben'",
            );
        }
        edit(&machine, sql);
        let vault = machine.open().unwrap();
        let (mut vault, error) = refused(vault, "ben", "front door");
        assert!(matches!(error, Error::Altered), "{sql}: {error:?}");
        let entry = "select count(*) from audit where action = 'sign in' and outcome = 'REFUSED'";
        assert_eq!(count(&vault, entry), 1, "{sql}");
        vault
            .record(crate::audit_chain::event::Event::new("status", "vault"))
            .unwrap();
        assert!(vault.verify_audit().unwrap().fault.is_none());
    }
}

#[test]
fn a_deactivated_user_does_not_come_back_by_an_edit() {
    let (machine, mut unlocked, ben) = clinic_with_ben();
    let stored = unlocked.read().get::<User>(ben).unwrap().unwrap();
    let gone = User {
        is_active: false,
        ..stored.value
    };
    unlocked
        .write_admin_signed("leave", |tx| tx.update(&gone, &stored.seen))
        .unwrap();
    drop(unlocked);
    edit(
        &machine,
        "update users set is_active = 1 where username = 'ben'",
    );
    let (_, error) = refused(machine.open().unwrap(), "ben", "front door");
    assert!(matches!(error, Error::Altered));
}

#[test]
fn a_key_that_a_user_granted_themself_opens_and_seals_nothing() {
    let (machine, unlocked, ben) = clinic_with_ben();
    let tenant = unlocked.vault.tenant().0;
    let key = public_key(&unlocked, ben);
    drop(unlocked);
    // a stranger knows ben's public key and makes an epoch of their own, so as to read what he writes from now on
    let mut random = Random::from_seed(&[8; 32]);
    let (id, to) = (
        Uuid::from_u128(77),
        ExchangeKey::from_bytes(key.0.try_into().unwrap()),
    );
    let epoch = EpochKey::generate(KeyId::new(Compartment::Contact, 2).unwrap(), &mut random);
    let sealed = Granting::Epoch(&epoch)
        .seal_to(&to, &grant_aad(tenant, id), &mut random)
        .unwrap();
    let conn = Connection::open(machine.database()).unwrap();
    let columns = "tenant_id, created_at, created_by, patient_id, cells, kind, epoch, recipient_kind, \
        recipient, sealed_key";
    let known: Vec<&str> = columns
        .split(", ")
        .filter(|column| {
            conn.prepare(&format!("select {column} from key_grants"))
                .is_ok()
        })
        .collect();
    let unproved: Vec<&str> = known
        .iter()
        .copied()
        .filter(|c| !["epoch", "sealed_key"].contains(c))
        .collect();
    let sql = format!(
        "insert into key_grants (id, epoch, sealed_key, {0}) \
         select ?1, 2, ?2, {0} from key_grants where recipient = ?3 and kind = ?4",
        unproved.join(", ")
    );
    let put = conn.execute(
        &sql,
        rusqlite::params![
            id.as_bytes(),
            sealed,
            ben.0.as_bytes(),
            GrantKind::Contact.as_str()
        ],
    );
    assert_eq!(put.unwrap(), 1);
    let (_, error) = refused(machine.open().unwrap(), "ben", "front door");
    assert!(matches!(error, Error::Altered));
}

#[test]
fn nothing_is_sealed_to_a_public_key_or_for_a_role_that_was_edited_in() {
    let (machine, mut unlocked, ben) = clinic_with_ben();
    let keys = UserKeys::generate(&mut Random::from_seed(&[5; 32]));
    let own = keys.public().exchange;
    let hex = crate::crypto::seal::hex::encode(own.as_bytes());
    edit(
        &machine,
        &format!("update users set public_key = x'{hex}' where username = 'ben'"),
    );
    let refused = unlocked.write_admin_signed("grant", |tx| {
        let row = tx.get::<User>(ben)?.unwrap().value;
        assert_eq!(row.public_key.0, own.as_bytes());
        tx.grants_for(ben, &row.public_key, &[Compartment::Contact])
    });
    assert!(matches!(refused, Err(Error::Altered)), "{refused:?}");

    let (machine, mut unlocked, ben) = clinic_with_ben();
    let key = public_key(&unlocked, ben);
    let mut grant = |compartment| {
        unlocked.write_admin_signed("grant", |tx| tx.grants_for(ben, &key, &[compartment]))
    };
    assert!(grant(Compartment::Contact).is_ok());
    // a role without the compartment entitles no user to it
    assert!(matches!(grant(Compartment::Clinical), Err(Error::NoKey)));
    edit(
        &machine,
        "update roles set compartments = compartments || ' clinical'",
    );
    assert!(matches!(grant(Compartment::Clinical), Err(Error::Altered)));
    assert!(matches!(grant(Compartment::Contact), Err(Error::Altered)));
}

#[test]
fn the_root_key_goes_to_admins_alone() {
    let (_machine, mut unlocked, ben) = clinic_with_ben();
    let key = public_key(&unlocked, ben);
    let refused = unlocked.write_admin_signed("grant", |tx| tx.root_grant_for(ben, &key));
    assert!(matches!(refused, Err(Error::NotAdmin)));
}

#[test]
fn an_admin_does_not_put_their_name_under_what_was_edited_in() {
    let (machine, mut unlocked, _) = clinic_with_ben();
    let id = reception_role(unlocked.vault.tenant());
    edit(
        &machine,
        "update roles set rights = rights || ' audit.read' where name = 'Receptionist'",
    );
    let refused = unlocked.write_admin_signed("describe role", |tx| {
        let stored = tx.get::<Role>(id)?.unwrap();
        let described = Role {
            description: Some("At the door".try_into().unwrap()),
            ..stored.value
        };
        tx.update(&described, &stored.seen)
    });
    assert!(matches!(refused, Err(Error::Altered)));
}

#[test]
fn sessions_are_not_sealed_to_an_audit_key_that_was_edited_in() {
    let (machine, unlocked, _) = clinic_with_ben();
    let honest = crate::audit::record::newest_audit_key(&unlocked.vault).unwrap();
    edit(
        &machine,
        "update key_grants set public_key = randomblob(32) where kind = 'AUDIT'",
    );
    assert_eq!(
        crate::audit::record::newest_audit_key(&unlocked.vault).unwrap(),
        honest
    );
}

#[test]
fn whose_word_counts_for_what_is_pulled_does_not_follow_from_an_edit() {
    let (machine, unlocked, ben) = clinic_with_ben();
    let chain = unlocked.vault.chain().unwrap();
    assert_eq!(chain.keys_at(ben.0, 0).len(), 1);
    drop(chain);
    edit(
        &machine,
        "update users set signing_key = randomblob(32) where username = 'ben'",
    );
    let chain = unlocked.vault.chain().unwrap();
    assert!(chain.keys_at(ben.0, 0).is_empty());
    let row = rows::load(&unlocked.vault.conn, User::DESCRIPTOR, ben.0)
        .unwrap()
        .unwrap();
    assert!(matches!(chain.prove(&row), Err(Error::Altered)));
}

#[test]
fn forged_devices_reach_neither_a_server_nor_a_new_device() {
    let (machine, mut unlocked, _) = clinic_with_ben();
    assert!(unlocked.invite().is_ok() && unlocked.create_clinic("code").is_ok());
    edit(&machine, "update devices set number = 9");
    assert!(matches!(unlocked.invite(), Err(Error::Altered)));
    assert!(matches!(
        unlocked.create_clinic("code"),
        Err(Error::Altered)
    ));
}

#[test]
fn an_unchanged_file_opens_for_everybody() {
    let (machine, unlocked, _) = clinic_with_ben();
    drop(unlocked);
    let ben = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    assert!(ben.session.waiting_for_keys().is_empty());
    machine.unlock();
}

/// What an attacker with a SQLite shell can plant.
const PLANTED: [&str; 5] = [
    "create trigger planted after insert on sign_in_tries begin delete from sign_in_tries; end",
    "create trigger planted after insert on audit begin delete from audit where number = new.number; end",
    "create view planted as select * from patients",
    "create index planted on patients (sex)",
    "create table planted (name text)",
];

#[test]
fn a_file_in_which_anything_was_planted_is_not_opened() {
    for sql in PLANTED.into_iter().chain(["drop index patients_by_status"]) {
        let (machine, unlocked) = clinic();
        drop(unlocked);
        let conn = Connection::open(machine.database()).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        assert!(matches!(machine.open(), Err(Error::Altered)), "{sql}");
    }
}

#[test]
fn a_trigger_planted_while_the_file_is_open_does_not_run() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let vault = machine.open().unwrap();
    let conn = Connection::open(machine.database()).unwrap();
    conn.execute_batch(PLANTED[0]).unwrap();
    drop(conn);
    let refused = vault.unlock("ada", &Password::new("guess")).unwrap_err();
    assert!(matches!(refused.error, Error::WrongPassword));
    let tries = count(&refused.vault, "select count(*) from sign_in_tries");
    assert_eq!(tries, 1);
}

#[test]
fn a_name_that_was_edited_in_is_not_shown_on_the_lock_screen() {
    let (machine, unlocked, _) = clinic_with_ben();
    drop(unlocked);
    let names = |machine: &Machine| -> Vec<String> {
        let people = machine.open().unwrap().people().unwrap();
        people.into_iter().map(|person| person.username).collect()
    };
    assert_eq!(names(&machine).len(), 2);
    edit(
        &machine,
        "update users set first_name = 'Mallory' where username = 'ben'",
    );
    assert_eq!(names(&machine), ["ada"]);
}

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
const SYNCED_STATE: [&str; 9] = [
    "insert into admin_signed_actions values (zeroblob(16), 'x', 1, 'REJECTED', 'forbidden', null)",
    "insert into cell_siblings values (20, zeroblob(16), 1, zeroblob(12), 0, x'00')",
    "insert into unknown_cells values (20, zeroblob(16), 99, null, zeroblob(12), 0, 0, x'00')",
    "insert into quarantined values (1, 20, zeroblob(16), 1, null, 0, 'tag', x'00', 1)",
    "insert or replace into pull_position values (1, null, 0)",
    "insert into devices_last_seen values (9, 1, '1.0')",
    "insert into reviews values (zeroblob(16), null, zeroblob(18))",
    "insert into scope values (1, x'00000000', x'')",
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
    let of_entity = |table: &str| {
        sync_contract::Catalog::ALL
            .iter()
            .any(|known| known.table == table)
    };
    all.into_iter()
        .filter(|(table, ..)| !of_entity(table))
        .collect()
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
        Ok(())
        | Err(Error::Damaged | Error::Malformed(_) | Error::Altered | Error::ServerAltered) => None,
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

/// What programs do with a file in daily work.
fn walk(unlocked: &mut Unlocked) -> Vec<(&'static str, Result<(), Error>)> {
    let vault = unlocked.vault_mut();
    let mut walked = vec![
        ("file state", vault.file_state().map(drop)),
        ("lock screen", vault.people().map(drop)),
        ("last sign-ins", vault.last_sign_ins().map(drop)),
        ("account", vault.account("ada").map(drop)),
        ("waiting", vault.waiting().map(drop)),
        ("refused", vault.rejected().map(drop)),
        ("patients that wait", vault.waiting_by_patient().map(drop)),
        ("newest", vault.newest_waiting().map(drop)),
        ("pending", vault.pending_admin_signed().map(drop)),
        ("scope", vault.scope().map(drop)),
        ("last seen", vault.devices_last_seen().map(drop)),
        ("reviews", vault.reviews().map(drop)),
        ("numbers", vault.device_numbers().map(drop)),
        ("server", vault.trusted_server().map(drop)),
        ("jump", vault.server_jump_ms().map(drop)),
        ("verify audit", vault.verify_audit().map(drop)),
        ("position", vault.next_pull().map(drop)),
        ("push", vault.next_push().map(drop)),
        ("audit push", vault.next_audit_push().map(drop)),
        ("command", vault.record(Event::new("status", "vault"))),
    ];
    let id = Uuid::from_u128(5);
    let patients = unlocked.read().get::<Patient>(id.into()).map(drop);
    walked.push(("read", patients));
    let once = Event::new("read patient", "Patient");
    walked.push(("note a read", unlocked.record_once(id, once).map(drop)));
    let insert = |tx: &mut crate::WriteTx<'_>| {
        let id = tx.new_id();
        tx.insert(&patient(id, "Adeyemi"))
    };
    walked.push((
        "write",
        unlocked.write("register patient", insert).map(drop),
    ));
    let filter = crate::AuditFilter::default();
    walked.push(("audit list", unlocked.audit(&filter, 50).map(drop)));
    walked.push(("drafts", unlocked.drafts::<Patient>(None).map(drop)));
    walked.push(("conflicts", unlocked.read().conflicts().map(drop)));
    walked.push(("quarantined", unlocked.read().quarantined().map(drop)));
    walked
}
