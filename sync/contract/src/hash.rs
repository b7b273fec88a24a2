//! SHA-256, the only hash function of client and server.

use data_encoding::{BASE32_NOPAD, BASE64};
use sha2::{Digest, Sha256};

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns the value of the header [`DIGEST_HEADER`](crate::messages::DIGEST_HEADER) of a body (RFC 9530).
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&sha256(body)))
}

/// Returns what an operator reads out of a server's key, for the devices of a clinic whose server lost another one: 160
/// bits of its hash.
pub fn key_code(server_key: &[u8; 32]) -> String {
    let hash = sha256(&[b"nutrivault/key-code".as_slice(), server_key].concat());
    let text = BASE32_NOPAD.encode(&hash[..20]);
    let groups = (0..text.len()).step_by(4).map(|at| &text[at..at + 4]);
    groups.collect::<Vec<_>>().join("-")
}

/// Returns whether this is what an operator reads out of a key, however it was typed.
pub fn is_key_code(typed: &str, server_key: &[u8; 32]) -> bool {
    let letters = |text: &str| -> String {
        let text = text.chars().filter(char::is_ascii_alphanumeric);
        text.map(|letter| letter.to_ascii_uppercase()).collect()
    };
    letters(typed) == letters(&key_code(server_key))
}

/// SHA-256 of what comes piece by piece.
#[derive(Debug, Clone, Default)]
pub struct RunningHash(Sha256);

impl RunningHash {
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the hash of all that was taken, and begins anew.
    pub fn finish(&mut self) -> [u8; 32] {
        self.0.finalize_reset().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_standard() {
        let example = br#"{"hello": "world"}"#;
        let expected = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
        assert_eq!(content_digest(example), expected);
    }
}
