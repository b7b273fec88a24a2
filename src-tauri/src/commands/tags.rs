//! The clinic's labels, and those of a patient.

use clinic::tags::{self, TagChip, TagEdit, TagForm, TagRow};
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// All of the clinic, with how many patients have each.
#[tauri::command]
#[specta::specta]
pub async fn tags(app_state: WithState<'_>) -> Result<Vec<TagRow>> {
    app_state.read(|clinic| tags::list(clinic)).await
}

/// Those that a patient can be given.
#[tauri::command]
#[specta::specta]
pub async fn tag_choices(app_state: WithState<'_>) -> Result<Vec<TagChip>> {
    app_state.read(|clinic| tags::choices(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_tag(app_state: WithState<'_>, form: TagForm) -> Result<TagRow> {
    app_state
        .write(&[Topic::Settings, Topic::Patients], move |clinic| {
            tags::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_tag(app_state: WithState<'_>, edit: TagEdit) -> Result<TagRow> {
    app_state
        .write(&[Topic::Settings, Topic::Patients], move |clinic| {
            tags::edit(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn put_tag_on(app_state: WithState<'_>, patient_id: Id, id: Id) -> Result<Vec<TagChip>> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tags::patient::put_on(clinic, &patient_id, &id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn take_tag_off(
    app_state: WithState<'_>,
    patient_id: Id,
    id: Id,
) -> Result<Vec<TagChip>> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tags::patient::take_off(clinic, &patient_id, &id)
        })
        .await
}
