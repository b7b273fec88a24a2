//! Invitations: sealed bundles that wait for a new device, found by the hash of a code that the server never learns.

use sync_contract::Code;
use sync_contract::statement;
use uuid::Uuid;

use crate::crypto::sha256;
use crate::db::statements;
use crate::db::transaction::Transaction;
use crate::db::values::device_number;
use crate::problem::{Problem, Result};

/// A code's invitation, also one that was used or has expired.
pub struct Invitation {
    pub tenant: Uuid,
    pub find_hash: [u8; 32],
    pub bundle: Vec<u8>,
    pub device_number: u32,
    pub invited_by: Uuid,
    pub is_used: bool,
    pub is_expired: bool,
}

/// Finds the clinic that a code belongs to and names it in the transaction.
///
/// # Errors
/// `CodeUnknown`.
pub async fn enter_by_code(transaction: &Transaction<'_>, code: &[u8; 32]) -> Result<Invitation> {
    let find_hash = sha256(code);
    let credential = statements::first(
        transaction,
        statement!("enrolment", "enter_by_code"),
        &[&find_hash.as_slice()],
    )
    .await?
    .ok_or(Code::CodeUnknown)?;
    let invitation = find(transaction, credential.get("tenant_id"), find_hash).await?;
    Ok(invitation.ok_or(Code::CodeUnknown)?)
}

/// Finds a clinic's invitation.
pub async fn find(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    find_hash: [u8; 32],
) -> Result<Option<Invitation>> {
    let row = statements::first(
        transaction,
        statement!("enrolment", "find_invitation"),
        &[&tenant, &find_hash.as_slice()],
    )
    .await?;
    row.map(|row| {
        Ok(Invitation {
            tenant,
            find_hash,
            bundle: row.get("bundle"),
            device_number: device_number(row.get("device_number"))?,
            invited_by: row.get("invited_by"),
            is_used: row.get("is_used"),
            is_expired: row.get("is_expired"),
        })
    })
    .transpose()
}

/// Returns how many invitations a clinic has made within an hour that nobody has used.
pub async fn unused_within_an_hour(transaction: &Transaction<'_>, tenant: Uuid) -> Result<i64> {
    let text = statement!("enrolment", "unused_within_an_hour");
    let row = statements::first(transaction, text, &[&tenant]).await?;
    Ok(row.ok_or(Problem::INTERNAL)?.try_get("unused")?)
}

/// Marks the code as used and drops the bundle.
pub async fn use_up(transaction: &Transaction<'_>, invitation: &Invitation) -> Result<()> {
    statements::run(
        transaction,
        statement!("enrolment", "use_invitation"),
        &[&invitation.tenant, &invitation.find_hash.as_slice()],
    )
    .await?;
    Ok(())
}
