#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use sync_contract::catalog::{Device, Patient, Visit};
use sync_contract::entity::Entity;
use sync_contract::ids::VisitId;
use sync_contract::protocol::Replica;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::backup::format;
use crate::backup::format::Head;
use crate::crypto::recovery::RecoveryKey;
use crate::error::Error;
use crate::outbox::queue::WriteKind;
use crate::read::rows::Deleted;
use crate::store::schema;
use crate::testing::*;
use crate::vault::Vault;
use crate::write::tx::Begin;

fn restored_at(other: &Machine, file: &Path, recovery: &RecoveryKey) -> Vault {
    let restored = Vault::restore(&other.folder, other.environment(), file, recovery);
    restored.and_then(completed).unwrap()
}

#[test]
fn a_backup_comes_back_as_another_device_with_queue_drafts_and_audit() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    let id = register(&mut unlocked, "Okafor");
    let draft = visit(VisitId(Uuid::from_u128(5)), id, unlocked.user(), "tired");
    unlocked
        .save_draft(&draft, &ReadVersion::default())
        .unwrap();
    let file = machine.folder.with_extension("backup");
    let theirs = file.with_extension("part");
    fs::write(&theirs, "theirs").unwrap();
    let written = unlocked.back_up(&file).unwrap();
    assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
    assert!(written.vault_bytes > 10_000 && !machine.folder.join("backup.tmp").exists());
    assert!(matches!(unlocked.back_up(&file), Err(Error::AlreadyThere)));

    let report = Vault::verify_backup(&file, &recovery).unwrap();
    assert_eq!(report.tenant, unlocked.vault.tenant().0);
    assert_eq!(
        (report.clinic.as_str(), report.author.as_str()),
        ("Hillside", "Ada Okafor")
    );
    assert_eq!(
        (report.device.as_str(), report.device_number),
        ("front desk", 1)
    );
    assert_eq!(report.created_at_us, START_MS * 1000);
    assert_eq!(report.fingerprint.len(), 19);
    assert!(report.rows.contains(&("patients", 1)) && report.waiting == 2);

    // on the machine of the original: the two must not share their keys
    let other = machine.next_to("restored");
    let restored = restored_at(&other, &file, &recovery);
    assert_ne!(restored.id(), unlocked.vault.id());
    assert_eq!(restored.device_number().unwrap(), 2);
    drop(restored);
    let mut restored = other.unlock();
    assert_eq!(restored.sync_state::<Patient>(id).waiting, 1);
    assert_eq!(
        restored.draft::<Visit>(draft.id).unwrap().unwrap().value,
        draft
    );
    assert!(
        restored
            .adopt(None, &"new laptop".try_into().unwrap())
            .unwrap()
            .is_none()
    );
    assert_eq!(
        restored
            .read()
            .all::<Device>(Deleted::Hidden)
            .unwrap()
            .len(),
        2
    );
    assert!(restored.vault.verify_audit().unwrap().fault.is_none());
    register(&mut restored, "Adeyemi");
    let last: Vec<u8> = restored
        .vault
        .conn
        .query_row(
            "select bytes from queue order by seq desc limit 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(Group::from_bytes(&last).unwrap().device, 2);
    assert_eq!(unlocked.vault.device_number().unwrap(), 1);
}

#[test]
fn with_a_server_a_restored_device_takes_the_number_that_it_is_given() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    let other = Machine::new(2);
    drop(restored_at(&other, &file, &recovery));
    let mut restored = other.unlock();
    let join = restored
        .adopt(Some(9), &"new laptop".try_into().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(restored.vault.device_number().unwrap(), 9);
    let group = Group::from_bytes(&join.group).unwrap();
    assert_eq!((group.device, join.find), (9, None));
    assert!(
        group
            .writes
            .iter()
            .all(|write| write.entity == Device::DESCRIPTOR.number)
    );
    assert_eq!(
        restored
            .read()
            .all::<Device>(Deleted::Hidden)
            .unwrap()
            .len(),
        1
    );
    let lines = restored.audit(&Default::default(), 10).unwrap();
    let numbers: Vec<u32> = lines.iter().map(|line| line.entry.device_number).collect();
    // the sign-in was under the number of the restored file
    assert_eq!(numbers, [9, 9, 2]);
    assert!(lines[0].detail.is_some());
    assert!(restored.vault.verify_audit().unwrap().fault.is_none());
}

