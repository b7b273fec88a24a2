#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sync_contract::catalog::{Patient, Role, User, UserRole};
use sync_contract::ids::{UserId, UserRoleId};
use sync_contract::messages::AuditEntry;
use sync_contract::{Compartment, Phi, Right, Wire};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::{KeyStore, KeyStoreKind};
use crate::crypto::password::Password;
use crate::environment::Environment;
use crate::error::Error;
use crate::sign_in::find_user;
use crate::sign_in::tries::known_tries;
use crate::sign_in::tries::known_tries::KnownTries;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::vault::anchor::AnchorState;
use crate::write::AdminSignedOutcome;

mod altered;
mod codes;
mod odd_values;
mod validity;

/// Whether the file is refused because it is not what the program and its signers wrote.
fn is_altered(machine: &Machine) -> bool {
    let opened = machine.open().map(drop);
    matches!(opened, Err(Error::Altered | Error::ForeignObjects(_)))
}

pub(super) fn refused(vault: Vault, login: &str, password: &str) -> (Vault, Error) {
    let refused = vault.unlock(login, &Password::new(password)).unwrap_err();
    (*refused.vault, refused.error)
}

/// A colleague at the front desk, with the keys that their role brings.
pub(crate) fn add_receptionist(unlocked: &mut Unlocked) -> UserId {
    let id = UserId(Uuid::from_u128(41));
    let keys = unlocked
        .new_user_keys(id, &Password::new("front door"))
        .unwrap();
    let ada = unlocked
        .read()
        .get::<User>(unlocked.user())
        .unwrap()
        .unwrap()
        .value;
    let user = keys.put_into(User {
        id,
        username: "ben".try_into().unwrap(),
        email: None,
        first_name: "Ben".try_into().unwrap(),
        ..ada
    });
    let role = reception_role(unlocked.vault.tenant());
    let outcome = unlocked.write_admin_signed("add user", |tx| -> crate::error::Result<()> {
        tx.insert(&user)?;
        let membership = UserRole {
            id: UserRoleId(Uuid::from_u128(42)),
            user: id,
            role,
            facility: None,
        };
        tx.insert(&membership)?;
        let compartments = [
            Compartment::Contact,
            Compartment::Billing,
            Compartment::Operations,
        ];
        for grant in tx.grants_for(id, &keys.public_key, &compartments)? {
            tx.insert(&grant)?;
        }
        Ok(())
    });
    assert_eq!(outcome.unwrap(), AdminSignedOutcome::Applied(()));
    id
}

#[test]
fn the_founder_signs_in_again_by_name_or_mail_with_every_key() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let vault = machine.open().unwrap();
    assert_eq!(vault.people().unwrap()[0].username, "ada");
    let unlocked = vault
        .unlock("ADA@example.org", &Password::new(PASSWORD))
        .unwrap();
    for compartment in Compartment::ALL {
        assert!(unlocked.session.has_key_of(compartment), "{compartment:?}");
    }
    assert!(unlocked.session.is_admin() && unlocked.session.may(Right::NotesSign));
    assert!(unlocked.session.waiting_for_keys().is_empty());
}

/// Each commit fails after so many, as on a disk that breaks.
fn break_after(vault: &mut Vault, commits: usize) {
    let left = AtomicUsize::new(commits);
    let is_broken = move || {
        let counted = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        });
        counted.is_err()
    };
    vault.conn.commit_hook(Some(is_broken)).unwrap();
}

