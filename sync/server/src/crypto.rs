//! Hashes and signatures: all that this server can check about sealed values.

pub mod identity;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use sync_contract::trust::{Signatures, SignerKey};
use sync_contract::{Code, Purpose};

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Verifies a signature.
///
/// # Errors
/// `BadSignature`, also for bytes that are no key.
pub fn verify(key: &[u8], message: &[u8], signature: &[u8; 64]) -> Result<(), Code> {
    let key: &[u8; 32] = key.try_into().map_err(|_| Code::BadSignature)?;
    let key = VerifyingKey::from_bytes(key).map_err(|_| Code::BadSignature)?;
    key.verify_strict(message, &Signature::from_bytes(signature))
        .map_err(|_| Code::BadSignature)
}

/// Verifies the signatures of the trust chain.
pub struct Ed25519;

impl Signatures for Ed25519 {
    fn is_signed(
        &self,
        key: &SignerKey,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; 64],
    ) -> bool {
        purpose.is_of(input) && verify(key, input, signature).is_ok()
    }
}

/// Compares in a time that does not depend on where the difference is.
pub fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let differing = one
        .iter()
        .zip(other)
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use data_encoding::HEXLOWER;

    /// RFC 8032, 7.1, test 2.
    const PUBLIC: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNATURE: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    fn bytes<const N: usize>(digits: &str) -> [u8; N] {
        HEXLOWER
            .decode(digits.as_bytes())
            .unwrap()
            .try_into()
            .unwrap()
    }

    #[test]
    fn a_signature_is_valid_for_its_message_and_key_only() {
        let public: [u8; 32] = bytes(PUBLIC);
        let signature: [u8; 64] = bytes(SIGNATURE);
        assert_eq!(verify(&public, &[0x72], &signature), Ok(()));
        let refused = Err(Code::BadSignature);
        assert_eq!(verify(&public, &[0x73], &signature), refused);
        assert_eq!(verify(&public[1..], &[0x72], &signature), refused);
        assert_eq!(verify(&[9; 32], &[0x72], &signature), refused);
    }

    #[test]
    fn equal_means_every_byte_and_the_length() {
        assert!(is_equal(b"abc", b"abc"));
        assert!(!is_equal(b"abc", b"abd"));
        assert!(!is_equal(b"abc", b"ab"));
    }
}
