//! X25519: public keys that others seal to, and the pairs that open.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::random::Random;

/// A public key to seal to. It does not prove its owner: callers verify that first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExchangeKey([u8; 32]);

impl ExchangeKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A private X25519 key with its public half.
pub struct ExchangePair {
    secret: StaticSecret,
    public: ExchangeKey,
}

impl ExchangePair {
    pub fn generate(random: &mut Random) -> Self {
        Self::from_bytes(&random.secret())
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let secret = StaticSecret::from(*bytes);
        let public = ExchangeKey(PublicKey::from(&secret).to_bytes());
        Self { secret, public }
    }

    pub(crate) fn secret_bytes(&self) -> &[u8; 32] {
        self.secret.as_bytes()
    }

    pub fn public(&self) -> ExchangeKey {
        self.public
    }

    /// # Errors
    /// `Refused` when the other key is of low order, since an attacker then knows the shared secret.
    pub(crate) fn agree(&self, other: &ExchangeKey) -> Result<Zeroizing<[u8; 32]>, SealError> {
        let shared = self.secret.diffie_hellman(&PublicKey::from(other.0));
        if !shared.was_contributory() {
            return Err(SealError::Refused);
        }
        Ok(Zeroizing::new(shared.to_bytes()))
    }
}

impl std::fmt::Debug for ExchangePair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExchangePair(..)")
    }
}

#[cfg(test)]
mod tests;
