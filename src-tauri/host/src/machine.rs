//! What this machine lends a vault: its clock, its randomness, its name, and the place where it keeps secrets.

use std::fs;
use std::path::Path;

use sync_contract::field::Text;
use vault::keystore::MachineKeys;
use vault::{Environment, SystemClock, Vault};

use crate::error::{Error, Result};

/// Returns the machine's clock, randomness and key store. Asking the operating system's key store may block on a
/// dialog: never on an async thread.
///
/// # Errors
/// `KeyStore` of the vault.
pub fn environment() -> Result<Environment> {
    let keys =
        MachineKeys::from_environment(|name| std::env::var_os(name)).map_err(vault::Error::from)?;
    Ok(Environment::of_machine(Box::new(keys)).map_err(vault::Error::from)?)
}

pub fn clock() -> Box<dyn clinic::Clock> {
    Box::new(SystemClock::new())
}

/// Opens the clinic's file in this folder.
///
/// # Errors
/// Those of [`Vault::open`].
pub fn open(folder: &Path) -> Result<Vault> {
    Ok(Vault::open(folder, environment()?)?)
}

/// Opens another handle on the same file.
///
/// # Errors
/// Those of [`Vault::open`].
pub fn reopen(vault: &Vault) -> Result<Vault> {
    Ok(vault.reopen(environment()?)?)
}

/// Returns what this computer calls itself.
pub fn machine_name() -> String {
    // a system without the file has no name to offer
    fs::read_to_string("/etc/hostname").map_or("computer".to_owned(), |name| name.trim().to_owned())
}

/// Returns the given name of a device, or what this computer calls itself.
///
/// # Errors
/// `DeviceName` when it is too long.
pub fn device_name(given: Option<&str>) -> Result<Text<255>> {
    let name = given.map_or_else(machine_name, str::to_owned);
    Text::new(name.trim()).map_err(|_| Error::DeviceName)
}
