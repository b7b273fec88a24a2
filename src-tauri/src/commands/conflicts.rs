//! What was changed on two computers at once.

use clinic::conflicts as clinic_conflicts;
use clinic::conflicts::view::{ConflictRow, ConflictView, Resolution};
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn conflicts(app_state: WithState<'_>) -> Result<Vec<ConflictRow>> {
    app_state
        .read(|clinic| clinic_conflicts::show::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn conflict(app_state: WithState<'_>, id: Id) -> Result<ConflictView> {
    app_state
        .read(move |clinic| clinic_conflicts::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn resolve_conflict(app_state: WithState<'_>, resolution: Resolution) -> Result<()> {
    app_state
        .write(&Topic::ALL, move |clinic| {
            clinic_conflicts::resolve::resolve(clinic, &resolution)
        })
        .await
}
