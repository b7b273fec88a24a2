//! Files that the screens are adding: measured piece by piece, and forgotten when they are added or the window locks.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clinic::attachments::measure::{MeasuredFile, Measuring};
use clinic::{Reason, Result};

/// How many files may be on their way at once.
const FILES_MAX: usize = 16;

/// By the name that a screen gives each.
#[derive(Debug, Default)]
pub struct FileParts(Mutex<HashMap<String, OneFile>>);

#[derive(Debug)]
enum OneFile {
    Measuring(Box<Measuring>),
    MeasuredFile(MeasuredFile),
}

impl FileParts {
    /// Of one message of the screens.
    pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

    /// Takes the next bytes of a file.
    ///
    /// # Errors
    /// `Invalid` once there are more than a document may have, and for more files than one person adds at once.
    pub fn take(&self, file: &str, bytes: &[u8]) -> Result<()> {
        let mut files = self.files();
        if files.len() >= FILES_MAX && !files.contains_key(file) {
            return Err(clinic::Error::invalid("file", Reason::OutOfOrder));
        }
        let one = files
            .entry(file.to_owned())
            .or_insert_with(|| OneFile::Measuring(Box::default()));
        let taken = match one {
            OneFile::Measuring(measuring) => measuring.take(bytes),
            OneFile::MeasuredFile(_) => Err(clinic::Error::invalid("file", Reason::OutOfOrder)),
        };
        if taken.is_err() {
            files.remove(file);
        }
        taken
    }

    /// Returns what a file is, of which all bytes have come.
    ///
    /// # Errors
    /// `Invalid` for a file of which nothing has come.
    pub fn measured(&self, file: &str) -> Result<MeasuredFile> {
        let mut files = self.files();
        let measured = match files.remove(file) {
            Some(OneFile::MeasuredFile(measured)) => measured,
            Some(OneFile::Measuring(measuring)) => measuring.finish()?,
            None => return Err(clinic::Error::invalid("file", Reason::Required)),
        };
        files.insert(file.to_owned(), OneFile::MeasuredFile(measured.clone()));
        Ok(measured)
    }

    pub fn forget(&self, file: &str) {
        self.files().remove(file);
    }

    pub fn forget_all(&self) {
        self.files().clear();
    }

    fn files(&self) -> MutexGuard<'_, HashMap<String, OneFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_measured_once_all_of_it_has_come_and_then_forgotten() {
        let files = FileParts::default();
        assert!(files.measured("a").is_err());
        files.take("a", b"one ").unwrap();
        files.take("b", b"else").unwrap();
        files.take("a", b"two").unwrap();
        assert_eq!(
            files.measured("a").unwrap(),
            MeasuredFile::of(b"one two").unwrap()
        );
        assert!(files.take("a", b"three").is_err());
        files.take("c", b"x").unwrap();
        files.forget("b");
        assert!(files.measured("b").is_err() && files.measured("c").is_ok());
        files.forget_all();
        assert!(files.measured("c").is_err());
    }
}
