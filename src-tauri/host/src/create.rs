use std::path::Path;

use clinic::Clinic;
use clinic::settings::RecoveryTest;
use clinic::settings::{note_recovery_sheet, note_recovery_test};
use clinic::tenant::NewClinic;
use clinic::tenant::create as create_clinic;
use sync_contract::fail_point;
use vault::private;
use vault::recovery::RecoveryKey;
use zeroize::Zeroizing;

use crate::error::Result;
use crate::machine;

/// Makes a clinic in an empty folder, with its first admin signed in. The recovery key is in the answer and nowhere
/// else: once it is kept, [`vault::Vault::complete`] makes the folder a clinic.
///
/// # Errors
/// `Invalid` for the first field at fault; those of [`vault::Vault::create`].
pub fn create(folder: &Path, new: &NewClinic) -> Result<(Clinic, RecoveryKey)> {
    let device_name = machine::device_name(None)?;
    Ok(create_clinic(
        folder,
        machine::environment()?,
        machine::clock(),
        new,
        device_name.as_str(),
    )?)
}

/// Writes the recovery key to a file of its own, never over another one.
///
/// # Errors
/// Those of the disk.
pub fn save_recovery_key(key: &RecoveryKey, clinic_name: &str, path: &Path) -> Result<()> {
    let text = Zeroizing::new(format!(
        "# The recovery key of {}. Keep it in a safe.\n{}\n",
        clinic_name.replace('\n', " "),
        *key.text()
    ));
    private::write(path, text.as_bytes()).map_err(vault::Error::from)?;
    fail_point::reach("host.recovery.saved");
    Ok(())
}

/// Opens the clinic with what was read back from the paper or file, and records it. `saved_as` is where the key was
/// written just now, which is recorded, too.
///
/// # Errors
/// `WrongRecoveryKey`.
pub fn test_recovery_key(
    clinic: &mut Clinic,
    key: &RecoveryKey,
    saved_as: Option<&str>,
) -> Result<RecoveryTest> {
    if let Some(saved_as) = saved_as {
        note_recovery_sheet(clinic, saved_as)?;
    }
    clinic.unlocked().vault().test_recovery(key)?;
    Ok(note_recovery_test(clinic)?)
}
