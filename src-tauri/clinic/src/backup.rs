//! Backups of the complete clinic that only the recovery key opens.

use std::path::Path;

use sync_contract::Right;
use vault::{BackupWritten, Detail, Event};

use crate::Clinic;
use crate::error::Result;

/// Writes a backup to one file that the recovery key opens. What of the file is damaged or missing is noted.
///
/// # Errors
/// `Forbidden` (needs `backups.create`), those of the disk.
pub fn create(clinic: &Clinic, out: &Path) -> Result<BackupWritten> {
    clinic.may(Right::BackupsCreate)?;
    // said now: such a backup is refused on the day when it is needed
    clinic.read().look_over_all()?;
    let event = Event::new("create backup", "clinic");
    clinic.unlocked().record(event, &Detail::default())?;
    Ok(clinic.unlocked().back_up(out)?)
}
