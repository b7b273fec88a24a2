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
/// `WrongSecret`, `Later` during the wait after wrong ones, `MissingRight`, `NotFound`.
pub async fn handle(database: &Database, call: DeviceNumber) -> Result<DeviceNumberAnswer> {
    let mut connection = database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    feed_head::lock(&transaction, call.tenant).await?;
    let user_on_device = (call.user, None);
    let checked = secret::check(&transaction, call.tenant, user_on_device, &call.secret).await?;
    if let Err(problem) = checked {
        transaction.commit().await?;
        return Err(problem);
    }
    devices::require_right(&transaction, call.tenant, call.user, Right::DevicesManage).await?;
    let device_number = devices::take_number(&transaction, call.tenant).await?;
    transaction.commit().await?;
    Ok(DeviceNumberAnswer { device_number })
}
