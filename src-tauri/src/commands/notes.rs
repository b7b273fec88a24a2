//! Notes, their drafts, signatures, addenda and voids.

use clinic::form_drafts::{FormOf, SettingList};
use clinic::notes::NoteKind;
use clinic::notes::custom_fields::{CustomFieldForm, CustomFieldView};
use clinic::notes::versions::{NoteComparison, NoteVersionRow};
use clinic::notes::{DraftSaved, NoteDraft, NoteRow, NoteTemplate, NoteTemplateForm, NoteView};
use clinic::notes::{custom_fields, draft as drafts, show, sign, templates, versions, void, write};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::secret::TypedPassword;

#[tauri::command]
#[specta::specta]
pub async fn note(app_state: WithState<'_>, id: Id) -> Result<NoteView> {
    app_state.read(move |clinic| show::show(clinic, &id)).await
}

/// The notes of a patient, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn patient_notes(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<NoteRow>> {
    app_state
        .read(move |clinic| show::list(clinic, &patient_id))
        .await
}

/// Begins a note outside of any visit, or returns the one that was begun and never written.
#[tauri::command]
#[specta::specta]
pub async fn begin_note(
    app_state: WithState<'_>,
    patient_id: Id,
    kind: NoteKind,
) -> Result<NoteView> {
    app_state
        .write(&[Topic::Notes], move |clinic| {
            write::begin(clinic, &patient_id, kind)
        })
        .await
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
            let of = FormOf::Addendum {
                note_id: note_id.clone(),
            };
            clinic.recording(&of, |clinic| {
                sign::addendum(clinic, &note_id, &text, &reason)
            })
        })
        .await
}

/// Its text stays as it was signed, and nothing undoes it.
#[tauri::command]
#[specta::specta]
pub async fn void_note(app_state: WithState<'_>, note_id: Id, reason: String) -> Result<NoteView> {
    app_state
        .write(&[Topic::Notes], move |clinic| {
            void::void(clinic, &note_id, &reason)
        })
        .await
}

/// The templates for the sections of a kind of note.
#[tauri::command]
#[specta::specta]
pub async fn note_templates(
    app_state: WithState<'_>,
    kind: NoteKind,
    language: ScreenLanguage,
) -> Result<Vec<NoteTemplate>> {
    app_state
        .read(move |clinic| templates::offered(clinic, kind, language))
        .await
}

/// All templates, for users who manage them.
#[tauri::command]
#[specta::specta]
pub async fn all_note_templates(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<NoteTemplate>> {
    app_state
        .read(move |clinic| templates::list(clinic, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_note_template(
    app_state: WithState<'_>,
    form: NoteTemplateForm,
) -> Result<NoteTemplate> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            clinic.recording(&of_template(None), |clinic| templates::add(clinic, &form))
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_note_template(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: NoteTemplateForm,
    form: NoteTemplateForm,
) -> Result<NoteTemplate> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            clinic.recording(&of_template(Some(&id)), |clinic| {
                templates::edit(clinic, &id, &seen, &loaded, &form)
            })
        })
        .await
}

fn of_template(id: Option<&Id>) -> FormOf {
    FormOf::Setting {
        list: SettingList::Templates,
        id: id.cloned(),
    }
}

#[tauri::command]
#[specta::specta]
pub async fn note_versions(app_state: WithState<'_>, id: Id) -> Result<Vec<NoteVersionRow>> {
    app_state
        .read(move |clinic| versions::list(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn compare_note_versions(
    app_state: WithState<'_>,
    id: Id,
    earlier: Id,
    later: Id,
) -> Result<NoteComparison> {
    app_state
        .read(move |clinic| versions::compare(clinic, &id, &earlier, &later))
        .await
}

/// The fields that the clinic adds to its notes, for users who manage them.
#[tauri::command]
#[specta::specta]
pub async fn custom_fields(app_state: WithState<'_>) -> Result<Vec<CustomFieldView>> {
    app_state
        .read(move |clinic| custom_fields::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_custom_field(
    app_state: WithState<'_>,
    form: CustomFieldForm,
) -> Result<CustomFieldView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            custom_fields::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_custom_field(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: CustomFieldForm,
    form: CustomFieldForm,
) -> Result<CustomFieldView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            custom_fields::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