#[test]
fn a_right_password_is_no_wrong_one_where_the_file_fails() {
    for commits in 0..2 {
        let (machine, unlocked) = clinic();
        let user = unlocked.user().0;
        drop(unlocked);
        let (mut vault, error) = refused(machine.open().unwrap(), "ada", "wrong");
        assert!(matches!(error, Error::WrongPassword));
        machine.clock.advance_s(2);
        for _ in 0..6 {
            break_after(&mut vault, commits);
            let error;
            (vault, error) = refused(vault, "ada", PASSWORD);
            assert!(matches!(error, Error::Store(_)), "{commits}: {error:?}");
            machine.clock.advance_s(2);
        }
        drop(vault);
        let vault = machine.open().unwrap();
        assert_eq!(vault.sign_in_wait(user).unwrap(), None, "{commits}");
        drop(vault.unlock("ada", &Password::new(PASSWORD)).unwrap());
        let vault = machine.open().unwrap();
        assert_eq!(vault.tries_of(user).unwrap().failures, 0, "{commits}");
    }
}

#[test]
fn a_colleague_opens_what_their_role_opens_and_nothing_else() {
    let (machine, mut unlocked) = clinic();
    add_receptionist(&mut unlocked);
    let id = register(&mut unlocked, "Okafor");
    let provider = unlocked.user();
    let visit_id = unlocked
        .write("start visit", |tx| -> crate::error::Result<_> {
            let visit_id = tx.new_id();
            tx.insert(&visit(visit_id, id, provider, "tired"))?;
            Ok(visit_id)
        })
        .unwrap();
    drop(unlocked);
    let mut reception = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    let patient = reception.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(
        patient.value.family_name.open().unwrap().as_deref(),
        Some("Okafor")
    );
    let seen = reception
        .read()
        .get::<sync_contract::catalog::Visit>(visit_id)
        .unwrap()
        .unwrap();
    assert!(seen.value.chief_complaint.is_undecryptable() && seen.damaged.is_empty());
    assert!(!reception.session.may(Right::NotesSign) && !reception.session.is_admin());

    // a cell whose sealed part cannot be decrypted is kept when nothing else of it changes, and otherwise refused
    let mut value = seen.value.clone();
    value.ended_at = Some(value.started_at);
    assert!(
        reception
            .write("end visit", |tx| tx.update(&value, &seen.seen))
            .unwrap()
    );
    value.follow_up_required = true;
    let refused: crate::error::Result<bool> =
        reception.write("plan", |tx| tx.update(&value, &seen.seen));
    assert!(matches!(refused, Err(Error::NoKey)));
    value.chief_complaint = Phi::new(None);
    let refused: crate::error::Result<bool> =
        reception.write("edit", |tx| tx.update(&value, &seen.seen));
    assert!(matches!(refused, Err(Error::NoKey)));

    let role = reception
        .read()
        .all::<Role>(crate::read::rows::Deleted::Hidden)
        .unwrap()
        .remove(0);
    let refused =
        reception.write_admin_signed("widen role", |tx| tx.update(&role.value, &role.seen));
    assert!(matches!(refused, Ok(AdminSignedOutcome::Applied(false))));
    let mut wider = role.value;
    wider.description = Some("mine".try_into().unwrap());
    let refused = reception.write_admin_signed("widen role", |tx| tx.update(&wider, &role.seen));
    assert!(matches!(refused, Err(Error::NotAdmin)), "{refused:?}");
}

#[test]
fn a_user_changes_their_own_password_and_signs_that_themself() {
    let (machine, mut unlocked) = clinic();
    let id = add_receptionist(&mut unlocked);
    drop(unlocked);
    let mut reception = machine
        .open()
        .unwrap()
        .unlock("ben", &Password::new("front door"))
        .unwrap();
    let keys = reception
        .rewrapped_keys(&Password::new("back door"))
        .unwrap();
    let stored = reception.read().get::<User>(id).unwrap().unwrap();
    let value = keys.put_into(stored.value);
    reception
        .write_admin_signed("change password", |tx| tx.update(&value, &stored.seen))
        .unwrap();
    let (vault, error) = refused(reception.lock(), "ben", "front door");
    assert!(matches!(error, Error::WrongPassword));
    machine.clock.advance_ms(5_000);
    vault.unlock("ben", &Password::new("back door")).unwrap();
}

