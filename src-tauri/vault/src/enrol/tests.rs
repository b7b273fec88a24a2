#![allow(clippy::unwrap_used)]

use sha2::{Digest, Sha256};
use sync_contract::catalog::{Device, enrolment_input};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::messages::{DeviceJoin, EnrolCreate, EnrolFindAnswer};
use sync_contract::{Group, Value, Wire};

use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::enrolment::EnrolmentCode;
use crate::crypto::random::Random;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::Error;
use crate::read::rows::Deleted;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::cells::cell_input;

/// What the server gives for the code.
fn pending_for_the_code(unlocked: &Unlocked, create: EnrolCreate) -> EnrolFindAnswer {
    EnrolFindAnswer {
        tenant: unlocked.vault.tenant().0,
        bundle: create.bundle,
        device_number: 5,
    }
}

fn join(
    machine: &Machine,
    code: &EnrolmentCode,
    invitation: &EnrolFindAnswer,
) -> crate::error::Result<(Vault, DeviceJoin)> {
    let name = "consulting room".try_into().unwrap();
    let environment = machine.environment();
    let joined = Vault::join(&machine.folder, environment, code, invitation, &name)?;
    joined.0.complete()?;
    Ok(joined)
}

/// A clinic, the code for another computer, what waits for it, and that computer.
fn invited() -> (Machine, Unlocked, EnrolmentCode, EnrolFindAnswer, Machine) {
    let (machine, mut unlocked) = clinic();
    let (code, create) = unlocked.invite().unwrap();
    let invitation = pending_for_the_code(&unlocked, create);
    (machine, unlocked, code, invitation, Machine::new(9))
}

fn key(value: Option<&Value>) -> [u8; 32] {
    let Some(Value::Bytes(bytes)) = value else {
        panic!("{value:?}");
    };
    bytes.as_slice().try_into().unwrap()
}

#[test]
fn a_device_joins_with_the_code_and_the_admin_signed_for_its_row() {
    let (_machine, mut unlocked) = clinic();
    let (code, create) = unlocked.invite().unwrap();
    let admin = unlocked.session.keys.public().verify;
    admin
        .verify(Purpose::Enrol, &create.signing_input(), &create.signature)
        .unwrap();
    let typed = EnrolmentCode::parse(&code.text().to_lowercase()).unwrap();
    assert_eq!(
        create.find_hash,
        <[u8; 32]>::from(Sha256::digest(typed.find()))
    );
    let invitation = pending_for_the_code(&unlocked, create);
    let other = Machine::new(9);
    other.clock.advance_ms(400 * 24 * 3_600_000);
    let (joined, join) = join(&other, &typed, &invitation).unwrap();
    assert_eq!(
        (joined.device_number().unwrap(), joined.tenant()),
        (5, unlocked.vault.tenant())
    );
    assert_eq!(join.find, Some(code.find()));

    let group = Group::from_bytes(&join.group).unwrap();
    let identity = &group
        .writes
        .iter()
        .find(|write| write.state.cell == Device::CELL.identity.number)
        .unwrap()
        .state;
    let enrolment_key = key(Device::FIELD.enrolment_key.in_cell(identity));
    let Some(Value::Time(until)) = Device::FIELD.enrolment_until.in_cell(identity) else {
        panic!("no time");
    };
    let Some(Value::Bytes(invitation)) = Device::FIELD.enrolment_signature.in_cell(identity) else {
        panic!("no signature");
    };
    let invited = enrolment_input(group.tenant, &enrolment_key, Time(*until));
    admin
        .verify(
            Purpose::Invite,
            &invited,
            invitation.as_slice().try_into().unwrap(),
        )
        .unwrap();
    let signer = VerifyKey::from_bytes(enrolment_key);
    let input = group.signing_input();
    signer
        .verify(Purpose::Group, &input, &group.signature)
        .unwrap();
    for write in &group.writes {
        assert!(write.state.clock.unix_us() <= *until);
        let input = cell_input(
            group.tenant,
            Device::DESCRIPTOR.number,
            write.row,
            None,
            &write.state,
        );
        signer
            .verify(Purpose::Cell, &input, &write.state.signature.unwrap())
            .unwrap();
        unlocked
            .vault
            .tag_key()
            .verify(&input, &write.state.tag)
            .unwrap();
    }
    drop(joined);
    let again = other.open().unwrap();
    assert_eq!(again.clinic().unwrap().clinic, None);
}

