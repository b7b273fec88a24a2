//! Stores an admin's sealed bundle for a new device; the server never learns the code that opens it.

use sync_contract::messages::{Done, EnrolCreate};
use sync_contract::statement;
use sync_contract::{Code, Right};
use uuid::Uuid;

use crate::auth::token::Caller;
use crate::crypto::verify;
use crate::db::pool::Database;
use crate::db::transaction::Transaction;
use crate::db::{devices, feed_head, invitations, statements};
use crate::problem::{Problem, Result};

const LASTS_S_MAX: u32 = 3600;
/// An expired code can still be distinguished from one that never was.
const REMEMBERED_S: u32 = 30 * 24 * 3600;
const BUNDLE_BYTES_MAX: usize = 16_000;
/// Invitations of a clinic within an hour that nobody has used. Each is remembered, and has a number of its own.
const UNUSED_MAX: i64 = 100;
const RETRY_AFTER_S: u32 = 600;

/// Stores an invitation and the number that the new device will have.
///
/// # Errors
/// `MissingRight`, `BadSignature`, `NotFound`, `BadValue`, `CodeUsed` for a code that is there already, `Later` for one
/// too many.
pub async fn handle(database: &Database, caller: Caller, call: EnrolCreate) -> Result<Done> {
    if !(1..=LASTS_S_MAX).contains(&call.expires_in_s) || call.bundle.len() > BUNDLE_BYTES_MAX {
        return Err(Code::BadValue.into());
    }
    let tenant = caller.tenant;
    let mut connection = database.connection_for(caller.tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    let key = devices::signing_key(&transaction, tenant, call.admin).await?;
    verify(&key, &call.signing_input(), &call.signature)?;
    devices::require_right(&transaction, tenant, call.admin, Right::DevicesManage).await?;
    feed_head::lock(&transaction, tenant).await?;
    if invitations::unused_within_an_hour(&transaction, tenant).await? >= UNUSED_MAX {
        return Err(Problem::Later {
            retry_after_s: RETRY_AFTER_S,
        });
    }
    let inserted = statements::run(
        &transaction,
        statement!("devices", "insert_credential"),
        &[
            &call.find_hash.as_slice(),
            &"enrolment",
            &tenant,
            &f64::from(REMEMBERED_S),
        ],
    )
    .await?;
    if inserted == 0 {
        return repeat(&transaction, tenant, &call).await;
    }
    let number = devices::take_number(&transaction, tenant, 0).await?;
    statements::run(
        &transaction,
        statement!("enrolment", "insert_invitation"),
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

/// Succeeds for the same call after a lost answer, and refuses another one under the same code.
async fn repeat(transaction: &Transaction<'_>, tenant: Uuid, call: &EnrolCreate) -> Result<Done> {
    match invitations::find(transaction, tenant, call.find_hash).await? {
        Some(known) if known.bundle == call.bundle => Ok(Done {}),
        _ => Err(Code::CodeUsed.into()),
    }
}
