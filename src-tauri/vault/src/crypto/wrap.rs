//! A user's private keys under their password: `version 1, clinic secret version 2, nonce 12, ciphertext 64, tag 16`.
//!
//! The key needs the password and the clinic secret, so the server, which stores the wrap, has nothing to guess with.

use primitives::{Cipher, NONCE_LEN, TAG_LEN};
use uuid::Uuid;
use zeroize::Zeroizing;

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
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::crypto::seal::hex;

    fn key(user: u128, version: u16, byte: u8) -> WrapKey {
        WrapKey::new(Uuid::from_u128(user), version, &[byte; 32])
    }

    #[test]
    fn a_wrap_of_another_implementation_opens() {
        let wrapped = hex::decode(
            "010003000102030405060708090a0b5ce34a7eaf244abf5f4aba20002ff6d8930f8e00c16b9b677649b90cbcea04abb7\
             e1937d514afc56947ebc322ed845dd5774ff1fc7fbe657fdd4b3291db610de83539a8f00274e371c748febefb9fe34",
        );
        let keys = key(7, 3, 0x33).unwrap_keys(&wrapped).unwrap();
        assert_eq!(keys.secret_bytes()[..32], [0x44; 32]);
        assert_eq!(keys.secret_bytes()[32..], [0x55; 32]);
    }

    #[test]
    fn only_the_right_password_user_and_clinic_secret_open_it() {
        let mut random = Random::from_seed(&[1; 32]);
        let keys = UserKeys::generate(&mut random);
        let wrapped = key(1, 3, 9).wrap(&keys, &mut random);
        assert_eq!(wrapped.len(), 95);
        assert_eq!(wrapped_under(&wrapped).unwrap(), 3);
        assert_eq!(
            key(1, 3, 9).unwrap_keys(&wrapped).unwrap().public(),
            keys.public()
        );
        assert!(matches!(
            key(1, 3, 8).unwrap_keys(&wrapped),
            Err(SealError::Refused)
        ));
        assert!(matches!(
            key(2, 3, 9).unwrap_keys(&wrapped),
            Err(SealError::Refused)
        ));
        assert!(matches!(
            key(1, 4, 9).unwrap_keys(&wrapped),
            Err(SealError::OtherKey)
        ));
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_noticed() {
        let mut random = Random::from_seed(&[2; 32]);
        let wrapped = key(1, 3, 9).wrap(&UserKeys::generate(&mut random), &mut random);
        for index in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[index] ^= 1;
            assert!(key(1, 3, 9).unwrap_keys(&changed).is_err(), "{index}");
            assert!(
                key(1, 3, 9).unwrap_keys(&wrapped[..index]).is_err(),
                "{index}"
            );
        }
        let renamed = [&[VERSION, 0, 4][..], &wrapped[3..]].concat();
        assert!(matches!(
            key(1, 4, 9).unwrap_keys(&renamed),
            Err(SealError::Refused)
        ));
    }
}
