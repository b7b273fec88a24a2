//! Form 3: what one session writes into the audit log.
//!
//! Every user writes the log and few read it, so a session makes one key, seals it once to the audit
//! epoch's public key (form 2) and seals each entry under it.

use primitives::Cipher;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::epoch::AuditKeys;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::random::Random;
use crate::crypto::seal::frame;
use crate::crypto::seal::frame::Form;
use crate::crypto::seal::public::{open_sealed_to, seal_to};

/// The key of one audit session, with the number that its entries carry.
pub struct AuditSessionKey {
    number: u32,
    bytes: Zeroizing<[u8; 32]>,
    cipher: Cipher,
}

impl AuditSessionKey {
    pub fn generate(number: u32, random: &mut Random) -> Self {
        Self::from_bytes(number, random.secret())
    }

    fn from_bytes(number: u32, bytes: Zeroizing<[u8; 32]>) -> Self {
        let cipher = Cipher::new(&bytes);
        Self {
            number,
            bytes,
            cipher,
        }
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    /// Form 2, to the public key of the audit epoch.
    pub fn seal_to(
        &self,
        audit: &ExchangeKey,
        aad: &[u8],
        random: &mut Random,
    ) -> Result<Vec<u8>, SealError> {
        seal_to(audit, aad, &*self.bytes, random)
    }

    /// Opens it with the private half of the audit epoch.
    pub fn open(
        audit: &AuditKeys,
        number: u32,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Self, SealError> {
        let plain = open_sealed_to(audit.exchange(), aad, sealed)?;
        let bytes = plain
            .as_slice()
            .try_into()
            .map_err(|_| SealError::Malformed)?;
        Ok(Self::from_bytes(number, Zeroizing::new(bytes)))
    }
}

impl std::fmt::Debug for AuditSessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditSessionKey({}, ..)", self.number)
    }
}

/// # Errors
/// `TooLong`.
pub fn seal_entry(
    session_key: &AuditSessionKey,
    aad: &[u8],
    plain: &[u8],
    random: &mut Random,
) -> Result<Vec<u8>, SealError> {
    let (number, cipher) = (session_key.number, &session_key.cipher);
    frame::seal(Form::AuditSession, number, cipher, aad, plain, random)
}

/// # Errors
/// `OtherKey` for an entry of another session, `Refused`, `Malformed`.
pub fn open_entry(
    session_key: &AuditSessionKey,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (number, cipher) = (session_key.number, &session_key.cipher);
    frame::open_alone(Form::AuditSession, number, cipher, aad, sealed)
}

/// The session whose key opens an entry.
///
/// # Errors
/// `Malformed`.
pub fn session_of(sealed: &[u8]) -> Result<u32, SealError> {
    Ok(frame::Parts::split(Form::AuditSession, sealed)?.number)
}

#[cfg(test)]
mod tests;
