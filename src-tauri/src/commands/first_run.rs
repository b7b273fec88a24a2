//! From nothing to an open clinic, or into one that exists.

use clinic::tenant::view::NewClinic;
use clinic::users::view::{RecoveryTest, SessionView};
use zeroize::Zeroizing;

use super::WithState;
use crate::connecting::{self, ServerAddress};
use crate::creation::{self, RecoverySheet};
use crate::event::Topic;
use crate::failure::Result;
use crate::session::StartView;

/// Nothing of it lasts before its recovery key has been tested.
#[tauri::command]
#[specta::specta]
pub async fn create_clinic(state: WithState<'_>, clinic: NewClinic) -> Result<RecoverySheet> {
    state
        .run(move |state, held| creation::make(state, held, clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn save_recovery_sheet(state: WithState<'_>, folder: String) -> Result<String> {
    state
        .run(move |_, held| creation::save(held, &folder))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn check_recovery_group(state: WithState<'_>, index: u32, text: String) -> Result<bool> {
    let text = Zeroizing::new(text);
    state
        .run(move |_, held| creation::group_fits(held, index, &text))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn test_recovery_key(state: WithState<'_>, groups: Vec<String>) -> Result<RecoveryTest> {
    let groups = Zeroizing::new(groups);
    let typed = Zeroizing::new(groups.join(" "));
    let test = state
        .run(move |state, held| creation::test(state, held, &typed))
        .await?;
    state.written(&[Topic::Settings]);
    Ok(test)
}

#[tauri::command]
#[specta::specta]
pub async fn finish_first_run(state: WithState<'_>) -> Result<SessionView> {
    state.run(|_, held| creation::finish(held)).await
}

#[tauri::command]
#[specta::specta]
pub async fn join_clinic(state: WithState<'_>, place: ServerAddress) -> Result<StartView> {
    connecting::join(&state, place).await
}
