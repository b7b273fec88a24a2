//! What was changed on two computers at once.

use clinic::conflicts as disputes;
use clinic::conflicts::view::{ConflictRow, ConflictView, Resolution};
use clinic::view::Id;

use super::AtDesk;
use crate::failure::Result;
use crate::happening::Noun;

#[tauri::command]
#[specta::specta]
pub async fn conflicts(desk: AtDesk<'_>) -> Result<Vec<ConflictRow>> {
    desk.read(|clinic| disputes::list::list(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn conflict(desk: AtDesk<'_>, id: Id) -> Result<ConflictView> {
    desk.read(move |clinic| disputes::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn resolve_conflict(desk: AtDesk<'_>, resolution: Resolution) -> Result<()> {
    desk.write(&Noun::ALL, move |clinic| {
        disputes::resolve::resolve(clinic, &resolution)
    })
    .await
}
