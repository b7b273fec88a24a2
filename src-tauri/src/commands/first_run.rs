//! From nothing to an open clinic, or into one that exists.

use clinic::tenant::view::NewClinic;
use clinic::users::view::{RecoveryTest, SessionView};
use zeroize::Zeroizing;

use super::AtDesk;
use crate::connecting::{self, ServerPlace};
use crate::failure::Result;
use crate::founding::{self, RecoverySheet};
use crate::happening::Noun;
use crate::session::StartView;

/// Nothing of it lasts before its recovery key has been tested.
#[tauri::command]
#[specta::specta]
pub async fn found_clinic(desk: AtDesk<'_>, clinic: NewClinic) -> Result<RecoverySheet> {
    desk.run(move |desk, held| founding::make(desk, held, clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn save_recovery_sheet(desk: AtDesk<'_>, folder: String) -> Result<String> {
    desk.run(move |_, held| founding::save(held, &folder)).await
}

#[tauri::command]
#[specta::specta]
pub async fn check_recovery_group(desk: AtDesk<'_>, index: u32, text: String) -> Result<bool> {
    let text = Zeroizing::new(text);
    desk.run(move |_, held| founding::group_fits(held, index, &text))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn test_recovery_key(desk: AtDesk<'_>, groups: Vec<String>) -> Result<RecoveryTest> {
    let groups = Zeroizing::new(groups);
    let typed = Zeroizing::new(groups.join(" "));
    let test = desk
        .run(move |desk, held| founding::test(desk, held, &typed))
        .await?;
    desk.written(&[Noun::Settings]);
    Ok(test)
}

#[tauri::command]
#[specta::specta]
pub async fn finish_first_run(desk: AtDesk<'_>) -> Result<SessionView> {
    desk.run(|_, held| founding::finish(held)).await
}

#[tauri::command]
#[specta::specta]
pub async fn join_clinic(desk: AtDesk<'_>, place: ServerPlace) -> Result<StartView> {
    connecting::join(&desk, place).await
}