#[test]
fn a_damaged_or_foreign_backup_is_refused_and_leaves_nothing() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    let complete = fs::read(&file).unwrap();
    let other = Machine::new(2);
    let mut broken = vec![
        (complete[..complete.len() - 1].to_vec(), &recovery),
        (complete[..complete.len() / 2].to_vec(), &recovery),
        (b"something else".to_vec(), &recovery),
    ];
    let mut changed = complete.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    broken.push((changed, &recovery));
    let stranger = RecoveryKey::generate();
    broken.push((complete, &stranger));
    for (bytes, key) in broken {
        fs::write(&file, bytes).unwrap();
        assert!(matches!(
            Vault::verify_backup(&file, key),
            Err(Error::BadBackup)
        ));
        let refused = Vault::restore(&other.folder, other.environment(), &file, key);
        assert!(matches!(refused, Err(Error::BadBackup)), "{refused:?}");
        assert!(!other.database().exists());
    }
}

#[test]
fn a_folder_with_a_vault_is_not_restored_into() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    let refused = Vault::restore(&machine.folder, machine.environment(), &file, &recovery);
    assert!(matches!(refused, Err(Error::NotEmpty)));
    drop(unlocked);
    machine.unlock();
}

/// A file that opens with this key and holds what `head` and the copy say.
fn sealed_by_hand(to: &RecoveryKey, head: &Head, copy: &Path, file: &Path) {
    let mut sealed = to
        .recipient()
        .encrypt_into(fs::File::create(file).unwrap())
        .unwrap();
    format::write(&mut sealed, head, &mut fs::File::open(copy).unwrap()).unwrap();
    sealed.finish().unwrap();
}

fn is_refused_as_forged(file: &Path, recovery: &RecoveryKey) {
    let report = Vault::verify_backup(file, recovery);
    assert!(matches!(report, Err(Error::ForgedBackup)), "{report:?}");
    let other = Machine::new(4);
    let restored =
        Vault::restore(&other.folder, other.environment(), file, recovery).and_then(completed);
    assert!(matches!(restored, Err(Error::ForgedBackup)), "{restored:?}");
    assert!(!other.database().exists());
}

#[test]
fn a_device_that_took_another_number_makes_backups() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    unlocked
        .vault
        .set_server("https://localhost", None)
        .unwrap();
    unlocked.vault.name_number(7).unwrap();
    unlocked.vault.renumber(7).unwrap();
    register(&mut unlocked, "Okafor");
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    let report = Vault::verify_backup(&file, &recovery).unwrap();
    assert_eq!(report.device_number, 7);
    restored_at(&Machine::new(2), &file, &recovery);
}

#[test]
fn a_forged_clinic_is_no_backup_though_it_opens_with_the_right_key() {
    let (_, recovery) = Machine::new(1).create();
    // the public half lies in every file: a stranger seals a whole clinic to it, with every signature in its place
    let theirs = Machine::new(2);
    let (mut stranger, own) = theirs.create();
    stranger.vault.facts.recovery = recovery.recipient();
    let root = *stranger.vault.keys.root.as_bytes();
    let tenant = stranger.vault.tenant().0;
    let sql = "delete from key_grants where recipient_kind = 'RECOVERY'";
    stranger.vault.conn.execute(sql, []).unwrap();
    let begin = Begin {
        vault: &mut stranger.vault,
        session: &stranger.session,
        kind: WriteKind::AdminSigned,
        setup: true,
    };
    let mut tx = begin.open("forge").unwrap();
    for grant in tx.recovery_grants(own.proof(tenant, &root)).unwrap() {
        tx.insert(&grant).unwrap();
    }
    tx.commit().unwrap();
    let file = theirs.folder.with_extension("backup");
    stranger.back_up(&file).unwrap();
    is_refused_as_forged(&file, &recovery);
}

#[test]
fn a_backup_not_signed_by_device_author_and_clinic_is_refused() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let (copy, other) = (
        machine.folder.with_extension("db"),
        machine.folder.with_extension("other"),
    );
    let file = machine.folder.with_extension("backup");
    schema::copy_to(&unlocked.vault.conn, &copy).unwrap();
    let measured = |path: &Path| format::measure(&mut fs::File::open(path).unwrap()).unwrap();
    let honest = || unlocked.head(measured(&copy)).unwrap();
    sealed_by_hand(&recovery, &honest(), &copy, &file);
    Vault::verify_backup(&file, &recovery).unwrap();

    let changes: [fn(&mut Head); 7] = [
        |head| head.proof.device = [1; 64],
        |head| head.proof.author = head.proof.device,
        |head| head.proof.tag = [0; 16],
        |head| head.created_at_us += 1,
        |head| head.device_number = 2,
        |head| head.author = Uuid::from_u128(5),
        |head| head.root = [7; 32],
    ];
    for change in changes {
        let mut head = honest();
        change(&mut head);
        sealed_by_hand(&recovery, &head, &copy, &file);
        is_refused_as_forged(&file, &recovery);
    }
    // an older state of the same clinic in the place of the one that was signed
    fs::copy(&copy, &other).unwrap();
    let conn = rusqlite::Connection::open(&other).unwrap();
    conn.execute("update roles set rights = rights || ' audit.read'", [])
        .unwrap();
    drop(conn);
    let mut head = honest();
    (head.length, head.digest) = measured(&other);
    sealed_by_hand(&recovery, &head, &other, &file);
    is_refused_as_forged(&file, &recovery);
}

