//! What this machine lends a vault: its clock, its randomness, and the place where it keeps secrets.

use vault::keystore::{KeyStoreKind, MachineKeys};
use vault::{Environment, SystemClock, Vault};

use crate::failure::Result;

/// Asks the operating system's key store, which may block on a dialog: never on an async thread.
pub fn environment() -> Result<Environment> {
    let keys =
        MachineKeys::from_environment(|name| std::env::var_os(name)).map_err(vault::Error::from)?;
    Ok(Environment::of_machine(Box::new(keys)).map_err(vault::Error::from)?)
}

pub fn clock() -> Box<dyn clinic::Clock> {
    Box::new(SystemClock::new())
}

/// The clinic's secret lies in a file because no key store of the system took it; the window says so.
pub fn is_file(vault: &Vault) -> Result<bool> {
    Ok(vault.key_store_kind()? == KeyStoreKind::File)
}