#[test]
fn wrong_passwords_are_slowed_then_locked_out_across_reopening() {
    let (machine, unlocked) = clinic();
    let mut vault = unlocked.lock();
    for wait_ms in [1_000, 2_000, 4_000, 8_000] {
        let error;
        (vault, error) = refused(vault, "ada", "guess");
        assert!(matches!(error, Error::WrongPassword));
        (vault, _) = refused(vault, "ada", PASSWORD);
        machine.clock.advance_ms(wait_ms);
    }
    let (vault, error) = refused(vault, "ada", "guess");
    assert!(matches!(error, Error::WrongPassword));
    drop(vault);
    let (vault, error) = refused(machine.open().unwrap(), "ada", PASSWORD);
    let Error::Throttled(wait) = error else {
        panic!("{error:?}");
    };
    assert!(wait.locked_out && wait.remaining.as_secs() > 800);
    machine.clock.advance_ms(15 * 60_000);
    drop(vault);
    machine.unlock();
    let (_, error) = refused(machine.open().unwrap(), "ada", "guess");
    assert!(matches!(error, Error::WrongPassword));
}

/// The file is edited between two tries, or an older one is put in its place; the right password waits, too.
#[test]
fn deleted_wrong_passwords_are_no_further_tries() {
    for sql in [
        "delete from sign_in_tries",
        "update sign_in_tries set failures = 1000, wait_ms = 0",
        "delete from sign_in_tries; delete from device",
    ] {
        let (machine, unlocked) = clinic();
        drop(unlocked.lock());
        let edit = || {
            let conn = rusqlite::Connection::open(machine.database()).unwrap();
            conn.execute_batch(sql).unwrap();
        };
        for wait_ms in [1_000, 2_000, 4_000, 8_000, 0] {
            let (vault, error) = refused(machine.open().unwrap(), "ada", "guess");
            assert!(matches!(error, Error::WrongPassword), "{sql}");
            drop(vault);
            edit();
            let (_, error) = refused(machine.open().unwrap(), "ada", PASSWORD);
            assert!(matches!(error, Error::Throttled(_)), "{sql}");
            machine.clock.advance_ms(wait_ms);
        }
        let vault = machine.open().unwrap();
        let left = vault.sign_in_tries_left("ada").unwrap();
        assert!(matches!(left, Some(Err(wait)) if wait.locked_out), "{sql}");
        let alarm = vault.file_state().unwrap().alarm;
        assert_eq!(alarm, Some(crate::FileAlarm::Edited), "{sql}");
        drop(vault);
        machine.clock.advance_ms(15 * 60_000);
        // the right one begins anew, in the file as in the key store
        drop(machine.unlock().lock());
        let left = machine.open().unwrap().sign_in_tries_left("ada").unwrap();
        assert_eq!(left, Some(Ok(5)), "{sql}");
    }
}

/// A key store that answers no question for a while, or takes nothing.
#[derive(Clone, Default)]
struct SilentKeys {
    keys: MemoryKeys,
    is_silent: Arc<AtomicBool>,
    /// What it has it gives, and takes nothing new.
    is_full: Arc<AtomicBool>,
}

impl KeyStore for SilentKeys {
    fn kind(&self, vault: Uuid) -> Result<KeyStoreKind, SealError> {
        self.keys.kind(vault)
    }

    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        match self.is_silent.load(Ordering::SeqCst) {
            true => Err(SealError::KeyStore("it does not answer".into())),
            false => self.keys.load(vault),
        }
    }

    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError> {
        match self.is_full.load(Ordering::SeqCst) {
            true => Err(SealError::KeyStore("it takes nothing".into())),
            false => self.keys.store(vault, secret),
        }
    }

    fn delete(&self, vault: Uuid) -> Result<(), SealError> {
        self.keys.delete(vault)
    }
}

