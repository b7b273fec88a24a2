//! Keeps the files of a clinic that is called unfinished: another program may have labelled a complete one so.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What belongs to a database, by the ends of the names.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// Gives a database another name in its folder, and returns that; none where nothing was written into it.
pub(super) fn put(database: &Path) -> io::Result<Option<PathBuf>> {
    let has_nothing = |file: fs::Metadata| file.is_file() && file.len() == 0;
    if !is_there(database) || fs::symlink_metadata(database).is_ok_and(has_nothing) {
        return Ok(None);
    }
    let name = |number: u32| database.with_file_name(format!("vault-aside-{number}.db"));
    let is_free = |aside: &PathBuf| !is_there(aside);
    let aside = (1..=u32::MAX).map(name).find(is_free);
    let aside = aside.ok_or(io::ErrorKind::AlreadyExists)?;
    rename(database, &aside)?;
    tracing::warn!(aside = %aside.display(), "what was here is kept under another name");
    Ok(Some(aside))
}

/// Undoes [`put`].
pub(super) fn put_back(aside: &Path, database: &Path) -> io::Result<()> {
    rename(aside, database)
}

/// The database last: a program that is killed before has moved nothing, and the next one moves the rest.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    for end in LOGS {
        let log = with_end(from, end);
        if is_there(&log) {
            fs::rename(log, with_end(to, end))?;
        }
    }
    fs::rename(from, to)
}

fn with_end(database: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(end);
    name.into()
}

/// Returns whether anything has this name, a link that leads nowhere included.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
