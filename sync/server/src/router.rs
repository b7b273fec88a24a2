//! The whole HTTP surface on one page.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use sync_contract::messages::*;
use sync_contract::service::Protocol;
use tower_http::timeout::TimeoutLayer;

use crate::{
    database::Database,
    envelope::{call, say_protocol},
    heads::Heads,
    health,
    limits::{Asked, Asker, Limits},
    live,
    problem::{Problem, Result},
    roster::{self, Rosters},
    tokens::{self, Callers},
};

/// A push is at most 1 MiB; the rest is its framing.
const BODY_BYTES_MAX: usize = 1_100_000;
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// What every handler may use.
#[derive(Clone)]
pub struct App {
    pub database: Database,
    pub heads: Heads,
    pub rosters: Rosters,
    pub callers: Callers,
    pub limits: Limits,
    /// Of the call that is answered.
    pub visitor: Visitor,
}

/// Who speaks, before any proof.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// None where the call came over no network.
    pub address: Option<IpAddr>,
    /// Of the program, if it is one of ours.
    pub version: Option<String>,
}

impl App {
    pub fn new(database: Database) -> App {
        App {
            database,
            heads: Heads::new(),
            rosters: Rosters::new(roster::CLINICS_MAX),
            callers: Callers::new(tokens::CALLERS_MAX),
            limits: Limits::default(),
            visitor: Visitor::default(),
        }
    }

    pub fn visited(self, visitor: Visitor) -> App {
        App { visitor, ..self }
    }

    /// Counts what the visitor's address asks for.
    ///
    /// Errors: `Later`.
    pub fn check_address(&self, asked: Asked) -> Result<()> {
        match self.visitor.address {
            Some(address) => self.limits.check(asked, Asker::Address(address)),
            None => Ok(()),
        }
    }
}

pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/health", get(health::show))
        .route(LIVE_PATH, get(live::show))
        .merge(protocol())
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::NotFound)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ))
        .layer(middleware::from_fn(say_protocol))
        .layer(middleware::from_fn(log))
        .with_state(app)
}

/// Every call of the protocol, at the path that the contract gives it.
fn protocol() -> Router<App> {
    macro_rules! routes {
        ($($method:ident: $call:ty),+ $(,)?) => {
            Router::new()$(.route(
                <$call>::PATH,
                call(async |app: App, bearer, call: $call| app.$method(bearer, call).await),
            ))+
        };
    }
    routes! {
        info: Info,
        create_clinic: CreateClinic,
        challenge: Challenge,
        token: Token,
        sign_in: SignIn,
        enrol_create: EnrolCreate,
        enrol_find: EnrolFind,
        device_join: DeviceJoin,
        device_number: DeviceNumber,
        push: Push,
        pull: Pull,
        audit_push: AuditPush,
    }
}

/// The route and never the address as sent: that could carry what somebody searched for.
async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    tracing::info!(
        %method,
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = response.status().as_u16(),
        elapsed_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}
