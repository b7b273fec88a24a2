//! Numbers for devices, and the people who may ask for them.

use sync_contract::messages::{DeviceNumber, DeviceNumberAnswer};
use sync_contract::right::rights_from_text;
use sync_contract::{Code, Right};
use uuid::Uuid;

use crate::{
    database::{Database, Transaction},
    problem::Result,
    scope, sign_in, statements,
    tokens::number_of,
};

/// A new number for somebody who may manage devices and proves it by the sign-in secret.
pub async fn number(database: &Database, call: DeviceNumber) -> Result<DeviceNumberAnswer> {
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    scope::lock_head(&transaction, call.tenant).await?;
    let asker = (call.user, None);
    let checked = sign_in::check(&transaction, call.tenant, asker, &call.secret).await?;
    if let Err(problem) = checked {
        transaction.commit().await?;
        return Err(problem);
    }
    needs_right(&transaction, call.tenant, call.user, Right::DevicesManage).await?;
    let device_number = take_number(&transaction, call.tenant).await?;
    transaction.commit().await?;
    Ok(DeviceNumberAnswer { device_number })
}

/// The clinic's next number, which is this device's for ever, whatever becomes of it.
pub async fn take_number(transaction: &Transaction<'_>, tenant: Uuid) -> Result<u32> {
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/take_number.sql"),
        &[&tenant],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let number: i64 = row.get("device_number");
    keep_number(transaction, tenant, number).await?;
    number_of(number)
}

/// A number without a device: none can prove itself by it until one is registered.
pub async fn keep_number(transaction: &Transaction<'_>, tenant: Uuid, number: i64) -> Result<()> {
    statements::run(
        transaction,
        include_str!("../queries/devices/keep_number.sql"),
        &[&tenant, &number],
    )
    .await?;
    Ok(())
}

/// Gives a number to a device, once.
///
/// Errors: `AlreadyConnected` when another device has it.
pub async fn register(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    number: u32,
    device: Uuid,
    public_key: &[u8],
) -> Result<()> {
    let registered = statements::run(
        transaction,
        include_str!("../queries/devices/register.sql"),
        &[&tenant, &i64::from(number), &device, &public_key],
    )
    .await?;
    if registered != 1 {
        return Err(Code::AlreadyConnected.into());
    }
    Ok(())
}

/// The device that a number was given to, if it was.
pub async fn holder_of_number(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    number: u32,
) -> Result<Option<(Uuid, Vec<u8>)>> {
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/whose_number.sql"),
        &[&tenant, &i64::from(number)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let device: Option<Uuid> = row.get("device_id");
    let key: Option<Vec<u8>> = row.get("public_key");
    Ok(device.zip(key))
}

/// Errors: `MissingRight`.
pub async fn needs_right(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
    right: Right,
) -> Result<()> {
    let roles = statements::all(
        transaction,
        include_str!("../queries/devices/rights_of_user.sql"),
        &[&tenant, &user],
    )
    .await?;
    let mut held = roles
        .iter()
        .flat_map(|role| rights_from_text(role.get("rights")));
    if !held.any(|held| held == right) {
        return Err(Code::MissingRight.into());
    }
    Ok(())
}

/// The key that an active user signs with.
///
/// Errors: `NotFound`, `MissingRight` for one who has left.
pub async fn signing_key(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
) -> Result<Vec<u8>> {
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/find_user.sql"),
        &[&tenant, &user],
    )
    .await?
    .ok_or(Code::NotFound)?;
    if !row.get::<_, bool>("is_active") {
        return Err(Code::MissingRight.into());
    }
    let key: Option<Vec<u8>> = row.get("signing_key");
    Ok(key.ok_or(Code::BadSignature)?)
}
