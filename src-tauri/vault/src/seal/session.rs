//! Form 3: what one session writes into the audit trail.
//!
//! Everybody writes the trail and few read it, so a session makes one key, seals it once to the audit
//! epoch's public key (form 2) and seals each entry under it.

use zeroize::Zeroizing;

use super::{Cipher, Form, SealError, frame, open_sealed_to, seal_to};
use crate::keys::{AuditKeys, ExchangeKey};
use crate::random::Random;

/// The key of one audit session, with the number that its entries carry.
pub struct AuditSessionKey {
    number: u32,
    bytes: Zeroizing<[u8; 32]>,
    cipher: Cipher,
}

impl AuditSessionKey {
    pub fn generate(number: u32, random: &mut Random) -> Self {
        Self::from_bytes(number, random.secret())
    }

    fn from_bytes(number: u32, bytes: Zeroizing<[u8; 32]>) -> Self {
        let cipher = Cipher::new(&bytes);
        Self {
            number,
            bytes,
            cipher,
        }
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    /// Form 2, to the public key of the audit epoch.
    pub fn seal_to(
        &self,
        audit: &ExchangeKey,
        aad: &[u8],
        random: &mut Random,
    ) -> Result<Vec<u8>, SealError> {
        seal_to(audit, aad, &*self.bytes, random)
    }

    /// For whoever holds the private half of the audit epoch.
    pub fn open(
        audit: &AuditKeys,
        number: u32,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Self, SealError> {
        let plain = open_sealed_to(audit.exchange(), aad, sealed)?;
        let bytes = plain
            .as_slice()
            .try_into()
            .map_err(|_| SealError::Malformed)?;
        Ok(Self::from_bytes(number, Zeroizing::new(bytes)))
    }
}

impl std::fmt::Debug for AuditSessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditSessionKey({}, ..)", self.number)
    }
}

/// Errors: `TooLong`.
pub fn seal_entry(
    session_key: &AuditSessionKey,
    aad: &[u8],
    plain: &[u8],
    random: &mut Random,
) -> Result<Vec<u8>, SealError> {
    let (number, cipher) = (session_key.number, &session_key.cipher);
    frame::seal(Form::AuditSession, number, cipher, aad, plain, random)
}

/// Errors: `OtherKey` for an entry of another session, `Refused`, `Malformed`.
pub fn open_entry(
    session_key: &AuditSessionKey,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (number, cipher) = (session_key.number, &session_key.cipher);
    frame::open_alone(Form::AuditSession, number, cipher, aad, sealed)
}

/// The session whose key opens an entry. Errors: `Malformed`.
pub fn session_of(sealed: &[u8]) -> Result<u32, SealError> {
    Ok(frame::Parts::split(Form::AuditSession, sealed)?.number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn whoever_writes_cannot_read_and_the_audit_key_reads() {
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
    fn short_and_long_details_of_one_class_cannot_be_told_apart() {
        let mut random = Random::from_seed(&[3; 32]);
        let session = AuditSessionKey::generate(1, &mut random);
        let short = seal_entry(&session, b"", b"", &mut random).unwrap();
        let long = seal_entry(&session, b"", &[b'x'; 28], &mut random).unwrap();
        assert_eq!(short.len(), long.len());
        assert_eq!(format!("{session:?}"), "AuditSessionKey(1, ..)");
    }
}