#[test]
fn another_code_opens_nothing_and_leaves_nothing() {
    let (_machine, _unlocked, _, invitation, other) = invited();
    let wrong = EnrolmentCode::generate(&mut Random::from_seed(&[1; 32]));
    assert!(matches!(
        join(&other, &wrong, &invitation),
        Err(Error::BadBundle)
    ));
    assert!(!other.folder.exists());
}

#[test]
fn what_never_became_part_of_the_clinic_is_removed_with_its_keys() {
    let (_machine, _unlocked, code, invitation, other) = invited();
    let (joined, _) = join(&other, &code, &invitation).unwrap();
    let id = joined.id();
    joined.abandon().unwrap();
    assert!(!other.folder.exists());
    assert!(
        crate::crypto::keystore::entry::KeyStore::load(&other.keys, id)
            .unwrap()
            .is_none()
    );
    join(&other, &code, &invitation).unwrap();
}

#[test]
fn nothing_is_joined_into_a_folder_with_other_files() {
    let (_machine, _unlocked, code, invitation, other) = invited();
    std::fs::create_dir_all(&other.folder).unwrap();
    let letter = other.folder.join("letter.txt");
    std::fs::write(&letter, "Dear Zoe").unwrap();
    assert!(matches!(
        join(&other, &code, &invitation),
        Err(Error::NotEmpty)
    ));
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "Dear Zoe");
    assert_eq!(std::fs::read_dir(&other.folder).unwrap().count(), 1);
    std::fs::remove_file(letter).unwrap();
    let (joined, _) = join(&other, &code, &invitation).unwrap();
    joined.abandon().unwrap();
    // an empty folder was there before, so it is there now
    assert_eq!(std::fs::read_dir(&other.folder).unwrap().count(), 0);
}

#[test]
fn the_founder_s_word_for_the_server_is_signed() {
    let (_machine, unlocked) = clinic();
    let invitation = unlocked.create_clinic("CODE").unwrap();
    let founder = VerifyKey::from_bytes(invitation.founder_signing_key);
    founder
        .verify(
            Purpose::CreateClinic,
            &invitation.signing_input(),
            &invitation.signature,
        )
        .unwrap();
    assert_eq!(
        invitation.root_public_key,
        *unlocked.vault.keys.root.as_bytes()
    );
    assert_eq!(
        (invitation.device_number, invitation.numbers_used),
        (1, vec![1])
    );
}

#[test]
fn a_revocation_is_valid_under_any_version_of_the_clinic_secret() {
    let (_machine, mut unlocked, code, invitation, other) = invited();
    let (joined, _) = join(&other, &code, &invitation).unwrap();

    // a newer version that only this device has so far
    let secret = ClinicSecret::generate(2, &mut Random::from_seed(&[4; 32]));
    unlocked.vault.tags.insert(2, secret.tag_key());
    unlocked.vault.keys.add(secret);
    register(&mut unlocked, "Okafor");
    let stored = unlocked
        .read()
        .all::<Device>(Deleted::Hidden)
        .unwrap()
        .remove(0);
    let revoked = Device {
        revoked_at: Some(Time(5)),
        revoked_by: Some(unlocked.user()),
        ..stored.value
    };
    unlocked
        .write_admin_signed("revoke device", |tx| tx.update(&revoked, &stored.seen))
        .unwrap();

    let sql = "select bytes from queue order by seq desc limit 2";
    let mut statement = unlocked.vault.conn.prepare(sql).unwrap();
    let groups = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    let groups: Vec<Group> = groups
        .map(|bytes| Group::from_bytes(&bytes.unwrap()).unwrap())
        .collect();
    let write = &groups[0].writes[0];
    let input = cell_input(
        groups[0].tenant,
        write.entity,
        write.row,
        None,
        &write.state,
    );
    let known = &joined.tags[&write.state.secret_version];
    known.verify(&input, &write.state.tag).unwrap();
    let daily = groups[1]
        .writes
        .iter()
        .map(|write| write.state.secret_version);
    assert!(daily.clone().count() > 1 && daily.into_iter().all(|version| version == 2));
}
