#![allow(clippy::unwrap_used)]

use super::*;
use crate::crypto::seal::hex;

/// The identity and file of the vector `x25519` in age's test kit (C2SP CCTV, BSD-1-Clause or CC0).
const IDENTITY: &str = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
const FILE: &str = "
    6167652d656e6372797074696f6e2e6f72672f76310a2d3e20583235353139205445694630797071722b627076637158
    4e7943564a704c374f757750645677504c374b51456246444f43630a686a6162475877534c5139633353364c7732692b
    5332547532666977514848736c62424e36423431464c450a2d2d2d2057794a7039462f39464f5a6837674a6468657132
    57494a637748675963384e495668336464776872634e670aeecf62c7ce91b433274e68d4f2f9134cb74c5bfef7beaa52
    c8f0bc0e992c1e8331fb66";
const PAYLOAD_SHA256: &str = "013f54400c82da08037759ada907a8b864e97de81c088a182062c4b5622fd2ab";

fn key() -> RecoveryKey {
    RecoveryKey::parse(IDENTITY).unwrap()
}

fn printed(key: &RecoveryKey) -> String {
    let groups = key.groups();
    let numbered = groups
        .iter()
        .enumerate()
        .map(|(index, group)| format!("{}. {group}", index + 1));
    numbered.collect::<Vec<_>>().join("   ")
}

#[test]
fn the_printed_groups_are_the_age_identity() {
    let groups = key().groups();
    assert_eq!(groups.len(), RECOVERY_GROUPS);
    assert_eq!(groups.concat(), IDENTITY);
    assert!(
        groups[..RECOVERY_GROUPS - 1]
            .iter()
            .all(|group| group.len() == GROUP_LEN)
    );
}

#[test]
fn it_is_read_back_however_it_was_typed() {
    let key = key();
    let with_numbers = printed(&key);
    for typed in [
        IDENTITY.to_lowercase(),
        key.groups().join(" "),
        key.groups().join("\n"),
        with_numbers.clone(),
        with_numbers.to_lowercase().replace(". ", ")"),
        with_numbers.replace(". ", ""),
        with_numbers.replace('0', "o"),
        format!("# created: today\n# public key: age1\n{IDENTITY}\n"),
    ] {
        assert_eq!(
            *RecoveryKey::parse(&typed).unwrap().text(),
            IDENTITY,
            "{typed}"
        );
    }
}

#[test]
fn generated_keys_survive_the_paper() {
    for _ in 0..50 {
        let key = RecoveryKey::generate();
        assert_eq!(
            RecoveryKey::parse(&printed(&key)).unwrap().text(),
            key.text()
        );
        assert_eq!(key.first_difference(&printed(&key)), None);
    }
}

#[test]
fn one_wrong_letter_is_no_key_and_its_group_is_named() {
    let key = key();
    for index in 0..IDENTITY.len() {
        let mut typed = IDENTITY.to_owned();
        let wrong = if &typed[index..=index] == "X" {
            "Y"
        } else {
            "X"
        };
        typed.replace_range(index..=index, wrong);
        assert!(matches!(
            RecoveryKey::parse(&typed),
            Err(SealError::Mistyped("recovery key"))
        ));
        assert_eq!(
            key.first_difference(&typed),
            Some(index / GROUP_LEN + 1),
            "{index}"
        );
    }
}

#[test]
fn a_group_left_out_or_cut_short_is_named() {
    let key = key();
    let numbered = printed(&key);
    let (fifth, sixth) = (numbered.find("5. ").unwrap(), numbered.find("6. ").unwrap());
    let left_out = format!("{}{}", &numbered[..fifth], &numbered[sixth..]);
    assert_eq!(key.first_difference(&left_out), Some(5));
    assert_eq!(key.first_difference(&numbered[..fifth]), Some(5));
    assert_eq!(key.first_difference(""), Some(1));
    assert_eq!(
        key.first_difference(&format!("{IDENTITY}AA")),
        Some(RECOVERY_GROUPS)
    );
    assert_eq!(
        key.first_difference(&format!("{IDENTITY}AAAA")),
        Some(RECOVERY_GROUPS)
    );
}

#[test]
fn single_groups_are_checked_while_they_are_typed() {
    let key = key();
    assert!(key.group_matches(1, "age-"));
    assert!(key.group_matches(5, " egtz "));
    assert!(!key.group_matches(5, "egtx"));
    assert!(!key.group_matches(0, "age-"));
    assert!(!key.group_matches(RECOVERY_GROUPS + 1, ""));
}

#[test]
fn small_secrets_open_with_the_key_and_associated_data_alone() {
    let key = key();
    let sealed = seal_to_recovery(&key.recipient(), b"grant 1", b"epoch key").unwrap();
    assert_eq!(sealed[0], 4);
    assert!(sealed[1..].starts_with(b"age-encryption.org/v1\n"));
    assert_eq!(
        *open_with_recovery(&key, b"grant 1", &sealed).unwrap(),
        b"epoch key"
    );
    let moved = open_with_recovery(&key, b"grant 2", &sealed);
    assert!(matches!(moved, Err(SealError::Refused)));
    let stranger = open_with_recovery(&RecoveryKey::generate(), b"grant 1", &sealed);
    assert!(matches!(stranger, Err(SealError::Refused)));
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(
            open_with_recovery(&key, b"grant 1", &changed).is_err(),
            "{index}"
        );
    }
}

#[test]
fn an_age_file_that_another_tool_wrote_opens() {
    let mut plain = Vec::new();
    key()
        .decrypt(hex::decode(FILE).as_slice())
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    assert_eq!(hex::encode(&Sha256::digest(&plain)), PAYLOAD_SHA256);
}

#[test]
fn what_we_write_is_plain_age_in_both_directions() {
    let recipient = RecoveryRecipient::parse(&key().recipient().to_string()).unwrap();
    let mut writer = recipient.encrypt_into(Vec::new()).unwrap();
    writer.write_all(b"backup").unwrap();
    let file = writer.finish().unwrap();
    let identity = x25519::Identity::from_str(IDENTITY).unwrap();
    assert_eq!(age::decrypt(&identity, &file).unwrap(), b"backup");
    let file = age::encrypt(&identity.to_public(), b"by hand").unwrap();
    let mut plain = Vec::new();
    key()
        .decrypt(file.as_slice())
        .unwrap()
        .read_to_end(&mut plain)
        .unwrap();
    assert_eq!(plain, b"by hand");
}

#[test]
fn a_backup_streams_and_a_cut_one_is_noticed() {
    let key = key();
    let plain: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
    let mut writer = key.recipient().encrypt_into(Vec::new()).unwrap();
    for piece in plain.chunks(7_777) {
        writer.write_all(piece).unwrap();
    }
    let file = writer.finish().unwrap();
    let mut opened = Vec::new();
    key.decrypt(file.as_slice())
        .unwrap()
        .read_to_end(&mut opened)
        .unwrap();
    assert_eq!(opened, plain);
    for cut in [file.len() - 1, file.len() / 2, file.len() - 65_552] {
        let mut sink = Vec::new();
        let outcome = key.decrypt(&file[..cut]).unwrap().read_to_end(&mut sink);
        assert!(outcome.is_err(), "{cut}");
    }
}

#[test]
fn what_is_no_age_file_is_malformed_and_debug_shows_no_key() {
    assert!(matches!(
        key().decrypt(&b"PK\x03\x04 something else"[..]),
        Err(SealError::Malformed)
    ));
    assert!(RecoveryRecipient::parse(IDENTITY).is_err());
    assert_eq!(format!("{:?}", key()), "RecoveryKey(..)");
}
