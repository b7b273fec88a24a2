//! Hashes and signatures: all that this server can check about what it cannot read.

use std::time::{SystemTime, UNIX_EPOCH};

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use sync_contract::Code;

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Errors: `BadSignature`, also for bytes that are no key.
pub fn verify(key: &[u8], message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
    let key: &[u8; 32] = key.try_into().map_err(|_| Code::BadSignature)?;
    let key = VerifyingKey::from_bytes(key).map_err(|_| Code::BadSignature)?;
    key.verify_strict(message, &Signature::from_bytes(signature))
        .map_err(|_| Code::BadSignature)
}

/// Compares in a time that does not depend on where the difference lies.
pub fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let differing = one
        .iter()
        .zip(other)
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

pub fn unix_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a server's clock stands after 1970");
    u64::try_from(since.as_millis()).expect("milliseconds fit until the year 500 million")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signature = key.sign(b"said").to_bytes();
        let public = key.verifying_key().to_bytes();
        assert_eq!(verify(&public, b"said", &signature), Ok(()));
        assert_eq!(
            verify(&public, b"sain", &signature),
            Err(Code::BadSignature)
        );
        assert_eq!(
            verify(&public[1..], b"said", &signature),
            Err(Code::BadSignature)
        );
        let other = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
        assert_eq!(verify(&other, b"said", &signature), Err(Code::BadSignature));
    }

    #[test]
    fn equal_means_every_byte_and_the_length() {
        assert!(is_equal(b"abc", b"abc"));
        assert!(!is_equal(b"abc", b"abd"));
        assert!(!is_equal(b"abc", b"ab"));
    }
}
