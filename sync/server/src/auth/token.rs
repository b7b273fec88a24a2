//! Device tokens: short-lived, and stored only as a hash.

use std::sync::Arc;

use futures_util::future::try_join;
use quick_cache::sync::Cache;
use sync_contract::Code;
use sync_contract::protocol::Bearer;
use sync_contract::statement;
use uuid::Uuid;

use crate::crypto::sha256;
use crate::db::pool::Database;
use crate::db::statements;
use crate::db::transaction::{Kind, Transaction};
use crate::db::values::device_number;
use crate::ops::limits::DeviceKey;
use crate::problem::Result;

/// An authenticated device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    pub tenant: Uuid,
    pub device: Uuid,
    pub device_number: u32,
}

impl Caller {
    /// Returns by what its budgets are kept: by the device, whatever numbers it has taken.
    pub fn key(self) -> DeviceKey {
        (self.tenant, self.device)
    }
}

/// The device that a valid token was given to.
#[derive(Debug, Clone, Copy)]
pub struct TokenHolder {
    pub caller: Caller,
    pub is_revoked: bool,
    pub is_suspended: bool,
    pub left_s: u64,
}

/// The device of each token that this process has verified before, by the token's hash. Cheap to clone; all clones are
/// the same.
pub type Callers = Arc<Cache<[u8; 32], Caller>>;

pub const CALLERS_MAX: usize = 4096;

const ENTER: &str = statement!("devices", "enter_by_token");

/// The hash of a token as a client presented it.
#[derive(Clone, Copy)]
pub struct PresentedToken {
    hash: [u8; 32],
}

impl PresentedToken {
    /// Hashes the token of a request.
    ///
    /// # Errors
    /// `Unauthenticated` for a request without one.
    pub fn from_bearer(bearer: Option<Bearer>) -> Result<PresentedToken> {
        let Bearer(token) = bearer.ok_or(Code::Unauthenticated)?;
        Ok(PresentedToken {
            hash: token_hash(&token),
        })
    }

    /// Returns the device that the token belonged to when it was last looked up. Unverified: it only says what to query
    /// together with [`PresentedToken::enter`].
    pub fn cached_caller(&self, callers: &Callers) -> Option<Caller> {
        callers.get(&self.hash)
    }

    /// Prepares the statement of [`PresentedToken::enter`], which is needed once before it is joined with others.
    pub async fn prepare(transaction: &Transaction<'_>) -> Result<()> {
        statements::prepare(transaction, &[ENTER]).await
    }

    /// Names the holder's clinic in a transaction that has named none.
    ///
    /// # Errors
    /// `Unauthenticated`.
    pub async fn enter(
        &self,
        callers: &Callers,
        transaction: &Transaction<'_>,
    ) -> Result<TokenHolder> {
        let Some(row) = statements::first(transaction, ENTER, &[&self.hash.as_slice()]).await?
        else {
            callers.remove(&self.hash);
            return Err(Code::Unauthenticated.into());
        };
        let Some(device) = row.get("device_id") else {
            // the number was given to no device
            return Err(Code::Unauthenticated.into());
        };
        let caller = Caller {
            tenant: row.get("tenant_id"),
            device,
            device_number: device_number(row.get("device_number"))?,
        };
        let is_revoked = row.get("is_revoked");
        // a refused token is verified before anything else is queried for it
        match is_revoked {
            true => drop(callers.remove(&self.hash)),
            false => callers.insert(self.hash, caller),
        }
        Ok(TokenHolder {
            caller,
            is_revoked,
            is_suspended: row.get("is_suspended"),
            left_s: u64::try_from(row.get::<_, i64>("left_s")).unwrap_or(0),
        })
    }
}

impl TokenHolder {
    /// Checks that the operator has not suspended the clinic.
    ///
    /// # Errors
    /// `Suspended`.
    pub fn require_served(&self) -> Result<()> {
        match self.is_suspended {
            true => Err(Code::Suspended.into()),
            false => Ok(()),
        }
    }

    /// Returns the device.
    ///
    /// # Errors
    /// `DeviceRevoked`, `Suspended`.
    pub fn require_active(self) -> Result<Caller> {
        if self.is_revoked {
            return Err(Code::DeviceRevoked.into());
        }
        self.require_served()?;
        Ok(self.caller)
    }
}

/// Returns the active device that a token was given to.
///
/// # Errors
/// `Unauthenticated`, `DeviceRevoked`.
pub async fn caller(
    database: &Database,
    callers: &Callers,
    bearer: Option<Bearer>,
) -> Result<Caller> {
    presented(database, callers, bearer).await?.require_active()
}

/// Returns the device that the token of a request was given to, also a revoked one.
///
/// # Errors
/// `Unauthenticated`.
pub async fn presented(
    database: &Database,
    callers: &Callers,
    bearer: Option<Bearer>,
) -> Result<TokenHolder> {
    holder(database, callers, PresentedToken::from_bearer(bearer)?).await
}

/// Returns the device that a token was given to, also a revoked one: the endpoint decides what that one still gets.
///
/// # Errors
/// `Unauthenticated`.
pub async fn holder(
    database: &Database,
    callers: &Callers,
    presented: PresentedToken,
) -> Result<TokenHolder> {
    let mut connection = database.connection().await?;
    let transaction = connection.transaction();
    let begun = transaction.begin(Kind::Snapshot);
    let (_, holder) = try_join(begun, presented.enter(callers, &transaction)).await?;
    Ok(holder)
}

/// Returns what the server stores of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    sha256(&[b"nutrivault token\0", token.as_bytes()].concat())
}
