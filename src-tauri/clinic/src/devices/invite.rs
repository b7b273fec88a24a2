use sync_contract::Right;
use sync_contract::messages::EnrolCreate;
use vault::keys::EnrolmentCode;

use crate::Clinic;
use crate::error::Result;

/// A one-use code with which another computer may join within the hour, and what is to be left for it at the server.
///
/// Errors: `Forbidden` (needs `devices.manage`, and to be an admin).
pub fn invite(clinic: &mut Clinic) -> Result<(EnrolmentCode, EnrolCreate)> {
    clinic.actor.may(Right::DevicesManage)?;
    Ok(clinic.unlocked_mut().invite()?)
}
