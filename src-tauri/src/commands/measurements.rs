//! What was measured on a patient.

use clinic::growth::{GrowthQuery, GrowthView};
use clinic::measurement_kinds;
use clinic::measurement_kinds::{MeasurementKindForm, MeasurementKindView, OfferedKind};
use clinic::measurements;
use clinic::measurements::{
    Correction, HowTaken, Measure, MeasureGrid, MeasurementView, NewMeasurement, NewReading,
    TrendView, Understanding,
};
use clinic::view::{At, Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn measurements(
    app_state: WithState<'_>,
    patient_id: Id,
) -> Result<Vec<MeasurementView>> {
    app_state
        .read(move |clinic| measurements::list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn trend(app_state: WithState<'_>, patient_id: Id, kind: Measure) -> Result<TrendView> {
    app_state
        .read(move |clinic| measurements::list::trend(clinic, &patient_id, &kind))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn growth(
    app_state: WithState<'_>,
    patient_id: Id,
    query: GrowthQuery,
) -> Result<GrowthView> {
    app_state
        .read(move |clinic| clinic::growth::growth(clinic, &patient_id, query))
        .await
}

/// Reads what is being typed; writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn read_measurement(
    app_state: WithState<'_>,
    visit_id: Id,
    kind: Measure,
    text: String,
    at: Option<At>,
) -> Result<Understanding> {
    app_state
        .read(move |clinic| {
            measurements::list::understand(clinic, &visit_id, &kind, &text, at.as_ref())
        })
        .await
}

/// What a new reading can be of, and in which unit.
#[tauri::command]
#[specta::specta]
pub async fn offered_kinds(app_state: WithState<'_>) -> Result<Vec<OfferedKind>> {
    app_state
        .read(|clinic| measurement_kinds::offered(clinic))
        .await
}

/// Records a reading that is not part of a visit.
#[tauri::command]
#[specta::specta]
pub async fn enter_measurement(
    app_state: WithState<'_>,
    form: NewReading,
) -> Result<MeasurementView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::enter(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_measurement(
    app_state: WithState<'_>,
    form: NewMeasurement,
) -> Result<MeasureGrid> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::record(clinic, &form)
        })
        .await
}

/// Writes another value over a measurement; the old one stays in the audit log.
#[tauri::command]
#[specta::specta]
pub async fn correct_measurement(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    correction: Correction,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::correct(clinic, &id, &seen, &correction)
        })
        .await
}

/// Records how a measurement was taken; its value stays.
#[tauri::command]
#[specta::specta]
pub async fn describe_measurement(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    how: HowTaken,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::describe(clinic, &id, &seen, &how)
        })
        .await
}

/// Says that a value that is asked about is right.
#[tauri::command]
#[specta::specta]
pub async fn confirm_measurement(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::confirm(clinic, &id, &seen)
        })
        .await
}

/// Removes a measurement that was entered in error. Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_measurement(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::remove(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_measurement(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<()> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            measurements::record::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn measurement_kinds(app_state: WithState<'_>) -> Result<Vec<MeasurementKindView>> {
    app_state
        .read(move |clinic| measurement_kinds::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_measurement_kind(
    app_state: WithState<'_>,
    form: MeasurementKindForm,
) -> Result<MeasurementKindView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            measurement_kinds::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_measurement_kind(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: MeasurementKindForm,
    form: MeasurementKindForm,
) -> Result<MeasurementKindView> {
    app_state
        .write(&[Topic::Settings, Topic::Visits], move |clinic| {
            measurement_kinds::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
