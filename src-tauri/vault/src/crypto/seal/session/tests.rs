#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn the_writer_cannot_read_and_the_audit_key_reads() {
    let mut random = Random::from_seed(&[1; 32]);
    let audit = AuditKeys::generate(1, &mut random).unwrap();
    let session = AuditSessionKey::generate(9, &mut random);
    let sealed_key = session
        .seal_to(&audit.public(), b"session 9", &mut random)
        .unwrap();
    let entry = seal_entry(&session, b"entry 1", b"opened a patient", &mut random).unwrap();
    assert_eq!(session_of(&entry).unwrap(), 9);

    let reader = AuditSessionKey::open(&audit, 9, b"session 9", &sealed_key).unwrap();
    assert_eq!(
        *open_entry(&reader, b"entry 1", &entry).unwrap(),
        b"opened a patient"
    );

    let stranger = AuditKeys::generate(1, &mut random).unwrap();
    let refused = AuditSessionKey::open(&stranger, 9, b"session 9", &sealed_key);
    assert!(matches!(refused, Err(SealError::OtherKey)));
}

#[test]
fn an_entry_does_not_open_elsewhere_or_in_another_session() {
    let mut random = Random::from_seed(&[2; 32]);
    let session = AuditSessionKey::generate(9, &mut random);
    let other = AuditSessionKey::generate(10, &mut random);
    let entry = seal_entry(&session, b"entry 1", b"signed a note", &mut random).unwrap();
    assert!(matches!(
        open_entry(&session, b"entry 2", &entry),
        Err(SealError::Refused)
    ));
    assert!(matches!(
        open_entry(&other, b"entry 1", &entry),
        Err(SealError::OtherKey)
    ));
    let mut renumbered = entry;
    renumbered[4] = 10;
    assert!(matches!(
        open_entry(&other, b"entry 1", &renumbered),
        Err(SealError::Refused)
    ));
}

#[test]
fn short_and_long_details_of_one_class_are_equally_long() {
    let mut random = Random::from_seed(&[3; 32]);
    let session = AuditSessionKey::generate(1, &mut random);
    let short = seal_entry(&session, b"", b"", &mut random).unwrap();
    let long = seal_entry(&session, b"", &[b'x'; 28], &mut random).unwrap();
    assert_eq!(short.len(), long.len());
    assert_eq!(format!("{session:?}"), "AuditSessionKey(1, ..)");
}
