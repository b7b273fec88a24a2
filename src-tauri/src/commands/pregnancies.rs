//! The pregnancies of a patient.

use clinic::pregnancies::{self, PregnancyEdit, PregnancyForm, PregnancyView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn add_pregnancy(
    app_state: WithState<'_>,
    patient_id: Id,
    form: PregnancyForm,
) -> Result<PregnancyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            pregnancies::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_pregnancy(
    app_state: WithState<'_>,
    edit: PregnancyEdit,
) -> Result<PregnancyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            pregnancies::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_pregnancy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            pregnancies::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_pregnancy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<PregnancyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            pregnancies::restore(clinic, &id, &seen)
        })
        .await
}
