//! Tells a device on which somebody may manage devices when the server last heard of the others, and of which version.
//!
//! Asked for with a token and when the device's users change, never with a pull or a push: a device is told at most
//! once in ten minutes, only when one was heard of since, and by one item that takes the place of the last.

use sync_contract::Right;
use sync_contract::pull::{Control, DeviceLastSeen};
use sync_contract::right::rights_from_text;

use crate::{
    calls::Caller, control, database::Transaction, problem::Result, statements, tokens::number_of,
};

/// Of the item in the control stream.
const KIND: i16 = 4;
const TOLD_EVERY_S: f64 = 600.0;
/// An item of some 100 KiB.
const DEVICES_MAX: i64 = 2_000;

pub async fn tell(transaction: &Transaction<'_>, caller: Caller) -> Result<()> {
    let number = i64::from(caller.device_number);
    let due = statements::first(
        transaction,
        include_str!("../queries/devices/seen_due.sql"),
        &[&caller.tenant, &number, &TOLD_EVERY_S],
    )
    .await?;
    let Some(due) = due else {
        return Ok(());
    };
    if !is_for_managing(transaction, caller).await? {
        return Ok(());
    }
    let devices = others(transaction, caller).await?;
    let mut control_number: i64 = due.try_get("control_number")?;
    if !devices.is_empty() {
        control_number += 1;
        statements::run(
            transaction,
            include_str!("../queries/devices/forget_seen.sql"),
            &[&caller.tenant, &number, &KIND],
        )
        .await?;
        control::keep(
            transaction,
            caller,
            control_number,
            Control::ReadVersion(devices),
        )
        .await?;
    }
    statements::run(
        transaction,
        include_str!("../queries/devices/keep_seen_told.sql"),
        &[&caller.tenant, &number, &control_number],
    )
    .await?;
    Ok(())
}

/// A device that begins again has forgotten.
pub async fn forget(transaction: &Transaction<'_>, caller: Caller) -> Result<()> {
    statements::run(
        transaction,
        include_str!("../queries/devices/forget_seen_told.sql"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?;
    Ok(())
}

/// All others that were ever heard of; none when nobody was since this device was last told.
async fn others(transaction: &Transaction<'_>, caller: Caller) -> Result<Vec<DeviceLastSeen>> {
    let rows = statements::all(
        transaction,
        include_str!("../queries/devices/seen_others.sql"),
        &[
            &caller.tenant,
            &i64::from(caller.device_number),
            &DEVICES_MAX,
        ],
    )
    .await?;
    if !rows.iter().any(|row| row.get("is_new")) {
        return Ok(Vec::new());
    }
    rows.iter()
        .map(|row| {
            Ok(DeviceLastSeen {
                device_number: number_of(row.try_get("device_number")?)?,
                at_us: row.try_get("at_us")?,
                version: row.try_get("version")?,
            })
        })
        .collect()
}

async fn is_for_managing(transaction: &Transaction<'_>, caller: Caller) -> Result<bool> {
    let roles = statements::all(
        transaction,
        include_str!("../queries/devices/rights_on_device.sql"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?;
    let mut rights = roles
        .iter()
        .flat_map(|role| rights_from_text(role.get("rights")));
    Ok(rights.any(|right| right == Right::DevicesManage))
}
