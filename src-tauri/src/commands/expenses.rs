//! What the clinic itself paid for.

use clinic::expenses::{
    ExpenseEdit, ExpenseForm, ExpenseList, ExpenseQuery, ExpenseView, list, record,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn expenses(app_state: WithState<'_>, query: ExpenseQuery) -> Result<ExpenseList> {
    app_state
        .read(move |clinic| list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn record_expense(app_state: WithState<'_>, form: ExpenseForm) -> Result<ExpenseView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            record::record(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_expense(app_state: WithState<'_>, edit: ExpenseEdit) -> Result<ExpenseView> {
    app_state
        .write(&[Topic::Billing], move |clinic| record::edit(clinic, &edit))
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_expense(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            record::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_expense(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ExpenseView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            record::restore(clinic, &id, &seen)
        })
        .await
}
