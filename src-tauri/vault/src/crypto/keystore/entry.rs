use std::collections::BTreeMap;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::recovery::RecoveryRecipient;
use crate::crypto::sign::VerifyKey;

const VERSION: u8 = 1;
const SECRET_LEN: usize = 2 + 32;

/// The kind of store that has a vault's keys; the window shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStoreKind {
    /// The key store of the operating system: locked with the user's session.
    System,
    /// A file that this user's programs may read.
    File,
}

/// A store for secrets. The calls block, some of them on a dialog: never on an async thread.
pub trait KeyStore: Send + Sync {
    /// Where the keys of this vault lie, or would lie.
    fn kind(&self, vault: Uuid) -> Result<KeyStoreKind, SealError>;

    /// `None` when this machine has no keys of the vault, which is no failure.
    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError>;

    /// Stores the secret of a vault, replacing an earlier one.
    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError>;

    /// Deletes the secret of a vault; succeeds where there is none.
    fn delete(&self, vault: Uuid) -> Result<(), SealError>;
}

/// The clinic of the vault and the keys to which it seals. The file has them, too, and another program can edit that
/// copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub tenant: Uuid,
    pub recovery: RecoveryRecipient,
    /// Audit sessions are sealed to it until a key grant names a newer one.
    pub audit_key: ExchangeKey,
}

/// The keys that an enrolled device has of a clinic: the root's public half, its own keys, each version of the secret;
/// and what never changes about the vault.
#[derive(Debug)]
pub struct KeyEntry {
    pub root: VerifyKey,
    pub device: DeviceKeys,
    pub owner: Owner,
    secrets: Vec<ClinicSecret>,
}

impl KeyEntry {
    pub fn new(root: VerifyKey, device: DeviceKeys, owner: Owner, secret: ClinicSecret) -> Self {
        Self {
            root,
            device,
            owner,
            secrets: vec![secret],
        }
    }

    /// Returns the id of the vault of a device, by the public key in its row: a file whose id another program edited
    /// finds its keys by that.
    pub fn vault_of(device_key: &[u8; 32]) -> Uuid {
        Uuid::new_v5(&Uuid::nil(), device_key)
    }

    /// The newest version: what is written now uses it.
    pub fn current(&self) -> &ClinicSecret {
        self.secrets
            .iter()
            .max_by_key(|secret| secret.version())
            .expect("an entry is made with a secret and none is ever taken out")
    }

    /// The oldest version: every enrolled device has it, since each receives all versions.
    pub fn first(&self) -> &ClinicSecret {
        self.secrets
            .iter()
            .min_by_key(|secret| secret.version())
            .expect("an entry is made with a secret and none is ever taken out")
    }

    /// An older version, for what was tagged or wrapped under it.
    pub fn version(&self, version: u16) -> Option<&ClinicSecret> {
        self.secrets
            .iter()
            .find(|secret| secret.version() == version)
    }

    pub fn versions(&self) -> impl Iterator<Item = &ClinicSecret> {
        self.secrets.iter()
    }

    /// Returns the key of the clinic's tags of each version.
    pub fn tag_keys(&self) -> BTreeMap<u16, TagKey> {
        let secrets = self.secrets.iter();
        secrets
            .map(|secret| (secret.version(), secret.tag_key()))
            .collect()
    }

    /// A version that is known stays what it was.
    pub fn add(&mut self, secret: ClinicSecret) {
        if self.version(secret.version()).is_none() {
            self.secrets.push(secret);
        }
    }

    /// `None` when this machine has no keys of the vault; what lies there may be another vault's.
    ///
    /// # Errors
    /// `DamagedKeys` for what is no entry; those of the key store.
    pub fn load_from(store: &dyn KeyStore, vault: Uuid) -> Result<Option<Self>, SealError> {
        let Some(bytes) = store.load(vault)? else {
            return Ok(None);
        };
        let entry = Self::from_bytes(&bytes)?;
        let is_own = Self::vault_of(entry.device.public().verify.as_bytes()) == vault;
        Ok(is_own.then_some(entry))
    }

    pub fn store_in(&self, store: &dyn KeyStore, vault: Uuid) -> Result<(), SealError> {
        store.store(vault, &self.to_bytes())
    }

    /// `version 1, root 32, device 64, tenant 16, audit key 32, length of the recovery key 1, the recovery key, then
    /// each secret: version 2, bytes 32`.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let recovery = self.owner.recovery.to_string();
        let length = 1 + 32 + 64 + 16 + 32 + 1 + recovery.len() + self.secrets.len() * SECRET_LEN;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        bytes.push(VERSION);
        bytes.extend_from_slice(self.root.as_bytes());
        bytes.extend_from_slice(&*self.device.secret_bytes());
        bytes.extend_from_slice(self.owner.tenant.as_bytes());
        bytes.extend_from_slice(self.owner.audit_key.as_bytes());
        bytes.push(u8::try_from(recovery.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(recovery.as_bytes());
        for secret in &self.secrets {
            bytes.extend_from_slice(&secret.version().to_be_bytes());
            bytes.extend_from_slice(secret.as_bytes());
        }
        bytes
    }

    /// # Errors
    /// `Malformed`.
    fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        Self::split(bytes).ok_or(SealError::DamagedKeys)
    }

