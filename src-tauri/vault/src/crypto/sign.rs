//! Ed25519 signatures, each made for one purpose: what was signed as one thing never passes for another.
//!
//! The caller puts the purpose's label in front of an input, as the contract's functions do, so that a
//! server checks the very bytes. No label is the beginning of another.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::crypto::error::SealError;
use crate::crypto::random::Random;

pub const SIGNATURE_LEN: usize = 64;

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A group of changes, by its author.
    Group,
    /// An admin-signed cell, by its author, over the input of its clinic tag.
    Cell,
    /// The content of a note, by its signer.
    Note,
    /// An entry of a device's audit chain, by the device.
    AuditEntry,
    /// A server's challenge, by the device that wants a token.
    Token,
    /// The bundle with which a clinic made offline joins a server, by its founder.
    CreateClinic,
    /// The server's record of an enrolment code, by the admin who made the code.
    Enrol,
    /// The public key of an enrolment code, by the admin who invites a device with it.
    Invite,
    /// The head of a backup, by the device that wrote it and by the user who asked for it.
    Backup,
    /// The opening of an audit session, by the user whose session it is.
    Session,
}

impl Purpose {
    pub const ALL: [Self; 10] = [
        Self::Group,
        Self::Cell,
        Self::Note,
        Self::AuditEntry,
        Self::Token,
        Self::CreateClinic,
        Self::Enrol,
        Self::Invite,
        Self::Backup,
        Self::Session,
    ];

    /// The first bytes of everything that is signed for this purpose.
    pub fn label(self) -> &'static str {
        match self {
            Self::Group => "nutrivault group 1",
            Self::Cell => "nutrivault cell 1",
            Self::Note => "nutrivault note 1",
            Self::AuditEntry => "nutrivault audit 1",
            Self::Token => "nutrivault token 1",
            Self::CreateClinic => "nutrivault create clinic 1",
            Self::Enrol => "nutrivault enrol 1",
            Self::Invite => "nutrivault invite 1",
            Self::Backup => "nutrivault backup 1",
            Self::Session => "nutrivault session 1",
        }
    }

    fn is_of(self, input: &[u8]) -> bool {
        input.starts_with(self.label().as_bytes())
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
