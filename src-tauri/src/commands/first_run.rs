//! From nothing to an open clinic, or into one that exists.

use clinic::settings::RecoveryTest;
use clinic::tenant::NewClinic;
use clinic::users::SessionView;
use clinic::view::ScreenLanguage;
use zeroize::Zeroizing;

use super::WithState;
use crate::connecting::{self, ServerAddress};
use crate::creation::{self, RecoverySheet};
use crate::event::Topic;
use crate::printer::PrinterAnswer;
use crate::problem::Result;
use crate::start::StartView;

/// Nothing of it lasts before its recovery key has been tested.
#[tauri::command]
#[specta::specta]
pub async fn create_clinic(app_state: WithState<'_>, clinic: NewClinic) -> Result<RecoverySheet> {
    app_state
        .run(move |app_state, state| creation::make(app_state, state, clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn print_recovery_sheet(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<PrinterAnswer> {
    app_state
        .run(move |_, state| creation::print(state, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn save_recovery_sheet(app_state: WithState<'_>, folder: String) -> Result<String> {
    app_state
        .run(move |_, state| creation::save(state, &folder))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn check_recovery_group(
    app_state: WithState<'_>,
    index: u32,
    text: String,
) -> Result<bool> {
    let text = Zeroizing::new(text);
    app_state
        .run(move |_, state| creation::group_fits(state, index, &text))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn test_recovery_key(
    app_state: WithState<'_>,
    groups: Vec<String>,
) -> Result<RecoveryTest> {
    let groups = Zeroizing::new(groups);
    let typed = Zeroizing::new(groups.join(" "));
    let test = app_state
        .run(move |app_state, state| creation::test(app_state, state, &typed))
        .await?;
    app_state.written(&[Topic::Settings]);
    Ok(test)
}

#[tauri::command]
#[specta::specta]
pub async fn finish_first_run(app_state: WithState<'_>) -> Result<SessionView> {
    app_state.run(|_, state| creation::finish(state)).await
}

#[tauri::command]
#[specta::specta]
pub async fn join_clinic(app_state: WithState<'_>, server: ServerAddress) -> Result<StartView> {
    connecting::join(&app_state, server).await
}
