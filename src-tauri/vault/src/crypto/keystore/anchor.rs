use uuid::Uuid;

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::KeyStore;

const VERSION: u8 = 1;
/// What lies in its place once the device has left the clinic.
const LEFT: &[u8] = b"left";
const LENGTH: usize = 1 + 4 + 8 + 8 + 32 + 4 + 1;

/// How far a vault's file had come, kept in the key store, where an older or cut copy of the file does not bring it
/// back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    pub device_number: u32,
    /// Rises with every change of the device's own row.
    pub generation: u64,
    /// The last entry of the audit chain, and its hash.
    pub audit_number: u64,
    pub audit_hash: [u8; 32],
    /// Wrong passwords that were counted and not forgotten yet.
    pub wrong_tries: u32,
    /// Whether a file behind it was opened since; an admin ends that.
    pub has_alarmed: bool,
}

impl Anchor {
    /// `None` when there is none.
    ///
    /// # Errors
    /// `Malformed`, those of the key store.
    pub fn load_from(store: &dyn KeyStore, vault: Uuid) -> Result<Option<Self>, SealError> {
        let bytes = match store.load(entry_of(vault)) {
            Err(SealError::DamagedKeys) => return Err(SealError::Malformed),
            bytes => bytes?,
        };
        bytes
            .map(|bytes| Self::from_bytes(&bytes).ok_or(SealError::Malformed))
            .transpose()
    }

    pub fn store_in(&self, store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
        store.store(entry_of(vault), &self.to_bytes())
    }

    pub fn delete_from(store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
        store.delete(entry_of(vault))
    }

    /// Puts into the anchor's place that this device has left the clinic: its keys and data are to be erased.
    pub fn note_left(store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
        store.store(entry_of(vault), LEFT)
    }

    /// Returns whether this device has left the clinic.
    pub fn has_left(store: &dyn KeyStore, vault: Uuid) -> Result<bool, SealError> {
        let bytes = store.load(entry_of(vault))?;
        Ok(bytes.is_some_and(|bytes| *bytes == LEFT))
    }

    /// What the file remembers of an anchor whose alarm an admin ended. That it was noted makes no other anchor.
    pub fn accepted(self) -> Vec<u8> {
        Self {
            has_alarmed: true,
            ..self
        }
        .to_bytes()
    }

    /// Returns the device number of an anchor that the file remembers.
    pub fn accepted_number(accepted: &[u8]) -> Option<u32> {
        Self::from_bytes(accepted).map(|anchor| anchor.device_number)
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.device_number.to_be_bytes());
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.extend_from_slice(&self.audit_number.to_be_bytes());
        bytes.extend_from_slice(&self.audit_hash);
        bytes.extend_from_slice(&self.wrong_tries.to_be_bytes());
        bytes.push(u8::from(self.has_alarmed));
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let (version, rest) = bytes.split_first()?;
        let (device_number, rest) = rest.split_first_chunk()?;
        let (generation, rest) = rest.split_first_chunk()?;
        let (audit_number, rest) = rest.split_first_chunk()?;
        let (audit_hash, rest) = rest.split_first_chunk()?;
        let (wrong_tries, rest) = rest.split_first_chunk()?;
        let has_alarmed = match rest {
            [0] => false,
            [1] => true,
            _ => return None,
        };
        (*version == VERSION).then_some(Self {
            device_number: u32::from_be_bytes(*device_number),
            generation: u64::from_be_bytes(*generation),
            audit_number: u64::from_be_bytes(*audit_number),
            audit_hash: *audit_hash,
            wrong_tries: u32::from_be_bytes(*wrong_tries),
            has_alarmed,
        })
    }
}

/// The keys by which the clinic's server proves itself, as the file has them under a tag: where another program edited
/// that, these count. An entry of its own.
pub mod server_keys {
    use uuid::Uuid;

    use crate::crypto::error::SealError;
    use crate::crypto::keystore::entry::KeyStore;

    /// Empty while there are none.
    ///
    /// # Errors
    /// Those of the key store.
    pub fn load_from(store: &dyn KeyStore, vault: Uuid) -> Result<Vec<u8>, SealError> {
        let stored = match store.load(entry_of(vault)) {
            // no key at all is trusted then, as for what is no key
            Err(SealError::DamagedKeys) => None,
            stored => stored?,
        };
        let keys = stored.filter(|keys| [32, 64].contains(&keys.len()));
        Ok(keys.map_or(Vec::new(), |keys| keys.to_vec()))
    }

    /// # Errors
    /// Those of the key store.
    pub fn store_in(store: &dyn KeyStore, vault: Uuid, keys: &[u8]) -> Result<(), SealError> {
        match keys.is_empty() {
            true => delete_from(store, vault),
            false => store.store(entry_of(vault), keys),
        }
    }

    /// # Errors
    /// Those of the key store.
    pub fn delete_from(store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
        store.delete(entry_of(vault))
    }

    fn entry_of(vault: Uuid) -> Uuid {
        Uuid::new_v5(&vault, b"server")
    }
}

/// The entry of wrong passwords.
pub fn tries_entry(vault: Uuid) -> Uuid {
    Uuid::new_v5(&vault, b"tries")
}

/// Deletes what a vault has here but its anchor: its keys, those of its server, and wrong passwords.
///
/// # Errors
/// Those of the key store.
pub fn delete_keys(store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
    store.delete(vault)?;
    server_keys::delete_from(store, vault)?;
    store.delete(tries_entry(vault))
}

/// The anchor has an entry of its own next to the keys: it is written often and they are not.
fn entry_of(vault: Uuid) -> Uuid {
    Uuid::new_v5(&vault, b"anchor")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::MemoryKeys;

    #[test]
    fn an_anchor_comes_back_as_it_was_and_is_no_other_vaults() {
        let (store, vault) = (MemoryKeys::default(), Uuid::from_u128(3));
        assert_eq!(Anchor::load_from(&store, vault).unwrap(), None);
        let anchor = Anchor {
            device_number: 2,
            generation: 1 << 40,
            audit_number: 77,
            audit_hash: [9; 32],
            wrong_tries: 4,
            has_alarmed: true,
        };
        anchor.store_in(&store, vault).unwrap();
        assert_eq!(Anchor::load_from(&store, vault).unwrap(), Some(anchor));
        assert!(
            store.load(vault).unwrap().is_none(),
            "the keys are another entry"
        );
        let other = Uuid::from_u128(4);
        assert_eq!(Anchor::load_from(&store, other).unwrap(), None);
        store.store(entry_of(vault), b"short").unwrap();
        assert!(matches!(
            Anchor::load_from(&store, vault),
            Err(SealError::Malformed)
        ));
        Anchor::delete_from(&store, vault).unwrap();
        assert_eq!(Anchor::load_from(&store, vault).unwrap(), None);
    }
}
