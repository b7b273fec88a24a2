//! An attacker edits the file with a tool of their own: every edit is refused and reported.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sync_contract::catalog::{
    Appointment, DeletionReason, GrantKind, PublicKey, Role, User, UserRole,
};
use sync_contract::field::Time;
use sync_contract::ids::{UserId, UserRoleId};
use sync_contract::{Compartment, Entity};
use uuid::Uuid;

use crate::crypto::grant::Granting;
use crate::crypto::keys::epoch::{EpochKey, KeyId};
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::Password;
use crate::crypto::random::Random;
use crate::error::Error;
use crate::session::grants::grant_aad;
use crate::sign_in::tests::{add_receptionist, is_altered, refused};
use crate::store::{rows, schema};
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::anchor::FileAlarm;

/// What `sql` does to the file over a connection that knows nothing of us. It changes one row at least.
fn edit(machine: &Machine, sql: &str) {
    let conn = Connection::open(machine.database()).unwrap();
    assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
}

pub(super) fn clinic_with_ben() -> (Machine, Unlocked, UserId) {
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
    deactivate(&mut unlocked, ben);
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

/// What an admin does about Ben, and in which row of which table.
type Decision = (&'static str, u128, fn(&mut Unlocked, UserId));

fn deactivate(unlocked: &mut Unlocked, ben: UserId) {
    let stored = unlocked.read().get::<User>(ben).unwrap().unwrap();
    let gone = User {
        is_active: false,
        ..stored.value
    };
    let done = unlocked.write_admin_signed("leave", |tx| tx.update(&gone, &stored.seen));
    done.unwrap();
}

fn replace_password(unlocked: &mut Unlocked, ben: UserId) {
    let stored = unlocked.read().get::<User>(ben).unwrap().unwrap();
    let keys = unlocked.new_user_keys(ben, &Password::new("back door"));
    let replaced = keys.unwrap().put_into(stored.value);
    let done = unlocked.write_admin_signed("reset", |tx| tx.update(&replaced, &stored.seen));
    done.unwrap();
}

fn end_role(unlocked: &mut Unlocked, _: UserId) {
    let id = UserRoleId(Uuid::from_u128(42));
    let seen = unlocked.read().get::<UserRole>(id).unwrap().unwrap().seen;
    let done = unlocked.write_admin_signed("end role", |tx| {
        tx.delete::<UserRole>(id, DeletionReason::EnteredInError, None, &seen)
    });
    done.unwrap();
}

/// Each with the tag that it had then: the row itself is what this program wrote.
const DECISIONS: [Decision; 3] = [
    ("users", 41, deactivate),
    ("users", 41, replace_password),
    ("user_roles", 42, end_role),
];

#[test]
fn an_older_row_of_what_admins_sign_is_reported_at_the_very_sign_in() {
    for (table, row, decide) in DECISIONS {
        for is_open in [false, true] {
            let (machine, mut unlocked, ben) = clinic_with_ben();
            let older = machine.older();
            decide(&mut unlocked, ben);
            drop(unlocked.lock());
            let vault = machine.open().unwrap();
            assert_eq!(vault.file_state().unwrap().alarm, None, "{table}");
            let open = is_open.then_some(vault);
            machine.put_back(&older, table, Uuid::from_u128(row));
            let vault = open.unwrap_or_else(|| machine.open().unwrap());
            let edited = Some(FileAlarm::Edited);
            assert_eq!(vault.file_state().unwrap().alarm, edited, "{table}");
            assert!(!vault.verify_audit().unwrap().is_clean());
            let ben = vault.unlock("ben", &Password::new("front door"));
            let ben = ben.map_err(|refused| refused.error).unwrap();
            let noted = "select count(*) from audit where action = 'file edited'";
            assert_eq!(count(&ben.vault, noted), 1, "{table}");
        }
    }
}

#[test]
fn a_row_that_was_put_back_alarms_until_an_admin_accepts_the_file() {
    let (machine, mut unlocked, ben) = clinic_with_ben();
    let (older, id) = (machine.older(), Uuid::from_u128(41));
    replace_password(&mut unlocked, ben);
    drop(unlocked.lock());
    machine.put_back(&older, "users", id);
    let edited = Some(FileAlarm::Edited);
    let vault = machine.open().unwrap();
    assert_eq!(vault.file_state().unwrap().alarm, edited);
    drop(vault);
    let mut unlocked = machine.unlock();
    let rename = |unlocked: &mut Unlocked| {
        let ada = unlocked.user();
        let stored = unlocked.read().get::<User>(ada).unwrap().unwrap();
        let named = User {
            first_name: "Adaeze".try_into().unwrap(),
            ..stored.value
        };
        let done = unlocked.write_admin_signed("rename", |tx| tx.update(&named, &stored.seen));
        done.unwrap();
    };
    // what is written since hides nothing
    rename(&mut unlocked);
    assert_eq!(unlocked.vault.file_state().unwrap().alarm, edited);
    assert_eq!(
        unlocked.accept_file("the disk was repaired").unwrap(),
        edited
    );
    assert_eq!(unlocked.vault.file_state().unwrap().alarm, None);
    drop(unlocked.lock());
    let mut unlocked = machine.unlock();
    assert_eq!(unlocked.vault.file_state().unwrap().alarm, None);
    let older = machine.older();
    replace_password(&mut unlocked, ben);
    drop(unlocked.lock());
    machine.put_back(&older, "users", id);
    let vault = machine.open().unwrap();
    assert_eq!(vault.file_state().unwrap().alarm, edited);
}

/// The sum in an edited row of this device proves nothing, and one edit that is known hides no later one.
#[test]
fn an_older_row_is_pulled_again_whatever_else_was_edited() {
    let (machine, mut unlocked, ben) = clinic_with_ben();
    let older = machine.older();
    replace_password(&mut unlocked, ben);
    end_role(&mut unlocked, ben);
    drop(unlocked.lock());
    let position = "insert or replace into pull_position (one, control_position) values (1, 0)";
    let is_pulled_again = || {
        let vault = machine.open().unwrap();
        let alarm = vault.file_state().unwrap().alarm;
        assert_eq!(alarm, Some(FileAlarm::Edited));
        count(&vault, "select count(*) from pull_position") == 0
    };
    let put_back = |table, row| machine.put_back(&older, table, Uuid::from_u128(row));
    let edit_device = || edit(&machine, "update device set clock_offset_ms = 5");
    let both = || (put_back("users", 41), edit_device()).1;
    let edits: [&dyn Fn(); 3] = [&both, &|| put_back("user_roles", 42), &edit_device];
    for change in edits {
        edit(&machine, position);
        change();
        assert!(is_pulled_again());
        // once is enough
        edit(&machine, position);
        assert!(!is_pulled_again());
    }
}

#[test]
fn statistics_of_another_program_are_dropped_and_reported() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let conn = Connection::open(machine.database()).unwrap();
    conn.execute_batch("analyze").unwrap();
    let vault = machine.open().unwrap();
    let left = "select count(*) from sqlite_schema where name like 'sqlite_stat%'";
    assert_eq!(count(&vault, left), 0);
    let alarm = vault.file_state().unwrap().alarm;
    assert_eq!(alarm, Some(FileAlarm::Edited));
    drop(vault);
    let mut unlocked = machine.unlock();
    // into a backup they do not come either
    conn.execute_batch("analyze").unwrap();
    let copy = machine.database().with_extension("copy");
    schema::copy_to(&unlocked.vault.conn, &copy).unwrap();
    schema::check_objects(&Connection::open(copy).unwrap()).unwrap();
    let edited = Some(FileAlarm::Edited);
    assert_eq!(unlocked.accept_file("cleaned").unwrap(), edited);
}

/// To drop them would drop the patients.
#[test]
fn statistics_in_the_pages_of_another_table_are_left_there() {
    for text in [
        "TABLE sqlite_stat1(tbl,idx,stat)",
        "TABLE sqlite_stat1(tbl)",
    ] {
        let (machine, unlocked) = clinic();
        drop(unlocked.lock());
        let conn = Connection::open(machine.database()).unwrap();
        conn.pragma_update(None, "writable_schema", true).unwrap();
        let plant =
            "insert into sqlite_schema select 'table', 'sqlite_stat1', 'sqlite_stat1', rootpage, ?1
            from sqlite_schema where name = 'patients'";
        conn.execute(plant, [format!("CREATE {text}")]).unwrap();
        drop(conn);
        assert!(is_altered(&machine), "{text}");
        let conn = Connection::open(machine.database()).unwrap();
        conn.pragma_update(None, "writable_schema", true).unwrap();
        let heal = "delete from sqlite_schema where name = 'sqlite_stat1'";
        conn.execute(heal, []).unwrap();
        drop(conn);
        drop(machine.open().unwrap());
    }
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
        assert!(is_altered(&machine), "{sql}");
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

/// Makes an index anew without the rows of which `hidden` is true, under its own text.
fn hide_in_index(machine: &Machine, index: &str, hidden: &str) {
    let conn = Connection::open(machine.database()).unwrap();
    let sql = "select sql from sqlite_schema where name = ?1";
    let text: String = conn.query_row(sql, [index], |row| row.get(0)).unwrap();
    let without = text.split(" where ").next().unwrap();
    let edit = format!(
        "pragma writable_schema = on; drop index {index}; {without} where not ({hidden});
        update sqlite_schema set sql = '{text}' where name = '{index}'"
    );
    conn.execute_batch(&edit).unwrap();
}

#[test]
fn an_index_that_leaves_out_a_user_or_their_keys_is_made_anew() {
    for (index, hidden) in [
        ("users_by_username", "username = 'ben'"),
        ("user_roles_by_user", "hex(user) like '%29'"),
        ("key_grants_by_recipient", "hex(recipient) like '%29'"),
    ] {
        let (machine, unlocked, _) = clinic_with_ben();
        drop(unlocked);
        hide_in_index(&machine, index, hidden);
        let ben = machine.open().unwrap();
        let ben = ben.unlock("ben", &Password::new("front door")).unwrap();
        assert!(ben.session.waiting_for_keys().is_empty(), "{index}");
        assert_eq!(ben.take_damage(), [], "{index}");
    }
}

#[test]
fn rows_that_an_index_left_out_are_reported_once_and_listed_again() {
    for (index, entity) in [
        ("visits_by_patient", "Visit"),
        ("measurements_by_patient", "Measurement"),
        ("appointments_by_start", "Appointment"),
    ] {
        let (machine, mut unlocked) = clinic();
        crate::sample::populate(&mut unlocked, 1, Time(10));
        drop(unlocked);
        hide_in_index(&machine, index, "true");
        let vault = machine.open().unwrap();
        let report = vault.verify_audit().unwrap();
        let names: Vec<&str> = report.records.iter().map(|record| record.name).collect();
        assert_eq!((names, report.is_clean()), (vec![entity], false));
        assert!(vault.verify_audit().unwrap().is_clean(), "{index}");
        // what copies all of the file does the same
        drop(vault);
        hide_in_index(&machine, index, "true");
        let unlocked = machine.unlock();
        for noted in [vec![entity], vec![]] {
            unlocked.read().look_over_all().unwrap();
            let damage = unlocked.take_damage();
            let names: Vec<&str> = damage.iter().map(|damage| damage.name).collect();
            assert_eq!(names, noted, "{index}");
        }
    }
}

#[test]
fn a_day_shows_the_appointments_that_their_index_left_out() {
    let (machine, mut unlocked) = clinic();
    crate::sample::populate(&mut unlocked, 1, Time(10));
    drop(unlocked);
    hide_in_index(&machine, "appointments_by_start", "true");
    let unlocked = machine.unlock();
    let read = unlocked.read();
    let of_all_days = || read.appointments_between(None, Time(0), Time(i64::MAX));
    assert_eq!(of_all_days().unwrap().len(), 0);
    read.look_over(Appointment::DESCRIPTOR).unwrap();
    assert_ne!(of_all_days().unwrap().len(), 0);
}

/// A missing row of a user or role is reported as damage, not as a wrong password or a missing right.
#[test]
fn a_user_or_a_role_that_was_taken_out_is_reported() {
    for sql in [
        "delete from users where username = 'ben'",
        "update users set username = 'old' where username = 'ben'",
        "update users set wrapped_keys = null where username = 'ben'",
    ] {
        let (machine, unlocked, _) = clinic_with_ben();
        drop(unlocked);
        let conn = Connection::open(machine.database()).unwrap();
        let edit =
            format!("pragma foreign_keys = off; pragma ignore_check_constraints = on; {sql}");
        conn.execute_batch(&edit).unwrap();
        drop(conn);
        let (_, error) = refused(machine.open().unwrap(), "ben", "front door");
        assert!(matches!(error, Error::Altered), "{sql}: {error:?}");
    }
    for (rows, name) in [
        ("user_roles where hex(user) like '%29'", "UserRole"),
        ("roles where name = 'Receptionist'", "Role"),
        ("key_grants where hex(recipient) like '%29'", "KeyGrant"),
    ] {
        let (machine, unlocked, _) = clinic_with_ben();
        drop(unlocked);
        let conn = Connection::open(machine.database()).unwrap();
        let edit = format!("pragma foreign_keys = off; delete from {rows}");
        conn.execute_batch(&edit).unwrap();
        drop(conn);
        let ben = machine.open().unwrap();
        let ben = ben.unlock("ben", &Password::new("front door")).unwrap();
        let reported = ben.take_damage();
        let names: Vec<&str> = reported.iter().map(|damage| damage.name).collect();
        assert_eq!(names, [name]);
        assert!(reported[0].missing > 0);
    }
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
