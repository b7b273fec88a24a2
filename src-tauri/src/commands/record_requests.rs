//! Requests for a copy of a patient's records.

use clinic::record_requests::{self, NewRecordRequest, RecordRequestView, RecordRequests};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn patient_record_requests(
    app_state: WithState<'_>,
    patient_id: Id,
) -> Result<RecordRequests> {
    app_state
        .read(move |clinic| record_requests::list(clinic, &patient_id))
        .await
}

/// Returns the open requests of all patients.
#[tauri::command]
#[specta::specta]
pub async fn open_record_requests(app_state: WithState<'_>) -> Result<RecordRequests> {
    app_state
        .read(|clinic| record_requests::worklist(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_record_request(
    app_state: WithState<'_>,
    form: NewRecordRequest,
) -> Result<RecordRequestView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record_requests::add(clinic, &form)
        })
        .await
}

/// Says that the copy was sent or handed over.
#[tauri::command]
#[specta::specta]
pub async fn answer_record_request(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<RecordRequestView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record_requests::done(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn refuse_record_request(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<RecordRequestView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record_requests::refuse(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_record_request(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<RecordRequestView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            record_requests::reopen(clinic, &id, &seen)
        })
        .await
}
