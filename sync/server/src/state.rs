//! What every handler may use.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use quick_cache::sync::Cache;
use sync_contract::Code;
use sync_contract::protocol::Bearer;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use uuid::Uuid;

use crate::auth::claims::{Claims, TokenKey};
use crate::auth::token::{self, CALLERS_MAX, Caller, Callers, TokenHolder};
use crate::crypto::identity::{Channel, Identity};
use crate::db::pool::Database;
use crate::live::HeadEvents;
use crate::ops::budgets::{Budgets, Keyed};
use crate::ops::clock::unix_ms;
use crate::ops::connections::Connection;
use crate::ops::limits::{DeviceKey, Limits, Operation, Peer};
use crate::problem::{Problem, Result};
use crate::push::roster::{CLINICS_MAX, Rosters};

/// Pushes of a clinic that are admitted at once: to verify signatures keeps a processor busy.
const ADMITTED_A_TENANT_MAX: usize = 4;
const PUSH_WAITS: Duration = Duration::from_secs(10);

/// The state of the server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    pub head_events: HeadEvents,
    pub rosters: Rosters,
    pub callers: Callers,
    pub limits: Limits,
    pub budgets: Budgets,
    proved: Arc<Cache<Peer, ()>>,
    pushing: Keyed<DeviceKey>,
    admitting: Keyed<Uuid>,
    pub token_key: TokenKey,
    pub identity: Arc<Identity>,
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
    /// The holder of its token, if the database was asked already.
    pub holder: Option<TokenHolder>,
}

/// The one push of a device that is under way.
pub struct DevicePush {
    /// Whether another one was under way when it came.
    pub has_waited: bool,
    /// Held until its last work ends, also when no client waits for it any more.
    pub permit: Arc<OwnedSemaphorePermit>,
}

impl App {
    pub fn new(database: Database) -> App {
        App {
            token_key: TokenKey::new(database.keys().token),
            identity: Arc::new(database.keys().identity()),
            database,
            head_events: HeadEvents::new(),
            rosters: Arc::new(Cache::new(CLINICS_MAX)),
            callers: Arc::new(Cache::new(CALLERS_MAX)),
            limits: Limits::default(),
            budgets: Budgets::default(),
            proved: Arc::new(Cache::new(CALLERS_MAX)),
            pushing: Keyed::new(1),
            admitting: Keyed::new(ADMITTED_A_TENANT_MAX),
            client: Client::default(),
        }
    }

    /// Sets the channel that this server announces to devices, signed.
    pub fn over(self, channel: Channel) -> App {
        let identity = Identity::clone(&self.identity).over(channel);
        App {
            identity: Arc::new(identity),
            ..self
        }
    }

    pub fn for_client(self, client: Client) -> App {
        App { client, ..self }
    }

    /// The state for a call whose token the database was asked about.
    pub fn with_holder(mut self, holder: Option<TokenHolder>) -> App {
        self.client.holder = holder;
        self
    }

    /// Returns the active device that a token was given to.
    ///
    /// # Errors
    /// `Unauthenticated`, `DeviceRevoked`.
    pub async fn caller(&self, bearer: Option<Bearer>) -> Result<Caller> {
        token::caller(&self.database, &self.callers, bearer).await
    }

    /// Returns the claims of a token, before anything is queried. A forged token is counted by address, an expired one
    /// is not.
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
        // from now on the limits of its address do not bind it
        self.note_proof(claims.caller);
        Ok(claims)
    }

    /// Counts a challenge or an answer to one: by the device that it names, and by address unless that device has
    /// proved itself there before.
    ///
    /// # Errors
    /// `Later`.
    pub fn check_proof(&self, tenant: Uuid, device_number: u32) -> Result<()> {
        let device = Peer::Device(self.client.address, tenant, device_number);
        if self.proved.get(&device).is_none() {
            self.check_address(Operation::Proof)?;
        }
        self.limits.check(Operation::Proof, device)
    }

    /// Notes that a device has proved itself at the client's address.
    pub fn note_proof(&self, caller: Caller) {
        let address = self.client.address;
        let device = Peer::Device(address, caller.tenant, caller.device_number);
        self.proved.insert(device, ());
        if let Some(connection) = &self.client.connection {
            // its connection may last
            connection.prove(caller.key());
        }
    }

    /// Waits for the push of a device that is under way, if there is one.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn begin_push(&self, caller: Caller) -> Result<DevicePush> {
        let own = self.pushing.of(caller.key());
        if let Ok(permit) = own.clone().try_acquire_owned() {
            return Ok(DevicePush {
                has_waited: false,
                permit: Arc::new(permit),
            });
        }
        let permit = timeout(PUSH_WAITS, own.acquire_owned()).await;
        // no semaphore is ever closed
        let permit = permit.map_err(|_| Code::Busy)?.map_err(|_| Code::Busy)?;
        Ok(DevicePush {
            has_waited: true,
            permit: Arc::new(permit),
        })
    }

    /// Waits until a clinic has so few pushes under admission that another one may begin.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn begin_admission(&self, tenant: Uuid) -> Result<OwnedSemaphorePermit> {
        let waiting = self.admitting.of(tenant).acquire_owned();
        let permit = timeout(PUSH_WAITS, waiting).await;
        // no semaphore is ever closed
        Ok(permit.map_err(|_| Code::Busy)?.map_err(|_| Code::Busy)?)
    }

    /// Counts a refused code by address: beyond a number of them the client learns only that it has to wait.
    ///
    /// # Errors
    /// That of the outcome, or `Later`.
    pub fn count_refused_code<T>(&self, outcome: Result<T>) -> Result<T> {
        if matches!(outcome, Err(Problem::Refused(_))) {
            self.check_address(Operation::RefusedCode)?;
        }
        outcome
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
