//! The clinic secret: every enrolled device has it and no server, so that nothing which the server
//! stores can be guessed from a password or forged.

use primitives::{Mac, derive};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::random::Random;

pub const CLINIC_TAG_LEN: usize = 16;

/// One version of the clinic secret; tags and wraps name the version.
pub struct ClinicSecret {
    version: u16,
    bytes: Zeroizing<[u8; 32]>,
}

impl ClinicSecret {
    pub fn generate(version: u16, random: &mut Random) -> Self {
        Self::from_bytes(version, random.secret())
    }

    pub(crate) fn from_bytes(version: u16, bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { version, bytes }
    }

    pub fn version(&self) -> u16 {
        self.version
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub fn tag_key(&self) -> TagKey {
        let key: Zeroizing<[u8; 32]> = derive(None, &*self.bytes, &[b"nutrivault tag"]);
        let of_rows: Zeroizing<[u8; 32]> = derive(None, &*self.bytes, &[b"nutrivault row tag"]);
        TagKey {
            version: self.version,
            mac: Mac::new(&*key),
            of_rows: RowTagKey(Mac::new(&*of_rows)),
        }
    }
}

impl std::fmt::Debug for ClinicSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClinicSecret({}, ..)", self.version)
    }
}

/// Makes and checks clinic tags, for a locked device too.
pub struct TagKey {
    version: u16,
    mac: Mac,
    of_rows: RowTagKey,
}

/// Makes and checks the tags of complete rows, which stay on this device.
#[derive(Clone)]
pub(crate) struct RowTagKey(Mac);

impl RowTagKey {
    /// Returns the first 16 bytes of HMAC-SHA256 over a stored row.
    pub fn tag(&self, stored: &[u8]) -> [u8; CLINIC_TAG_LEN] {
        let full_tag = self.full_tag(stored);
        *full_tag.first_chunk().expect("32 bytes hold a tag of 16")
    }

    /// Returns all 32 bytes.
    pub fn full_tag(&self, stored: &[u8]) -> [u8; 32] {
        self.0.tag(stored)
    }

    /// Compares in constant time.
    pub fn fits(&self, stored: &[u8], tag: &[u8; CLINIC_TAG_LEN]) -> bool {
        self.0.fits(stored, tag)
    }
}

impl TagKey {
    pub(crate) fn of_rows(&self) -> &RowTagKey {
        &self.of_rows
    }

    /// The version of the clinic secret that a cell stores with its tag.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// The first 16 bytes of HMAC-SHA256 over the canonical bytes of a cell.
    pub fn tag(&self, input: &[u8]) -> [u8; CLINIC_TAG_LEN] {
        let full_tag = self.mac.tag(input);
        *full_tag.first_chunk().expect("32 bytes hold a tag of 16")
    }

    /// Compares in constant time.
    ///
    /// # Errors
    /// `Refused`.
    pub fn verify(&self, input: &[u8], tag: &[u8; CLINIC_TAG_LEN]) -> Result<(), SealError> {
        match self.mac.fits(input, tag) {
            true => Ok(()),
            false => Err(SealError::Refused),
        }
    }
}

impl std::fmt::Debug for TagKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TagKey({}, ..)", self.version)
    }
}

#[cfg(test)]
mod tests;
