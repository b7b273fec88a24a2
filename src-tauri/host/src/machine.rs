//! What this machine lends a vault: its clock, its randomness, its name, and the place where it keeps secrets.

use std::fs;
use std::path::Path;

use clinic::fields::required;
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
    let name = fs::read_to_string("/etc/hostname").unwrap_or_default();
    match name.trim() {
        // a system without the file has no name to offer
        "" => "computer".to_owned(),
        name => name.to_owned(),
    }
}

/// Returns the given name of a device, or what this computer calls itself.
///
/// # Errors
/// `DeviceName` when it is too long; those of a name for an empty one and for letters that are not seen.
pub fn device_name(given: Option<&str>) -> Result<Text<255>> {
    let name = given.map_or_else(machine_name, str::to_owned);
    required(&name, "name").map_err(|error| match error {
        clinic::Error::TooLong { .. } => Error::DeviceName,
        error => error.into(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_computer_is_called_by_letters_that_are_seen() {
        let name = device_name(Some("  front  desk ")).unwrap();
        assert_eq!(name.as_str(), "front desk");
        for hidden in ["\u{202e}evil", "front\u{200b}desk", "a\u{1b}[31m"] {
            let refused = device_name(Some(hidden)).unwrap_err();
            let is_expected = matches!(refused, Error::Clinic(clinic::Error::Unseen { .. }));
            assert!(is_expected, "{hidden:?}: {refused}");
        }
        assert!(device_name(Some("  ")).is_err());
        let long = device_name(Some(&"a".repeat(256)));
        assert!(matches!(long, Err(Error::DeviceName)));
        assert!(!machine_name().is_empty());
    }
}
