//! What a patient consented to.

use clinic::consents::{self, ConsentView, NewConsent, SignedForm, Withdrawal};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn add_consent(app_state: WithState<'_>, form: NewConsent) -> Result<ConsentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            consents::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn withdraw_consent(
    app_state: WithState<'_>,
    withdrawal: Withdrawal,
) -> Result<ConsentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            consents::withdraw(clinic, &withdrawal)
        })
        .await
}

/// Says which document of the front desk is the form that was signed.
#[tauri::command]
#[specta::specta]
pub async fn name_signed_form(app_state: WithState<'_>, form: SignedForm) -> Result<ConsentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            consents::name_form(clinic, &form)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_consent(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            consents::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_consent(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ConsentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            consents::restore(clinic, &id, &seen)
        })
        .await
}
