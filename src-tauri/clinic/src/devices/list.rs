use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::sync::page::devices;
use crate::sync::view::DeviceRow;

/// Errors: `Forbidden` (needs `devices.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<DeviceRow>> {
    clinic.may(Right::DevicesManage)?;
    devices(clinic)
}
