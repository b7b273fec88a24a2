//! A device asks for the nonce that it has to sign.

use sync_contract::messages::{Challenge, ChallengeAnswer};
use sync_contract::statement;

use crate::db::pool::Database;
use crate::db::{devices, statements};
use crate::problem::Result;

const CHALLENGE_LASTS_S: u32 = 60;

/// Makes and stores a nonce for a device.
///
/// # Errors
/// `NotFound` for a clinic or device that is not here, `Suspended`.
pub async fn handle(database: &Database, call: Challenge) -> Result<ChallengeAnswer> {
    let number = i64::from(call.device_number);
    let mut connection = database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    devices::registered(&transaction, call.tenant, call.device_number).await?;
    statements::run(
        &transaction,
        statement!("devices", "delete_expired_challenges"),
        &[&call.tenant, &number],
    )
    .await?;
    let nonce: [u8; 32] = rand::random();
    statements::run(
        &transaction,
        statement!("devices", "insert_challenge"),
        &[
            &call.tenant,
            &nonce.as_slice(),
            &number,
            &f64::from(CHALLENGE_LASTS_S),
        ],
    )
    .await?;
    transaction.commit().await?;
    Ok(ChallengeAnswer { nonce })
}
