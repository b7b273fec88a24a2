//! What is ordered from a laboratory, and its course.

use clinic::labs::{
    LabCollection, LabOrderEdit, LabOrderView, LabWorkPage, LabWorkQuery, NewLabOrder, course,
    order, worklist,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns what the laboratory has to do, of all patients.
#[tauri::command]
#[specta::specta]
pub async fn lab_work(app_state: WithState<'_>, query: LabWorkQuery) -> Result<LabWorkPage> {
    app_state
        .read(move |clinic| worklist::to_do(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn order_lab_tests(app_state: WithState<'_>, order: NewLabOrder) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| order::order(clinic, &order))
        .await
}

/// Corrects an order for which nothing was collected.
#[tauri::command]
#[specta::specta]
pub async fn correct_lab_order(
    app_state: WithState<'_>,
    edit: LabOrderEdit,
) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            order::correct(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn collect_lab_order(
    app_state: WithState<'_>,
    collection: LabCollection,
) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            course::collect(clinic, &collection)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_lab_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            course::cancel(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn finish_lab_order(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            course::finish(clinic, &id, &seen)
        })
        .await
}

/// Marks the results of what this user has ordered as read, as they were when they saw them.
#[tauri::command]
#[specta::specta]
pub async fn read_lab_results(
    app_state: WithState<'_>,
    id: Id,
    read_token: String,
) -> Result<LabOrderView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            course::read_results(clinic, &id, &read_token)
        })
        .await
}
