//! Ed25519 signatures, each for one purpose: a signature for one is never valid for another.
//!
//! The caller puts the purpose's label in front of an input, as the contract's functions do, so that a
//! server checks the very bytes.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
pub use sync_contract::Purpose;

use crate::crypto::error::SealError;
use crate::crypto::random::Random;

pub const SIGNATURE_LEN: usize = 64;

/// The public half of a signing pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerifyKey([u8; 32]);

impl VerifyKey {
    /// Only for the root key and for keys of a proved chain: a caller that needs a person's key asks the chain.
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Strict: keys and points of low order are refused, so one input has one signature by one key.
    ///
    /// # Errors
    /// `Refused`, also for an input of another purpose.
    pub fn verify(
        &self,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; SIGNATURE_LEN],
    ) -> Result<(), SealError> {
        if !purpose.is_of(input) {
            return Err(SealError::Refused);
        }
        self.verify_bytes(input, signature)
    }

    fn verify_bytes(&self, bytes: &[u8], signature: &[u8; SIGNATURE_LEN]) -> Result<(), SealError> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| SealError::Refused)?;
        key.verify_strict(bytes, &Signature::from_bytes(signature))
            .map_err(|_| SealError::Refused)
    }
}

/// A private Ed25519 key.
pub struct SigningPair(SigningKey);

impl SigningPair {
    pub fn generate(random: &mut Random) -> Self {
        Self::from_seed(&random.secret())
    }

    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub fn verify_key(&self) -> VerifyKey {
        VerifyKey(self.0.verifying_key().to_bytes())
    }

    /// Signs an input that was built for this purpose.
    ///
    /// # Panics
    /// When the input does not begin with the purpose's label: then the caller built an input for another purpose.
    pub fn sign(&self, purpose: Purpose, input: &[u8]) -> [u8; SIGNATURE_LEN] {
        assert!(
            purpose.is_of(input),
            "what is signed as {purpose:?} begins with its label"
        );
        self.sign_bytes(input)
    }

    fn sign_bytes(&self, bytes: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.0.sign(bytes).to_bytes()
    }
}

impl std::fmt::Debug for SigningPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningPair(..)")
    }
}

#[cfg(test)]
mod tests;
