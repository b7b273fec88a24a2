use sync_contract::Right;
use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use vault::AdminSignedOutcome;

use crate::Clinic;
use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};

/// Lets somebody sign in again, or no longer. What they wrote stays. Nobody shuts themself out.
///
/// Errors: `Forbidden` (needs `users.manage`), `NotFound`, `Invalid` for one's own user, `NeedsConnection`.
pub fn set_active(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_active: bool,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::UsersManage)?;
    let (id, seen): (UserId, _) = (id.to()?, seen.to_seen()?);
    if id == clinic.user() && !is_active {
        return Err(Error::invalid("isActive", Reason::Impossible));
    }
    clinic.write_admin_signed(
        if is_active {
            "activate user"
        } else {
            "deactivate user"
        },
        |tx| {
            let mut user = found(tx.get::<User>(id)?, "user")?.value;
            user.is_active = is_active;
            tx.update(&user, &seen)?;
            Ok(())
        },
    )
}
