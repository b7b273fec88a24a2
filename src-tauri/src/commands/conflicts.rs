//! What was changed on two computers at once.

use clinic::conflicts as disputes;
use clinic::conflicts::view::{ConflictRow, ConflictView, Resolution};
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::failure::Result;

#[tauri::command]
#[specta::specta]
pub async fn conflicts(state: WithState<'_>) -> Result<Vec<ConflictRow>> {
    state.read(|clinic| disputes::list::list(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn conflict(state: WithState<'_>, id: Id) -> Result<ConflictView> {
    state
        .read(move |clinic| disputes::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn resolve_conflict(state: WithState<'_>, resolution: Resolution) -> Result<()> {
    state
        .write(&Topic::ALL, move |clinic| {
            disputes::resolve::resolve(clinic, &resolution)
        })
        .await
}
