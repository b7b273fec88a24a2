//! Who did what on this computer.

use clinic::audit;
use clinic::audit::view::{AuditEntryView, AuditPage, AuditQuery, ChainView};
use clinic::view::Choice;
use serde::{Deserialize, Serialize};
use specta::Type;
use vault::Vault;

use super::WithState;
use crate::failure::Result;
use crate::state::{AppState, ClinicState, aside};
use crate::{exporting, keychain};

/// A page of it. What was before and after is told entry by entry: an import changes thousands of records.
#[tauri::command]
#[specta::specta]
pub async fn audit_page(app_state: WithState<'_>, query: AuditQuery) -> Result<AuditPage> {
    let mut page = app_state
        .read(move |clinic| audit::list::list(clinic, &query))
        .await?;
    page.rows.iter_mut().for_each(|row| row.changes.clear());
    Ok(page)
}

#[tauri::command]
#[specta::specta]
pub async fn audit_entry(app_state: WithState<'_>, number: u32) -> Result<AuditEntryView> {
    app_state
        .read(move |clinic| audit::show::show(clinic, number))
        .await
}

/// Whom entries can name.
#[tauri::command]
#[specta::specta]
pub async fn audit_people(app_state: WithState<'_>) -> Result<Vec<Choice>> {
    app_state.read(|clinic| audit::people::people(clinic)).await
}

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AuditFormat {
    Json,
    Csv,
}

/// Everything that `query` finds, whatever its page; `reason` is kept in the trail.
#[derive(Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditExport {
    pub query: AuditQuery,
    pub format: AuditFormat,
    pub path: String,
    pub reason: String,
}

/// Where the file lies, and how many entries are in it.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditFile {
    pub path: String,
    pub entries: u32,
}

#[tauri::command]
#[specta::specta]
pub async fn export_audit(app_state: WithState<'_>, form: AuditExport) -> Result<AuditFile> {
    let app_state = app_state.inner().clone();
    aside(move || exporting::export(&app_state, &form)).await
}

/// Walks the chain of this computer from its first entry on, with a hold on the file of its own: checking every signature
/// takes seconds where there are many, and nobody at the window waits for it.
#[tauri::command]
#[specta::specta]
pub async fn verify_audit(app_state: WithState<'_>) -> Result<ChainView> {
    let open = |app_state: &AppState, held: &mut ClinicState| {
        held.clinic().map(|_| app_state.folder().clone())
    };
    let folder = app_state.run(open).await?;
    aside(move || {
        let vault = Vault::open(&folder, keychain::environment()?)?;
        Ok(audit::verify::verify(&vault)?)
    })
    .await
}
