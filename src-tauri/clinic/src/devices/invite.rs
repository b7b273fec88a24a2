use sync_contract::Right;
use sync_contract::messages::EnrolCreate;
use vault::keys::EnrolmentCode;
use vault::{Detail, Event};

use crate::Clinic;
use crate::audit::note_refused;
use crate::error::Result;

/// A one-use code with which another computer may join within the hour, and what is to be left for it at the server.
///
/// Errors: `Forbidden` (needs `devices.manage`, and to be an admin).
pub fn invite(clinic: &mut Clinic) -> Result<(EnrolmentCode, EnrolCreate)> {
    clinic.may(Right::DevicesManage)?;
    let made = clinic.unlocked_mut().invite();
    if let Err(vault::Error::NotAdmin) = made {
        note_refused(clinic, "invite device", "Device")?;
    }
    let made = made?;
    clinic
        .unlocked()
        .record(Event::new("invite device", "Device"), &Detail::default())?;
    Ok(made)
}
