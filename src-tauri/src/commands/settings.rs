//! The settings of the clinic.

use clinic::settings as clinic_settings;
use clinic::settings::{SettingsEdit, SettingsView};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn settings(app_state: WithState<'_>) -> Result<SettingsView> {
    app_state.read(|clinic| clinic_settings::show(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(app_state: WithState<'_>, edit: SettingsEdit) -> Result<SettingsView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            clinic_settings::edit(clinic, &edit)
        })
        .await
}
