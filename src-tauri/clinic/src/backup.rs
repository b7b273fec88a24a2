//! Backups of the complete clinic that only the recovery key opens.

use std::io;
use std::path::Path;

use sync_contract::{Compartment, Right};
use vault::{BackupWritten, Detail, Event};

use crate::Clinic;
use crate::error::{Error, Result};

/// A backup that was written.
#[derive(Debug)]
pub struct Backup {
    pub written: BackupWritten,
    /// The compartments of which not all rows have come to this computer: the backup lacks them, too.
    pub to_come: Vec<&'static str>,
}

/// Writes a backup to one file that the recovery key opens. What of the file is damaged or missing is noted.
///
/// # Errors
/// `Forbidden` (needs `backups.create`), `NotWritten` where this user may not write the file, those of the disk.
pub fn create(clinic: &Clinic, out: &Path) -> Result<Backup> {
    clinic.may(Right::BackupsCreate)?;
    // said now: such a backup is refused on the day when it is needed
    clinic.read().look_over_all()?;
    let event = Event::new("create backup", "clinic");
    clinic.unlocked().record(event, &Detail::default())?;
    let to_come = clinic.read().compartments_to_come()?;
    Ok(Backup {
        written: clinic.unlocked().back_up(out).map_err(not_written)?,
        to_come: to_come.map(Compartment::name).collect(),
    })
}

/// The clinic's own file was written just now: what may not be written is the backup.
fn not_written(error: vault::Error) -> Error {
    match error {
        vault::Error::NoPermission => Error::NotWritten(io::ErrorKind::PermissionDenied.into()),
        other => other.into(),
    }
}
