//! What the clinic has decided, and who works there.

use clinic::ProblemCode;
use clinic::settings as decided;
use clinic::users;
use clinic::users::view::{NewUser, SettingsEdit, SettingsView, UserRow};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::connecting::settled;
use crate::event::Topic;
use crate::failure::Result;
use crate::state::AppState;

#[tauri::command]
#[specta::specta]
pub async fn settings(app_state: WithState<'_>) -> Result<SettingsView> {
    app_state.read(|clinic| decided::show::show(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(app_state: WithState<'_>, edit: SettingsEdit) -> Result<SettingsView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            decided::edit::edit(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_user(app_state: WithState<'_>, user: NewUser) -> Result<UserRow> {
    let id = settled(&app_state, move |clinic| {
        users::add::add(clinic, &user, &users::add::Work::default())
    })
    .await?;
    row(&app_state, Id::of(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_user_active(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    is_active: bool,
) -> Result<UserRow> {
    let of = id.clone();
    settled(&app_state, move |clinic| {
        users::set_active::set_active(clinic, &of, &seen, is_active)
    })
    .await?;
    row(&app_state, id).await
}

async fn row(app_state: &AppState, id: Id) -> Result<UserRow> {
    let rows = app_state.read(|clinic| users::list::list(clinic)).await?;
    app_state.written(&[Topic::Users]);
    rows.into_iter()
        .find(|row| row.id == id)
        .ok_or(ProblemCode::NotFound.into())
}
