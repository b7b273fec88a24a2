//! The settings of the clinic, and its users.

use clinic::ProblemCode;
use clinic::settings as clinic_settings;
use clinic::users;
use clinic::users::{NewUser, SettingsEdit, SettingsView, UserRow};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::state::AppState;
use crate::sync_task::write_online;

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

#[tauri::command]
#[specta::specta]
pub async fn add_user(app_state: WithState<'_>, user: NewUser) -> Result<UserRow> {
    let id = write_online(&app_state, move |clinic| {
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
    write_online(&app_state, move |clinic| {
        users::edit::set_active(clinic, &of, &seen, is_active)
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
