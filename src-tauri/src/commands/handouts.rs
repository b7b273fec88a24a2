//! The leaflets of the clinic, and which a patient was given.

use clinic::handouts::given::{self, GivenHandoutView, NewGiving};
use clinic::handouts::{self, HandoutForm, HandoutView, LeafletView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn handouts(app_state: WithState<'_>) -> Result<Vec<LeafletView>> {
    app_state.read(|clinic| handouts::list(clinic)).await
}

/// Returns what patients can be given.
#[tauri::command]
#[specta::specta]
pub async fn offered_handouts(app_state: WithState<'_>) -> Result<Vec<LeafletView>> {
    app_state.read(|clinic| handouts::offered(clinic)).await
}

/// Adds a leaflet, or one more language of the leaflet with this id.
#[tauri::command]
#[specta::specta]
pub async fn add_handout(
    app_state: WithState<'_>,
    leaflet_id: Option<Id>,
    form: HandoutForm,
) -> Result<HandoutView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            handouts::add(clinic, leaflet_id.as_ref(), &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_handout(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: HandoutForm,
    form: HandoutForm,
) -> Result<HandoutView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            handouts::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}

/// Returns what a patient was given, the last one first.
#[tauri::command]
#[specta::specta]
pub async fn given_handouts(
    app_state: WithState<'_>,
    patient_id: Id,
) -> Result<Vec<GivenHandoutView>> {
    app_state
        .read(move |clinic| given::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn give_handout(app_state: WithState<'_>, form: NewGiving) -> Result<GivenHandoutView> {
    app_state
        .write(&[Topic::Visits], move |clinic| given::give(clinic, &form))
        .await
}

/// Takes back that something was given. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_given_handout(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            given::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_given_handout(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<GivenHandoutView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            given::restore(clinic, &id, &seen)
        })
        .await
}
