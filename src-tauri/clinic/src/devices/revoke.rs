use sync_contract::Right;
use sync_contract::catalog::Device;
use sync_contract::ids::DeviceId;
use vault::AdminSignedOutcome;

use crate::Clinic;
use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::view::{Id, ReadVersionToken};

/// Shuts a computer out: at its next contact its keys are destroyed. Nobody shuts out the one they sit at.
///
/// Errors: `Forbidden` (needs `devices.manage`), `NotFound`, `Invalid` for this one or without a reason, `NeedsConnection`.
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
        let mut device = found(tx.get::<Device>(id)?, "device")?.value;
        device.revoked_at = Some(tx.now());
        device.revoked_by = Some(tx.user());
        tx.update(&device, &seen)?;
        tx.remark(&reason);
        Ok(())
    })
}
