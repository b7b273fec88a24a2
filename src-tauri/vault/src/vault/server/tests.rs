#![allow(clippy::unwrap_used)]

use std::fs;

use sync_contract::messages::InfoAnswer;

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
