//! Whether a path still names the file that is open under it: one that is removed, moved or replaced goes on taking
//! writes, and they are lost.

#[cfg(unix)]
use std::fs;
use std::path::PathBuf;

#[cfg(unix)]
use crate::error::Error;
use crate::error::Result;

/// A file that is open, by its path and, on Unix, by device and number.
#[derive(Debug)]
pub(crate) struct OpenedFile {
    #[cfg_attr(not(unix), allow(dead_code))]
    path: PathBuf,
    #[cfg(unix)]
    number: (u64, u64),
}

impl OpenedFile {
    /// For a path whose file was opened just now.
    ///
    /// # Errors
    /// `FileMissing`, `NoPermission`.
    pub fn at(path: PathBuf) -> Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            number: number_of(&path)?,
            path,
        })
    }

    /// To be asked before anything that a person writes is committed; one look at the folder. Elsewhere than on Unix an
    /// open file stays where it is.
    ///
    /// # Errors
    /// `FileMissing`.
    pub fn require(&self) -> Result<()> {
        #[cfg(unix)]
        if number_of(&self.path)? != self.number {
            return Err(Error::FileMissing);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn number_of(path: &std::path::Path) -> Result<(u64, u64)> {
    use std::io::ErrorKind;
    use std::os::unix::fs::MetadataExt;
    match fs::metadata(path) {
        Ok(file) => Ok((file.dev(), file.ino())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(Error::FileMissing)
        }
        Err(error) => Err(error.into()),
    }
}
