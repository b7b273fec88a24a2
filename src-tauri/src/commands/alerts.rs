//! Alerts within the clinic.

use clinic::alerts::levels::{self, AlertLevels, AlertLevelsForm};
use clinic::alerts::timers::AlertTimers;
use clinic::alerts::{
    AlertForm, AlertPage, AlertQuery, AlertSites, AlertView, AlertWatch, answer, list, raise,
    timers,
};
use clinic::view::Id;

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn alerts(app_state: WithState<'_>, query: AlertQuery) -> Result<AlertPage> {
    app_state
        .read(move |clinic| list::list(clinic, &query))
        .await
}

/// Returns what is shown of alerts on every page.
#[tauri::command]
#[specta::specta]
pub async fn alert_watch(app_state: WithState<'_>) -> Result<AlertWatch> {
    app_state.read(|clinic| list::watch(clinic)).await
}

/// Returns whether a critical alert waits, and nothing of it: the lock screen asks, before a user has signed in.
#[tauri::command]
#[specta::specta]
pub async fn is_critical_alert_waiting(app_state: WithState<'_>) -> Result<bool> {
    app_state
        .run(|_, state| match state.vault() {
            Some(vault) => Ok(vault.is_critical_alert_waiting()?),
            None => Ok(false),
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn alert(app_state: WithState<'_>, id: Id) -> Result<AlertView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

/// Returns where an alert can be.
#[tauri::command]
#[specta::specta]
pub async fn alert_sites(app_state: WithState<'_>) -> Result<AlertSites> {
    app_state.read(|clinic| raise::sites(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn raise_alert(app_state: WithState<'_>, form: AlertForm) -> Result<AlertView> {
    app_state
        .write(&[Topic::Alerts], move |clinic| raise::raise(clinic, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn acknowledge_alert(app_state: WithState<'_>, id: Id) -> Result<AlertView> {
    app_state
        .write(&[Topic::Alerts], move |clinic| {
            answer::acknowledge(clinic, &id)
        })
        .await
}

/// Ends an alert that was dealt with; empty `remark` is not recorded.
#[tauri::command]
#[specta::specta]
pub async fn resolve_alert(app_state: WithState<'_>, id: Id, remark: String) -> Result<AlertView> {
    app_state
        .write(&[Topic::Alerts], move |clinic| {
            answer::resolve(clinic, &id, &remark)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_alert(app_state: WithState<'_>, id: Id, reason: String) -> Result<AlertView> {
    app_state
        .write(&[Topic::Alerts], move |clinic| {
            answer::cancel(clinic, &id, &reason)
        })
        .await
}

/// Calls the next level now; empty `remark` is not recorded.
#[tauri::command]
#[specta::specta]
pub async fn escalate_alert(app_state: WithState<'_>, id: Id, remark: String) -> Result<AlertView> {
    app_state
        .write(&[Topic::Alerts], move |clinic| {
            answer::escalate(clinic, &id, &remark)
        })
        .await
}

/// Returns after how many minutes an alert of each priority is escalated.
#[tauri::command]
#[specta::specta]
pub async fn alert_timers(app_state: WithState<'_>) -> Result<AlertTimers> {
    app_state.read(|clinic| timers::show(clinic)).await
}

/// Changes the minutes in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_alert_timers(
    app_state: WithState<'_>,
    loaded: AlertTimers,
    form: AlertTimers,
) -> Result<AlertTimers> {
    app_state
        .write(&[Topic::Alerts, Topic::Settings], move |clinic| {
            timers::edit(clinic, &loaded, &form)
        })
        .await
}

/// Returns which roles each level calls, and the roles that may be called.
#[tauri::command]
#[specta::specta]
pub async fn alert_levels(app_state: WithState<'_>) -> Result<AlertLevels> {
    app_state.read(|clinic| levels::show(clinic)).await
}

/// Changes the levels in which the form differs from the loaded one.
#[tauri::command]
#[specta::specta]
pub async fn edit_alert_levels(
    app_state: WithState<'_>,
    loaded: AlertLevelsForm,
    form: AlertLevelsForm,
) -> Result<AlertLevels> {
    app_state
        .write(&[Topic::Alerts, Topic::Settings], move |clinic| {
            levels::edit(clinic, &loaded, &form)
        })
        .await
}
