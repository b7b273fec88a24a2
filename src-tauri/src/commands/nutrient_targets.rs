//! What a patient's food should give in a day.

use clinic::nutrient_targets::{
    LifeStage, NewTarget, ReferenceIntakes, TargetView, list, reference, set,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn nutrient_targets(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<TargetView>> {
    app_state
        .read(move |clinic| list::list(clinic, patient_id.to()?))
        .await
}

/// Returns what is recommended to people of the patient's age and sex, or to a stage of life.
#[tauri::command]
#[specta::specta]
pub async fn reference_intakes(
    app_state: WithState<'_>,
    patient_id: Id,
    stage: Option<LifeStage>,
) -> Result<ReferenceIntakes> {
    app_state
        .read(move |clinic| reference::intakes_of(clinic, &patient_id, stage))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_reference_targets(
    app_state: WithState<'_>,
    patient_id: Id,
    stage: Option<LifeStage>,
) -> Result<Vec<TargetView>> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            reference::set_from_reference(clinic, &patient_id, stage)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_estimate_targets(
    app_state: WithState<'_>,
    estimate_id: Id,
) -> Result<Vec<TargetView>> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            set::set_from_estimate(clinic, &estimate_id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_target(
    app_state: WithState<'_>,
    patient_id: Id,
    form: NewTarget,
) -> Result<TargetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            set::add(clinic, &patient_id, &form)
        })
        .await
}

/// Ends a target on a day, or says with empty text that it goes on.
#[tauri::command]
#[specta::specta]
pub async fn end_target(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    day: String,
) -> Result<TargetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            set::end(clinic, &id, &seen, &day)
        })
        .await
}

/// Removes a target that was entered in error. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_target(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            set::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_target(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<TargetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            set::restore(clinic, &id, &seen)
        })
        .await
}
