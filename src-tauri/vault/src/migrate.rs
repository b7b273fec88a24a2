//! The schema version of a vault's file: shown, brought forward and taken back without opening the vault.
//!
//! A vault migrates itself when it is opened; these are for a person who must see or undo that. No key is needed.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::store::file::{self, VaultFolder};
use crate::store::schema::{self, Migration};

/// What a file's schema is, and what this program knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStatus {
    pub version: i32,
    /// The newest version that this program knows.
    pub newest: i32,
    /// Those of the file and those of this program, in their order.
    pub migrations: Vec<Migration>,
}

/// What a migration did; `copy` is the file as it was, absent where nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    pub from: i32,
    pub to: i32,
    pub copy: Option<PathBuf>,
}

/// Returns the migrations of a file. Writes nothing.
///
/// # Errors
/// `NoVault`, `NotOurs`, `Damaged`, `Truncated`, `NoPermission`, `InUse` while it is migrated or restored.
pub fn status(folder: &Path) -> Result<SchemaStatus> {
    let files = VaultFolder::new(folder);
    files.check_header()?;
    let _lock = files.lock_shared()?;
    let conn = file::connect_to_read(&files.database())?;
    Ok(SchemaStatus {
        version: schema::version(&conn)?,
        newest: schema::newest(),
        migrations: schema::migrations(&conn)?,
    })
}

/// Brings a file to the newest version that this program knows, after a copy.
///
/// # Errors
/// As [`status`]; `Newer`, `InUse` while any program has the file open, `DiskFull`.
pub fn up(folder: &Path) -> Result<Migrated> {
    migrate(folder, |_| schema::newest())
}

/// Takes a file back to version `to`, or one version back, after a copy.
///
/// What only the newer version can store is then in the copy alone.
///
/// # Errors
/// As [`up`]; `NoSuchVersion` for one that is not between the first and that of the file.
pub fn down(folder: &Path, to: Option<i32>) -> Result<Migrated> {
    // a version past that of the file is none to go back to
    let back = |version: i32| to.map_or(version - 1, |to| if to > version { 0 } else { to });
    migrate(folder, back)
}

/// Brings a file, which no other program has open, to the version that `target` returns for its own.
fn migrate(folder: &Path, target: impl FnOnce(i32) -> i32) -> Result<Migrated> {
    let files = VaultFolder::new(folder);
    files.check_header()?;
    let _lock = files.lock_alone()?;
    // without foreign keys: tables are dropped in any order
    let mut conn = file::connect(&files.database(), false)?;
    let from = schema::version(&conn)?;
    if from > schema::newest() {
        return Err(Error::Newer);
    }
    schema::check_objects(&conn)?;
    let to = target(from);
    if to < 1 || to > schema::newest() {
        return Err(Error::NoSuchVersion);
    }
    if to == from {
        let copy = None;
        return Ok(Migrated { from, to, copy });
    }
    let copy = files.new_copy(from, to)?;
    schema::copy_to(&conn, &copy)?;
    match to < from {
        true => schema::down(&mut conn, to)?,
        false => schema::up(&mut conn)?,
    }
    let copy = Some(copy);
    Ok(Migrated { from, to, copy })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;

    fn version(path: &Path) -> i32 {
        schema::version(&rusqlite::Connection::open(path).unwrap()).unwrap()
    }

    #[test]
    fn a_file_goes_back_and_forward_after_a_copy_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("vault.db");
        drop(file::create(&database).unwrap());
        let newest = schema::newest();
        let shown = status(folder.path()).unwrap();
        assert_eq!((shown.version, shown.newest), (newest, newest));
        assert!(shown.migrations.iter().all(|one| one.applied_on.is_some()));
        let unchanged = up(folder.path()).unwrap();
        assert_eq!((unchanged.to, unchanged.copy), (newest, None));
        for to in [0, newest + 1] {
            assert!(matches!(
                down(folder.path(), Some(to)),
                Err(Error::NoSuchVersion)
            ));
        }
        if newest == 1 {
            assert!(matches!(
                down(folder.path(), None),
                Err(Error::NoSuchVersion)
            ));
            return;
        }
        for _ in 0..2 {
            let back = down(folder.path(), Some(1)).unwrap();
            assert_eq!((back.from, back.to, version(&database)), (newest, 1, 1));
            assert_eq!(version(&back.copy.unwrap()), newest);
            let shown = status(folder.path()).unwrap();
            let missing = shown
                .migrations
                .iter()
                .filter(|one| one.applied_on.is_none());
            assert_eq!((shown.version, missing.count() as i32), (1, newest - 1));
            let forward = up(folder.path()).unwrap();
            assert_eq!((forward.from, forward.to), (1, newest));
            assert_eq!(version(&forward.copy.unwrap()), 1);
        }
        // each run has a copy of its own
        let copies = fs::read_dir(folder.path()).unwrap();
        let is_copy = |name: String| name.starts_with("vault-before-");
        let copies = copies
            .filter(|entry| is_copy(entry.as_ref().unwrap().file_name().into_string().unwrap()));
        assert_eq!(copies.count(), 4);
    }

    #[test]
    fn a_file_that_is_open_elsewhere_is_not_migrated() {
        let folder = tempfile::tempdir().unwrap();
        drop(file::create(&folder.path().join("vault.db")).unwrap());
        let open = VaultFolder::new(folder.path()).lock_shared().unwrap();
        assert!(matches!(up(folder.path()), Err(Error::InUse)));
        assert!(matches!(down(folder.path(), None), Err(Error::InUse)));
        assert_eq!(status(folder.path()).unwrap().version, schema::newest());
        drop(open);
        assert!(up(folder.path()).is_ok());
        let nothing = status(&folder.path().join("nothing"));
        assert!(matches!(nothing, Err(Error::NoVault)));
    }
}
