//! Estimates of what a patient needs in a day.

use clinic::energy_estimates;
use clinic::energy_estimates::{Considered, EnergyEstimateView, EstimateStart, NewEnergyEstimate};
use clinic::notes::DraftSaved;
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn energy_estimates(
    app_state: WithState<'_>,
    patient_id: Id,
) -> Result<Vec<EnergyEstimateView>> {
    app_state
        .read(move |clinic| energy_estimates::list::list(clinic, &patient_id))
        .await
}

/// Returns what the chart knows, or the inputs of the estimate that is to be corrected.
#[tauri::command]
#[specta::specta]
pub async fn estimate_start(
    app_state: WithState<'_>,
    patient_id: Id,
    corrects: Option<Id>,
) -> Result<EstimateStart> {
    app_state
        .read(move |clinic| energy_estimates::form::start(clinic, &patient_id, corrects.as_ref()))
        .await
}

/// Computes every equation from what is typed so far; writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn consider_estimate(
    app_state: WithState<'_>,
    form: NewEnergyEstimate,
) -> Result<Considered> {
    app_state
        .read(move |clinic| energy_estimates::record::consider(clinic, &form))
        .await
}

/// Keeps what is typed so far on this computer; nothing of it is sent.
#[tauri::command]
#[specta::specta]
pub async fn save_estimate_draft(
    app_state: WithState<'_>,
    form: NewEnergyEstimate,
) -> Result<DraftSaved> {
    app_state
        .read(move |clinic| energy_estimates::draft::save(clinic, &form))
        .await
}

/// Throws away what was typed and not recorded.
#[tauri::command]
#[specta::specta]
pub async fn discard_estimate_draft(
    app_state: WithState<'_>,
    patient_id: Id,
    corrects: Option<Id>,
) -> Result<()> {
    app_state
        .read(move |clinic| {
            energy_estimates::draft::discard(clinic, &patient_id, corrects.as_ref())
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_estimate(
    app_state: WithState<'_>,
    form: NewEnergyEstimate,
) -> Result<EnergyEstimateView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            energy_estimates::record::record(clinic, &form)
        })
        .await
}

/// Removes an estimate that was entered in error.
#[tauri::command]
#[specta::specta]
pub async fn remove_estimate(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            energy_estimates::record::remove(clinic, &id, &seen, &reason)
        })
        .await
}