#[test]
fn a_backup_whose_file_names_another_recovery_or_audit_key_is_refused() {
    let edits = [
        format!(
            "update vault_file set recovery = '{}'",
            RecoveryKey::generate().recipient()
        ),
        "update vault_file set audit_key = randomblob(32)".to_owned(),
        "update vault_file set tenant = randomblob(16)".to_owned(),
    ];
    for sql in edits {
        let machine = Machine::new(1);
        let (unlocked, recovery) = machine.create();
        // while it is open, so that its tag is not checked before the backup is made
        let conn = rusqlite::Connection::open(machine.database()).unwrap();
        assert_eq!(conn.execute(&sql, []).unwrap(), 1);
        let file = machine.folder.with_extension("backup");
        unlocked.back_up(&file).unwrap();
        is_refused_as_forged(&file, &recovery);
    }
}

#[test]
fn a_backup_with_a_clinic_secret_that_the_paper_does_not_open_is_refused() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    let mut random = crate::crypto::random::Random::from_seed(&[3; 32]);
    let secret = crate::crypto::keys::clinic::ClinicSecret::generate(2, &mut random);
    let tag_key = secret.tag_key();
    unlocked.vault.keys.add(secret);
    unlocked.vault.tags.insert(2, tag_key);
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    is_refused_as_forged(&file, &recovery);
}

#[test]
fn a_user_without_the_right_signs_no_backup_that_is_restored() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    crate::sign_in::tests::add_receptionist(&mut unlocked);
    let ben = machine
        .open()
        .unwrap()
        .unlock("ben", &crate::crypto::password::Password::new("front door"))
        .unwrap();
    let file = machine.folder.with_extension("backup");
    assert!(matches!(ben.back_up(&file), Err(Error::NotAdmin)));
    // by a program of their own
    let copy = machine.folder.with_extension("db");
    schema::copy_to(&ben.vault.conn, &copy).unwrap();
    let measured = format::measure(&mut fs::File::open(&copy).unwrap()).unwrap();
    sealed_by_hand(&recovery, &ben.head(measured).unwrap(), &copy, &file);
    is_refused_as_forged(&file, &recovery);
}

#[test]
fn what_is_no_file_is_no_backup() {
    let machine = Machine::new(1);
    let (_unlocked, recovery) = machine.create();
    let pipe = machine.folder.with_extension("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    for path in [
        pipe.as_path(),
        machine.folder.as_path(),
        Path::new("/dev/zero"),
    ] {
        let verified = Vault::verify_backup(path, &recovery);
        assert!(
            matches!(verified, Err(Error::BadBackup)),
            "{path:?}: {verified:?}"
        );
    }
}

#[test]
fn a_backup_in_which_anything_was_planted_is_refused_and_nothing_runs() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let planted =
        "create trigger planted after insert on sign_in_tries begin delete from sign_in_tries; end";
    unlocked.vault.conn.execute_batch(planted).unwrap();
    let file = machine.folder.with_extension("backup");
    unlocked.back_up(&file).unwrap();
    let verified = Vault::verify_backup(&file, &recovery);
    assert!(
        matches!(verified, Err(Error::ForeignObjects(_))),
        "{verified:?}"
    );
    let other = machine.next_to("restored");
    let restored =
        Vault::restore(&other.folder, other.environment(), &file, &recovery).and_then(completed);
    assert!(matches!(restored, Err(Error::ForeignObjects(_))));
    assert!(!other.database().exists());
}

/// An attacker can seal a file to the recovery key: an empty database must not be migrated before its origin is proved.
#[test]
fn a_strangers_file_is_not_migrated_before_it_is_proved() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let empty = machine.folder.with_extension("db");
    let conn = rusqlite::Connection::open(&empty).unwrap();
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID)
        .unwrap();
    conn.execute_batch("vacuum").unwrap();
    drop(conn);
    let measured = format::measure(&mut fs::File::open(&empty).unwrap()).unwrap();
    let mut head = unlocked.head(measured).unwrap();
    head.proof.author = head.proof.device;
    let file = machine.folder.with_extension("backup");
    sealed_by_hand(&recovery, &head, &empty, &file);
    is_refused_as_forged(&file, &recovery);
}