/// The entry has the wrong passwords of all users: one that could not be read is not overwritten with those of one
/// user.
#[test]
fn a_silent_key_store_forgets_no_wrong_password_of_others() {
    let machine = Machine::new(7);
    let silent = SilentKeys::default();
    let environment = || Environment {
        key_store: Box::new(silent.clone()),
        ..machine.environment()
    };
    let made = Vault::create(&machine.folder, environment(), setup(), roles);
    let (mut unlocked, _) = made.unwrap();
    unlocked.vault().complete().unwrap();
    let ben = add_receptionist(&mut unlocked).0;
    let ada = unlocked.user().0;
    let mut vault = unlocked.lock();
    let guess = |vault: Vault, login: &str, is_silent: bool| {
        silent.is_silent.store(is_silent, Ordering::SeqCst);
        let (vault, error) = refused(vault, login, "guess");
        assert!(matches!(error, Error::WrongPassword), "{login}");
        silent.is_silent.store(false, Ordering::SeqCst);
        machine.clock.advance_ms(60_000);
        vault
    };
    let known = |vault: &Vault| match known_tries::load(&silent.keys, vault.id()) {
        KnownTries::Read(tries) => [ada, ben].map(|user| tries.get(&user).map(|of| of.failures)),
        _ => [None, None],
    };
    vault = guess(vault, "ben", false);
    vault = guess(vault, "ada", false);
    assert_eq!(known(&vault), [Some(1), Some(1)]);
    vault = guess(vault, "ada", true);
    assert_eq!(known(&vault)[1], Some(1));
    // what was not stored then is stored with the next
    vault = guess(vault, "ben", false);
    assert_eq!(known(&vault), [Some(2), Some(2)]);
    // a right one takes away its own alone, and while nothing answers none
    for (is_silent, left) in [(true, [Some(2), Some(2)]), (false, [None, Some(2)])] {
        silent.is_silent.store(is_silent, Ordering::SeqCst);
        let unlocked = vault.unlock("ada", &Password::new(PASSWORD)).unwrap();
        silent.is_silent.store(false, Ordering::SeqCst);
        vault = unlocked.lock();
        assert_eq!(known(&vault), left, "{is_silent}");
    }
}

/// By programs that have not seen it fail themselves.
#[test]
fn each_sign_in_and_status_warn_of_a_key_store_that_takes_nothing() {
    let machine = Machine::new(7);
    let full = SilentKeys::default();
    let environment = || Environment {
        key_store: Box::new(full.clone()),
        ..machine.environment()
    };
    let open = || Vault::open(&machine.folder, environment()).unwrap();
    let made = Vault::create(&machine.folder, environment(), setup(), roles);
    let (mut unlocked, _) = made.unwrap();
    unlocked.vault().complete().unwrap();
    add_receptionist(&mut unlocked);
    drop(unlocked.lock());
    let anchor = |vault: &Vault| vault.file_state().unwrap().anchor;
    let status = || {
        let vault = open();
        vault.check_key_store().unwrap();
        anchor(&vault)
    };
    assert_eq!(status(), AnchorState::Stored);
    full.is_full.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        let unlocked = open().unlock("ada", &Password::new(PASSWORD)).unwrap();
        assert_eq!(anchor(unlocked.vault()), AnchorState::Unusable);
        drop(unlocked);
        assert_eq!(status(), AnchorState::Unusable);
    }
    full.is_full.store(false, Ordering::SeqCst);
    assert_eq!(status(), AnchorState::Stored, "it has what it lacked");

    // only the wrong passwords are gone: the next sign-in stores those of all users
    let tries = Uuid::new_v5(&open().id(), b"tries");
    let (vault, error) = refused(open(), "ben", "guess");
    assert!(matches!(error, Error::WrongPassword));
    drop(vault);
    full.keys.delete(tries).unwrap();
    machine.clock.advance_ms(1_000);
    let state = || {
        let unlocked = open().unlock("ada", &Password::new(PASSWORD)).unwrap();
        unlocked.vault().file_state().unwrap()
    };
    for (is_full, expected) in [(true, AnchorState::Unusable), (false, AnchorState::Stored)] {
        assert_eq!(status(), AnchorState::Unusable);
        full.is_full.store(is_full, Ordering::SeqCst);
        assert_eq!((state().anchor, state().alarm), (expected, None));
    }
    assert_eq!(status(), AnchorState::Stored);
}

