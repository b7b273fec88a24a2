//! What the clinic has decided, and who works there.

use clinic::FailureCode;
use clinic::settings as decided;
use clinic::users;
use clinic::users::view::{NewUser, SettingsEdit, SettingsView, UserRow};
use clinic::view::{Id, SeenToken};

use super::AtDesk;
use crate::connecting::settled;
use crate::failure::Result;
use crate::happening::Noun;
use crate::state::Desk;

#[tauri::command]
#[specta::specta]
pub async fn settings(desk: AtDesk<'_>) -> Result<SettingsView> {
    desk.read(|clinic| decided::show::show(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(desk: AtDesk<'_>, edit: SettingsEdit) -> Result<SettingsView> {
    desk.write(&[Noun::Settings], move |clinic| {
        decided::edit::edit(clinic, &edit)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_user(desk: AtDesk<'_>, user: NewUser) -> Result<UserRow> {
    let id = settled(&desk, move |clinic| {
        users::add::add(clinic, &user, &users::add::Work::default())
    })
    .await?;
    row(&desk, Id::of(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_user_active(
    desk: AtDesk<'_>,
    id: Id,
    seen: SeenToken,
    is_active: bool,
) -> Result<UserRow> {
    let of = id.clone();
    settled(&desk, move |clinic| {
        users::set_active::set_active(clinic, &of, &seen, is_active)
    })
    .await?;
    row(&desk, id).await
}

async fn row(desk: &Desk, id: Id) -> Result<UserRow> {
    let rows = desk.read(|clinic| users::list::list(clinic)).await?;
    desk.written(&[Noun::Users]);
    rows.into_iter()
        .find(|row| row.id == id)
        .ok_or(FailureCode::NotFound.into())
}
