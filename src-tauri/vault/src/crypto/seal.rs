//! Sealed values: encrypted bytes that open only with the associated data that they were made with.
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
//! The associated data binds a value to its address: moved elsewhere it is refused.

pub(crate) mod cell;
pub(crate) mod frame;
pub(crate) mod public;
pub(crate) mod session;

pub use super::error::SealError;
pub use cell::{RowKey, open_cell, open_cell_into, seal_cell};
pub use frame::{Form, PLAIN_MAX, key_id_of};
pub use public::{is_sealed_to, open_sealed_to, seal_to};
pub use session::{AuditSessionKey, open_entry, seal_entry, session_of};

#[cfg(test)]
pub(crate) mod hex {
    use data_encoding::HEXLOWER;

    /// Decodes a test vector, which may have white space.
    pub(crate) fn decode(text: &str) -> Vec<u8> {
        let digits: String = text.split_whitespace().collect();
        HEXLOWER
            .decode(digits.as_bytes())
            .expect("a vector is hexadecimal")
    }

    pub(crate) fn array<const N: usize>(text: &str) -> [u8; N] {
        decode(text).try_into().expect("a vector has its length")
    }

    pub(crate) fn encode(bytes: &[u8]) -> String {
        HEXLOWER.encode(bytes)
    }
}
