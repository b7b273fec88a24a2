//! The care team of a patient.

use clinic::care_team::{self, MemberEnd, MemberView, NewMember};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn add_member(app_state: WithState<'_>, form: NewMember) -> Result<MemberView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            care_team::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn end_member(app_state: WithState<'_>, end: MemberEnd) -> Result<MemberView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            care_team::end(clinic, &end)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_member(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            care_team::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_member(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<MemberView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            care_team::restore(clinic, &id, &seen)
        })
        .await
}
