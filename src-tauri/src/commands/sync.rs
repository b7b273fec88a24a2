//! Where the data stands, and what to do about it.

use clinic::ProblemCode;
use clinic::devices;
use clinic::sync::view::{SyncPageView, SyncStatus};
use clinic::sync::{discard as give_up, page, send_again as again};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::connecting::{self, EnrolmentCode, ServerAddress, settled};
use crate::event::Topic;
use crate::failure::Result;
use crate::session;

#[tauri::command]
#[specta::specta]
pub async fn sync_status(state: WithState<'_>) -> Result<SyncStatus> {
    state
        .run(|state, held| session::status(state, held)?.ok_or(ProblemCode::Locked.into()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn sync_page(state: WithState<'_>) -> Result<SyncPageView> {
    state
        .run(|state, held| Ok(page::show(held.clinic()?, session::carrier(state))?))
        .await
}

/// Sends all that waits and brings home all that is new.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(state: WithState<'_>) -> Result<SyncStatus> {
    let exchange = state.exchange().ok_or(ProblemCode::NeedsConnection)?;
    exchange.now(&state).await?;
    state
        .run(|state, held| session::status(state, held)?.ok_or(ProblemCode::Locked.into()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_sync(state: WithState<'_>) -> Result<()> {
    if let Some(exchange) = state.exchange() {
        exchange.stop();
    }
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn send_again(state: WithState<'_>, group_id: Id) -> Result<()> {
    state
        .write(&[Topic::Conflicts], move |clinic| {
            again::send_again(clinic, &group_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_refused(state: WithState<'_>, group_id: Id) -> Result<()> {
    state
        .write(&[Topic::Conflicts], move |clinic| {
            give_up::discard(clinic, &group_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn connect_server(state: WithState<'_>, place: ServerAddress) -> Result<SyncStatus> {
    let status = connecting::connect(&state, place).await?;
    state.written(&[Topic::Settings]);
    Ok(status)
}

#[tauri::command]
#[specta::specta]
pub async fn create_enrolment_code(state: WithState<'_>) -> Result<EnrolmentCode> {
    connecting::invite(&state).await
}

#[tauri::command]
#[specta::specta]
pub async fn revoke_device(
    state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    settled(&state, move |clinic| {
        devices::revoke::revoke(clinic, &id, &seen, &reason)
    })
    .await?;
    state.written(&[Topic::Settings]);
    Ok(())
}
