//! A number for a new device.

use sync_contract::Right;
use sync_contract::messages::{DeviceNumber, DeviceNumberAnswer};

use crate::auth::secret;
use crate::db::pool::Database;
use crate::db::{devices, feed_head};
use crate::problem::Result;

/// Gives a new number to a user who may manage devices and proves it by the sign-in secret.
///
/// # Errors
/// `WrongSecret`, also for a user who is not here, `MissingRight`, `NotFound` for a clinic that is not.
pub async fn handle(database: &Database, call: DeviceNumber) -> Result<DeviceNumberAnswer> {
    let mut connection = database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    // the head is locked for nobody without a secret
    secret::check_without_device(&transaction, call.tenant, call.user, &call.secret).await?;
    feed_head::lock(&transaction, call.tenant).await?;
    devices::require_right(&transaction, call.tenant, call.user, Right::DevicesManage).await?;
    let device_number = devices::take_number(&transaction, call.tenant).await?;
    transaction.commit().await?;
    Ok(DeviceNumberAnswer { device_number })
}
