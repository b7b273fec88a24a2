//! When each device was last seen, and with which version, and which patients it has reported as erased: sent to
//! devices on which a user may manage devices.
//!
//! Checked with a token and when the device's users change, never with a pull or a push. It is sent at most once in ten
//! minutes, only when another device was seen since, and by one control item that replaces the last.

use sync_contract::Right;
use sync_contract::pull::{Control, DeviceLastSeen, ErasureConfirmed};
use sync_contract::right::rights_from_text;
use sync_contract::statement;

use crate::auth::token::Caller;
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::device_number;
use crate::problem::Result;
use crate::pull::control;

/// Of the control items.
const LAST_SEEN: i16 = 4;
const ERASURES: i16 = 5;
const SENT_EVERY_S: f64 = 600.0;
/// An item of some 100 KiB.
const DEVICES_MAX: i64 = 2_000;
/// The same: the newest ones.
const ERASURES_MAX: i64 = 3_000;

/// Sends the list where it is due.
pub async fn send(transaction: &Transaction<'_>, caller: Caller) -> Result<()> {
    let number = i64::from(caller.device_number);
    let due = statements::first(
        transaction,
        statement!("devices", "last_seen_due"),
        &[&caller.tenant, &number, &SENT_EVERY_S],
    )
    .await?;
    let Some(due) = due else {
        return Ok(());
    };
    if !may_manage_devices(transaction, caller).await? {
        return Ok(());
    }
    let devices = others(transaction, caller).await?;
    let mut control_number: i64 = due.try_get("control_number")?;
    if !devices.is_empty() {
        let confirmed = erasures(transaction, caller).await?;
        let is_any = !confirmed.is_empty();
        let items = [
            Some((LAST_SEEN, Control::DevicesLastSeen(devices))),
            is_any.then_some((ERASURES, Control::ErasuresConfirmed(confirmed))),
        ];
        for (kind, item) in items.into_iter().flatten() {
            control_number += 1;
            statements::run(
                transaction,
                statement!("devices", "delete_control_of_kind"),
                &[&caller.tenant, &number, &kind],
            )
            .await?;
            control::enqueue(transaction, caller, control_number, item).await?;
        }
    }
    statements::run(
        transaction,
        statement!("devices", "note_last_seen_sent"),
        &[&caller.tenant, &number, &control_number],
    )
    .await?;
    Ok(())
}

/// Forgets that the list was sent: a device that begins again does not have it.
pub async fn forget(transaction: &Transaction<'_>, caller: Caller) -> Result<()> {
    statements::run(
        transaction,
        statement!("devices", "forget_last_seen_sent"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?;
    Ok(())
}

/// Returns all other devices that were ever seen; none when no device was since the list was last sent.
async fn others(transaction: &Transaction<'_>, caller: Caller) -> Result<Vec<DeviceLastSeen>> {
    let rows = statements::all(
        transaction,
        statement!("devices", "last_seen_of_others"),
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
                device_number: device_number(row.try_get("device_number")?)?,
                at_us: row.try_get("at_us")?,
                version: row.try_get("version")?,
            })
        })
        .collect()
}

/// Returns which devices have said in their audit logs that they erased which patients, under whatever number.
async fn erasures(transaction: &Transaction<'_>, caller: Caller) -> Result<Vec<ErasureConfirmed>> {
    let rows = statements::all(
        transaction,
        statement!("devices", "erasures_confirmed"),
        &[&caller.tenant, &ERASURES_MAX],
    )
    .await?;
    let confirmed = rows.iter().map(|row| {
        Ok(ErasureConfirmed {
            device: row.try_get("device_id")?,
            patient: row.try_get("patient")?,
        })
    });
    confirmed.collect()
}

/// Returns whether a user of the device may manage devices.
async fn may_manage_devices(transaction: &Transaction<'_>, caller: Caller) -> Result<bool> {
    let roles = statements::all(
        transaction,
        statement!("devices", "rights_on_device"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?;
    let mut rights = roles
        .iter()
        .flat_map(|role| rights_from_text(role.get("rights")));
    Ok(rights.any(|right| right == Right::DevicesManage))
}