#[test]
fn every_sign_in_of_every_user_leaves_one_entry() {
    let (machine, unlocked) = clinic();
    let entries = |vault: &Vault| count(vault, "select count(*) from audit");
    let before = entries(&unlocked.vault);
    let (vault, error) = refused(unlocked.lock(), "nobody", "guess");
    assert!(matches!(error, Error::WrongPassword));
    assert_eq!(entries(&vault), before + 1);
    let (vault, _) = refused(vault, "ada", "guess");
    assert_eq!(entries(&vault), before + 2);
    machine.clock.advance_ms(1_000);
    let unlocked = vault.unlock("ada", &Password::new(PASSWORD)).unwrap();
    assert_eq!(entries(&unlocked.vault), before + 3);
    assert!(unlocked.vault.verify_audit().unwrap().fault.is_none());
}

#[test]
fn who_left_and_who_has_no_key_here_does_not_come_in() {
    let machine = Machine::new(7);
    let (mut unlocked, recovery) = machine.create();
    let id = add_receptionist(&mut unlocked);
    assert!(!unlocked.vault.is_inactive("ben").unwrap());
    let stored = unlocked.read().get::<User>(id).unwrap().unwrap();
    let value = User {
        is_active: false,
        ..stored.value
    };
    unlocked
        .write_admin_signed("leave", |tx| tx.update(&value, &stored.seen))
        .unwrap();
    let (vault, error) = refused(unlocked.lock(), "ben", "front door");
    assert!(matches!(error, Error::Inactive));
    assert!(vault.is_inactive("ben").unwrap() && !vault.is_inactive("nobody").unwrap());
    let refused = vault.recover(&recovery, id, &Password::new("battery staple"));
    assert!(matches!(refused, Err(Error::Inactive)));
    let vault = machine.open().unwrap();
    let id = vault.id();
    drop(vault);
    crate::crypto::keystore::entry::KeyStore::delete(&machine.keys, id).unwrap();
    assert!(matches!(machine.open(), Err(Error::NoKeysHere)));
}

#[test]
fn passwords_tried_at_once_are_all_right_until_a_wrong_one_is_counted() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    std::thread::scope(|threads| {
        let sign_ins: Vec<_> = (0..4)
            .map(|_| {
                threads.spawn(|| {
                    let vault = machine.open().unwrap();
                    vault.unlock("ada", &Password::new(PASSWORD)).is_ok()
                })
            })
            .collect();
        assert!(sign_ins.into_iter().all(|one| one.join().unwrap()));
    });

    // checked, but not yet answered, when another program counts a wrong one
    let mut early = machine.open().unwrap();
    let ada = find_user(&early.conn, "ada").unwrap().unwrap();
    early.may_try(ada).unwrap();
    let (late, error) = refused(machine.open().unwrap(), "ada", "guess");
    assert!(matches!(error, Error::WrongPassword));
    for checked in [Ok(()), Err(Error::WrongPassword)] {
        let answer = early.answer_try(ada, checked);
        assert!(matches!(answer, Err(Error::Throttled(_))), "{answer:?}");
    }
    assert_eq!(late.sign_in_tries_left("ada").unwrap(), Some(Ok(4)));
}

