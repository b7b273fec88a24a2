//! The print that is looked at: its bytes are in the memory of this program alone, until it is closed or the window
//! locks. What is printed or saved is what was seen, in the session that asked for it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use clinic::prints::{self, PrintOf, PrintTo, SectionChoice};
use clinic::view::ScreenLanguage;
use clinic::{Clinic, ProblemCode};
use serde::Serialize;
use specta::Type;
use zeroize::Zeroizing;

use crate::problem::Result;
use crate::saving;

/// One at a time.
#[derive(Default)]
pub struct Prints(Mutex<OfSession>);

/// Of the session that goes on: each has another number.
#[derive(Default)]
struct OfSession {
    session: u64,
    print: Option<Print>,
}

#[derive(Clone)]
struct Print {
    of: PrintOf,
    bytes: Zeroizing<Vec<u8>>,
}

/// `sections`: the parts that can be left out. `of_patient`: the patient's language, where the program prints in it.
/// `missing`: characters that are printed as
/// boxes, as the program has no font for them.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintFacts {
    pub sections: Vec<SectionChoice>,
    pub language: ScreenLanguage,
    pub of_patient: Option<ScreenLanguage>,
    pub pages: u32,
    pub missing: Vec<String>,
    pub title: String,
}

impl Prints {
    /// Returns the number of the session that goes on, for a print that is begun in it.
    pub fn session(&self) -> u64 {
        self.current().session
    }

    /// Stores a print that was begun in a session, in the place of the one before. One whose session is over is
    /// dropped: it may have taken longer than the next user to sign in.
    ///
    /// # Errors
    /// `Locked`.
    pub fn set(&self, session: u64, of: PrintOf, bytes: Vec<u8>) -> Result<()> {
        let bytes = Zeroizing::new(bytes);
        let mut current = self.current();
        if current.session != session {
            return Err(ProblemCode::Locked.into());
        }
        current.print = Some(Print { of, bytes });
        Ok(())
    }

    /// Forgets the print, and refuses what is still being made.
    pub fn end_session(&self) {
        let mut current = self.current();
        current.session += 1;
        current.print = None;
    }

    /// # Errors
    /// `NotFound` where nothing is looked at.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        Ok(self.made()?.bytes.to_vec())
    }

    /// Writes the print to a file that is not there yet. Returns its path.
    ///
    /// # Errors
    /// Those of [`saving::to_file`] and of [`prints::log`].
    pub fn save(&self, clinic: &Clinic, path: &str) -> Result<String> {
        let print = self.made()?;
        let path = saving::file_path(path)?;
        saving::to_file(&path, |file| {
            prints::log(clinic, &print.of, PrintTo::File)?;
            Ok(file.write_all(&print.bytes)?)
        })?;
        Ok(path.display().to_string())
    }

    /// Logs that the print goes to a printer, and returns its bytes for it.
    ///
    /// # Errors
    /// Those of [`prints::log`].
    pub fn send(&self, clinic: &Clinic) -> Result<Zeroizing<Vec<u8>>> {
        let print = self.made()?;
        prints::log(clinic, &print.of, PrintTo::Paper)?;
        Ok(print.bytes)
    }

    pub fn forget(&self) {
        self.current().print = None;
    }

    fn made(&self) -> Result<Print> {
        let made = self.current().print.clone();
        Ok(made.ok_or(ProblemCode::NotFound)?)
    }

    fn current(&self) -> MutexGuard<'_, OfSession> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
