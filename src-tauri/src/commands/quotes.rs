//! What services would cost patients.

use clinic::invoices::quotes::list::{OpenQuotes, PatientQuotes};
use clinic::invoices::quotes::{NewQuote, QuoteEdit, QuoteForm, QuoteView, list, write};
use clinic::invoices::{InvoiceDraftView, InvoicePreview};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn quotes(app_state: WithState<'_>, patient_id: Id) -> Result<PatientQuotes> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn quote(app_state: WithState<'_>, id: Id) -> Result<QuoteView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

/// Returns the quotes of all patients that wait for an answer or expired lately.
#[tauri::command]
#[specta::specta]
pub async fn open_quotes(app_state: WithState<'_>) -> Result<OpenQuotes> {
    app_state.read(|clinic| list::open(clinic)).await
}

/// Returns what a quote would be with what is typed into it.
#[tauri::command]
#[specta::specta]
pub async fn preview_quote(
    app_state: WithState<'_>,
    id: Id,
    form: QuoteForm,
) -> Result<InvoicePreview> {
    app_state
        .read(move |clinic| write::preview(clinic, &id, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_quote(app_state: WithState<'_>, quote: NewQuote) -> Result<QuoteView> {
    app_state
        .write(&[Topic::Billing], move |clinic| write::add(clinic, &quote))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_quote(app_state: WithState<'_>, edit: QuoteEdit) -> Result<QuoteView> {
    app_state
        .write(&[Topic::Billing], move |clinic| write::edit(clinic, &edit))
        .await
}

/// Records that the patient does not want it, or takes that back.
#[tauri::command]
#[specta::specta]
pub async fn decline_quote(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    is_declined: bool,
) -> Result<QuoteView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            write::decline(clinic, &id, &seen, is_declined)
        })
        .await
}

/// Makes the draft of an invoice of it.
#[tauri::command]
#[specta::specta]
pub async fn invoice_quote(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<InvoiceDraftView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            write::invoice(clinic, &id, &seen)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_quote(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            write::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_quote(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<QuoteView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            write::restore(clinic, &id, &seen)
        })
        .await
}
