#![allow(clippy::unwrap_used)]

use super::*;
use crate::crypto::seal::hex;

fn pair(byte: u8) -> ExchangePair {
    ExchangePair::from_bytes(&[byte; 32])
}

#[test]
fn a_value_that_another_implementation_sealed_opens() {
    let sealed = hex::decode(
        "0282dab32acdefd8783a91b446640e2e1f95599db35e484a0071bd2182b3b60d0812c10c70740adef0ee67fab3dcdcce\
         0791733d416b2db1583d89b9bbd1456286c84c87e3fc2f7d275f2b78e65132ac1f31915735",
    );
    assert_eq!(
        *open_sealed_to(&pair(0x42), b"grant", &sealed).unwrap(),
        [0x99; 32]
    );
}

#[test]
fn it_opens_for_its_recipient_alone() {
    let mut random = Random::from_seed(&[1; 32]);
    let (user, colleague) = (pair(1), pair(2));
    let sealed = seal_to(&user.public(), b"grant", b"epoch key", &mut random).unwrap();
    assert_eq!(sealed.len(), 1 + 4 + 32 + 9 + 16);
    assert!(is_sealed_to(&user.public(), &sealed));
    assert!(!is_sealed_to(&colleague.public(), &sealed));
    assert_eq!(
        *open_sealed_to(&user, b"grant", &sealed).unwrap(),
        b"epoch key"
    );
    let stolen = open_sealed_to(&colleague, b"grant", &sealed);
    assert!(matches!(stolen, Err(SealError::OtherKey)));
    let moved = open_sealed_to(&user, b"other grant", &sealed);
    assert!(matches!(moved, Err(SealError::Refused)));
}

#[test]
fn a_forged_hint_opens_it_for_no_other_key() {
    let mut random = Random::from_seed(&[2; 32]);
    let (user, colleague) = (pair(1), pair(2));
    let mut sealed = seal_to(&user.public(), b"", b"epoch key", &mut random).unwrap();
    sealed[1..5].copy_from_slice(&hint(&colleague.public()));
    let stolen = open_sealed_to(&colleague, b"", &sealed);
    assert!(matches!(stolen, Err(SealError::Refused)));
}

#[test]
fn each_value_has_an_ephemeral_key_of_its_own() {
    let mut random = Random::from_seed(&[3; 32]);
    let to = pair(1).public();
    let one = seal_to(&to, b"", b"epoch key", &mut random).unwrap();
    let other = seal_to(&to, b"", b"epoch key", &mut random).unwrap();
    assert_eq!(one[..5], other[..5]);
    assert_ne!(one[5..37], other[5..37]);
    assert_ne!(one[37..], other[37..]);
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let mut random = Random::from_seed(&[4; 32]);
    let user = pair(1);
    let sealed = seal_to(&user.public(), b"grant", b"epoch key", &mut random).unwrap();
    for index in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[index] ^= 1 << bit;
            assert!(
                open_sealed_to(&user, b"grant", &changed).is_err(),
                "{index}.{bit}"
            );
        }
        assert!(
            open_sealed_to(&user, b"grant", &sealed[..index]).is_err(),
            "{index}"
        );
    }
}

#[test]
fn public_keys_of_low_order_are_refused_by_both_ends() {
    let mut random = Random::from_seed(&[5; 32]);
    let mut one = [0; 32];
    one[0] = 1;
    let order_eight =
        hex::array("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
    let user = pair(1);
    let honest = seal_to(&user.public(), b"", b"epoch key", &mut random).unwrap();
    for low in [[0; 32], one, order_eight] {
        let refused = seal_to(
            &ExchangeKey::from_bytes(low),
            b"",
            b"epoch key",
            &mut random,
        );
        assert!(matches!(refused, Err(SealError::Refused)));
        let mut forged = honest.clone();
        forged[5..37].copy_from_slice(&low);
        assert!(matches!(
            open_sealed_to(&user, b"", &forged),
            Err(SealError::Refused)
        ));
    }
}
