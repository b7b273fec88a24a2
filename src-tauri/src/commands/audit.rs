//! The audit log.

use clinic::audit;
use clinic::audit::view::{AuditEntryView, AuditPage, AuditQuery, ChainView};
use clinic::file_state::{self, FileAlarmView};
use clinic::view::Choice;

use super::WithState;
use crate::event::Topic;
use crate::export::{self, AuditExport, AuditFile};
use crate::problem::Result;
use crate::state::run_blocking;

/// Returns a page of it. What was before and after comes entry by entry: an import changes thousands of records.
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
pub async fn audit_entry(
    app_state: WithState<'_>,
    device_number: u32,
    number: u32,
) -> Result<AuditEntryView> {
    app_state
        .read(move |clinic| audit::show::show(clinic, device_number, number))
        .await
}

/// Returns the users that entries can name.
#[tauri::command]
#[specta::specta]
pub async fn audit_people(app_state: WithState<'_>) -> Result<Vec<Choice>> {
    app_state.read(|clinic| audit::list::people(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn export_audit(app_state: WithState<'_>, form: AuditExport) -> Result<AuditFile> {
    let app_state = app_state.inner().clone();
    run_blocking(move || export::export_audit(&app_state, &form)).await
}

/// Ends the warning that the clinic's file is not the one that this computer wrote last.
#[tauri::command]
#[specta::specta]
pub async fn accept_file(
    app_state: WithState<'_>,
    reason: String,
) -> Result<Option<FileAlarmView>> {
    app_state
        .write(&Topic::ALL, move |clinic| {
            file_state::accept(clinic, &reason)
        })
        .await
}

/// Walks the chain of this computer from its first entry on, over a handle of its own: verifying every signature takes
/// seconds where there are many, and the window is not blocked by it.
#[tauri::command]
#[specta::specta]
pub async fn verify_audit(app_state: WithState<'_>) -> Result<ChainView> {
    let folder = app_state
        .run(|app_state, state| state.clinic().map(|_| app_state.folder().clone()))
        .await?;
    run_blocking(move || Ok(audit::view::verify(&host::open(&folder)?)?)).await
}
