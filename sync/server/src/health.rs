//! Whether this server can do its work: for whoever restarts it.

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{problem::Result, router::App};

#[derive(Debug, Serialize)]
pub struct Health {
    pub status: &'static str,
    pub version: &'static str,
}

/// 200 when the database answers, 503 when it does not.
pub async fn show(State(app): State<App>) -> Result<Json<Health>> {
    app.database.answers().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
