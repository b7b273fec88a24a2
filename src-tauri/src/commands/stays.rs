//! The stays of patients in the clinic.

use clinic::stays::{
    InpatientPage, InpatientQuery, InpatientRow, StayChoices, StayEdit, StayForm, StayView, inside,
    record,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns the departments and rooms in which a patient can stay.
#[tauri::command]
#[specta::specta]
pub async fn stay_choices(app_state: WithState<'_>) -> Result<StayChoices> {
    app_state.read(|clinic| inside::choices(clinic)).await
}

/// Returns who is in today.
#[tauri::command]
#[specta::specta]
pub async fn inpatients(app_state: WithState<'_>, query: InpatientQuery) -> Result<InpatientPage> {
    app_state
        .read(move |clinic| inside::current(clinic, &query))
        .await
}

/// Returns the stays of other patients in the same bed on days of one that is to be recorded or changed.
#[tauri::command]
#[specta::specta]
pub async fn same_bed(
    app_state: WithState<'_>,
    form: StayForm,
    except: Option<Id>,
) -> Result<Vec<InpatientRow>> {
    app_state
        .read(move |clinic| inside::sharing(clinic, &form, except.as_ref()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_stay(
    app_state: WithState<'_>,
    patient_id: Id,
    form: StayForm,
) -> Result<StayView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_stay(app_state: WithState<'_>, edit: StayEdit) -> Result<StayView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_stay(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_stay(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<StayView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record::restore(clinic, &id, &seen)
        })
        .await
}
