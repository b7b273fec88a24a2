use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::{KeyStore, KeyStoreKind};
use crate::private;

/// No secret of ours is nearly as long.
const BYTES_MAX: u64 = 1024 * 1024;

/// The first bytes of a SHA-256, behind the secret: one bit of it that a disk lost would otherwise call the clinic's
/// file damaged, or write a wrong key into it.
type Checksum = [u8; 8];

fn checksum(secret: &[u8]) -> Checksum {
    let hash: [u8; 32] = Sha256::digest(secret).into();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    [a, b, c, d, e, f, g, h]
}

/// One file for each vault, for its owner's eyes alone.
#[derive(Debug)]
pub struct FileKeys {
    folder: PathBuf,
}

impl FileKeys {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, vault: Uuid) -> PathBuf {
        self.folder.join(vault.to_string())
    }
}

impl KeyStore for FileKeys {
    fn kind(&self, _vault: Uuid) -> Result<KeyStoreKind, SealError> {
        Ok(KeyStoreKind::File)
    }

    fn load(&self, vault: Uuid) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        let path = self.path(vault);
        // before it is opened, which of a pipe takes for ever
        let known = match fs::metadata(&path) {
            Ok(known) => known,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if !known.is_file() || known.len() > BYTES_MAX {
            let error = io::Error::new(ErrorKind::InvalidData, "this is no file of keys");
            return Err(error.into());
        }
        let file = File::open(&path)?;
        // a copy from elsewhere may have come with wider rights
        restrict(&path, 0o600)?;
        let length = usize::try_from(known.len()).unwrap_or(0);
        let mut stored = Zeroizing::new(Vec::with_capacity(length + 1));
        file.take(BYTES_MAX).read_to_end(&mut stored)?;
        match stored.split_last_chunk::<{ size_of::<Checksum>() }>() {
            Some((secret, sum)) if checksum(secret) == *sum => {
                let end = secret.len();
                stored.truncate(end);
                Ok(Some(stored))
            }
            _ => Err(SealError::DamagedKeys),
        }
    }

    /// Atomic: written next to the old file, synced, then renamed over it.
    fn store(&self, vault: Uuid, secret: &[u8]) -> Result<(), SealError> {
        fs::create_dir_all(&self.folder)?;
        restrict(&self.folder, 0o700)?;
        let path = self.path(vault);
        let temporary = path.with_extension(format!("new-{}", std::process::id()));
        // left by a program of the same number that was killed
        remove(&temporary)?;
        let stored = Zeroizing::new([secret, &checksum(secret)].concat());
        let written =
            private::write(&temporary, &stored).and_then(|()| fs::rename(&temporary, &path));
        if let Err(error) = written {
            // best effort: the caller needs the error of the write
            let _ = fs::remove_file(&temporary);
            return Err(error.into());
        }
        Ok(private::sync_folder(&self.folder)?)
    }

