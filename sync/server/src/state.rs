//! What every handler may use.

use std::net::IpAddr;
use std::sync::Arc;

use quick_cache::sync::Cache;
use sync_contract::protocol::Bearer;

use crate::auth::token::{self, CALLERS_MAX, Caller, Callers};
use crate::db::pool::Database;
use crate::live::HeadEvents;
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
    /// Of the call that is answered.
    pub client: Client,
}

/// The program that calls, before any proof.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// None where the call came over no network.
    pub address: Option<IpAddr>,
    /// Of the program, if it is one of ours.
    pub version: Option<String>,
}

impl App {
    pub fn new(database: Database) -> App {
        App {
            database,
            head_events: HeadEvents::new(),
            rosters: Arc::new(Cache::new(CLINICS_MAX)),
            callers: Arc::new(Cache::new(CALLERS_MAX)),
            limits: Limits::default(),
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
