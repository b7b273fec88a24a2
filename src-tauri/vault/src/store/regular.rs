//! Refuses what is no file under the name of one: a pipe is opened for ever, a device has no end, and a link leads to a
//! file of somebody else.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// What SQLite opens next to a database, by the ends of the names.
const LOGS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// For a path that a person may have made a link to a file.
///
/// # Errors
/// `NotOurs`.
pub(super) fn require(path: &Path) -> Result<()> {
    refuse(fs::metadata(path).is_ok_and(|there| !there.is_file()))
}

/// For a path that only this program makes.
///
/// # Errors
/// `NotOurs`.
pub(super) fn require_own(path: &Path) -> Result<()> {
    refuse(fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()))
}

/// Checks the logs of a database before SQLite opens them. They lie next to the file that a link leads to.
///
/// # Errors
/// `NotOurs`.
pub(super) fn require_logs(database: &Path) -> Result<()> {
    let real = fs::canonicalize(database);
    let real = real.as_deref().unwrap_or(database);
    LOGS.into_iter().try_for_each(|end| {
        let mut log = OsString::from(real);
        log.push(end);
        require_own(Path::new(&log))
    })
}

fn refuse(is_odd: bool) -> Result<()> {
    match is_odd {
        true => Err(Error::NotOurs),
        false => Ok(()),
    }
}
