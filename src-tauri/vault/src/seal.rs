//! Sealed values: bytes that say nothing without a key and that open only in the place they were made for.
//!
//! The first byte names the form:
//!
//! | Form | Layout | Key |
//! | --- | --- | --- |
//! | 1 | `1, key id 4, nonce 12, ciphertext, tag 16` | a row's key under a compartment's epoch key |
//! | 2 | `2, first 4 bytes of SHA-256(recipient key), ephemeral key 32, ciphertext, tag 16` | a public key |
//! | 3 | `3, session number 4, nonce 12, ciphertext, tag 16` | one audit session |
//! | 4 | `4, age file` | the recovery key |
//! | 5 | `5, signature 64, form 2` | as form 2; a user signed for the audit session whose key it is |
//!
//! Forms 1 and 3 are padded, so that a stranger learns a class of sizes and no length.
//! The associated data binds a value to its place: moved elsewhere it is refused.

mod aead;
mod cell;
mod error;
mod frame;
mod padding;
mod public;
mod session;

use sync_contract::messages::ENDORSED_FORM;

pub(crate) use aead::{Cipher, NONCE_LEN, TAG_LEN};
pub use cell::{RowKey, open_cell, open_cell_into, seal_cell};
pub use error::SealError;
pub use frame::{PLAIN_MAX, key_id_of, sealed_len};
pub use public::{is_sealed_to, open_sealed_to, seal_to};
pub use session::{AuditSessionKey, open_entry, seal_entry, session_of};

/// How a value is sealed, as its first byte says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Form {
    Compartment = 1,
    PublicKey = 2,
    AuditSession = 3,
    Recovery = 4,
    Endorsed = ENDORSED_FORM,
}

impl Form {
    /// Errors: `Malformed` for an empty value or a form that this version does not know.
    pub fn of(sealed: &[u8]) -> Result<Self, SealError> {
        match sealed.first() {
            Some(1) => Ok(Self::Compartment),
            Some(2) => Ok(Self::PublicKey),
            Some(3) => Ok(Self::AuditSession),
            Some(4) => Ok(Self::Recovery),
            Some(&ENDORSED_FORM) => Ok(Self::Endorsed),
            _ => Err(SealError::Malformed),
        }
    }

    pub(crate) fn byte(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
pub(crate) mod hex {
    /// Test vectors are printed in hexadecimal.
    pub(crate) fn decode(text: &str) -> Vec<u8> {
        let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        digits
            .chunks(2)
            .map(|pair| {
                let pair: String = pair.iter().collect();
                u8::from_str_radix(&pair, 16).expect("a vector is hexadecimal")
            })
            .collect()
    }

    pub(crate) fn array<const N: usize>(text: &str) -> [u8; N] {
        decode(text).try_into().expect("a vector has its length")
    }

    pub(crate) fn encode(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_byte_names_the_form_and_strangers_are_refused() {
        for form in [
            Form::Compartment,
            Form::PublicKey,
            Form::AuditSession,
            Form::Recovery,
            Form::Endorsed,
        ] {
            assert_eq!(Form::of(&[form.byte()]).unwrap(), form);
        }
        for stranger in [&[][..], &[0], &[6], b"plain text"] {
            assert!(matches!(Form::of(stranger), Err(SealError::Malformed)));
        }
    }
}