    fn delete(&self, vault: Uuid) -> Result<(), SealError> {
        Ok(remove(&self.path(vault))?)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let known = fs::symlink_metadata(path)?;
    // what a link leads to is none of ours
    if !known.is_symlink() && known.permissions().mode() & 0o777 != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_may_read_what_is_stored() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().join("nutrivault/keys"));
        let vault = Uuid::from_u128(5);
        keys.store(vault, b"first").unwrap();
        keys.store(vault, b"second").unwrap();
        assert_eq!(*keys.load(vault).unwrap().unwrap(), b"second");
        assert_eq!(mode(&keys.folder), 0o700);
        assert_eq!(mode(&keys.path(vault)), 0o600);
        assert_eq!(
            fs::read_dir(&keys.folder).unwrap().count(),
            1,
            "nothing is left beside"
        );
    }

    #[test]
    fn what_a_killed_program_left_does_not_block_the_next() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().to_owned());
        let vault = Uuid::from_u128(7);
        let temporary = keys
            .path(vault)
            .with_extension(format!("new-{}", std::process::id()));
        fs::write(temporary, "half").unwrap();
        keys.store(vault, b"secret").unwrap();
        assert_eq!(*keys.load(vault).unwrap().unwrap(), b"secret");
        assert_eq!(mode(&keys.path(vault)), 0o600);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn rights_that_were_widened_are_narrowed_again() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().to_owned());
        let vault = Uuid::from_u128(6);
        keys.store(vault, b"secret").unwrap();
        fs::set_permissions(keys.path(vault), fs::Permissions::from_mode(0o644)).unwrap();
        keys.load(vault).unwrap().unwrap();
        assert_eq!(mode(&keys.path(vault)), 0o600);
    }

    #[test]
    fn a_link_changes_the_rights_of_no_other_file() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().join("keys"));
        let (vault, other) = (Uuid::from_u128(8), home.path().join("other"));
        keys.store(vault, b"secret").unwrap();
        fs::rename(keys.path(vault), &other).unwrap();
        fs::set_permissions(&other, fs::Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink(&other, keys.path(vault)).unwrap();
        assert_eq!(*keys.load(vault).unwrap().unwrap(), b"secret");
        assert_eq!(mode(&other), 0o644);
    }

    #[test]
    fn vaults_do_not_share_and_a_second_delete_is_no_failure() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().to_owned());
        keys.store(Uuid::from_u128(1), b"one").unwrap();
        keys.store(Uuid::from_u128(2), b"two").unwrap();
        keys.delete(Uuid::from_u128(1)).unwrap();
        keys.delete(Uuid::from_u128(1)).unwrap();
        assert_eq!(keys.load(Uuid::from_u128(1)).unwrap(), None);
        assert_eq!(*keys.load(Uuid::from_u128(2)).unwrap().unwrap(), b"two");
    }

    #[test]
    fn what_is_no_file_of_keys_is_a_failure_at_once() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().to_owned());
        for (number, put) in crate::testing::no_regular_files().into_iter().enumerate() {
            let vault = Uuid::from_u128(number as u128);
            put(&keys.path(vault));
            let loaded = keys.load(vault);
            assert!(
                matches!(loaded, Err(SealError::Io(_))),
                "{number}: {loaded:?}"
            );
        }
        let long = Uuid::from_u128(9);
        fs::write(keys.path(long), vec![0; 1 << 21]).unwrap();
        assert!(matches!(keys.load(long), Err(SealError::Io(_))));
    }

    #[test]
    fn a_bit_that_a_disk_lost_is_reported_as_damaged_keys() {
        let home = tempfile::tempdir().unwrap();
        let keys = FileKeys::new(home.path().to_owned());
        let vault = Uuid::from_u128(8);
        keys.store(vault, b"secret").unwrap();
        let stored = fs::read(keys.path(vault)).unwrap();
        for bit in 0..stored.len() * 8 {
            let mut flipped = stored.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(keys.path(vault), &flipped).unwrap();
            assert!(
                matches!(keys.load(vault), Err(SealError::DamagedKeys)),
                "{bit}"
            );
        }
        for length in 0..stored.len() {
            fs::write(keys.path(vault), &stored[..length]).unwrap();
            assert!(
                matches!(keys.load(vault), Err(SealError::DamagedKeys)),
                "{length}"
            );
        }
        fs::write(keys.path(vault), &stored).unwrap();
        assert_eq!(*keys.load(vault).unwrap().unwrap(), b"secret");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_a_failure_and_not_an_empty_store() {
        let home = tempfile::tempdir().unwrap();
        let blocked = home.path().join("file");
        fs::write(&blocked, b"").unwrap();
        let keys = FileKeys::new(blocked.join("keys"));
        assert!(matches!(
            keys.store(Uuid::nil(), b"secret"),
            Err(SealError::Io(_))
        ));
        assert!(matches!(keys.load(Uuid::nil()), Err(SealError::Io(_))));
    }
}
