//! Results of laboratories.

use clinic::labs::list::list;
use clinic::labs::{
    LabQuestion, LabReading, LabResultEdit, LabResultForm, LabResultView, LabSheetEdit,
    LabSheetView, LabTestInfo, Labs, NewLabSheet, record, test_infos,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns the tests that the program knows, which name no patient.
#[tauri::command]
#[specta::specta]
pub async fn lab_tests() -> Result<Vec<LabTestInfo>> {
    Ok(test_infos())
}

#[tauri::command]
#[specta::specta]
pub async fn labs(app_state: WithState<'_>, patient_id: Id) -> Result<Labs> {
    app_state
        .read(move |clinic| list(clinic, &patient_id))
        .await
}

/// Returns what is made of a line that is being typed.
#[tauri::command]
#[specta::specta]
pub async fn consider_lab_result(
    app_state: WithState<'_>,
    question: LabQuestion,
) -> Result<LabReading> {
    app_state
        .read(move |clinic| record::consider(clinic, &question))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_lab_sheet(app_state: WithState<'_>, form: NewLabSheet) -> Result<LabSheetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::add_sheet(clinic, &form)
        })
        .await
}

/// Adds a line to a sheet. Returns the sheet.
#[tauri::command]
#[specta::specta]
pub async fn add_lab_result(
    app_state: WithState<'_>,
    sheet_id: Id,
    form: LabResultForm,
) -> Result<LabSheetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::add_results(clinic, &sheet_id, &[form])
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_lab_sheet(app_state: WithState<'_>, edit: LabSheetEdit) -> Result<LabSheetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::edit_sheet(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn correct_lab_result(
    app_state: WithState<'_>,
    edit: LabResultEdit,
) -> Result<LabResultView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::edit_result(clinic, &edit)
        })
        .await
}

/// Removes a result that was entered in error. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_lab_result(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::remove_result(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_lab_result(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<LabResultView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::restore_result(clinic, &id, &seen)
        })
        .await
}

/// Removes a sheet with its results. Returns what puts them back.
#[tauri::command]
#[specta::specta]
pub async fn remove_lab_sheet(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::remove_sheet(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_lab_sheet(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<LabSheetView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::restore_sheet(clinic, &id, &seen)
        })
        .await
}