    fn split(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (root, rest) = rest.split_first_chunk::<32>()?;
        let (device, rest) = rest.split_first_chunk::<64>()?;
        let (tenant, rest) = rest.split_first_chunk::<16>()?;
        let (audit_key, rest) = rest.split_first_chunk::<32>()?;
        let (length, rest) = rest.split_first()?;
        let (recovery, rest) = rest.split_at_checked(usize::from(*length))?;
        let recovery = RecoveryRecipient::parse(std::str::from_utf8(recovery).ok()?).ok()?;
        let (secrets, left_over) = rest.as_chunks::<SECRET_LEN>();
        if *version != VERSION || secrets.is_empty() || !left_over.is_empty() {
            return None;
        }
        let secrets = secrets.iter().map(|secret| {
            let (version, bytes) = secret.split_first_chunk::<2>()?;
            let bytes = Zeroizing::new(*bytes.first_chunk::<32>()?);
            Some(ClinicSecret::from_bytes(
                u16::from_be_bytes(*version),
                bytes,
            ))
        });
        Some(Self {
            root: VerifyKey::from_bytes(*root),
            device: DeviceKeys::from_secret_bytes(device),
            owner: Owner {
                tenant: Uuid::from_bytes(*tenant),
                recovery,
                audit_key: ExchangeKey::from_bytes(*audit_key),
            },
            secrets: secrets.collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::crypto::keys::private::RootKey;
    use crate::crypto::keystore::file::FileKeys;
    use crate::crypto::random::Random;
    use crate::crypto::recovery::RecoveryKey;

    fn entry(random: &mut Random) -> KeyEntry {
        let root = RootKey::generate(random).verify_key();
        let secret = ClinicSecret::generate(1, random);
        let owner = Owner {
            tenant: Uuid::from_u128(9),
            recovery: RecoveryKey::generate().recipient(),
            audit_key: ExchangeKey::from_bytes(random.bytes()),
        };
        KeyEntry::new(root, DeviceKeys::generate(random), owner, secret)
    }

    #[test]
    fn the_keys_of_a_device_survive_a_restart() {
        let mut random = Random::from_seed(&[1; 32]);
        let home = tempfile::tempdir().unwrap();
        let store = FileKeys::new(home.path().to_owned());
        let mut entry_made = entry(&mut random);
        let vault = KeyEntry::vault_of(entry_made.device.public().verify.as_bytes());
        assert!(KeyEntry::load_from(&store, vault).unwrap().is_none());
        entry_made.add(ClinicSecret::generate(2, &mut random));
        entry_made.store_in(&store, vault).unwrap();
        let loaded = KeyEntry::load_from(&store, vault).unwrap().unwrap();
        assert_eq!(loaded.root, entry_made.root);
        assert_eq!(loaded.device.public(), entry_made.device.public());
        assert_eq!(loaded.owner, entry_made.owner);
        assert_eq!(loaded.current().version(), 2);
        assert_eq!(loaded.current().as_bytes(), entry_made.current().as_bytes());
        assert_eq!(
            loaded.version(1).unwrap().as_bytes(),
            entry_made.version(1).unwrap().as_bytes()
        );
        assert!(loaded.version(3).is_none());
        assert_eq!(loaded.versions().count(), 2);
    }

    #[test]
    fn a_known_version_is_never_replaced() {
        let mut random = Random::from_seed(&[2; 32]);
        let mut entry_made = entry(&mut random);
        let before = *entry_made.current().as_bytes();
        entry_made.add(ClinicSecret::generate(1, &mut random));
        assert_eq!(*entry_made.current().as_bytes(), before);
    }

    #[test]
    fn a_damaged_entry_is_reported_as_damaged() {
        let bytes = entry(&mut Random::from_seed(&[3; 32])).to_bytes();
        for cut in 0..bytes.len() {
            assert!(
                matches!(
                    KeyEntry::from_bytes(&bytes[..cut]),
                    Err(SealError::DamagedKeys)
                ),
                "{cut}"
            );
        }
        let mut newer = bytes.to_vec();
        newer[0] = 2;
        assert!(KeyEntry::from_bytes(&newer).is_err());
    }

    #[test]
    fn its_debug_form_shows_no_secret() {
        let entry_made = entry(&mut Random::from_seed(&[4; 32]));
        let shown = format!("{entry_made:?}");
        assert!(
            shown.contains("device: PrivateKeys(..), owner: ")
                && shown.ends_with("secrets: [ClinicSecret(1, ..)] }"),
            "{shown}"
        );
    }
}
