//! What every handler may use.

use std::net::IpAddr;
use std::sync::Arc;

use quick_cache::sync::Cache;
use sync_contract::Code;
use sync_contract::protocol::Bearer;

use crate::auth::claims::{Claims, TokenKey};
use crate::auth::token::{self, CALLERS_MAX, Caller, Callers};
use crate::db::pool::Database;
use crate::live::HeadEvents;
use crate::ops::budgets::Budgets;
use crate::ops::clock::unix_ms;
use crate::ops::connections::Connection;
use crate::ops::limits::{Limits, Operation, Peer};
use crate::problem::Result;
use crate::push::roster::{CLINICS_MAX, Rosters};

/// The state of the server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    pub head_events: HeadEvents,
    pub rosters: Rosters,
    pub callers: Callers,
    pub limits: Limits,
    pub budgets: Budgets,
    pub token_key: TokenKey,
    /// Of the call that is answered.
    pub client: Client,
}

/// The program that calls, before any proof.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// None where the call came over no network.
    pub address: Option<IpAddr>,
    pub connection: Option<Arc<Connection>>,
    /// Of the program, if it is one of ours.
    pub version: Option<String>,
}

impl App {
    pub fn new(database: Database) -> App {
        App {
            token_key: TokenKey::new(database.token_key()),
            database,
            head_events: HeadEvents::new(),
            rosters: Arc::new(Cache::new(CLINICS_MAX)),
            callers: Arc::new(Cache::new(CALLERS_MAX)),
            limits: Limits::default(),
            budgets: Budgets::default(),
            client: Client::default(),
        }
    }

    pub fn for_client(self, client: Client) -> App {
        App { client, ..self }
    }

    /// Returns the active device that a token was given to.
    ///
    /// # Errors
    /// `Unauthenticated`, `DeviceRevoked`.
    pub async fn caller(&self, bearer: Option<Bearer>) -> Result<Caller> {
        token::caller(&self.database, &self.callers, bearer).await
    }

    /// Returns what a token says, before anything is queried. One that this server never gave out is counted by
    /// address; one that has ended is not.
    ///
    /// # Errors
    /// `Unauthenticated`, `Later` for too many that were forged.
    pub fn claims(&self, bearer: Option<&Bearer>) -> Result<Claims> {
        let claims = bearer.and_then(|Bearer(token)| self.token_key.claims(token));
        let Some(claims) = claims else {
            self.check_address(Operation::ForgedToken)?;
            return Err(Code::Unauthenticated.into());
        };
        if claims.expires_at_s.saturating_mul(1_000) <= unix_ms() {
            return Err(Code::Unauthenticated.into());
        }
        self.prove_client();
        Ok(claims)
    }

    /// Notes that the client has proved itself, so that its connection may last.
    pub fn prove_client(&self) {
        if let Some(connection) = &self.client.connection {
            connection.prove();
        }
    }

    /// Counts an operation of the client's address.
    ///
    /// # Errors
    /// `Later`.
    pub fn check_address(&self, operation: Operation) -> Result<()> {
        match self.client.address {
            Some(address) => self.limits.check(operation, Peer::Address(address)),
            None => Ok(()),
        }
    }
}
