#![allow(clippy::unwrap_used)]

use std::fs;

use sync_contract::catalog::Patient;
use sync_contract::hash::key_code;
use sync_contract::messages::{InfoAnswer, PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{Code, Group, Wire};
use uuid::Uuid;

use crate::crypto::password::Password;
use crate::crypto::recovery::RecoveryKey;
use crate::error::Error;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;

const URL: &str = "https://sync.example.org";
const CA: &str = "-----BEGIN CERTIFICATE-----";

fn connected() -> (Machine, Unlocked, RecoveryKey) {
    let machine = Machine::new(7);
    let (mut unlocked, recovery) = machine.create();
    unlocked.vault_mut().set_server(URL, Some(CA)).unwrap();
    (machine, unlocked, recovery)
}

fn is_altered(vault: &Vault) -> bool {
    match vault.trusted_server() {
        Ok(_) => false,
        Err(Error::ServerAltered) => true,
        Err(error) => panic!("{error}"),
    }
}

/// A user works offline: reads, writes, and nothing is sent.
fn assert_offline(unlocked: &mut Unlocked) {
    assert!(is_altered(unlocked.vault()));
    assert!(matches!(unlocked.sign_in_call(), Err(Error::ServerAltered)));
    register(unlocked, "Okafor");
    let admin_signed = unlocked.write_admin_signed("sample", |_| Ok::<_, Error>(()));
    assert!(
        matches!(admin_signed, Err(Error::ServerAltered)),
        "{admin_signed:?}"
    );
}

/// What a restored server may lack is not known to have come back to it by naming it again.
#[test]
fn that_the_server_was_restored_stays_noted_and_alters_nothing() {
    let (machine, mut unlocked) = clinic();
    unlocked.vault_mut().set_server(URL, Some(CA)).unwrap();
    let restored = |vault: &Vault| vault.trusted_server().unwrap().unwrap().restored_at_us;
    assert_eq!(restored(unlocked.vault()), None);
    unlocked.vault_mut().note_server_restored().unwrap();
    let noted = restored(unlocked.vault());
    assert!(noted.is_some());
    unlocked.vault_mut().set_server(URL, Some(CA)).unwrap();
    drop(unlocked.lock());
    let vault = machine.open().unwrap();
    assert_eq!(restored(&vault), noted);
    // what another program says of it is no person's word
    let edit = "update connection set restored_at = null";
    vault.conn.execute(edit, []).unwrap();
    assert!(is_altered(&vault));
    let edit = "update connection set restored_at = ?1";
    vault.conn.execute(edit, [noted]).unwrap();
    // a person says that it lacks nothing any more
    let mut unlocked = vault.unlock("ada", &Password::new(PASSWORD)).unwrap();
    assert_eq!(unlocked.end_restored().unwrap(), noted);
    assert_eq!(unlocked.end_restored().unwrap(), None);
    assert_eq!(restored(unlocked.vault()), None);
}

#[test]
fn a_clinic_trusts_the_server_that_it_was_connected_to_and_none_before() {
    let (machine, mut unlocked) = clinic();
    assert_eq!(unlocked.vault().trusted_server().unwrap(), None);
    unlocked.vault_mut().set_server(URL, Some(CA)).unwrap();
    let server = unlocked.vault().trusted_server().unwrap().unwrap();
    assert_eq!(
        (server.url.as_str(), server.ca_pem.as_deref()),
        (URL, Some(CA))
    );
    let call = unlocked.sign_in_call().unwrap();
    assert_eq!(call.user, unlocked.user().0);
    drop(unlocked);
    // a program without a password asks the same of a locked vault
    let mut vault = machine.open().unwrap();
    assert_eq!(vault.trusted_server().unwrap().unwrap().url, URL);
    vault.note_contact().unwrap();
    assert!(!is_altered(&vault));
    vault.forget_server().unwrap();
    assert_eq!(vault.trusted_server().unwrap(), None);
}

#[test]
fn an_edited_address_certificate_or_tag_redirects_no_secret() {
    for sql in [
        "update connection set url = 'https://sync.example.com'",
        "update connection set url = url || '/'",
        "update connection set ca_pem = null",
        "update connection set ca_pem = ca_pem || 'x'",
        "update connection set url = '', ca_pem = url || ca_pem",
        "update vault_file set server_tag = zeroblob(16)",
        "update vault_file set server_tag = x''",
        "update vault_file set server_tag = tag",
        "update vault_file set server_tag = substr(server_tag, 1, 15)",
        "delete from connection",
    ] {
        let (machine, unlocked, _) = connected();
        drop(unlocked);
        let file = rusqlite::Connection::open(machine.database()).unwrap();
        assert_eq!(file.execute(sql, []).unwrap(), 1, "{sql}");
        drop(file);
        assert!(is_altered(&machine.open().unwrap()), "{sql}");
        assert_offline(&mut machine.unlock());
    }
}

#[test]
fn a_server_is_invented_for_no_clinic_that_has_none() {
    let (machine, unlocked) = clinic();
    drop(unlocked);
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    let sql =
        "insert into connection (one, url, connected_at) values (1, 'https://sync.example.com', 1)";
    file.execute(sql, []).unwrap();
    drop(file);
    assert_offline(&mut machine.unlock());
}

#[test]
fn what_one_device_trusts_is_not_trusted_by_another_of_the_same_clinic() {
    let (machine, mut unlocked, recovery) = connected();
    let backup = machine.folder.with_file_name("backup.age");
    unlocked.back_up(&backup).unwrap();
    unlocked
        .vault_mut()
        .set_server("https://old.example.org", None)
        .unwrap();
    let other = machine.next_to("restored");
    let restored =
        Vault::restore(&other.folder, other.environment(), &backup, &recovery).and_then(completed);
    drop(restored.unwrap());
    let from = machine.database();
    let file = rusqlite::Connection::open(other.database()).unwrap();
    let from = from.to_str().unwrap();
    file.execute("attach ?1 as original", [from]).unwrap();
    file.execute_batch(
        "update connection set (url, ca_pem) = (select url, ca_pem from original.connection);
         update vault_file set server_tag = (select server_tag from original.vault_file);",
    )
    .unwrap();
    drop(file);
    assert!(!is_altered(unlocked.vault()));
    assert!(is_altered(&other.open().unwrap()));
}

#[test]
fn a_restored_clinic_trusts_the_server_that_the_original_did_and_no_other() {
    for (sql, expected) in [
        ("", Some(URL)),
        (
            "update connection set url = 'https://sync.example.com'",
            None,
        ),
        ("delete from connection", None),
    ] {
        let (machine, unlocked, recovery) = connected();
        unlocked.vault.conn.execute_batch(sql).unwrap();
        let backup = machine.folder.with_file_name("backup.age");
        unlocked.back_up(&backup).unwrap();
        let other = machine.next_to("restored");
        let restored = Vault::restore(&other.folder, other.environment(), &backup, &recovery)
            .and_then(completed);
        let restored = restored.unwrap();
        match expected {
            None => assert!(is_altered(&restored), "{sql}"),
            Some(url) => assert_eq!(restored.trusted_server().unwrap().unwrap().url, url),
        }
        fs::remove_file(backup).unwrap();
    }
}

#[test]
fn an_admin_who_names_the_server_again_is_trusted() {
    let (machine, unlocked, _) = connected();
    drop(unlocked);
    let file = rusqlite::Connection::open(machine.database()).unwrap();
    file.execute("delete from connection", []).unwrap();
    drop(file);
    let mut unlocked = machine.unlock();
    assert!(is_altered(unlocked.vault()));
    unlocked.vault_mut().set_server(URL, Some(CA)).unwrap();
    assert!(unlocked.sign_in_call().is_ok());
}

/// What a server with this key says of itself, for this nonce.
fn identity(key: &ed25519_dalek::SigningKey, successor: Option<[u8; 32]>) -> InfoAnswer {
    let mut answer = InfoAnswer {
        product: "nutrivault-server".to_owned(),
        version: "1".to_owned(),
        protocol_major: 1,
        protocol_minor: 0,
        unix_ms: 1_767_600_000_000,
        catalog: [1; 32],
        server_key: key.verifying_key().to_bytes(),
        successor,
        certificate: None,
        signature: [0; 64],
    };
    let input = answer.signing_input(&[4; 32]);
    answer.signature = ed25519_dalek::Signer::sign(key, &input).to_bytes();
    answer
}

#[test]
fn the_first_server_key_is_trusted_and_only_its_successor_follows_it() {
    let (_machine, mut unlocked, _) = connected();
    let keys = [1, 2, 3].map(|byte| ed25519_dalek::SigningKey::from_bytes(&[byte; 32]));
    let [first, second, other] = &keys;
    let vault = unlocked.vault_mut();
    let mut proves = |answer: &InfoAnswer| vault.prove_server(&[4; 32], answer).unwrap();
    let forged = InfoAnswer {
        unix_ms: 0,
        ..identity(first, None)
    };
    assert!(!proves(&forged));
    assert!(proves(&identity(first, None)));
    assert!(!proves(&identity(other, None)));
    assert!(!proves(&identity(second, None)));
    let announced = second.verifying_key().to_bytes();
    assert!(proves(&identity(first, Some(announced))));
    assert!(!proves(&identity(other, Some(announced))));
    assert!(proves(&identity(second, None)));
    assert!(!proves(&identity(first, None)));
    assert!(!is_altered(unlocked.vault()));
    assert_eq!(unlocked.vault().server_key().unwrap(), Some(announced));

    // named anew, and after a restart, the clinic still knows its server
    unlocked.vault_mut().set_server(URL, None).unwrap();
    let vault = unlocked.vault_mut();
    assert!(
        !vault
            .prove_server(&[4; 32], &identity(other, None))
            .unwrap()
    );

    // an edited pin is no pin, and nothing is sent
    let edit = "update vault_file set server_keys = zeroblob(32)";
    unlocked.vault().conn.execute(edit, []).unwrap();
    assert_offline(&mut unlocked);
}

/// Without a second copy of the pin the right server could never be named again, or a false one could.
#[test]
fn an_edited_pin_neither_shuts_the_server_out_nor_lets_another_in() {
    for sql in [
        "update vault_file set server_keys = randomblob(32)",
        "update vault_file set server_keys = x''",
        "update vault_file set server_keys = x'', server_tag = x''",
        "delete from vault_file",
    ] {
        let (machine, mut unlocked, _) = connected();
        let keys = [1, 3].map(|byte| ed25519_dalek::SigningKey::from_bytes(&[byte; 32]));
        let [own, other] = keys.map(|key| identity(&key, None));
        assert!(unlocked.vault_mut().prove_server(&[4; 32], &own).unwrap());
        drop(unlocked.lock());
        let file = rusqlite::Connection::open(machine.database()).unwrap();
        file.execute(sql, []).unwrap();
        drop(file);
        let mut unlocked = machine.unlock();
        let vault = unlocked.vault_mut();
        assert!(is_altered(vault), "{sql}");
        assert!(!vault.prove_server(&[4; 32], &other).unwrap(), "{sql}");
        assert!(vault.prove_server(&[4; 32], &own).unwrap(), "{sql}");
        vault.set_server(URL, None).unwrap();
        assert!(!is_altered(vault), "{sql}");
        assert!(!vault.prove_server(&[4; 32], &other).unwrap(), "{sql}");
        assert!(vault.prove_server(&[4; 32], &own).unwrap(), "{sql}");
    }
}

#[test]
fn a_damaged_file_lets_no_other_server_in_while_an_admin_names_it_again() {
    let (_machine, mut unlocked, _) = connected();
    let keys = [1, 3].map(|byte| ed25519_dalek::SigningKey::from_bytes(&[byte; 32]));
    let [own, other] = keys.map(|key| identity(&key, None));
    let vault = unlocked.vault_mut();
    assert!(vault.prove_server(&[4; 32], &own).unwrap());
    vault.conn.execute("delete from connection", []).unwrap();
    assert!(is_altered(vault));
    assert!(!vault.prove_server(&[4; 32], &other).unwrap());
    assert!(vault.prove_server(&[4; 32], &own).unwrap());
    vault.set_server(URL, None).unwrap();
    assert!(!is_altered(vault));
    assert!(!vault.prove_server(&[4; 32], &other).unwrap());
    assert!(vault.prove_server(&[4; 32], &own).unwrap());
}

/// The file is not the only place that knows the server: what is edited there, and what was there before, names none.
#[test]
fn no_edit_of_the_file_makes_another_server_the_clinics() {
    let keys = [1, 3].map(|byte| ed25519_dalek::SigningKey::from_bytes(&[byte; 32]));
    let attackers = keys[1].verifying_key().to_bytes();
    let [own, other] = keys.map(|key| identity(&key, None));
    let sql_before = "select server_tag, server_keys from vault_file";
    for edit in 0..3 {
        let (_machine, mut unlocked, _) = connected();
        let vault = unlocked.vault_mut();
        let before: (Vec<u8>, Vec<u8>) = vault
            .conn
            .query_row(sql_before, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert!(vault.prove_server(&[4; 32], &own).unwrap());
        let set = |sql: &str, value: &[u8]| vault.conn.execute(sql, [value]).unwrap();
        match edit {
            0 => set("update vault_file set server_keys = ?1", &attackers),
            1 => set("update vault_file set server_keys = ?1", &[]),
            // with the tag of when no key was known
            _ => {
                set("update vault_file set server_keys = ?1", &before.1);
                set("update vault_file set server_tag = ?1", &before.0)
            }
        };
        assert_eq!(is_altered(vault), edit < 2);
        assert!(
            !vault.prove_server(&[4; 32], &other).unwrap(),
            "edit {edit}"
        );
        assert!(vault.prove_server(&[4; 32], &own).unwrap(), "edit {edit}");
        vault.set_server(URL, None).unwrap();
        assert!(!is_altered(vault));
        assert_eq!(vault.server_key().unwrap(), Some(own.server_key));
    }
}

/// A server that was older refused a word that it did not know; no person has to send that again.
#[test]
fn what_an_older_server_refused_is_sent_again_to_a_newer_one() {
    let (_machine, mut unlocked, _) = connected();
    accept_all(unlocked.vault_mut());
    let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
    let older = identity(&key, None);
    let vault = unlocked.vault_mut();
    assert!(vault.prove_server(&[4; 32], &older).unwrap());
    let patients = ["Okafor", "Tal"].map(|name| register(&mut unlocked, name));
    let vault = unlocked.vault_mut();
    let push = vault.next_push().unwrap().unwrap();
    let codes = [Code::BadValue, Code::MissingRight].into_iter();
    let verdicts = push.groups.iter().zip(codes).map(|(group, code)| {
        let id = Group::from_bytes(group).unwrap().id;
        (id, Verdict::Rejected(code.into()))
    });
    let answer = PushAnswer {
        verdicts: verdicts.collect(),
        head: Cursor::start(Uuid::nil()),
    };
    vault.apply_verdicts(&push, &answer).unwrap();
    assert!(vault.prove_server(&[4; 32], &older).unwrap());
    assert!(
        vault.next_push().unwrap().is_none(),
        "the same server would refuse it again"
    );
    let mut newer = InfoAnswer {
        catalog: [2; 32],
        ..older
    };
    let input = newer.signing_input(&[4; 32]);
    newer.signature = ed25519_dalek::Signer::sign(&key, &input).to_bytes();
    assert!(vault.prove_server(&[4; 32], &newer).unwrap());
    let again = vault.next_push().unwrap().unwrap();
    assert_eq!(again.groups, push.groups[..1]);
    assert_eq!(vault.waiting().unwrap().rejected, 1);
    // what a person discards is told to the server, once
    let left = vault.rejected().unwrap()[0].group_id;
    unlocked.discard(left).unwrap();
    let vault = unlocked.vault_mut();
    assert_eq!(vault.withdrawn().unwrap(), [left]);
    vault.note_withdrawn(&[left]).unwrap();
    assert!(vault.withdrawn().unwrap().is_empty());
    let shown = patients.map(|id| unlocked.read().get::<Patient>(id).unwrap().is_some());
    assert_eq!(shown, [true, false]);
}

#[test]
fn an_admin_confirms_the_new_key_of_a_server_by_its_code_alone() {
    let (_machine, mut unlocked, _) = connected();
    let keys = [1, 3, 5].map(|byte| ed25519_dalek::SigningKey::from_bytes(&[byte; 32]));
    let [own, new, other] = keys.map(|key| identity(&key, None));
    assert!(unlocked.vault_mut().prove_server(&[4; 32], &own).unwrap());
    let code = key_code(&new.server_key);
    let unproved = InfoAnswer {
        server_key: new.server_key,
        ..other.clone()
    };
    let wrong = [(&other, code.as_str()), (&new, ""), (&unproved, &code)];
    for (answer, typed) in wrong {
        let taken = unlocked.confirm_server_key(&[4; 32], answer, typed);
        assert!(!taken.unwrap());
    }
    let vault = unlocked.vault_mut();
    assert!(!vault.prove_server(&[4; 32], &new).unwrap());
    let typed = code.to_lowercase().replace('-', " ");
    assert!(unlocked.confirm_server_key(&[4; 32], &new, &typed).unwrap());
    let vault = unlocked.vault_mut();
    assert!(vault.prove_server(&[4; 32], &new).unwrap());
    assert!(!vault.prove_server(&[4; 32], &own).unwrap());
    assert_eq!(vault.server_key().unwrap(), Some(new.server_key));
    // what an edit of the file names is not confirmed
    let edit = "update connection set url = 'https://other.example'";
    vault.conn.execute(edit, []).unwrap();
    let code = key_code(&other.server_key);
    let refused = unlocked.confirm_server_key(&[4; 32], &other, &code);
    assert!(matches!(refused, Err(Error::ServerAltered)));
}
