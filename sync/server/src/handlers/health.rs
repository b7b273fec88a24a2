//! Whether this server can do its work: for its supervisor.

use axum::http::{Extensions, HeaderMap};
use axum::{Json, extract::State};
use serde::Serialize;

use crate::envelope;
use crate::problem::Result;
use crate::state::App;

#[derive(Debug, Serialize)]
pub struct Health {
    pub status: &'static str,
    pub version: &'static str,
}

/// Returns 200 when the database answers, 503 when it does not. A client on another machine learns that the program
/// runs, and asks nothing of the database.
pub async fn handle(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Result<Json<Health>> {
    let address = envelope::client_of(&extensions, &headers).address;
    if address.is_none_or(|address| address.to_canonical().is_loopback()) {
        app.database.ping().await?;
    }
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
