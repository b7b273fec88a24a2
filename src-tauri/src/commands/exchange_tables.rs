//! The tables by which plans count exchanges.

use clinic::exchange_tables::{self, ExchangeTableForm, ExchangeTableView};
use clinic::view::{Id, ReadVersionToken, ScreenLanguage};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn exchange_tables(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<ExchangeTableView>> {
    app_state
        .read(move |clinic| exchange_tables::list(clinic, language))
        .await
}

/// Returns the tables by which a plan can count.
#[tauri::command]
#[specta::specta]
pub async fn offered_exchange_tables(
    app_state: WithState<'_>,
    language: ScreenLanguage,
) -> Result<Vec<ExchangeTableView>> {
    app_state
        .read(move |clinic| exchange_tables::offered(clinic, language))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_exchange_table(
    app_state: WithState<'_>,
    form: ExchangeTableForm,
) -> Result<ExchangeTableView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            exchange_tables::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_exchange_table(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: ExchangeTableForm,
    form: ExchangeTableForm,
) -> Result<ExchangeTableView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            exchange_tables::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
