//! Ed25519 signatures, each made for one purpose: what was signed as one thing never passes for another.
//!
//! Signed are the purpose's label, a zero byte and the message. Labels hold no zero byte, so no label and
//! message can be read as another label and message.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::random::Random;
use crate::seal::SealError;

pub const SIGNATURE_LEN: usize = 64;

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A group of changes, by its author.
    Group,
    /// A gated cell, by its author, over the input of its clinic tag.
    Cell,
    /// The content of a note, by whoever signs it.
    Note,
    /// An entry of a device's audit chain, by the device.
    AuditEntry,
    /// A server's challenge, by the device that wants a token.
    DeviceChallenge,
    /// The bundle with which a clinic made offline joins a server, by its founder.
    FoundingBundle,
    /// The public key of an enrolment code, by the admin who made the code.
    EnrolmentKey,
}

impl Purpose {
    pub const ALL: [Self; 7] = [
        Self::Group,
        Self::Cell,
        Self::Note,
        Self::AuditEntry,
        Self::DeviceChallenge,
        Self::FoundingBundle,
        Self::EnrolmentKey,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Group => "nutrivault/group/1",
            Self::Cell => "nutrivault/cell/1",
            Self::Note => "nutrivault/note/1",
            Self::AuditEntry => "nutrivault/audit-entry/1",
            Self::DeviceChallenge => "nutrivault/device-challenge/1",
            Self::FoundingBundle => "nutrivault/founding-bundle/1",
            Self::EnrolmentKey => "nutrivault/enrolment-key/1",
        }
    }

    fn frame(self, message: &[u8]) -> Vec<u8> {
        [self.label().as_bytes(), &[0], message].concat()
    }
}

/// The public half of a signing pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerifyKey([u8; 32]);

impl VerifyKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Strict: keys and points of low order are refused, so one message has one signature by one key.
    /// Errors: `Refused`.
    pub fn verify(
        &self,
        purpose: Purpose,
        message: &[u8],
        signature: &[u8; SIGNATURE_LEN],
    ) -> Result<(), SealError> {
        self.verify_bytes(&purpose.frame(message), signature)
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

    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.sign_bytes(&purpose.frame(message))
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
#[path = "sign_tests.rs"]
mod tests;
