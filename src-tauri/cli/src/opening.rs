//! Opens the clinic that the arguments name: the folder, the user and their password.

use std::cell::RefCell;
use std::fs;
use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::rc::Rc;

use clinic::Clinic;
use clinic::file_state::file_state;
use clinic::preferences;
use clinic::unresolved::Unshown;
use clinic::view::ScreenLanguage;
use vault::Vault;
use vault::password::Password;
use zeroize::Zeroizing;

use crate::args::Who;
use crate::entry::choice;
use crate::exit::{Problem, Result};
use crate::secret;
use crate::sentences::file_lines;
use crate::workplace::work_at;

/// How many entries of a folder a refusal names.
const NAMES_MAX: usize = 3;

/// Refuses a folder that is not empty, before anything is done; the vault checks again. Remains of an interrupted
/// command are no clinic and are put aside.
///
/// # Errors
/// `not_empty`, `usage` for what is no folder.
pub fn check_empty(folder: &Path) -> Result<()> {
    let shown = folder.display();
    if Vault::is_unfinished(folder) {
        eprintln!(
            "An earlier command was ended before the clinic in {shown} was complete; this does it again. What is there \
             is not thrown away: if it is not gone on with, it is kept as vault-aside-1.db, or under the next number."
        );
        return Ok(());
    }
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(Problem::usage(format!(
                "{shown} is a file, and a clinic lies in a folder. It was left as it is; name an empty folder with \
                 --vault."
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
            "The folder {shown} is not empty: {}{more} {} in it. Nothing was changed; name an empty folder, or one \
             that is \
             not there yet, with --vault.",
            names.join(", "),
            if names.len() == 1 { "is" } else { "are" }
        ),
    ))
}

/// Refuses a file in a folder that does not exist, before anything is done.
///
/// # Errors
/// `usage`.
pub fn check_folder_of(file: &Path) -> Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(Problem::usage(format!(
                "The folder for {} does not exist. Nothing was written; make it first, or name another.",
                file.display()
            )))
        }
        _ => Ok(()),
    }
}

/// The clinic of one command. When the command has written, the key store knows at its end how far the file has come: a
/// copy that is put back afterwards is noticed. Records that it could not show are reported with its answer.
pub struct OpenClinic {
    clinic: Clinic,
    unshown: Rc<RefCell<Unshown>>,
}

impl Deref for OpenClinic {
    type Target = Clinic;

    fn deref(&self) -> &Clinic {
        &self.clinic
    }
}

impl DerefMut for OpenClinic {
    fn deref_mut(&mut self) -> &mut Clinic {
        &mut self.clinic
    }
}

impl Drop for OpenClinic {
    fn drop(&mut self) {
        self.clinic.unlocked().vault().note_due_anchor();
        match self.clinic.take_all_unshown() {
            Ok(read) => {
                let mut unshown = self.unshown.borrow_mut();
                unshown.damage.extend(read.damage);
                unshown.key_missing.extend(read.key_missing);
                unshown.key_missing.sort();
                unshown.key_missing.dedup();
                unshown.to_come.extend(read.to_come);
                unshown.to_come.sort();
                unshown.to_come.dedup();
            }
            Err(error) => eprintln!("{}", Problem::from(error).message),
        }
    }
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

    /// Returns the password, from the named file or asked at a terminal.
    pub fn password(&self) -> Result<Password> {
        Ok(Password::new(&self.text_or(secret::ask)?))
    }

    /// Returns the password of a user who is being made, as text for an operation that checks it itself: from the named
    /// file or asked twice at a terminal.
    pub fn first_password_text(&self) -> Result<Zeroizing<String>> {
        self.text_or(secret::ask_first)
    }

    fn text_or(
        &self,
        ask: impl FnOnce(&str) -> Result<Zeroizing<String>>,
    ) -> Result<Zeroizing<String>> {
        match &self.password_file {
            Some(file) => secret::line_of(file),
            None => ask(self.login()?),
        }
    }

    /// Opens the vault without a password.
    pub fn open(&self) -> Result<Vault> {
        Ok(host::open(self.folder()?)?)
    }

    /// Returns the language of an answer: the one that is named, else the clinic's, else English. A command without a
    /// user reads of no clinic.
    pub fn language(&self, named: Option<&str>) -> Result<ScreenLanguage> {
        match named {
            Some(named) => choice(named, "language"),
            None if self.user.is_none() => Ok(ScreenLanguage::En),
            None => Ok(preferences::language(&self.open()?)?.unwrap_or(ScreenLanguage::En)),
        }
    }

    /// Signs the user in for one command.
    pub fn unlock(&self) -> Result<OpenClinic> {
        self.at_work(self.sign_in()?)
    }

    /// Signs the user in for one command by the code that an admin made, which takes the place of a password.
    pub fn unlock_by_code(&self) -> Result<OpenClinic> {
        self.at_work(self.sign_in_by(secret::ask_code)?)
    }

    /// Signs the user in for one command by a password that was asked for already.
    pub fn unlock_with(&self, password: &Password) -> Result<OpenClinic> {
        let vault = self.open()?;
        self.at_work(self.signed_in(vault, password)?)
    }

    fn at_work(&self, clinic: Clinic) -> Result<OpenClinic> {
        let mut open = OpenClinic {
            clinic,
            unshown: self.unshown.clone(),
        };
        // a variable that is set to nothing chooses nothing
        if let Some(which) = self
            .facility
            .as_ref()
            .filter(|which| !which.trim().is_empty())
        {
            work_at(&mut open, which)?;
        }
        Ok(open)
    }

    /// Signs the user in. The file is opened before the password is asked for.
    pub fn sign_in(&self) -> Result<Clinic> {
        self.sign_in_by(secret::ask)
    }

    fn sign_in_by(&self, ask: impl FnOnce(&str) -> Result<Zeroizing<String>>) -> Result<Clinic> {
        // said before a password is asked for
        self.login()?;
        let vault = self.open()?;
        let password = Password::new(&self.text_or(ask)?);
        self.signed_in(vault, &password)
    }

    fn signed_in(&self, vault: Vault, password: &Password) -> Result<Clinic> {
        let clinic = host::sign_in(vault, self.login()?, password)?;
        if let Err(error @ vault::Error::ServerAltered) = clinic.unlocked().vault().trusted_server()
        {
            eprintln!("{}", Problem::from(error).message);
        }
        // as the window does for its signed-in user; the document stays that of the command
        for line in file_lines(&file_state(clinic.unlocked().vault())?) {
            eprintln!("{line}");
        }
        Ok(clinic)
    }
}
