//! A device proves itself by its key and works with a short-lived token; of the token only a hash is kept.

use deadpool_postgres::Transaction;
use futures_util::future::try_join;
use sync_contract::Code;
use sync_contract::messages::{Challenge, ChallengeAnswer, Token, TokenAnswer};
use sync_contract::service::Bearer;
use uuid::Uuid;

use crate::{
    calls::Caller,
    database::Database,
    problem::Result,
    proof::{sha256, verify},
    seen, statements,
};

const TOKEN_LASTS_S: u32 = 15 * 60;
const CHALLENGE_LASTS_S: u32 = 60;

/// What a token that is still good says about its bearer.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    pub caller: Caller,
    pub is_revoked: bool,
    pub left_s: u64,
}

/// Errors: `Unauthenticated`, `DeviceRevoked`.
pub async fn caller(database: &Database, bearer: Option<Bearer>) -> Result<Caller> {
    let holder = holder(database, bearer).await?;
    if holder.is_revoked {
        return Err(Code::DeviceRevoked.into());
    }
    Ok(holder.caller)
}

/// The same, for whoever decides what a revoked device still hears.
pub async fn holder(database: &Database, bearer: Option<Bearer>) -> Result<Holder> {
    let mut connection = database.connection().await?;
    let transaction = connection.snapshot_of_nobody().await?;
    enter(&transaction, bearer).await
}

/// Names the bearer's clinic in a transaction that has named none.
pub async fn enter(transaction: &Transaction<'_>, bearer: Option<Bearer>) -> Result<Holder> {
    let Bearer(token) = bearer.ok_or(Code::Unauthenticated)?;
    let hash = hash_of(&token);
    // sent together and carried out in turn: the second finds the clinic that the first has named
    let (door, holder) = try_join(
        statements::first(
            transaction,
            include_str!("../queries/devices/enter_by_token.sql"),
            &[&hash.as_slice()],
        ),
        statements::first(
            transaction,
            include_str!("../queries/devices/holder_of_token.sql"),
            &[&hash.as_slice()],
        ),
    )
    .await?;
    let tenant: Uuid = door.ok_or(Code::Unauthenticated)?.get("tenant_id");
    let row = holder
        .filter(|holder| holder.get::<_, Uuid>("tenant_id") == tenant)
        .ok_or(Code::Unauthenticated)?;
    Ok(Holder {
        caller: Caller {
            tenant,
            device_number: number_of(row.get("device_number"))?,
        },
        is_revoked: row.get("is_revoked"),
        left_s: u64::try_from(row.get::<_, i64>("left_s")).unwrap_or(0),
    })
}

/// Errors: `NotFound` for a clinic or device that is not here.
pub async fn challenge(database: &Database, call: Challenge) -> Result<ChallengeAnswer> {
    let number = i64::from(call.device_number);
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(call.tenant).await?;
    find_key(&transaction, call.tenant, call.device_number).await?;
    statements::run(
        &transaction,
        include_str!("../queries/devices/forget_challenges.sql"),
        &[&call.tenant, &number],
    )
    .await?;
    let nonce: [u8; 32] = rand::random();
    statements::run(
        &transaction,
        include_str!("../queries/devices/keep_challenge.sql"),
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

/// A revoked device gets one, too: with it a pull tells the device so, and every other call refuses it.
///
/// Errors: `Unauthenticated` for a challenge that was used or has ended, `BadSignature`, `NotFound`.
pub async fn token(database: &Database, call: Token, version: Option<&str>) -> Result<TokenAnswer> {
    let tenant = call.tenant;
    let number = i64::from(call.device_number);
    let mut connection = database.connection().await?;
    let transaction = connection.of_tenant(tenant).await?;
    let public_key = find_key(&transaction, tenant, call.device_number).await?;
    let input = Token::signing_input(tenant, call.device_number, &call.nonce);
    verify(&public_key, &input, &call.signature)?;
    let taken = statements::first(
        &transaction,
        include_str!("../queries/devices/take_challenge.sql"),
        &[&tenant, &call.nonce.as_slice(), &number],
    )
    .await?;
    if !taken.is_some_and(|row| row.get("is_fresh")) {
        return Err(Code::Unauthenticated.into());
    }
    let token = hexadecimal(&rand::random::<[u8; 32]>());
    let hash = hash_of(&token);
    let lasts_s = f64::from(TOKEN_LASTS_S);
    statements::run(
        &transaction,
        include_str!("../queries/devices/forget_tokens.sql"),
        &[&tenant, &number],
    )
    .await?;
    statements::run(
        &transaction,
        include_str!("../queries/devices/note_seen.sql"),
        &[&tenant, &number, &version],
    )
    .await?;
    let caller = Caller {
        tenant,
        device_number: call.device_number,
    };
    seen::tell(&transaction, caller).await?;
    statements::run(
        &transaction,
        include_str!("../queries/devices/keep_door.sql"),
        &[&hash.as_slice(), &"token", &tenant, &lasts_s],
    )
    .await?;
    statements::run(
        &transaction,
        include_str!("../queries/devices/keep_token.sql"),
        &[&tenant, &hash.as_slice(), &number, &lasts_s],
    )
    .await?;
    transaction.commit().await?;
    Ok(TokenAnswer {
        token,
        expires_in_s: TOKEN_LASTS_S,
    })
}

async fn find_key(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    device_number: u32,
) -> Result<Vec<u8>> {
    let row = statements::first(
        transaction,
        include_str!("../queries/devices/find_key.sql"),
        &[&tenant, &i64::from(device_number)],
    )
    .await?
    .ok_or(Code::NotFound)?;
    Ok(row.get("public_key"))
}

/// Device numbers are 32 bits; the column's type has room for more.
pub fn number_of(column: i64) -> Result<u32> {
    Ok(u32::try_from(column).map_err(|_| Code::Internal)?)
}

fn hash_of(token: &str) -> [u8; 32] {
    sha256(&[b"nutrivault token\0", token.as_bytes()].concat())
}

pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
