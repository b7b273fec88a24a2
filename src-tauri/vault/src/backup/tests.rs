#![allow(clippy::unwrap_used)]
use std::fs;

use sync_contract::catalog::{Device, Patient, Visit};
use sync_contract::entity::Entity;
use sync_contract::ids::VisitId;
use sync_contract::seen::Seen;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::recovery::RecoveryKey;
use crate::testing::*;
use crate::{Deleted, Error, Vault};

#[test]
fn a_backup_is_verified_and_comes_back_as_another_device_with_queue_drafts_and_trail() {
    let machine = Machine::new(1);
    let (mut unlocked, recovery) = machine.create();
    let id = register(&mut unlocked, "Okafor");
    let draft = visit(VisitId(Uuid::from_u128(5)), id, unlocked.user(), "tired");
    unlocked.save_draft(&draft, &Seen::default()).unwrap();
    let file = machine.folder.with_extension("backup");
    let written = unlocked.vault.back_up(&file).unwrap();
    assert!(written.vault_bytes > 10_000 && !machine.folder.join("backup.tmp").exists());
    assert!(matches!(
        unlocked.vault.back_up(&file),
        Err(Error::AlreadyThere)
    ));

    let report = Vault::verify_backup(&file, &recovery).unwrap();
    assert_eq!(report.tenant, unlocked.vault.tenant().0);
    assert!(report.rows.contains(&("patients", 1)) && report.waiting == 2);

    // on the machine of the original: the two must not share their keys
    let other = machine.beside("restored");
    let restored = Vault::restore(&other.folder, other.environment(), &file, &recovery).unwrap();
    assert_ne!(restored.id(), unlocked.vault.id());
    assert_eq!(restored.device_number().unwrap(), 2);
    drop(restored);
    let mut restored = other.unlock();
    assert_eq!(
        restored
            .read()
            .get::<Patient>(id)
            .unwrap()
            .unwrap()
            .sync
            .waiting,
        1
    );
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
    unlocked.vault.back_up(&file).unwrap();
    let other = Machine::new(2);
    drop(Vault::restore(&other.folder, other.environment(), &file, &recovery).unwrap());
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
    assert_eq!(lines.len(), 2);
    assert!(lines[0].detail.is_some());
    assert!(restored.vault.verify_audit().unwrap().fault.is_none());
}

#[test]
fn a_damaged_or_foreign_backup_is_refused_and_leaves_nothing() {
    let machine = Machine::new(1);
    let (unlocked, recovery) = machine.create();
    let file = machine.folder.with_extension("backup");
    unlocked.vault.back_up(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let other = Machine::new(2);
    let mut broken = vec![
        (whole[..whole.len() - 1].to_vec(), &recovery),
        (whole[..whole.len() / 2].to_vec(), &recovery),
        (b"something else".to_vec(), &recovery),
    ];
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    broken.push((changed, &recovery));
    let stranger = RecoveryKey::generate();
    broken.push((whole, &stranger));
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
    unlocked.vault.back_up(&file).unwrap();
    let refused = Vault::restore(&machine.folder, machine.environment(), &file, &recovery);
    assert!(matches!(refused, Err(Error::NotEmpty)));
    drop(unlocked);
    machine.unlock();
}
