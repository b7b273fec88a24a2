//! A user's private keys under their password: `version 1, clinic secret version 2, nonce 12, ciphertext 64, tag 16`.
//!
//! The key needs the password and the clinic secret, so the server, which stores the wrap, has nothing to guess with.

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::aead::{Cipher, NONCE_LEN, TAG_LEN};
use crate::crypto::error::SealError;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::random::Random;

const VERSION: u8 = 1;
const HEADER_LEN: usize = 1 + 2 + NONCE_LEN;

/// Made from a password (see [`crate::crypto::password`]) for one user under one version of the clinic secret.
pub struct WrapKey {
    user: Uuid,
    clinic_secret_version: u16,
    cipher: Cipher,
}

impl WrapKey {
    pub(crate) fn new(user: Uuid, clinic_secret_version: u16, key: &[u8; 32]) -> Self {
        let cipher = Cipher::new(key);
        Self {
            user,
            clinic_secret_version,
            cipher,
        }
    }

    fn aad(&self) -> [u8; 34] {
        let mut aad = [0; 34];
        aad[..15].copy_from_slice(b"nutrivault wrap");
        aad[15] = VERSION;
        aad[16..18].copy_from_slice(&self.clinic_secret_version.to_be_bytes());
        aad[18..].copy_from_slice(self.user.as_bytes());
        aad
    }

    pub fn wrap(&self, keys: &UserKeys, random: &mut Random) -> Vec<u8> {
        let nonce = random.bytes::<NONCE_LEN>();
        let mut wrapped = Vec::with_capacity(HEADER_LEN + UserKeys::SECRET_LEN + TAG_LEN);
        wrapped.push(VERSION);
        wrapped.extend_from_slice(&self.clinic_secret_version.to_be_bytes());
        wrapped.extend_from_slice(&nonce);
        wrapped.extend_from_slice(&*keys.secret_bytes());
        let tag = self
            .cipher
            .seal_in_place(&nonce, &self.aad(), &mut wrapped[HEADER_LEN..]);
        wrapped.extend_from_slice(&tag);
        wrapped
    }

    /// # Errors
    /// `Refused` for a wrong password or another user's keys, `OtherKey` when the wrap names another
    /// version of the clinic secret, `Malformed`.
    pub fn unwrap_keys(&self, wrapped: &[u8]) -> Result<UserKeys, SealError> {
        if wrapped_under(wrapped)? != self.clinic_secret_version {
            return Err(SealError::OtherKey);
        }
        let (nonce, rest) = wrapped[3..]
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(SealError::Malformed)?;
        let (body, tag) = rest
            .split_last_chunk::<TAG_LEN>()
            .ok_or(SealError::Malformed)?;
        let mut secret: Zeroizing<[u8; 64]> =
            Zeroizing::new(body.try_into().map_err(|_| SealError::Malformed)?);
        self.cipher
            .open_in_place(nonce, &self.aad(), &mut *secret, tag)?;
        Ok(UserKeys::from_secret_bytes(&secret))
    }
}

impl std::fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrapKey(..)")
    }
}

/// The version of the clinic secret that a wrap needs, to choose it before asking for the password.
///
/// # Errors
/// `Malformed`.
pub fn wrapped_under(wrapped: &[u8]) -> Result<u16, SealError> {
    match wrapped {
        [VERSION, high, low, ..] => Ok(u16::from_be_bytes([*high, *low])),
        _ => Err(SealError::Malformed),
    }
}

#[cfg(test)]
mod tests;
