use std::path::Path;

use sync_contract::Right;

use vault::Written;

use crate::Clinic;
use crate::error::Result;

/// Writes one file that the recovery key opens. Errors: `Forbidden` (needs `backups.create`), those of the disk.
pub fn create(clinic: &Clinic, out: &Path) -> Result<Written> {
    clinic.actor.may(Right::BackupsCreate)?;
    Ok(clinic.unlocked().vault().back_up(out)?)
}
