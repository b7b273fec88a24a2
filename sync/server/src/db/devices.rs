//! Devices' numbers and keys, and the users who may manage them.

use sync_contract::right::rights_from_text;
use sync_contract::statement;
use sync_contract::{Code, Right};
use uuid::Uuid;

use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::device_number;
use crate::problem::Result;

/// Takes the clinic's next number, which is this device's for ever, whatever becomes of it.
pub async fn take_number(transaction: &Transaction<'_>, tenant: Uuid, above: u32) -> Result<u32> {
    let row = statements::first(
        transaction,
        statement!("devices", "take_number"),
        &[&tenant, &i64::from(above)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let number: i64 = row.get("device_number");
    insert_number(transaction, tenant, number).await?;
    device_number(number)
}

/// Inserts a number without a device: none can prove itself by it until one is registered.
pub async fn insert_number(transaction: &Transaction<'_>, tenant: Uuid, number: i64) -> Result<()> {
    statements::run(
        transaction,
        statement!("devices", "insert_number"),
        &[&tenant, &number],
    )
    .await?;
    Ok(())
}

/// Inserts a number that this server gave out and has lost: no later one is below it.
pub async fn put_back_number(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    number: u32,
) -> Result<()> {
    statements::run(
        transaction,
        statement!("devices", "put_back_number"),
        &[&tenant, &i64::from(number)],
    )
    .await?;
    Ok(())
}

/// Inserts the numbers that a clinic gave out before it had a server. What waits under them is the first device's.
pub async fn insert_numbers(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    numbers: &[i64],
) -> Result<()> {
    statements::run(
        transaction,
        statement!("devices", "insert_numbers"),
        &[&tenant, &numbers],
    )
    .await?;
    Ok(())
}

/// Gives a number to a device, once.
///
/// # Errors
/// `AlreadyConnected` when another device has it.
pub async fn register(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    number: u32,
    device: Uuid,
    public_key: &[u8],
) -> Result<()> {
    let registered = statements::run(
        transaction,
        statement!("devices", "register"),
        &[&tenant, &i64::from(number), &device, &public_key],
    )
    .await?;
    if registered != 1 {
        return Err(Code::AlreadyConnected.into());
    }
    Ok(())
}

/// Gives a device a number in the place of those that others have been given since; the same one when it asks again.
///
/// # Errors
/// Those of the database.
pub async fn replace_numbers(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    (device, public_key): &(Uuid, Vec<u8>),
    above: u32,
    former: &[i64],
) -> Result<u32> {
    let text = statement!("devices", "replaced_number");
    let known =
        statements::first(transaction, text, &[&tenant, device, public_key, &former]).await?;
    if let Some(row) = known {
        return device_number(row.try_get("device_number")?);
    }
    let number = take_number(transaction, tenant, above).await?;
    register(transaction, tenant, number, *device, public_key).await?;
    let text = statement!("devices", "set_former_numbers");
    statements::run(transaction, text, &[&tenant, &i64::from(number), &former]).await?;
    Ok(number)
}

/// Returns the device that a number was given to, if it was.
///
/// # Errors
/// `NotFound` for a number that was never given out.
pub async fn device_of_number(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    number: u32,
) -> Result<Option<(Uuid, Vec<u8>)>> {
    let row = statements::first(
        transaction,
        statement!("devices", "device_of_number"),
        &[&tenant, &i64::from(number)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    let device: Option<Uuid> = row.get("device_id");
    let key: Option<Vec<u8>> = row.get("public_key");
    Ok(device.zip(key))
}

/// Returns the device that has a number, and the key by which it proves itself.
///
/// # Errors
/// `NotFound` for a clinic or device that is not here, `Suspended`.
pub async fn registered(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    device_number: u32,
) -> Result<(Uuid, Vec<u8>)> {
    let row = statements::first(
        transaction,
        statement!("devices", "find_key"),
        &[&tenant, &i64::from(device_number)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    match row.get("is_suspended") {
        true => Err(Code::Suspended.into()),
        false => Ok((row.get("device_id"), row.get("public_key"))),
    }
}

/// Checks that a user has a right.
///
/// # Errors
/// `MissingRight`.
pub async fn require_right(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
    right: Right,
) -> Result<()> {
    let roles = statements::all(
        transaction,
        statement!("devices", "rights_of_user"),
        &[&tenant, &user],
    )
    .await?;
    let mut rights = roles
        .iter()
        .flat_map(|role| rights_from_text(role.get("rights")));
    if !rights.any(|given| given == right) {
        return Err(Code::MissingRight.into());
    }
    Ok(())
}

/// Returns the key that an active user signs with.
///
/// # Errors
/// `NotFound`, `MissingRight` for an inactive user, `BadSignature` for one without a key.
pub async fn signing_key(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    user: Uuid,
) -> Result<Vec<u8>> {
    let row = statements::first(
        transaction,
        statement!("devices", "find_user"),
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
