//! A device proves itself by its key and gets a token.

use sync_contract::Code;
use sync_contract::messages::{Token, TokenAnswer};
use sync_contract::statement;

use crate::auth::claims::Claims;
use crate::auth::token::{Caller, token_hash};
use crate::crypto::verify;
use crate::db::{devices, statements};
use crate::ops::clock::unix_ms;
use crate::problem::Result;
use crate::pull::last_seen;
use crate::state::App;

const TOKEN_LASTS_S: u32 = 15 * 60;
/// So far behind the head a device may be: one that comes back later is sent everything from the beginning, and sends
/// once more what it wrote.
const POSITIONS_MAX: i64 = 1_000_000;
/// What was rejected so long ago is judged anew as if it came for the first time.
const REJECTED_DAYS_MAX: i32 = 365;

/// Verifies a signed challenge and makes a token. `version` is that of the device's program.
///
/// A revoked device gets one, too: a pull returns the revocation, and every other call is refused.
///
/// # Errors
/// `Unauthenticated` for a challenge that was used or has ended, and for a proof that was meant for another server,
/// `BadSignature`, `NotFound`, `Suspended`.
pub async fn handle(app: &App, call: Token, version: Option<&str>) -> Result<TokenAnswer> {
    let tenant = call.tenant;
    let number = i64::from(call.device_number);
    let mut connection = app.database.connection_for(call.tenant).await?;
    let transaction = connection.of_tenant(tenant).await?;
    let (device, public_key) =
        devices::registered(&transaction, tenant, call.device_number).await?;
    verify(&public_key, &call.signing_input(), &call.signature)?;
    let is_over_network = app.client.connection.is_some();
    if !app.identity.is_meant(&call, is_over_network) {
        return Err(Code::Unauthenticated.into());
    }
    let challenge = statements::first(
        &transaction,
        statement!("devices", "take_challenge"),
        &[&tenant, &call.nonce.as_slice(), &number],
    )
    .await?;
    if !challenge.is_some_and(|row| row.get("is_fresh")) {
        return Err(Code::Unauthenticated.into());
    }
    let caller = Caller {
        tenant,
        device,
        device_number: call.device_number,
    };
    let token = app.token_key.issue(Claims {
        caller,
        expires_at_s: unix_ms() / 1_000 + u64::from(TOKEN_LASTS_S),
    });
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
        statement!("devices", "delete_expired_credentials"),
        &[],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("enrolment", "empty_ended_invitations"),
        &[&tenant],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("devices", "forget_history_marks"),
        &[&tenant, &POSITIONS_MAX],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("devices", "forget_rejected_groups"),
        &[&tenant, &REJECTED_DAYS_MAX],
    )
    .await?;
    statements::run(
        &transaction,
        statement!("devices", "note_last_seen"),
        &[&tenant, &number, &version],
    )
    .await?;
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
    app.note_proof(caller);
    Ok(TokenAnswer {
        token,
        expires_in_s: TOKEN_LASTS_S,
    })
}
