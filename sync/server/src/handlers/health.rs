//! Whether this server can do its work: for its supervisor.

use axum::{Json, extract::State};
use serde::Serialize;

use crate::problem::Result;
use crate::state::App;

#[derive(Debug, Serialize)]
pub struct Health {
    pub status: &'static str,
    pub version: &'static str,
}

/// Returns 200 when the database answers, 503 when it does not.
pub async fn handle(State(app): State<App>) -> Result<Json<Health>> {
    app.database.ping().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
