//! From what was said to an open clinic: the folder, who acts, and their password.

use std::path::Path;

use clinic::Clinic;
use vault::keystore::MachineKeys;
use vault::password::Password;
use vault::{Environment, SystemClock, Unlocked, Vault};
use zeroize::Zeroizing;

use crate::args::Who;
use crate::exit::{Failure, Result};
use crate::secret;

/// The machine's clock, randomness and key store.
pub fn environment() -> Result<Environment> {
    let keys = MachineKeys::from_environment(|name| std::env::var_os(name))?;
    Ok(Environment::of_machine(Box::new(keys))?)
}

pub fn clock() -> Box<dyn clinic::Clock> {
    Box::new(SystemClock::new())
}

impl Who {
    pub fn folder(&self) -> Result<&Path> {
        self.vault.as_deref().ok_or_else(|| {
            Failure::usage("Which clinic? Name its folder with --vault or NUTRIVAULT_VAULT.")
        })
    }

    pub fn login(&self) -> Result<&str> {
        self.user
            .as_deref()
            .ok_or_else(|| Failure::usage("Who acts? Name a user with --user or NUTRIVAULT_USER."))
    }

    /// From the named file, or asked at a terminal.
    pub fn password(&self) -> Result<Password> {
        Ok(Password::new(&self.password_text()?))
    }

    /// The same as text, for an operation that judges a new password itself.
    pub fn password_text(&self) -> Result<Zeroizing<String>> {
        match &self.password_file {
            Some(file) => secret::line_of(file),
            None => secret::ask(self.login()?),
        }
    }

    /// For what needs no password.
    pub fn open(&self) -> Result<Vault> {
        Ok(Vault::open(self.folder()?, environment()?)?)
    }

    /// The file is looked at before anybody is asked for a password.
    pub fn sign_in(&self) -> Result<Unlocked> {
        let login = self.login()?;
        let vault = self.open()?;
        let password = self.password()?;
        Ok(vault.unlock(login, &password)?)
    }

    pub fn unlock(&self) -> Result<Clinic> {
        Ok(Clinic::new(self.sign_in()?, clock()))
    }
}
