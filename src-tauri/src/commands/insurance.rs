//! The payers of a patient's care.

use clinic::insurance::{self, NewPolicy, PolicyEdit, PolicyView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns the full number, which is logged.
#[tauri::command]
#[specta::specta]
pub async fn social_security_number(app_state: WithState<'_>, id: Id) -> Result<String> {
    app_state
        .read(move |clinic| insurance::social_security_number(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_policy(app_state: WithState<'_>, form: NewPolicy) -> Result<PolicyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            insurance::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_policy(app_state: WithState<'_>, edit: PolicyEdit) -> Result<PolicyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            insurance::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_policy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients, Topic::Billing], move |clinic| {
            insurance::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_policy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<PolicyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            insurance::restore(clinic, &id, &seen)
        })
        .await
}
