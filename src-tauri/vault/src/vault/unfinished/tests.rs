#![allow(clippy::unwrap_used)]

use std::fs;

use rusqlite::Connection;

use crate::crypto::recovery::RecoveryKey;
use crate::error::Error;
use crate::store::file::VaultFolder;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

/// What another program can do to a file that is none of its own.
const EDITS: [&str; 4] = [
    "select 1",
    "update device set number = 77",
    "delete from audit",
    "update audit set device = 99",
];

fn is_left(machine: &Machine, key: Option<&RecoveryKey>) -> bool {
    Vault::is_left_unfinished(&machine.folder, &machine.environment(), key)
}

fn call_unfinished(machine: &Machine) {
    fs::write(machine.folder.join("unfinished"), b"").unwrap();
}

fn begun(machine: &Machine) -> (Unlocked, RecoveryKey) {
    Vault::create(&machine.folder, machine.environment(), setup(), roles).unwrap()
}

#[test]
fn what_was_never_completed_is_opened_by_no_program_and_made_anew() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    call_unfinished(&machine);
    assert!(matches!(machine.open(), Err(Error::Unfinished)));
    assert!(Vault::is_unfinished(&machine.folder));
    // while another program is at it, neither
    let lock = VaultFolder::new(&machine.folder).lock_alone().unwrap();
    let again = Vault::create(&machine.folder, machine.environment(), setup(), roles);
    assert!(matches!(again, Err(Error::InUse)));
    drop(lock);
    let (unlocked, _) = machine.create();
    drop(unlocked);
    assert!(!Vault::is_unfinished(&machine.folder));
    machine.unlock();
}

#[test]
fn a_clinic_that_is_called_unfinished_is_put_aside_however_edited() {
    for edit in EDITS {
        let machine = Machine::new(1);
        let (mut unlocked, key) = machine.create();
        for name in ["Okafor", "Berg", "Haddad", "Lund", "Moreau", "Sato", "Diaz"] {
            register(&mut unlocked, name);
        }
        unlocked.vault.note_anchor();
        drop(unlocked);
        let conn = Connection::open(machine.database()).unwrap();
        conn.execute_batch(edit).unwrap();
        drop(conn);
        let before = fs::read(machine.database()).unwrap();
        call_unfinished(&machine);
        assert!(!is_left(&machine, Some(&key)), "{edit}");
        assert!(!is_left(&machine, None), "{edit}");
        drop(machine.create());
        let aside = machine.folder.join("vault-aside-1.db");
        assert!(fs::read(&aside).unwrap() == before, "{edit}");
        machine.unlock();
    }
}

#[test]
fn what_is_called_unfinished_comes_back_where_nothing_was_made_of_it() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    drop(unlocked);
    call_unfinished(&machine);
    let no_backup = machine.folder.join("nothing.age");
    let key = RecoveryKey::generate();
    let restored = Vault::restore(&machine.folder, machine.environment(), &no_backup, &key);
    assert!(restored.is_err());
    assert!(Vault::is_unfinished(&machine.folder));
    assert!(!machine.folder.join("vault-aside-1.db").exists());
    fs::remove_file(machine.folder.join("unfinished")).unwrap();
    let patient = machine
        .unlock()
        .read()
        .get::<sync_contract::catalog::Patient>(id);
    assert!(patient.unwrap().is_some());
}

#[test]
fn a_clinic_whose_making_was_ended_early_is_unfinished() {
    let machine = Machine::new(1);
    let (unlocked, key) = begun(&machine);
    // another program is at it
    assert!(!is_left(&machine, Some(&key)) && !is_left(&machine, None));
    drop(unlocked);
    assert!(matches!(machine.open(), Err(Error::Unfinished)));
    assert!(is_left(&machine, Some(&key)) && is_left(&machine, None));
    assert!(!is_left(&machine, Some(&RecoveryKey::generate())));
    // it may be more than what a kill left: it is kept
    drop(machine.create());
    assert!(machine.folder.join("vault-aside-1.db").exists());
    machine.unlock();
}

/// The key store alone tells that a clinic was never used: without what it knows, no key of recovery goes.
#[test]
fn a_clinic_that_the_key_store_does_not_know_is_not_called_unused() {
    let machine = Machine::new(1);
    let (unlocked, key) = begun(&machine);
    drop(unlocked);
    let elsewhere = Machine::new(2);
    let environment = elsewhere.environment();
    let is_left = Vault::is_left_unfinished(&machine.folder, &environment, Some(&key));
    assert!(!is_left);
}
