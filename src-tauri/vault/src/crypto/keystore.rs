//! Where a machine stores its keys: the key store of the operating system, or a file where there is none.
//!
//! One entry for each vault id, outside the vault, so that a copied vault brings no key along.

pub(crate) mod anchor;
pub(crate) mod entry;
pub(crate) mod file;
pub(crate) mod system;

use std::ffi::OsString;
use std::path::PathBuf;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::private;

pub use entry::{KeyEntry, KeyStore, KeyStoreKind};
pub use file::FileKeys;
pub use system::SystemKeys;

/// The key store of the operating system where one answers, else a file.
#[derive(Debug)]
pub struct MachineKeys {
    system: Option<SystemKeys>,
    file: FileKeys,
}

impl MachineKeys {
    /// Reads `NUTRIVAULT_KEY_STORE` (`file` bypasses the operating system), `XDG_DATA_HOME` and `HOME`.
    ///
    /// # Errors
    /// `KeyStore` when no folder for a file can be named.
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SealError> {
        let forced = variable("NUTRIVAULT_KEY_STORE").is_some_and(|store| store == "file");
        let data = variable("XDG_DATA_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local/share")))
            .ok_or_else(|| SealError::KeyStore("neither XDG_DATA_HOME nor HOME is set".into()))?;
        Ok(Self {
            system: if forced { None } else { SystemKeys::connect() },
            file: FileKeys::new(data.join(private::KEYS)),
        })
    }
}

/// The file goes first when reading: it is there only while the system's store could not be written.
impl KeyStore for MachineKeys {
    fn kind(&self, vault: Uuid) -> Result<KeyStoreKind, SealError> {
        let in_file = self.file.load(vault)?.is_some();
        match &self.system {
            Some(_) if !in_file => Ok(KeyStoreKind::System),
            _ => Ok(KeyStoreKind::File),
        }
    }

    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        match (self.file.load(vault)?, &self.system) {
            (None, Some(system)) => system.load(vault),
            (keys, _) => Ok(keys),
        }
    }

    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError> {
        if let Some(system) = &self.system {
            match system.store(vault, secret) {
                Ok(()) => return self.file.delete(vault),
                Err(error) => tracing::warn!(%error, "keys go to a file"),
            }
        }
        self.file.store(vault, secret)
    }

    fn delete(&self, vault: Uuid) -> Result<(), SealError> {
        self.file.delete(vault)?;
        self.system
            .as_ref()
            .map_or(Ok(()), |system| system.delete(vault))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn environment(home: &std::path::Path) -> impl Fn(&str) -> Option<OsString> {
        let home = home.to_owned();
        move |name| match name {
            "NUTRIVAULT_KEY_STORE" => Some("file".into()),
            "XDG_DATA_HOME" => Some(home.clone().into()),
            _ => None,
        }
    }

    #[test]
    fn forced_to_a_file_it_stores_the_keys_in_the_named_folder() {
        let home = tempfile::tempdir().unwrap();
        let keys = MachineKeys::from_environment(environment(home.path())).unwrap();
        let vault = Uuid::from_u128(1);
        assert_eq!(keys.load(vault).unwrap(), None);
        keys.store(vault, b"secret").unwrap();
        let path = home.path().join("nutrivault/keys").join(vault.to_string());
        assert!(std::fs::read(path).unwrap().starts_with(b"secret"));
        assert_eq!(keys.kind(vault).unwrap(), KeyStoreKind::File);
        let reopened = MachineKeys::from_environment(environment(home.path())).unwrap();
        assert_eq!(*reopened.load(vault).unwrap().unwrap(), b"secret");
        reopened.delete(vault).unwrap();
        assert_eq!(keys.load(vault).unwrap(), None);
    }

    #[test]
    fn without_a_data_folder_another_is_used_and_without_any_it_fails() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().to_owned();
        let keys = MachineKeys::from_environment(move |name| match name {
            "NUTRIVAULT_KEY_STORE" => Some("file".into()),
            "XDG_DATA_HOME" => Some("relative".into()),
            "HOME" => Some(folder.clone().into()),
            _ => None,
        })
        .unwrap();
        keys.store(Uuid::nil(), b"secret").unwrap();
        assert!(home.path().join(".local/share/nutrivault/keys").is_dir());
        let nowhere = MachineKeys::from_environment(|name| {
            (name == "NUTRIVAULT_KEY_STORE").then(|| "file".into())
        });
        assert!(matches!(nowhere, Err(SealError::KeyStore(_))));
    }
}
