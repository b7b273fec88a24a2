//! Notes, their drafts, signatures and addenda.

use clinic::notes::NoteKind;
use clinic::notes::{DraftSaved, NoteDraft, NoteTemplate, NoteView};
use clinic::notes::{draft as drafts, show, sign, templates, write};
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::secret::TypedPassword;

#[tauri::command]
#[specta::specta]
pub async fn note(app_state: WithState<'_>, id: Id) -> Result<NoteView> {
    app_state.read(move |clinic| show::show(clinic, &id)).await
}

/// Keeps what is being typed on this computer; nothing of it is sent.
#[tauri::command]
#[specta::specta]
pub async fn save_draft(app_state: WithState<'_>, draft: NoteDraft) -> Result<DraftSaved> {
    app_state
        .read(move |clinic| drafts::save(clinic, &draft))
        .await
}

/// Leaving a note: its draft becomes a version that the server will receive.
#[tauri::command]
#[specta::specta]
pub async fn commit_draft(app_state: WithState<'_>, id: Id) -> Result<NoteView> {
    app_state
        .write(&[Topic::Notes], move |clinic| {
            write::commit_draft(clinic, &id)
        })
        .await
}

/// Signs the draft as given and freezes it; the password proves who signs.
#[tauri::command]
#[specta::specta]
pub async fn sign_note(
    app_state: WithState<'_>,
    draft: NoteDraft,
    password: TypedPassword,
) -> Result<NoteView> {
    let password = password.password();
    app_state
        .write(&[Topic::Notes], move |clinic| {
            sign::sign(clinic, &draft, &password)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_addendum(
    app_state: WithState<'_>,
    note_id: Id,
    text: String,
    reason: String,
) -> Result<NoteView> {
    app_state
        .write(&[Topic::Notes], move |clinic| {
            sign::addendum(clinic, &note_id, &text, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn note_templates(app_state: WithState<'_>, kind: NoteKind) -> Result<Vec<NoteTemplate>> {
    app_state
        .read(move |clinic| templates::templates(clinic, kind))
        .await
}
