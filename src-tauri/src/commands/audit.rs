//! Who did what on this computer.

use clinic::audit;
use clinic::audit::view::{AuditPage, AuditQuery, ChainView};

use super::AtDesk;
use crate::failure::Result;

#[tauri::command]
#[specta::specta]
pub async fn audit_trail(desk: AtDesk<'_>, query: AuditQuery) -> Result<AuditPage> {
    desk.read(move |clinic| audit::list::list(clinic, &query))
        .await
}

/// Walks the chain of this computer from its first entry on.
#[tauri::command]
#[specta::specta]
pub async fn verify_audit(desk: AtDesk<'_>) -> Result<ChainView> {
    desk.read(|clinic| audit::verify::verify(clinic.unlocked().vault()))
        .await
}
