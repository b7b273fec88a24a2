//! Signing in, locking, and what the page says of itself.

use std::time::Duration;

use clinic::users::SessionView;
use tauri::ipc::Channel;

use super::{WithClinics, WithState};
use crate::clinics::Clinics;
use crate::event::ClinicEvent;
use crate::problem::{BoxedProblem, Result};
use crate::secret::TypedPassword;
use crate::session;
use crate::start::{self, StartView};
use crate::state::{AppState, run_blocking};

/// The first screen is drawn before the search is made ready.
const FIRST_SCREEN: Duration = Duration::from_millis(1500);

#[tauri::command]
#[specta::specta]
pub async fn start(app_state: WithState<'_>) -> Result<StartView> {
    app_state.run(start::start).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    app_state: WithState<'_>,
    username: String,
    password: TypedPassword,
) -> Result<SessionView> {
    let password = password.password();
    let view = app_state
        .run(move |app_state, state| session::sign_in(app_state, state, &username, &password))
        .await?;
    tauri::async_runtime::spawn(warm_up(app_state.inner().clone()));
    app_state.send_status();
    Ok(view)
}

/// Ends what a sign-in with a code begins: the session goes on as a full one.
#[tauri::command]
#[specta::specta]
pub async fn choose_password(
    app_state: WithState<'_>,
    new_password: TypedPassword,
) -> Result<SessionView> {
    let view = app_state
        .run(move |app_state, state| session::choose_password(app_state, state, &new_password))
        .await?;
    tauri::async_runtime::spawn(warm_up(app_state.inner().clone()));
    app_state.send_status();
    Ok(view)
}

async fn warm_up(app_state: AppState) {
    tokio::time::sleep(FIRST_SCREEN).await;
    if let Err(BoxedProblem(problem)) = app_state.read(|clinic| clinic.warm_up()).await {
        tracing::debug!(code = ?problem.code, "the search is made ready later");
    }
}

/// Commits open drafts and drops the keys of all clinics. Returns whether something typed was saved just now.
#[tauri::command]
#[specta::specta]
pub async fn lock(app_state: WithState<'_>, clinics: WithClinics<'_>) -> Result<bool> {
    leave(&app_state, &clinics).await
}

/// As [`lock`]; the lock screen asks who signs in now.
#[tauri::command]
#[specta::specta]
pub async fn switch_user(app_state: WithState<'_>, clinics: WithClinics<'_>) -> Result<bool> {
    app_state.page().note_switch();
    leave(&app_state, &clinics).await
}

/// As [`lock`]; who signs in again begins anew.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(app_state: WithState<'_>, clinics: WithClinics<'_>) -> Result<bool> {
    app_state.page().note_route(None);
    leave(&app_state, &clinics).await
}

/// Who leaves the window leaves all of its clinics.
async fn leave(app_state: &AppState, clinics: &Clinics) -> Result<bool> {
    let others = clinics.clone();
    run_blocking(move || {
        others.lock_others();
        Ok::<_, BoxedProblem>(())
    })
    .await?;
    app_state
        .run(|app_state, state| Ok(session::leave(app_state, state)))
        .await
}

/// Where the user is now, in the words of the screens and without what was typed: who signs in again is led back to
/// it by the next page, since this one ends with the session.
#[tauri::command]
#[specta::specta]
pub async fn note_route(app_state: WithState<'_>, route: String) -> Result<()> {
    app_state.page().note_route(Some(route));
    Ok(())
}

/// A user typed, pressed or moved something in the page. Nothing else counts as presence: the page asks for much by
/// itself.
#[tauri::command]
#[specta::specta]
pub async fn note_input(app_state: WithState<'_>) -> Result<()> {
    app_state.window().presence().note_input();
    Ok(())
}

/// Sends events to the page for as long as it is there.
#[tauri::command]
#[specta::specta]
pub async fn watch(app_state: WithState<'_>, channel: Channel<ClinicEvent>) -> Result<()> {
    app_state.window().events().listen(channel);
    app_state.send_status();
    Ok(())
}
