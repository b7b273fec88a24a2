//! The list of patients or foods that a page imports: its bytes, what was read of them, and how far the import is. All
//! of it is in the memory of this program alone, and forgotten when the page is left or the window locks.

use std::sync::{Arc, Mutex, MutexGuard};

use clinic::patients::import::{Importing, Table};
use clinic::{Reason, Result};
use zeroize::Zeroizing;

use crate::window_state::guard;

/// One at a time.
#[derive(Default)]
pub struct Imports(Mutex<OneImport>);

#[derive(Default)]
struct OneImport {
    bytes: Zeroizing<Vec<u8>>,
    table: Option<Arc<Table>>,
    importing: Option<Importing>,
}

/// Far above a list of a hundred thousand patients.
const FILE_BYTES_MAX: usize = 32 << 20;

impl Imports {
    /// Takes the next bytes of a file; those at zero begin another one.
    ///
    /// # Errors
    /// `Invalid` for bytes that do not follow those before, and for more than a list may have.
    pub fn take(&self, first: usize, bytes: &[u8]) -> Result<()> {
        let mut current = self.current();
        if first == 0 {
            *current = OneImport::default();
        }
        let reason = match first + bytes.len() {
            _ if first != current.bytes.len() => Some(Reason::OutOfOrder),
            size if size > FILE_BYTES_MAX => Some(Reason::TooLarge),
            _ => None,
        };
        if let Some(reason) = reason {
            *current = OneImport::default();
            return Err(clinic::Error::invalid("file", reason));
        }
        current.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads the file of which all bytes have come.
    ///
    /// # Errors
    /// Those of `parse`.
    pub fn read(&self, parse: impl FnOnce(&[u8]) -> Result<Table>) -> Result<Arc<Table>> {
        let mut current = self.current();
        let table = Arc::new(parse(&current.bytes)?);
        *current = OneImport {
            table: Some(table.clone()),
            ..OneImport::default()
        };
        Ok(table)
    }

    /// Returns the file that was read.
    ///
    /// # Errors
    /// `Invalid` where there is none.
    pub fn table(&self) -> Result<Arc<Table>> {
        let table = self.current().table.clone();
        table.ok_or(clinic::Error::invalid("file", Reason::Required))
    }

    /// # Errors
    /// `Invalid` while an import is under way.
    pub fn require_none(&self) -> Result<()> {
        match &self.current().importing {
            Some(importing) if !importing.is_done() => {
                Err(clinic::Error::invalid("file", Reason::OutOfOrder))
            }
            _ => Ok(()),
        }
    }

    pub fn begin(&self, importing: Importing) {
        self.current().importing = Some(importing);
    }

    /// Goes on with the import that has begun.
    ///
    /// # Errors
    /// `Invalid` where none has; those of `step`.
    pub fn step<T>(&self, step: impl FnOnce(&mut Importing) -> Result<T>) -> Result<T> {
        let mut current = self.current();
        let importing = current.importing.as_mut();
        step(importing.ok_or(clinic::Error::invalid("file", Reason::Required))?)
    }

    /// Returns whether an import had begun.
    pub fn forget(&self) -> bool {
        let one = std::mem::take(&mut *self.current());
        one.importing.is_some()
    }

    fn current(&self) -> MutexGuard<'_, OneImport> {
        guard(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Table> {
        Ok(clinic::patients::import::read(bytes)?)
    }

    #[test]
    fn a_file_is_read_once_its_pieces_have_come_in_order() {
        let imports = Imports::default();
        assert!(imports.table().is_err());
        imports.take(0, b"name\nOka").unwrap();
        imports.take(8, b"for\n").unwrap();
        assert_eq!(imports.read(parse).unwrap().records[0].values, ["Okafor"]);
        assert!(imports.table().is_ok() && imports.step(|_| Ok(())).is_err());
        imports.take(0, b"name\n").unwrap();
        assert!(imports.table().is_err(), "another file has begun");
        assert!(imports.take(9, b"Tal\n").is_err());
        assert!(imports.read(parse).is_err(), "nothing of it is left");
        let large = vec![b'x'; FILE_BYTES_MAX + 1];
        assert!(imports.take(0, &large).is_err());
        assert!(!imports.forget());
    }
}