/// What another program sees being written, and what it leaves by ending this one there.
#[test]
fn a_try_is_counted_the_same_before_its_outcome_is_shown() {
    let left = [Ok(()), Err(Error::WrongPassword)].map(|checked| {
        let (machine, unlocked) = clinic();
        let mut vault = unlocked.lock();
        let ada = find_user(&vault.conn, "ada").unwrap().unwrap();
        let answer = vault.answer_try(ada, checked);
        assert!(!matches!(answer, Err(Error::Throttled(_))), "{answer:?}");
        // killed
        let id = vault.id();
        drop(vault);
        let vault = machine.open().unwrap();
        assert_eq!(vault.sign_in_tries_left("ada").unwrap(), Some(Ok(4)));
        let (_, error) = refused(vault, "ada", PASSWORD);
        assert!(matches!(error, Error::Throttled(_)), "{error:?}");
        machine.clock.advance_ms(1_000);
        drop(machine.unlock());
        let vault = machine.open().unwrap();
        assert_eq!(vault.sign_in_tries_left("ada").unwrap(), Some(Ok(5)));
        let known = known_tries::load(&machine.keys, id);
        assert!(matches!(known, KnownTries::Read(tries) if tries.is_empty()));
        answer.unwrap().is_ok()
    });
    assert_eq!(left, [true, false]);
}

#[test]
fn a_right_password_that_begins_no_session_is_not_counted() {
    let (machine, unlocked) = clinic();
    let mut vault = unlocked.lock();
    std::fs::rename(machine.database(), machine.folder.join("moved.db")).unwrap();
    for _ in 0..6 {
        let error;
        (vault, error) = refused(vault, "ada", PASSWORD);
        assert!(matches!(error, Error::FileMissing), "{error:?}");
    }
    assert_eq!(vault.sign_in_tries_left("ada").unwrap(), Some(Ok(5)));
}

/// A lock that another program holds costs time and nothing else.
#[test]
fn a_lock_of_the_sign_ins_locks_no_user_out() {
    let (machine, unlocked) = clinic();
    drop(unlocked.lock());
    let lock = machine.open().unwrap().files.wait_for_sign_in().unwrap();
    drop(machine.unlock().lock());
    let (vault, error) = refused(machine.open().unwrap(), "ada", "guess");
    assert!(matches!(error, Error::WrongPassword));
    let (vault, error) = refused(vault, "ada", PASSWORD);
    assert!(matches!(error, Error::Throttled(_)), "{error:?}");
    drop(lock);
    assert_eq!(vault.sign_in_tries_left("ada").unwrap(), Some(Ok(4)));
}

#[test]
fn a_fault_while_a_password_is_checked_is_no_wrong_password() {
    let (_machine, unlocked) = clinic();
    let mut vault = unlocked.lock();
    let ada = find_user(&vault.conn, "ada").unwrap().unwrap();
    let answer = vault.answer_try::<()>(ada, Err(Error::Damaged)).unwrap();
    assert!(matches!(answer, Err(Error::Damaged)));
    assert_eq!(vault.sign_in_tries_left("ada").unwrap(), Some(Ok(5)));
}

#[test]
fn a_last_sign_in_is_one_that_this_device_has_signed() {
    let (machine, unlocked) = clinic();
    let ada = unlocked.user();
    drop(unlocked.lock());
    machine.clock.advance_s(60);
    let unlocked = machine.unlock();
    let last = |unlocked: &Unlocked| unlocked.vault.last_sign_ins().unwrap()[&ada];
    let signed = last(&unlocked);
    assert_eq!(signed, (START_MS + 60_000) * 1_000);
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    let later = "update audit set at_us = at_us + 3600000000 where action = 'sign in'";
    assert!(file.execute(later, []).unwrap() > 0);
    assert_eq!(last(&unlocked), signed);
    // nor does the entry itself say anything else
    let sql = "select number, entry from audit where action = 'sign in' order by number desc";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (number, entry): (i64, Vec<u8>) = file.query_row(sql, [], read).unwrap();
    let mut forged = AuditEntry::from_bytes(&entry).unwrap();
    forged.at_us += 3_600_000_000;
    let forge = "update audit set entry = ?2 where number = ?1";
    let values = rusqlite::params![number, forged.to_bytes()];
    assert_eq!(file.execute(forge, values).unwrap(), 1);
    assert!(last(&unlocked) < signed);
}
