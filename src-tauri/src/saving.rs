//! What leaves the clinic as a file: complete where it was asked for, or not at all, and never over another.

use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clinic::Reason;
use vault::private::{NewFile, OwnFolder, require_elsewhere};

use crate::problem::{BoxedProblem, Result};

/// Returns the path that was typed; one that does not begin at the root lies in the user's own folder.
///
/// # Errors
/// `Invalid` for none.
pub fn file_path(typed: &str) -> Result<PathBuf> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(at_fault(Reason::Required));
    }
    let typed = Path::new(typed.strip_prefix("~/").unwrap_or(typed));
    let home = env::var_os("HOME").filter(|home| !home.is_empty());
    let path = home.map_or_else(|| typed.to_owned(), |home| Path::new(&home).join(typed));
    if path.is_absolute() && path.file_name().is_some() {
        Ok(path)
    } else {
        Err(at_fault(Reason::Malformed))
    }
}

/// Lets `write` fill a file that only this user may read, and gives it its name when all of it is there.
///
/// # Errors
/// `Invalid` for a name that is taken, a folder that is not there or one that nothing may be put into; `DiskFull`;
/// those of `write`.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut file = NewFile::next_to(path).map_err(|error| refused(&error))?;
    let written = write(&mut file)?;
    file.finish().map_err(|error| refused(&error))?;
    Ok(written)
}

/// Requires a name that is free, in a folder that is there and in which no clinic lies.
///
/// # Errors
/// `Invalid`.
pub fn require_free(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(at_fault(Reason::Taken));
    }
    if !path.parent().is_some_and(Path::is_dir) {
        return Err(at_fault(Reason::Unknown));
    }
    require_elsewhere(path).map_err(|error| refused(&error))
}

fn at_fault(reason: Reason) -> BoxedProblem {
    clinic::Error::invalid("path", reason).into()
}

pub fn refused(error: &io::Error) -> BoxedProblem {
    match error.kind() {
        _ if OwnFolder::is_reason(error) => at_fault(Reason::Impossible),
        ErrorKind::NotFound | ErrorKind::NotADirectory => at_fault(Reason::Unknown),
        ErrorKind::AlreadyExists => at_fault(Reason::Taken),
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::InvalidFilename => at_fault(Reason::Impossible),
        kind => io::Error::from(kind).into(),
    }
}
