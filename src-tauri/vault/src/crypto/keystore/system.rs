use keyring::v1::{Entry, Error};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::{KeyStore, KeyStoreKind};

const SERVICE: &str = "nutrivault";

/// The key store of the operating system; on Linux the Secret Service, spoken to in pure Rust (zbus), so that a
/// build needs no D-Bus headers and the program no C library for it.
#[derive(Debug)]
pub struct SystemKeys(());

impl SystemKeys {
    /// `None` without a key store: no session bus, as over ssh, or no secret service on it.
    pub fn connect() -> Option<Self> {
        match Entry::store_status() {
            Ok(()) => Some(Self(())),
            Err(error) => {
                tracing::debug!(%error, "no key store of the operating system");
                None
            }
        }
    }

    fn entry(vault: Uuid) -> Result<Entry, SealError> {
        Entry::new(SERVICE, &vault.to_string()).map_err(failure)
    }
}

impl KeyStore for SystemKeys {
    fn kind(&self, _vault: Uuid) -> Result<KeyStoreKind, SealError> {
        Ok(KeyStoreKind::System)
    }

    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        match Self::entry(vault)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError> {
        Self::entry(vault)?.set_secret(secret).map_err(failure)
    }

    fn delete(&self, vault: Uuid) -> Result<(), SealError> {
        match Self::entry(vault)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failure(error)),
        }
    }
}

/// The store's words without its data: some of its errors carry the secret itself.
fn failure(error: Error) -> SealError {
    SealError::KeyStore(error.to_string().into())
}
