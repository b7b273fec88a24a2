//! What leaves the clinic as a file: whole where it was asked for, or not at all, and never over another.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clinic::Reason;

use crate::failure::Result;

/// A path as somebody typed it; one that does not begin at the root lies in their own folder.
///
/// Errors: `Invalid` for none.
pub fn place(typed: &str) -> Result<PathBuf> {
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
/// Errors: `Invalid` for a name that is taken, a folder that is not there or one that nothing may be put into; `DiskFull`;
/// whatever `write` says.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    if path.symlink_metadata().is_ok() {
        return Err(at_fault(Reason::Taken));
    }
    let (partial, file) = Partial::make(path).map_err(|error| refused(&error))?;
    let mut out = BufWriter::new(file);
    let written = write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(&partial.0, path).map_err(|error| refused(&error))?;
    Ok(written)
}

/// A new file for whoever makes it alone.
pub fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn at_fault(reason: Reason) -> crate::failure::Refused {
    clinic::Error::invalid("path", reason).into()
}

fn refused(error: &io::Error) -> crate::failure::Refused {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => at_fault(Reason::Unknown),
        ErrorKind::AlreadyExists => at_fault(Reason::Taken),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => at_fault(Reason::Impossible),
        kind => io::Error::from(kind).into(),
    }
}

/// The file while it is written: gone at the end, unless it was given its name.
struct Partial(PathBuf);

impl Partial {
    /// Of a file that lies there already it is not the end to take it away.
    fn make(path: &Path) -> io::Result<(Self, File)> {
        let partial = Self::name(path);
        let file = private(&partial)?;
        Ok((Self(partial), file))
    }

    fn name(path: &Path) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        PathBuf::from(name)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, "a half-written file stays behind");
        }
    }
}

#[cfg(test)]
#[path = "leaving_tests.rs"]
mod tests;
