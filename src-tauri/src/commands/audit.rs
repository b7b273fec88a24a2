//! Who did what on this computer.

use clinic::audit;
use clinic::audit::view::{AuditEntryView, AuditPage, AuditQuery, ChainView};
use clinic::view::Choice;
use serde::{Deserialize, Serialize};
use specta::Type;
use vault::Vault;

use super::AtDesk;
use crate::failure::Result;
use crate::state::{Desk, Held, aside};
use crate::{exporting, keychain};

/// A page of it. What was before and after is told entry by entry: an import changes thousands of records.
#[tauri::command]
#[specta::specta]
pub async fn audit_trail(desk: AtDesk<'_>, query: AuditQuery) -> Result<AuditPage> {
    let mut page = desk
        .read(move |clinic| audit::list::list(clinic, &query))
        .await?;
    page.rows.iter_mut().for_each(|row| row.changes.clear());
    Ok(page)
}

#[tauri::command]
#[specta::specta]
pub async fn audit_entry(desk: AtDesk<'_>, number: u32) -> Result<AuditEntryView> {
    desk.read(move |clinic| audit::show::show(clinic, number))
        .await
}

/// Whom entries can name.
#[tauri::command]
#[specta::specta]
pub async fn audit_people(desk: AtDesk<'_>) -> Result<Vec<Choice>> {
    desk.read(|clinic| audit::people::people(clinic)).await
}

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TrailFormat {
    Json,
    Csv,
}

/// Everything that `query` finds, whatever its page; `reason` is kept in the trail.
#[derive(Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrailExport {
    pub query: AuditQuery,
    pub format: TrailFormat,
    pub path: String,
    pub reason: String,
}

/// Where the file lies, and how many entries are in it.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrailFile {
    pub path: String,
    pub entries: u32,
}

#[tauri::command]
#[specta::specta]
pub async fn export_audit(desk: AtDesk<'_>, form: TrailExport) -> Result<TrailFile> {
    let desk = desk.inner().clone();
    aside(move || exporting::export(&desk, &form)).await
}

/// Walks the chain of this computer from its first entry on, with a hold on the file of its own: checking every signature
/// takes seconds where there are many, and nobody at the window waits for it.
#[tauri::command]
#[specta::specta]
pub async fn verify_audit(desk: AtDesk<'_>) -> Result<ChainView> {
    let open = |desk: &Desk, held: &mut Held| held.clinic().map(|_| desk.folder().clone());
    let folder = desk.run(open).await?;
    aside(move || {
        let vault = Vault::open(&folder, keychain::environment()?)?;
        Ok(audit::verify::verify(&vault)?)
    })
    .await
}
