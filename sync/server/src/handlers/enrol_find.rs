//! A new device asks for the sealed bundle that waits under its code.

use sync_contract::Code;
use sync_contract::messages::{EnrolFind, EnrolFindAnswer};

use crate::db::invitations;
use crate::db::pool::Database;
use crate::problem::Result;

/// Returns the bundle, without using up the code.
///
/// # Errors
/// `CodeUnknown`, `CodeUsed`, `CodeExpired`.
pub async fn handle(database: &Database, call: EnrolFind) -> Result<EnrolFindAnswer> {
    let mut connection = database.connection().await?;
    let transaction = connection.without_tenant().await?;
    let invitation = invitations::enter_by_code(&transaction, &call.find).await?;
    if invitation.is_used {
        return Err(Code::CodeUsed.into());
    }
    if invitation.is_expired {
        return Err(Code::CodeExpired.into());
    }
    Ok(EnrolFindAnswer {
        tenant: invitation.tenant,
        bundle: invitation.bundle,
        device_number: invitation.device_number,
    })
}
