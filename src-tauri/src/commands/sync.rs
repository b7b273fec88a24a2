//! Where the data is, and what to do about it.

use clinic::devices;
use clinic::sync;
use clinic::sync::page;
use clinic::sync::{SyncPageView, SyncStatus};
use clinic::view::{Id, ReadVersionToken};
use host::Program;

use super::WithState;
use crate::connecting::{self, EnrolmentCode, ServerAddress};
use crate::event::Topic;
use crate::problem::Result;
use crate::sync_task::write_online;

#[tauri::command]
#[specta::specta]
pub async fn sync_status(app_state: WithState<'_>) -> Result<SyncStatus> {
    connecting::sync_status(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn sync_page(app_state: WithState<'_>) -> Result<SyncPageView> {
    app_state
        .run(|app_state, state| Ok(page::show(state.clinic()?, app_state.carrier())?))
        .await
}

/// Sends all that waits and receives all that is new.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(app_state: WithState<'_>) -> Result<SyncStatus> {
    app_state.sync().await?;
    connecting::sync_status(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_sync(app_state: WithState<'_>) -> Result<()> {
    if let Some(sync_loop) = app_state.sync_loop() {
        sync_loop.stop();
    }
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn send_again(app_state: WithState<'_>, group_id: Id) -> Result<()> {
    app_state
        .write(&[Topic::Conflicts], move |clinic| {
            sync::send_again(clinic, &group_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_refused(app_state: WithState<'_>, group_id: Id) -> Result<()> {
    app_state
        .write(&[Topic::Conflicts], move |clinic| {
            sync::discard(clinic, &group_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn connect_server(app_state: WithState<'_>, server: ServerAddress) -> Result<SyncStatus> {
    let status = connecting::connect(&app_state, server).await?;
    app_state.written(&[Topic::Settings]);
    Ok(status)
}

#[tauri::command]
#[specta::specta]
pub async fn create_enrolment_code(app_state: WithState<'_>) -> Result<EnrolmentCode> {
    connecting::invite(&app_state).await
}

#[tauri::command]
#[specta::specta]
pub async fn revoke_device(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    write_online(&app_state, move |clinic| {
        devices::revoke(clinic, &id, &seen, &reason)
    })
    .await?;
    app_state.written(&[Topic::Settings]);
    Ok(())
}
