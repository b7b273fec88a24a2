//! Patients who should come again, and calls to patients.

use clinic::calls::{self, CallView, NewCall};
use clinic::follow_ups::{self, FollowUpPage, FollowUpQuery};
use clinic::form_drafts::FormOf;
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns a page of the patients who should come again and are expected at no appointment.
#[tauri::command]
#[specta::specta]
pub async fn follow_ups(app_state: WithState<'_>, query: FollowUpQuery) -> Result<FollowUpPage> {
    app_state
        .read(move |clinic| follow_ups::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn patient_calls(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<CallView>> {
    app_state
        .read(move |clinic| calls::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_call(app_state: WithState<'_>, form: NewCall) -> Result<CallView> {
    app_state
        .write(&[Topic::Diary], move |clinic| {
            let of = FormOf::Call {
                patient_id: form.patient_id.clone(),
            };
            clinic.recording(&of, |clinic| calls::record(clinic, &form))
        })
        .await
}
