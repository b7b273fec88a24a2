//! Dietary recalls.

use clinic::foods::grid::{GridAmount, GridNutrient, GridSlot, NewGridFood};
use clinic::recalls::{NewRecall, RecallEdit, RecallSummary, RecallView, items, list, record};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn recalls(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<RecallSummary>> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn recall(
    app_state: WithState<'_>,
    id: Id,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .read(move |clinic| list::show(clinic, &id, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_recall(
    app_state: WithState<'_>,
    form: NewRecall,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::add(clinic, &form, &[], language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_recall(
    app_state: WithState<'_>,
    edit: RecallEdit,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::edit(clinic, &edit, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn finish_recall(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::finish(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_recall(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::reopen(clinic, &id, &seen, language)
        })
        .await
}

/// Removes a recall that was entered in error, with its foods. Returns what puts them back.
#[tauri::command]
#[specta::specta]
pub async fn remove_recall(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_recall(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            record::restore(clinic, &id, &seen, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_recall_food(
    app_state: WithState<'_>,
    recall_id: Id,
    form: NewGridFood,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::add(clinic, &recall_id, &form, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_recall_amount(
    app_state: WithState<'_>,
    change: GridAmount,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::set_amount(clinic, &change, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn move_recall_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    slot: GridSlot,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::move_to(clinic, &id, &seen, &slot, language)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_recall_time(
    app_state: WithState<'_>,
    recall_id: Id,
    slot: GridSlot,
    time: String,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::set_time(clinic, &recall_id, &slot, &time, language)
        })
        .await
}

/// Returns what some foods of a recall give together.
#[tauri::command]
#[specta::specta]
pub async fn sum_recall_foods(
    app_state: WithState<'_>,
    recall_id: Id,
    foods: Vec<Id>,
) -> Result<Vec<GridNutrient>> {
    app_state
        .read(move |clinic| items::sum(clinic, &recall_id, &foods))
        .await
}

/// Takes out a food. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_recall_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::remove(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_recall_food(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    language: ScreenLanguage,
) -> Result<RecallView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            items::restore(clinic, &id, &seen, language)
        })
        .await
}
