//! The full HTTP surface on one page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use sync_contract::Code;
use sync_contract::messages::*;
use sync_contract::protocol::Protocol;
use sync_contract::review::*;
use tower_http::timeout::TimeoutLayer;

use crate::envelope::{call, say_protocol};
use crate::handlers::{health, live};
use crate::ops::connections::Connection;
use crate::problem::Problem;
use crate::state::App;

const ANSWER_WITHIN: Duration = Duration::from_secs(60);

pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/health", get(health::handle))
        .route(LIVE_PATH, get(live::handle))
        .merge(protocol())
        .fallback(async || Problem::Refused(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::Refused(Code::NotFound))
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
        device_renumber: DeviceRenumber,
        device_return: DeviceReturn,
        push: Push,
        withdraw: Withdraw,
        pull: Pull,
        fetch_rows: FetchRows,
        audit_push: AuditPush,
        review_list: ReviewList,
        review_fetch: ReviewFetch,
        review_decide: ReviewDecide,
    }
}

/// Logs the route, and never the path as sent: that could contain what a user searched for.
async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let connection = request.extensions().get::<Arc<Connection>>();
    let _in_flight = connection.map(|connection| connection.begin_request());
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
