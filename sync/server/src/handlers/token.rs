//! A device proves itself by its key and gets a token.

use sync_contract::Code;
use sync_contract::messages::{Token, TokenAnswer};
use sync_contract::statement;

use crate::auth::token::{Caller, token_hash};
use crate::crypto::verify;
use crate::db::pool::Database;
use crate::db::{devices, statements};
use crate::problem::Result;
use crate::pull::last_seen;
use data_encoding::HEXLOWER;

const TOKEN_LASTS_S: u32 = 15 * 60;

/// Verifies a signed challenge and makes a token. `version` is that of the device's program.
///
/// A revoked device gets one, too: a pull returns the revocation, and every other call is refused.
///
/// # Errors
/// `Unauthenticated` for a challenge that was used or has ended, `BadSignature`, `NotFound`.
pub async fn handle(
    database: &Database,
    call: Token,
    version: Option<&str>,
) -> Result<TokenAnswer> {
    let tenant = call.tenant;
    let number = i64::from(call.device_number);
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    let public_key = devices::public_key(&transaction, tenant, call.device_number).await?;
    let input = Token::signing_input(tenant, call.device_number, &call.nonce);
    verify(&public_key, &input, &call.signature)?;
    let challenge = statements::first(
        &transaction,
        statement!("devices", "take_challenge"),
        &[&tenant, &call.nonce.as_slice(), &number],
    )
    .await?;
    if !challenge.is_some_and(|row| row.get("is_fresh")) {
        return Err(Code::Unauthenticated.into());
    }
    let token = HEXLOWER.encode(&rand::random::<[u8; 32]>());
    let hash = token_hash(&token);
    let lasts_s = f64::from(TOKEN_LASTS_S);
    statements::run(
        &transaction,
        statement!("devices", "delete_expired_tokens"),
        &[&tenant, &number],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("devices", "note_last_seen"),
        &[&tenant, &number, &version],
    )
    .await?;
    let caller = Caller {
        tenant,
        device_number: call.device_number,
    };
    last_seen::send(&transaction, caller).await?;
    statements::run(
        &transaction,
        statement!("devices", "insert_credential"),
        &[&hash.as_slice(), &"token", &tenant, &lasts_s],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("devices", "insert_token"),
        &[&tenant, &hash.as_slice(), &number, &lasts_s],
    )
    .await?;
    transaction.commit().await?;
    Ok(TokenAnswer {
        token,
        expires_in_s: TOKEN_LASTS_S,
    })
}
