//! From what was said to an open clinic: the folder, who acts, and their password.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use clinic::Clinic;
use vault::Vault;
use vault::password::Password;
use zeroize::Zeroizing;

use crate::args::Who;
use crate::exit::{Problem, Result};
use crate::secret;

/// What a refusal names of a folder's contents.
const NAMES_MAX: usize = 3;

/// A clinic is made in a folder of its own. Looked at before anything is done; the vault looks again.
///
/// Errors: `not_empty`, `usage` for what is no folder.
pub fn check_empty(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(Problem::usage(format!(
                "{shown} is a file, and a clinic lies in a folder. It was left as it is; name an empty folder with --vault."
            )));
        }
        entries => entries.map_err(vault::Error::from)?,
    };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let names = names
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(vault::Error::from)?;
    if names.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = names
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    let more = match names.len().saturating_sub(NAMES_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(NAMES_MAX);
    Err(Problem::refused(
        "not_empty",
        format!(
            "The folder {shown} is not empty: {}{more} {} in it. Nothing was changed; name an empty folder, or one that is \
             not there yet, with --vault.",
            names.join(", "),
            if names.len() == 1 { "is" } else { "are" }
        ),
    ))
}

impl Who {
    pub fn folder(&self) -> Result<&Path> {
        self.vault.as_deref().ok_or_else(|| {
            Problem::usage("Which clinic? Name its folder with --vault or NUTRIVAULT_VAULT.")
                .at("vault")
        })
    }

    pub fn login(&self) -> Result<&str> {
        self.user.as_deref().ok_or_else(|| {
            Problem::usage("Who acts? Name a user with --user or NUTRIVAULT_USER.").at("user")
        })
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
        Ok(host::open(self.folder()?)?)
    }

    /// The file is looked at before anybody is asked for a password.
    pub fn unlock(&self) -> Result<Clinic> {
        let login = self.login()?;
        let vault = self.open()?;
        let clinic = host::sign_in(vault, login, &self.password()?)?;
        if let Err(error @ vault::Error::ServerAltered) = clinic.unlocked().vault().trusted_server()
        {
            eprintln!("{}", Problem::from(error).message);
        }
        Ok(clinic)
    }
}
