//! What is typed into forms and not recorded yet.

use clinic::form_drafts;
use clinic::form_drafts::{FormDraftView, FormOf, TypedForm};
use clinic::view::At;

use super::WithState;
use crate::problem::Result;

/// Returns what this user typed into a form and did not record.
#[tauri::command]
#[specta::specta]
pub async fn form_draft(app_state: WithState<'_>, of: FormOf) -> Result<Option<FormDraftView>> {
    app_state
        .read(move |clinic| form_drafts::show(clinic, &of))
        .await
}

/// Keeps what is typed so far on this computer; nothing of it is sent.
#[tauri::command]
#[specta::specta]
pub async fn save_form_draft(app_state: WithState<'_>, typed: TypedForm) -> Result<At> {
    app_state
        .read(move |clinic| form_drafts::save(clinic, &typed))
        .await
}

/// Throws away what was typed and not recorded.
#[tauri::command]
#[specta::specta]
pub async fn discard_form_draft(app_state: WithState<'_>, of: FormOf) -> Result<()> {
    app_state
        .read(move |clinic| form_drafts::discard(clinic, &of))
        .await
}
