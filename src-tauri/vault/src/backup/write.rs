use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sync_contract::fail_point;
use zeroize::Zeroizing;

use crate::backup::format::{Head, Proof};
use crate::backup::{format, makers};
use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::private::{NewFile, folder_of, sweep_half_written};
use crate::store::device::DeviceRow;
use crate::store::{file, schema};
use crate::unlocked::Unlocked;

/// A complete backup on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupWritten {
    pub path: PathBuf,
    /// Of the file.
    pub bytes: u64,
    /// Of the copy of the vault in it.
    pub vault_bytes: u64,
}

impl Unlocked {
    /// Writes a backup that replaces no file, signed by this device and in this user's name. Whether they may is
    /// decided elsewhere.
    ///
    /// # Errors
    /// `AlreadyThere`, `NoPermission`, `DiskFull`, `KeysReplaced`, `Altered`, `NotAdmin` for a user who may
    /// make none; `NotFound` on a device that joined and has not synced since.
    pub fn back_up(&self, path: &Path) -> Result<BackupWritten> {
        self.require_active()?;
        // also for the room that it takes
        sweep_half_written(&folder_of(path));
        if path.symlink_metadata().is_ok() {
            return Err(Error::AlreadyThere);
        }
        let copy = Temporary(self.vault.files.folder().join(file::BACKUP_COPY));
        copy.remove()?;
        schema::copy_to(&self.vault.conn, &copy.0)?;
        // made when there is something to write into it at once
        let mut file = NewFile::next_to(path).map_err(taken)?;
        let vault_bytes = self.encrypt(&copy, &mut file)?;
        fail_point::reach("vault.backup.before_name");
        file.finish().map_err(taken)?;
        Ok(BackupWritten {
            path: path.to_owned(),
            bytes: fs::metadata(path)?.len(),
            vault_bytes,
        })
    }

    fn encrypt(&self, copy: &Temporary, file: &mut NewFile) -> Result<u64> {
        let mut copy = File::open(&copy.0)?;
        let head = self.head(format::measure(&mut copy)?)?;
        makers::named(&head, &self.vault.conn, &self.vault.chain()?)?;
        let mut sealed = self.vault.facts.recovery.encrypt_into(file)?;
        format::write(&mut sealed, &head, &mut copy)?;
        fail_point::reach("vault.backup.before_end");
        sealed.finish()?;
        Ok(head.length)
    }

    pub(super) fn head(&self, (length, digest): (u64, [u8; 32])) -> Result<Head> {
        let vault = &self.vault;
        let device = DeviceRow::load(&vault.conn)?;
        let secrets = vault.keys.versions();
        let mut head = Head {
            vault: vault.facts.vault,
            tenant: vault.facts.tenant,
            created_at_us: vault.now_us()?,
            author: self.session.user,
            device: device.id,
            device_number: device.number(),
            root: *vault.keys.root.as_bytes(),
            secrets: secrets
                .map(|secret| (secret.version(), Zeroizing::new(*secret.as_bytes())))
                .collect(),
            length,
            digest,
            proof: Proof::NONE,
        };
        let input = head.input();
        head.proof = Proof {
            tag: vault.tag_key().tag(&input),
            device: vault.keys.device.sign(Purpose::Backup, &input),
            author: self.session.keys.sign(Purpose::Backup, &input),
        };
        Ok(head)
    }
}

fn taken(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists => Error::AlreadyThere,
        _ => error.into(),
    }
}

/// A file that does not outlive its use.
pub(super) struct Temporary(pub PathBuf);

impl Temporary {
    pub fn remove(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
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
