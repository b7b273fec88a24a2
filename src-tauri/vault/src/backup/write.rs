use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::format::{self, Head};
use crate::error::{Error, Result};
use crate::schema;
use crate::vault::Vault;

/// A backup that lies whole on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    /// Of the file.
    pub bytes: u64,
    /// Of the copy of the vault in it.
    pub vault_bytes: u64,
}

impl Vault {
    /// Writes a backup beside nothing that was there before. Needs no user: whoever may is decided elsewhere.
    ///
    /// Errors: `AlreadyThere`, `NoPermission`, `DiskFull`.
    pub fn back_up(&self, path: &Path) -> Result<Written> {
        if path.try_exists()? {
            return Err(Error::AlreadyThere);
        }
        let copy = Temporary(self.place.folder().join("backup.tmp"));
        copy.remove()?;
        schema::copy_to(&self.conn, &copy.0)?;
        let partial = Temporary(path.with_extension("part"));
        let vault_bytes = self.encrypt(&copy, &partial)?;
        fs::rename(&partial.0, path)?;
        Ok(Written {
            path: path.to_owned(),
            bytes: fs::metadata(path)?.len(),
            vault_bytes,
        })
    }

    fn encrypt(&self, copy: &Temporary, partial: &Temporary) -> Result<u64> {
        let mut copy = File::open(&copy.0)?;
        let length = copy.metadata()?.len();
        let head = Head {
            vault: self.facts.vault,
            tenant: self.facts.tenant,
            created_at_us: self.now_us()?,
            root: *self.keys.root.as_bytes(),
            secrets: self
                .keys
                .versions()
                .map(|secret| (secret.version(), Zeroizing::new(*secret.as_bytes())))
                .collect(),
            length,
        };
        let output = BufWriter::with_capacity(1 << 20, File::create(&partial.0)?);
        let mut sealed = self.facts.recovery.encrypt_into(output)?;
        format::write(&mut sealed, &head, &mut copy)?;
        let mut output = sealed.finish()?;
        output.flush()?;
        output.get_ref().sync_all()?;
        Ok(length)
    }
}

/// A file that does not outlive its use.
pub(super) struct Temporary(pub PathBuf);

impl Temporary {
    pub fn remove(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            tracing::warn!(%error, "a temporary file stays behind");
        }
    }
}
