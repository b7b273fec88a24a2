//! The key pairs of a user and of a device: one to be sealed to, one to sign with.

use std::marker::PhantomData;

use zeroize::Zeroizing;

use crate::crypto::keys::exchange::{ExchangeKey, ExchangePair};
use crate::crypto::random::Random;
use crate::crypto::sign::{Purpose, SIGNATURE_LEN, SigningPair, VerifyKey};

/// Owner of a user's keys, see [`UserKeys`].
#[derive(Debug)]
pub struct User;
/// Owner of a device's keys, see [`DeviceKeys`].
#[derive(Debug)]
pub struct Device;

/// A user's private keys: wrapped under the password at rest, in memory while signed in.
pub type UserKeys = PrivateKeys<User>;
/// A device's private keys: in the key store of its machine and nowhere else.
pub type DeviceKeys = PrivateKeys<Device>;

pub struct PrivateKeys<Owner> {
    exchange: ExchangePair,
    signing: SigningPair,
    owner: PhantomData<Owner>,
}

/// The public halves, as a user's or device's row carries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKeys {
    pub exchange: ExchangeKey,
    pub verify: VerifyKey,
}

impl<Owner> PrivateKeys<Owner> {
    /// The private halves, exchange first.
    pub(crate) const SECRET_LEN: usize = 64;

    pub fn generate(random: &mut Random) -> Self {
        Self {
            exchange: ExchangePair::generate(random),
            signing: SigningPair::generate(random),
            owner: PhantomData,
        }
    }

    pub fn public(&self) -> PublicKeys {
        PublicKeys {
            exchange: self.exchange.public(),
            verify: self.signing.verify_key(),
        }
    }

    pub fn exchange(&self) -> &ExchangePair {
        &self.exchange
    }

    /// See [`SigningPair::sign`].
    pub fn sign(&self, purpose: Purpose, input: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.signing.sign(purpose, input)
    }

    pub(crate) fn secret_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut secret = Zeroizing::new([0; 64]);
        secret[..32].copy_from_slice(self.exchange.secret_bytes());
        secret[32..].copy_from_slice(self.signing.seed());
        secret
    }

    pub(crate) fn from_secret_bytes(secret: &[u8; 64]) -> Self {
        let (exchange, seed) = secret.split_at(32);
        let exchange = exchange.try_into().expect("half of 64 bytes");
        let seed = seed.try_into().expect("half of 64 bytes");
        Self {
            exchange: ExchangePair::from_bytes(exchange),
            signing: SigningPair::from_seed(seed),
            owner: PhantomData,
        }
    }
}

impl<Owner> std::fmt::Debug for PrivateKeys<Owner> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKeys(..)")
    }
}

/// The first key pair of a clinic: it signs the group that creates the clinic and every change of who is an admin.
///
/// Its public half travels with the clinic secret; its private half is sealed to the recovery key and to admins.
pub struct RootKey(SigningPair);

impl RootKey {
    pub fn generate(random: &mut Random) -> Self {
        Self(SigningPair::generate(random))
    }

    pub fn verify_key(&self) -> VerifyKey {
        self.0.verify_key()
    }

    /// See [`SigningPair::sign`].
    pub fn sign(&self, purpose: Purpose, input: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.0.sign(purpose, input)
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.seed()
    }

    pub(crate) fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningPair::from_seed(seed))
    }
}

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RootKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_halves_bring_their_public_halves_back() {
        let keys = UserKeys::generate(&mut Random::from_seed(&[4; 32]));
        let again = UserKeys::from_secret_bytes(&keys.secret_bytes());
        assert_eq!(again.public(), keys.public());
        assert_eq!(
            again.sign(Purpose::Group, b"nutrivault group 1"),
            keys.sign(Purpose::Group, b"nutrivault group 1")
        );
        assert_eq!(format!("{keys:?}"), "PrivateKeys(..)");
    }
}
