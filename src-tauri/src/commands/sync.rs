//! Where the data stands, and what to do about it.

use clinic::FailureCode;
use clinic::devices;
use clinic::sync::view::{SyncPageView, SyncStatus};
use clinic::sync::{discard as give_up, page, send_again as again};
use clinic::view::{Id, SeenToken};

use super::AtDesk;
use crate::connecting::{self, EnrolmentCode, ServerPlace, settled};
use crate::failure::Result;
use crate::happening::Noun;
use crate::session;

#[tauri::command]
#[specta::specta]
pub async fn sync_status(desk: AtDesk<'_>) -> Result<SyncStatus> {
    desk.run(|desk, held| session::status(desk, held)?.ok_or(FailureCode::Locked.into()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn sync_page(desk: AtDesk<'_>) -> Result<SyncPageView> {
    desk.run(|desk, held| Ok(page::show(held.clinic()?, session::carrier(desk))?))
        .await
}

/// Sends all that waits and brings home all that is new.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(desk: AtDesk<'_>) -> Result<SyncStatus> {
    let exchange = desk.exchange().ok_or(FailureCode::NeedsConnection)?;
    exchange.now(&desk).await?;
    desk.run(|desk, held| session::status(desk, held)?.ok_or(FailureCode::Locked.into()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_sync(desk: AtDesk<'_>) -> Result<()> {
    if let Some(exchange) = desk.exchange() {
        exchange.stop();
    }
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn send_again(desk: AtDesk<'_>, group_id: Id) -> Result<()> {
    desk.write(&[Noun::Conflicts], move |clinic| {
        again::send_again(clinic, &group_id)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_refused(desk: AtDesk<'_>, group_id: Id) -> Result<()> {
    desk.write(&[Noun::Conflicts], move |clinic| {
        give_up::discard(clinic, &group_id)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn connect_server(desk: AtDesk<'_>, place: ServerPlace) -> Result<SyncStatus> {
    let status = connecting::connect(&desk, place).await?;
    desk.written(&[Noun::Settings]);
    Ok(status)
}

#[tauri::command]
#[specta::specta]
pub async fn create_enrolment_code(desk: AtDesk<'_>) -> Result<EnrolmentCode> {
    connecting::invite(&desk).await
}

#[tauri::command]
#[specta::specta]
pub async fn revoke_device(
    desk: AtDesk<'_>,
    id: Id,
    seen: SeenToken,
    reason: String,
) -> Result<()> {
    settled(&desk, move |clinic| {
        devices::revoke::revoke(clinic, &id, &seen, &reason)
    })
    .await?;
    desk.written(&[Noun::Settings]);
    Ok(())
}
