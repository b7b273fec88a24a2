//! Roles, and what each lets its members do.

use clinic::roles::edit::{self, RoleForm, RoleView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::state::AppState;
use crate::sync_task::{end_online, write_online};

#[tauri::command]
#[specta::specta]
pub async fn roles(app_state: WithState<'_>) -> Result<Vec<RoleView>> {
    app_state.read(|clinic| edit::list(clinic)).await
}

/// Adds a role of the clinic's own. Returns all of them.
#[tauri::command]
#[specta::specta]
pub async fn add_role(app_state: WithState<'_>, form: RoleForm) -> Result<Vec<RoleView>> {
    write_online(&app_state, move |clinic| edit::add(clinic, &form)).await?;
    changed(&app_state).await
}

/// Changes a role of the clinic's own. Returns all of them.
#[tauri::command]
#[specta::specta]
pub async fn edit_role(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: RoleForm,
    form: RoleForm,
) -> Result<Vec<RoleView>> {
    write_online(&app_state, move |clinic| {
        edit::edit(clinic, &id, &seen, &loaded, &form)
    })
    .await?;
    changed(&app_state).await
}

/// Removes a role of the clinic's own that no user has. Returns those that are left.
#[tauri::command]
#[specta::specta]
pub async fn remove_role(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<Vec<RoleView>> {
    end_online(&app_state, move |clinic| edit::remove(clinic, &id, &seen)).await?;
    changed(&app_state).await
}

async fn changed(app_state: &AppState) -> Result<Vec<RoleView>> {
    let roles = app_state.read(|clinic| edit::list(clinic)).await?;
    app_state.written(&[Topic::Users]);
    Ok(roles)
}
