//! The computers of the clinic.

use sync_contract::Right;
use sync_contract::catalog::Device;
use sync_contract::ids::DeviceId;
use sync_contract::messages::EnrolCreate;
use vault::keys::EnrolmentCode;
use vault::{AdminSignedOutcome, Detail, Event};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::sync::DeviceRow;
use crate::sync::page::devices;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

/// # Errors
/// `Forbidden` (needs `devices.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<DeviceRow>> {
    clinic.may(Right::DevicesManage)?;
    devices(clinic)
}

/// A one-use code with which another computer may join within the hour, and what is to be left for it at the server.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`, and to be an admin).
pub fn invite(clinic: &mut Clinic) -> Result<(EnrolmentCode, EnrolCreate)> {
    clinic.may(Right::DevicesManage)?;
    let made = clinic.unlocked_mut().invite();
    if let Err(vault::Error::NotAdmin) = made {
        clinic.log_refused("invite device", "Device")?;
    }
    let made = made?;
    clinic
        .unlocked()
        .record(Event::new("invite device", "Device"), &Detail::default())?;
    Ok(made)
}

/// Shuts a computer out: at its next contact its keys are destroyed. Nobody shuts out the one they sit at.
///
/// # Errors
/// `Forbidden` (needs `devices.manage`), `NotFound`, `Invalid` for this one or without a reason, `NeedsConnection`.
pub fn revoke(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<AdminSignedOutcome<()>> {
    clinic.may(Right::DevicesManage)?;
    let (id, seen): (DeviceId, _) = (id.to()?, seen.to_seen()?);
    let reason = fields::required::<255>(reason, "reason")?;
    if clinic.unlocked().vault().clinic()?.device == id {
        return Err(Error::invalid("id", Reason::Impossible));
    }
    clinic.write_admin_signed("revoke device", |tx| {
        let mut device = or_not_found(tx.get::<Device>(id)?, "device")?.value;
        device.revoked_at = Some(tx.now());
        device.revoked_by = Some(tx.user());
        tx.update(&device, &seen)?;
        tx.remark(&reason);
        Ok(())
    })
}
