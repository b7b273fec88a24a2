//! Coming and going.

use std::time::Duration;

use clinic::users::view::SessionView;
use tauri::ipc::Channel;
use vault::password::Password;

use super::AtDesk;
use crate::failure::Result;
use crate::happening::Happening;
use crate::session::{self, StartView};
use crate::state::Desk;

/// The first screen is drawn before the search is made ready.
const FIRST_SCREEN: Duration = Duration::from_millis(1500);

#[tauri::command]
#[specta::specta]
pub async fn start(desk: AtDesk<'_>) -> Result<StartView> {
    desk.run(session::start).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_in(desk: AtDesk<'_>, username: String, password: String) -> Result<SessionView> {
    let password = Password::new(&password);
    let view = desk
        .run(move |desk, held| session::sign_in(desk, held, &username, &password))
        .await?;
    tauri::async_runtime::spawn(warm_up(desk.inner().clone()));
    desk.tell_status();
    Ok(view)
}

async fn warm_up(desk: Desk) {
    tokio::time::sleep(FIRST_SCREEN).await;
    if let Err(refused) = desk.read(|clinic| clinic.warm_up()).await {
        tracing::debug!(code = ?refused.0.code, "the search is made ready later");
    }
}

/// Commits open drafts and drops the keys. Answers whether something typed was saved just now.
#[tauri::command]
#[specta::specta]
pub async fn lock(desk: AtDesk<'_>) -> Result<bool> {
    desk.run(|desk, held| Ok(session::lock(desk, held))).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_out(desk: AtDesk<'_>) -> Result<bool> {
    desk.run(|desk, held| Ok(session::lock(desk, held))).await
}

/// Somebody typed, pressed or moved something in the page. Nothing else counts as being there: the page asks for much by
/// itself.
#[tauri::command]
#[specta::specta]
pub async fn note_input(desk: AtDesk<'_>) -> Result<()> {
    desk.presence().note_input();
    Ok(())
}

/// Tells of changes for as long as the page is there.
#[tauri::command]
#[specta::specta]
pub async fn watch(desk: AtDesk<'_>, channel: Channel<Happening>) -> Result<()> {
    desk.teller().listen(channel);
    desk.tell_status();
    Ok(())
}
