//! The settings of the clinic.

use clinic::preferences::{self as clinic_preferences, PreferenceEdit, PreferenceView};
use clinic::settings::{self as clinic_settings, SettingsView};

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
pub async fn preferences(app_state: WithState<'_>) -> Result<Vec<PreferenceView>> {
    app_state
        .read(|clinic| clinic_preferences::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn choose_preference(
    app_state: WithState<'_>,
    edit: PreferenceEdit,
) -> Result<PreferenceView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            clinic_preferences::choose(clinic, &edit)
        })
        .await
}
