//! The groups of revoked devices that wait for a review.

use sync_contract::Code;
use sync_contract::Right;
use sync_contract::review::{ReviewList, ReviewListAnswer};
use sync_contract::right::rights_from_text;
use sync_contract::statement;

use crate::auth::token::Caller;
use crate::db::pool::Database;
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::push::review;

/// Lists them for a device with a user who decides about changes.
///
/// # Errors
/// `MissingRight`.
pub async fn handle(
    database: &Database,
    caller: Caller,
    call: ReviewList,
) -> Result<ReviewListAnswer> {
    let mut connection = database.connection_for(caller.tenant).await?;
    let transaction = connection.snapshot_of_tenant(caller.tenant).await?;
    require_reviewer(&transaction, caller).await?;
    let (groups, is_last) = review::list(&transaction, caller.tenant, call.after).await?;
    Ok(ReviewListAnswer { groups, is_last })
}

/// Checks that a user who has joined the device decides about changes.
///
/// # Errors
/// `MissingRight`.
pub async fn require_reviewer(transaction: &Transaction<'_>, caller: Caller) -> Result<()> {
    let roles = statements::all(
        transaction,
        statement!("devices", "rights_on_device"),
        &[&caller.tenant, &i64::from(caller.device_number)],
    )
    .await?;
    let mut rights = roles
        .iter()
        .flat_map(|role| rights_from_text(role.get("rights")));
    match rights.any(|right| right == Right::ConflictsResolve) {
        true => Ok(()),
        false => Err(Code::MissingRight.into()),
    }
}
