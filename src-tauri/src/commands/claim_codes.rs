//! The codes that insurers ask for on invoices.

use clinic::claim_codes::{self, ClaimCodeForm, ClaimCodeView};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn claim_codes(app_state: WithState<'_>) -> Result<Vec<ClaimCodeView>> {
    app_state.read(|clinic| claim_codes::list(clinic)).await
}

/// Returns the codes that can be put on an invoice.
#[tauri::command]
#[specta::specta]
pub async fn offered_claim_codes(app_state: WithState<'_>) -> Result<Vec<ClaimCodeView>> {
    app_state.read(|clinic| claim_codes::offered(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_claim_code(
    app_state: WithState<'_>,
    form: ClaimCodeForm,
) -> Result<ClaimCodeView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            claim_codes::add(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_claim_code(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: ClaimCodeForm,
    form: ClaimCodeForm,
) -> Result<ClaimCodeView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            claim_codes::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}
