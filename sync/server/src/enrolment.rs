//! A sealed bundle waits here for a device that comes with the code; the server never learns the code.

use sync_contract::messages::{Done, EnrolCreate, EnrolFind, EnrolFindAnswer};
use sync_contract::{Code, Right};
use uuid::Uuid;

use crate::{
    calls::Caller,
    database::{Database, Transaction},
    devices,
    problem::Result,
    proof::{sha256, verify},
    scope, statements,
    tokens::number_of,
};

const LASTS_S_MAX: u32 = 3600;
/// A code that has ended is still told from one that never was.
const REMEMBERED_S: u32 = 30 * 24 * 3600;
const BUNDLE_BYTES_MAX: usize = 16_000;

/// A code's invitation, whatever has become of it.
pub struct Invitation {
    pub tenant: Uuid,
    pub find_hash: [u8; 32],
    pub bundle: Vec<u8>,
    pub device_number: u32,
    pub invited_by: Uuid,
    pub is_used: bool,
    pub is_expired: bool,
}

/// Errors: `MissingRight`, `BadSignature`, `NotFound`, `BadValue`, `CodeUsed` for a code that is there already.
pub async fn create(database: &Database, caller: Caller, call: EnrolCreate) -> Result<Done> {
    if !(1..=LASTS_S_MAX).contains(&call.expires_in_s) || call.bundle.len() > BUNDLE_BYTES_MAX {
        return Err(Code::BadValue.into());
    }
    let tenant = caller.tenant;
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    let key = devices::signing_key(&transaction, tenant, call.admin).await?;
    verify(&key, &call.signing_input(), &call.signature)?;
    devices::needs_right(&transaction, tenant, call.admin, Right::DevicesManage).await?;
    scope::lock_head(&transaction, tenant).await?;
    let kept = statements::run(
        &transaction,
        include_str!("../queries/devices/keep_door.sql"),
        &[
            &call.find_hash.as_slice(),
            &"enrolment",
            &tenant,
            &f64::from(REMEMBERED_S),
        ],
    )
    .await?;
    if kept == 0 {
        return known_already(&transaction, tenant, &call).await;
    }
    let number = devices::take_number(&transaction, tenant).await?;
    statements::run(
        &transaction,
        include_str!("../queries/enrolment/keep_invitation.sql"),
        &[
            &tenant,
            &call.find_hash.as_slice(),
            &call.bundle,
            &i64::from(number),
            &call.admin,
            &f64::from(call.expires_in_s),
        ],
    )
    .await?;
    transaction.commit().await?;
    Ok(Done {})
}

/// The same call after a lost answer is done; another one under the same code is not.
async fn known_already(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    call: &EnrolCreate,
) -> Result<Done> {
    match invitation(transaction, tenant, call.find_hash).await? {
        Some(known) if known.bundle == call.bundle => Ok(Done {}),
        _ => Err(Code::CodeUsed.into()),
    }
}

/// Errors: `CodeUnknown`, `CodeUsed`, `CodeExpired`.
pub async fn find(database: &Database, call: EnrolFind) -> Result<EnrolFindAnswer> {
    let mut connection = database.connection().await?;
    let transaction = connection.of_nobody().await?;
    let found = enter_by_code(&transaction, &call.find).await?;
    if found.is_used {
        return Err(Code::CodeUsed.into());
    }
    if found.is_expired {
        return Err(Code::CodeExpired.into());
    }
    Ok(EnrolFindAnswer {
        tenant: found.tenant,
        bundle: found.bundle,
        device_number: found.device_number,
    })
}

/// Finds the clinic that a code belongs to and names it in the transaction.
pub async fn enter_by_code(transaction: &Transaction<'_>, find: &[u8; 32]) -> Result<Invitation> {
    let find_hash = sha256(find);
    let door = statements::first(
        transaction,
        include_str!("../queries/enrolment/enter_by_code.sql"),
        &[&find_hash.as_slice()],
    )
    .await?
    .ok_or(Code::CodeUnknown)?;
    let found = invitation(transaction, door.get("tenant_id"), find_hash).await?;
    Ok(found.ok_or(Code::CodeUnknown)?)
}

async fn invitation(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    find_hash: [u8; 32],
) -> Result<Option<Invitation>> {
    let row = statements::first(
        transaction,
        include_str!("../queries/enrolment/find_invitation.sql"),
        &[&tenant, &find_hash.as_slice()],
    )
    .await?;
    row.map(|row| {
        Ok(Invitation {
            tenant,
            find_hash,
            bundle: row.get("bundle"),
            device_number: number_of(row.get("device_number"))?,
            invited_by: row.get("invited_by"),
            is_used: row.get("is_used"),
            is_expired: row.get("is_expired"),
        })
    })
    .transpose()
}

/// The code is spent and the bundle gone.
pub async fn spend(transaction: &Transaction<'_>, invitation: &Invitation) -> Result<()> {
    statements::run(
        transaction,
        include_str!("../queries/enrolment/use_invitation.sql"),
        &[&invitation.tenant, &invitation.find_hash.as_slice()],
    )
    .await?;
    Ok(())
}
