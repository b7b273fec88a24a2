//! A clinic that the operator does not serve for a while. Nothing of it is lost.

use sync_contract::statement;
use tokio_postgres::{Client, Error};
use uuid::Uuid;

/// Suspends a clinic or serves it again. Returns whether it is here.
///
/// # Errors
/// The database refused.
pub async fn set(client: &mut Client, tenant: Uuid, is_suspended: bool) -> Result<bool, Error> {
    let transaction = client.transaction().await?;
    let enter = statement!("connection", "enter_tenant");
    transaction.query_one(enter, &[&tenant]).await?;
    let text = match is_suspended {
        true => statement!("enrolment", "suspend_clinic"),
        false => statement!("enrolment", "resume_clinic"),
    };
    let changed = transaction.execute(text, &[&tenant]).await?;
    transaction.commit().await?;
    Ok(changed == 1)
}
