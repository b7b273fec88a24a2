#![allow(clippy::unwrap_used)]

use super::*;
use crate::crypto::seal::hex;

fn key(user: u128, version: u16, byte: u8) -> WrapKey {
    WrapKey::new(Uuid::from_u128(user), version, &[byte; 32])
}

#[test]
fn a_wrap_of_another_implementation_opens() {
    let wrapped = hex::decode(
        "010003000102030405060708090a0b5ce34a7eaf244abf5f4aba20002ff6d8930f8e00c16b9b677649b90cbcea04abb7e1937d514afc56947ebc322ed845dd5774ff1fc7fbe657fdd4b3291db610de83539a8f00274e371c748febefb9fe34",
    );
    let keys = key(7, 3, 0x33).unwrap_keys(&wrapped).unwrap();
    assert_eq!(keys.secret_bytes()[..32], [0x44; 32]);
    assert_eq!(keys.secret_bytes()[32..], [0x55; 32]);
}

#[test]
fn only_the_right_password_user_and_clinic_secret_open_it() {
    let mut random = Random::from_seed(&[1; 32]);
    let keys = UserKeys::generate(&mut random);
    let wrapped = key(1, 3, 9).wrap(&keys, &mut random);
    assert_eq!(wrapped.len(), 95);
    assert_eq!(wrapped_under(&wrapped).unwrap(), 3);
    assert_eq!(
        key(1, 3, 9).unwrap_keys(&wrapped).unwrap().public(),
        keys.public()
    );
    assert!(matches!(
        key(1, 3, 8).unwrap_keys(&wrapped),
        Err(SealError::Refused)
    ));
    assert!(matches!(
        key(2, 3, 9).unwrap_keys(&wrapped),
        Err(SealError::Refused)
    ));
    assert!(matches!(
        key(1, 4, 9).unwrap_keys(&wrapped),
        Err(SealError::OtherKey)
    ));
}

#[test]
fn every_changed_byte_and_every_cut_is_noticed() {
    let mut random = Random::from_seed(&[2; 32]);
    let wrapped = key(1, 3, 9).wrap(&UserKeys::generate(&mut random), &mut random);
    for index in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[index] ^= 1;
        assert!(key(1, 3, 9).unwrap_keys(&changed).is_err(), "{index}");
        assert!(
            key(1, 3, 9).unwrap_keys(&wrapped[..index]).is_err(),
            "{index}"
        );
    }
    let renamed = [&[VERSION, 0, 4][..], &wrapped[3..]].concat();
    assert!(matches!(
        key(1, 4, 9).unwrap_keys(&renamed),
        Err(SealError::Refused)
    ));
}
