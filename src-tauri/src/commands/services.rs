//! The price list of the clinic.

use clinic::services::{self, ServiceForm, ServiceView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn services(app_state: WithState<'_>) -> Result<Vec<ServiceView>> {
    app_state.read(|clinic| services::list(clinic)).await
}

/// Returns the currencies that a price can be in, the clinic's own first.
#[tauri::command]
#[specta::specta]
pub async fn currencies(app_state: WithState<'_>) -> Result<Vec<String>> {
    app_state.read(|clinic| services::currencies(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_service(app_state: WithState<'_>, form: ServiceForm) -> Result<ServiceView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            services::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_service(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: ServiceForm,
    form: ServiceForm,
) -> Result<ServiceView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            services::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
