//! The devices of the clinic.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Device;
use sync_contract::field::Time;
use sync_contract::ids::DeviceId;
use sync_contract::messages::EnrolCreate;
use vault::keys::EnrolmentCode;
use vault::read::Stored;
use vault::{AdminSignedOutcome, Detail, Event, Lease, lease_end};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::view::{At, Id, ReadVersionToken};
use crate::{Clinic, fields, preferences};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub number: u32,
    pub name: String,
    pub is_this: bool,
    pub last_seen: Option<At>,
    /// Until when it opens for everybody without the server, as far as is known here; none: without end.
    pub lease_until: Option<At>,
    pub waiting: Option<u32>,
    pub version: Option<String>,
    pub revoked_at: Option<At>,
}

/// # Errors
/// `Forbidden` (needs `devices.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<DeviceRow>> {
    clinic.may(Right::DevicesManage)?;
    rows(clinic)
}

/// Returns the devices of the clinic, by number; for an operation that has checked a right. The last-seen time of
/// another device is as old as the server's last report of it.
///
/// # Errors
/// Those of the disk.
pub(crate) fn rows(clinic: &Clinic) -> Result<Vec<DeviceRow>> {
    let own = clinic.unlocked().vault().clinic()?;
    let seen = clinic.unlocked().vault().devices_last_seen()?;
    let own_lease = clinic.unlocked().vault().lease()?;
    let lease_days = preferences::lease_days(&clinic.read())?;
    let row = |row: &Stored<Device>| {
        let device = &row.value;
        let is_this = device.id == own.device;
        let number = u32::try_from(device.number).unwrap_or(0);
        let seen_device = seen.get(&number).filter(|_| !is_this);
        let contact = own.server.as_ref().and_then(|server| server.contact_at_us);
        let last_seen = match is_this {
            true => contact,
            false => seen_device.map(|seen_device| seen_device.at_us),
        };
        let lease_until = match (is_this, own_lease, last_seen.zip(lease_days)) {
            (true, Lease::Until(end), _) => Some(end.at),
            (false, _, Some((seen_us, days))) => Some(lease_end(seen_us, days)),
            _ => None,
        };
        let version = match is_this {
            true => Some(env!("CARGO_PKG_VERSION").to_owned()),
            false => seen_device.and_then(|seen_device| seen_device.version.clone()),
        };
        DeviceRow {
            id: Id::of(device.id),
            seen: ReadVersionToken::of(&row.seen),
            number,
            name: device.name.to_string(),
            is_this,
            last_seen: last_seen.map(|us| At::of(Time(us))),
            lease_until: lease_until.map(At::of),
            waiting: None,
            version,
            revoked_at: device.revoked_at.map(At::of),
        }
    };
    Ok(clinic.read().devices()?.iter().map(row).collect())
}

/// Creates a one-use code with which another device may join within the hour, and the enrolment that the server keeps
/// for it.
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

/// Revokes a device: at its next contact with the server its keys are destroyed. A device cannot revoke itself.
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
    let (id, seen): (DeviceId, _) = (id.to()?, seen.to_read_version()?);
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
