//! A number for a new device, or a new one for a device that is here.

use sync_contract::messages::{DeviceNumber, DeviceNumberAnswer, DeviceRenumber, GivenNumber};
use sync_contract::statement;
use sync_contract::{Code, Right};

use crate::auth::secret;
use crate::auth::token::Caller;
use crate::db::pool::Database;
use crate::db::values::hash_bytes;
use crate::db::{devices, feed_head, statements};
use crate::problem::Result;
use crate::state::App;

/// Gives a new number to a user who has the right to manage devices and proves themselves by the sign-in secret.
///
/// # Errors
/// `WrongSecret`, also for a user who is not here, `MissingRight`, `NotFound` for a clinic that is not.
pub async fn handle(database: &Database, call: DeviceNumber) -> Result<DeviceNumberAnswer> {
    let mut connection = database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    // check the secret before the head is locked: an unauthenticated caller must not lock it
    secret::check_without_device(&transaction, call.tenant, call.user, &call.secret).await?;
    feed_head::lock(&transaction, call.tenant).await?;
    devices::require_right(&transaction, call.tenant, call.user, Right::DevicesManage).await?;
    let device_number = devices::take_number(&transaction, call.tenant, 0).await?;
    transaction.commit().await?;
    Ok(DeviceNumberAnswer { device_number })
}

/// Gives a device another number. It stays the device that it is, with its key, its users and its earlier numbers.
///
/// # Errors
/// `NotFound` for a device without a row.
pub async fn renumber(app: &App, caller: Caller, call: DeviceRenumber) -> Result<GivenNumber> {
    let tenant = caller.tenant;
    let mut connection = app.database.connection_for(tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    feed_head::lock(&transaction, tenant).await?;
    let known = devices::device_of_number(&transaction, tenant, caller.device_number).await?;
    let (device, key) = known.ok_or(Code::NotFound)?;
    let device_number = devices::take_number(&transaction, tenant, call.above).await?;
    devices::register(&transaction, tenant, device_number, device, &key).await?;
    let (from, to) = (i64::from(caller.device_number), i64::from(device_number));
    let text = statement!("devices", "copy_users");
    statements::run(&transaction, text, &[&tenant, &from, &to]).await?;
    let text = statement!("devices", "copy_former_numbers");
    statements::run(&transaction, text, &[&tenant, &from, &to]).await?;
    transaction.commit().await?;
    let key = hash_bytes(&key)?;
    Ok(app
        .identity
        .give_number(tenant, device, &key, device_number))
}
