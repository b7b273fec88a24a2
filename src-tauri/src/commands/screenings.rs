//! Nutrition screenings of a patient.

use clinic::notes::DraftSaved;
use clinic::screenings;
use clinic::screenings::next_steps::{NextSteps, NextStepsEdit};
use clinic::screenings::{NewScreening, Scoring, ScreeningStart, ScreeningView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn screenings(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<ScreeningView>> {
    app_state
        .read(move |clinic| screenings::list::list(clinic, &patient_id))
        .await
}

/// Returns the tools for a patient's age, or the one of the screening that is to be corrected.
#[tauri::command]
#[specta::specta]
pub async fn screening_start(
    app_state: WithState<'_>,
    patient_id: Id,
    corrects: Option<Id>,
) -> Result<ScreeningStart> {
    app_state
        .read(move |clinic| screenings::form::start(clinic, &patient_id, corrects.as_ref()))
        .await
}

/// Scores what is answered so far; writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn score_screening(app_state: WithState<'_>, form: NewScreening) -> Result<Scoring> {
    app_state
        .read(move |clinic| screenings::record::consider(clinic, &form))
        .await
}

/// Keeps what is answered so far on this computer; nothing of it is sent.
#[tauri::command]
#[specta::specta]
pub async fn save_screening_draft(
    app_state: WithState<'_>,
    form: NewScreening,
) -> Result<DraftSaved> {
    app_state
        .read(move |clinic| screenings::draft::save(clinic, &form))
        .await
}

/// Throws away what was answered and not recorded.
#[tauri::command]
#[specta::specta]
pub async fn discard_screening_draft(
    app_state: WithState<'_>,
    patient_id: Id,
    corrects: Option<Id>,
) -> Result<()> {
    app_state
        .read(move |clinic| screenings::draft::discard(clinic, &patient_id, corrects.as_ref()))
        .await
}

/// Returns what the clinic does after each result of each tool.
#[tauri::command]
#[specta::specta]
pub async fn next_steps(app_state: WithState<'_>) -> Result<Vec<NextSteps>> {
    app_state
        .read(|clinic| screenings::next_steps::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_next_steps(app_state: WithState<'_>, edit: NextStepsEdit) -> Result<NextSteps> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            screenings::next_steps::edit(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_screening(
    app_state: WithState<'_>,
    form: NewScreening,
) -> Result<ScreeningView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            screenings::record::record(clinic, &form)
        })
        .await
}

/// Removes a screening that was entered in error.
#[tauri::command]
#[specta::specta]
pub async fn remove_screening(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            screenings::record::remove(clinic, &id, &seen, &reason)
        })
        .await
}
