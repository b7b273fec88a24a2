//! Files that a command is given: read whole, once, or refused in a sentence.

use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::Path;

use vault::private;

use crate::exit::{Problem, Result};

/// The maximum size of a file, and what to do about a larger one.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub bytes_max: u64,
    /// As in `is larger than 50 MB`.
    pub is: &'static str,
    pub then: &'static str,
}

/// Reads all of a file, once, so that later changes of it have no effect.
///
/// # Errors
/// What is no file, is not there, is empty, is larger than the limit, or cannot be read, as a usage error at `file`;
/// `FileChanged` for one that another program writes to.
pub fn content_of(path: &Path, limit: Limit) -> Result<Vec<u8>> {
    let refused = |error: &io::Error| unreadable(path, error);
    // do not open a pipe or a device, nor block on one that replaced the file meanwhile
    require_file(path, &fs::metadata(path).map_err(|error| refused(&error))?)?;
    let file = private::open(path).map_err(|error| refused(&error))?;
    let before = file.metadata().map_err(|error| refused(&error))?;
    require_file(path, &before)?;
    let too_large = || refusal(path, limit.is, limit.then);
    if before.len() > limit.bytes_max {
        return Err(too_large());
    }
    let mut content = Vec::new();
    file.take(limit.bytes_max + 1)
        .read_to_end(&mut content)
        .map_err(|error| refused(&error))?;
    let length = content.len() as u64;
    if length > limit.bytes_max {
        return Err(too_large());
    }
    if length == 0 {
        return Err(refusal(
            path,
            "is empty",
            "Name a file with something in it",
        ));
    }
    if before.len() == 0 {
        return Err(refusal(
            path,
            "says that it is empty and is not: what is in it is made as it is read",
            "Copy it to a file, and name that",
        ));
    }
    if length != before.len() {
        return Err(clinic::Error::FileChanged.into());
    }
    Ok(content)
}

fn require_file(path: &Path, metadata: &Metadata) -> Result<()> {
    match metadata {
        known if known.is_file() => Ok(()),
        known if known.is_dir() => Err(refusal(path, "is a folder", "Name a file in it")),
        _ => Err(refusal(path, "is no file that can be added", "Name a file")),
    }
}

/// Returns the refusal of a file: what it is, and what to do then.
pub fn refusal(path: &Path, is: &str, then: &str) -> Problem {
    Problem::usage(format!(
        "`{}` {is}. Nothing was added. {then}.",
        path.display()
    ))
    .at("file")
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            refusal(path, "is not there", "Name a file that is")
        }
        _ => refusal(
            path,
            "cannot be read",
            "See to it that you may read it, and try again",
        ),
    }
}
