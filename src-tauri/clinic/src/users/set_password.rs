use sync_contract::catalog::User;
use vault::AdminSignedOutcome;
use vault::password::Password;

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::fields;

/// Puts this user's own keys under a new password. It is their own: no right is asked for, the old password is.
///
/// Errors: `WrongPassword`, `Invalid` for a short one, `NeedsConnection` while another such change waits.
pub fn set_own_password(
    clinic: &mut Clinic,
    old: &Password,
    new: &str,
) -> Result<AdminSignedOutcome<()>> {
    clinic.unlocked_mut().check_password(old)?;
    fields::password(new)?;
    let keys = clinic.unlocked_mut().rewrapped_keys(&Password::new(new))?;
    let id = clinic.user();
    clinic.write_admin_signed("change password", |tx| {
        let row = found(tx.get::<User>(id)?, "user")?;
        tx.update(&keys.put_into(row.value), &row.seen)?;
        Ok(())
    })
}
