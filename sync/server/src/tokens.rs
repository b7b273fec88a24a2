//! A device proves itself by its key and works with a short-lived token; of the token only a hash is kept.

use futures_util::future::try_join;
use sync_contract::Code;
use sync_contract::messages::{Challenge, ChallengeAnswer, Token, TokenAnswer};
use sync_contract::service::Bearer;
use uuid::Uuid;

use crate::{
    calls::Caller,
    database::{Database, Kind, Transaction},
    problem::Result,
    proof::{sha256, verify},
    remembered::Remembered,
    router::App,
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

/// Whom each token stood for that was found here before, by its hash.
pub type Callers = Remembered<[u8; 32], Caller>;

pub const CALLERS_MAX: usize = 4096;

const ENTER: &str = include_str!("../queries/devices/enter_by_token.sql");

/// A token as it was shown.
#[derive(Clone, Copy)]
pub struct Shown {
    hash: [u8; 32],
}

impl Shown {
    /// Errors: `Unauthenticated` for whoever shows none.
    pub fn new(bearer: Option<Bearer>) -> Result<Shown> {
        let Bearer(token) = bearer.ok_or(Code::Unauthenticated)?;
        Ok(Shown {
            hash: hash_of(&token),
        })
    }

    /// Whom it stood for when it was last looked up, which says what to ask for together with [`Shown::enter`].
    pub fn last_holder(&self, app: &App) -> Option<Caller> {
        app.callers.get(&self.hash)
    }

    /// Once, before [`Shown::enter`] is joined with what relies on it.
    pub async fn prepare(transaction: &Transaction<'_>) -> Result<()> {
        statements::prepare(transaction, &[ENTER]).await
    }

    /// Names the bearer's clinic in a transaction that has named none.
    ///
    /// Errors: `Unauthenticated`.
    pub async fn enter(&self, app: &App, transaction: &Transaction<'_>) -> Result<Holder> {
        let found = statements::first(transaction, ENTER, &[&self.hash.as_slice()]).await?;
        let Some(row) = found else {
            app.callers.forget(&self.hash);
            return Err(Code::Unauthenticated.into());
        };
        let tenant = row.get("tenant_id");
        let caller = Caller {
            tenant,
            device_number: number_of(row.get("device_number"))?,
        };
        let is_revoked = row.get("is_revoked");
        // whoever is refused is not taken at their word again: what is asked for with it would be done for nothing
        match is_revoked {
            true => app.callers.forget(&self.hash),
            false => app.callers.keep(self.hash, caller),
        }
        Ok(Holder {
            caller,
            is_revoked,
            left_s: u64::try_from(row.get::<_, i64>("left_s")).unwrap_or(0),
        })
    }
}

impl Holder {
    /// Errors: `DeviceRevoked`.
    pub fn standing(self) -> Result<Caller> {
        if self.is_revoked {
            return Err(Code::DeviceRevoked.into());
        }
        Ok(self.caller)
    }
}

/// Errors: `Unauthenticated`, `DeviceRevoked`.
pub async fn caller(app: &App, bearer: Option<Bearer>) -> Result<Caller> {
    holder(app, Shown::new(bearer)?).await?.standing()
}

/// The same, for whoever decides what a revoked device still hears.
pub async fn holder(app: &App, shown: Shown) -> Result<Holder> {
    let mut connection = app.database.connection().await?;
    let transaction = connection.transaction();
    let begun = transaction.begin(Kind::Snapshot);
    let (_, holder) = try_join(begun, shown.enter(app, &transaction)).await?;
    Ok(holder)
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
