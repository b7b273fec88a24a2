use sync_contract::Right;
use sync_contract::catalog::User;
use sync_contract::ids::UserId;

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::Id;

/// Lets somebody try again on this computer who was locked out after wrong passwords.
///
/// Errors: `Forbidden` (needs `users.manage`), `NotFound`.
pub fn unlock(clinic: &mut Clinic, id: &Id) -> Result<()> {
    clinic.may(Right::UsersManage)?;
    let id: UserId = id.to()?;
    found(clinic.read().get::<User>(id)?, "user")?;
    lift(clinic, id)
}

/// The same without a right of its own: for an operation that has asked for one.
pub(super) fn lift(clinic: &mut Clinic, id: UserId) -> Result<()> {
    if clinic.unlocked().vault().sign_in_wait(id.0)?.is_some() {
        clinic.unlocked_mut().lift_lock_out(id)?;
    }
    Ok(())
}
