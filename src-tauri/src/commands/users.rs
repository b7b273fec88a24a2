//! Who works in the clinic.

use clinic::ProblemCode;
use clinic::users;
use clinic::users::{NewUser, UserRow};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::secret::TypedPassword;
use crate::state::AppState;
use crate::sync_task::write_online;

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

/// Gives a user who forgot their password another one, and with it new keys.
#[tauri::command]
#[specta::specta]
pub async fn reset_password(
    app_state: WithState<'_>,
    id: Id,
    new_password: TypedPassword,
) -> Result<UserRow> {
    let (user, password) = (id.clone(), new_password);
    write_online(&app_state, move |clinic| {
        users::password::reset_password(clinic, &user, password.as_str())
    })
    .await?;
    row(&app_state, id).await
}

/// Lets a user try again on this computer who was locked out after wrong passwords.
#[tauri::command]
#[specta::specta]
pub async fn unlock_user(app_state: WithState<'_>, id: Id) -> Result<UserRow> {
    let user = id.clone();
    app_state
        .read(move |clinic| users::password::unlock(clinic, &user))
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
