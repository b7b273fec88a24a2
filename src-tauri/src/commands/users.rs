//! The users of the clinic.

use clinic::users;
use clinic::users::code::UserCode;
use clinic::users::details::{UserDetails, UserForm};
use clinic::users::{NewUser, UserRow};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, ProblemCode};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;
use crate::state::AppState;
use crate::sync_task::{end_online, write_online};

#[tauri::command]
#[specta::specta]
pub async fn add_user(app_state: WithState<'_>, user: NewUser) -> Result<UserCode> {
    let code = write_online(&app_state, move |clinic| {
        users::code::add_with_code(clinic, &user, &users::add::Work::default())
    })
    .await?;
    app_state.written(&[Topic::Users]);
    Ok(code)
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
    let action = move |clinic: &mut Clinic| users::edit::set_active(clinic, &of, &seen, is_active);
    match is_active {
        true => write_online(&app_state, action).await?,
        false => end_online(&app_state, action).await?,
    }
    row(&app_state, id).await
}

/// Makes a code for a user who did not use the last one in time or forgot their password, and with it new keys.
#[tauri::command]
#[specta::specta]
pub async fn new_user_code(app_state: WithState<'_>, id: Id) -> Result<UserCode> {
    let code = write_online(&app_state, move |clinic| users::code::new_code(clinic, &id)).await?;
    app_state.written(&[Topic::Users]);
    Ok(code)
}

/// Makes a code that is sent to the address of a user, which it verifies.
#[tauri::command]
#[specta::specta]
pub async fn new_email_code(app_state: WithState<'_>, id: Id) -> Result<UserCode> {
    let code = write_online(&app_state, move |clinic| {
        users::email::new_code(clinic, &id)
    })
    .await?;
    app_state.written(&[Topic::Users]);
    Ok(code)
}

/// Verifies the address of a user by the code that they read there.
#[tauri::command]
#[specta::specta]
pub async fn verify_email(app_state: WithState<'_>, id: Id, code: String) -> Result<UserDetails> {
    let user = id.clone();
    write_online(&app_state, move |clinic| {
        users::email::verify(clinic, &user, &code)
    })
    .await?;
    changed(&app_state, id).await
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

/// What is recorded of a user, with their roles and what may be chosen for them.
#[tauri::command]
#[specta::specta]
pub async fn user_details(app_state: WithState<'_>, id: Id) -> Result<UserDetails> {
    app_state
        .read(move |clinic| users::details::show(clinic, &id))
        .await
}

/// Changes the fields in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_user(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: UserForm,
    form: UserForm,
) -> Result<UserDetails> {
    let user = id.clone();
    write_online(&app_state, move |clinic| {
        users::details::edit(clinic, &user, &seen, &loaded, &form)
    })
    .await?;
    changed(&app_state, id).await
}

/// Gives a user a role more, for one facility or for all of them, with the keys of its compartments.
#[tauri::command]
#[specta::specta]
pub async fn give_role(
    app_state: WithState<'_>,
    id: Id,
    role_id: Id,
    facility_id: Option<Id>,
) -> Result<UserDetails> {
    let user = id.clone();
    write_online(&app_state, move |clinic| {
        users::membership::give(clinic, &user, &role_id, facility_id.as_ref())
    })
    .await?;
    changed(&app_state, id).await
}

/// Ends a role of a user; `membership` is that of [`UserDetails::roles`].
#[tauri::command]
#[specta::specta]
pub async fn end_role(
    app_state: WithState<'_>,
    id: Id,
    membership: Id,
    seen: ReadVersionToken,
) -> Result<UserDetails> {
    end_online(&app_state, move |clinic| {
        users::membership::end(clinic, &membership, &seen)
    })
    .await?;
    changed(&app_state, id).await
}

async fn changed(app_state: &AppState, id: Id) -> Result<UserDetails> {
    let details = app_state
        .read(move |clinic| users::details::show(clinic, &id))
        .await?;
    app_state.written(&[Topic::Users]);
    Ok(details)
}

async fn row(app_state: &AppState, id: Id) -> Result<UserRow> {
    let rows = app_state.read(|clinic| users::list::list(clinic)).await?;
    app_state.written(&[Topic::Users]);
    rows.into_iter()
        .find(|row| row.id == id)
        .ok_or(ProblemCode::NotFound.into())
}
