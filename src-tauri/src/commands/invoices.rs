//! Invoices, and what is paid for them.

use clinic::invoices::cash::{self, CashForm, CashReport};
use clinic::invoices::list::PatientInvoices;
use clinic::invoices::overdue::{self, Overdue};
use clinic::invoices::payments::{self, PaymentForm};
use clinic::invoices::worklist::{self, BillingWork};
use clinic::invoices::{InvoiceDraftView, InvoiceForm, InvoicePreview, InvoiceView, NewInvoice};
use clinic::invoices::{draft, issue, list, void};
use clinic::view::{Day, Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

/// Returns the drafts and the invoices of a patient.
#[tauri::command]
#[specta::specta]
pub async fn invoices(app_state: WithState<'_>, patient_id: Id) -> Result<PatientInvoices> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn invoice(app_state: WithState<'_>, id: Id) -> Result<InvoiceView> {
    app_state.read(move |clinic| list::show(clinic, &id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn invoice_draft(app_state: WithState<'_>, id: Id) -> Result<InvoiceDraftView> {
    app_state
        .read(move |clinic| list::show_draft(clinic, &id))
        .await
}

/// Returns what billing has to do, of all patients.
#[tauri::command]
#[specta::specta]
pub async fn billing_work(app_state: WithState<'_>) -> Result<BillingWork> {
    app_state.read(|clinic| worklist::to_bill(clinic)).await
}

/// Returns the invoices that are overdue, by how long.
#[tauri::command]
#[specta::specta]
pub async fn overdue_invoices(app_state: WithState<'_>) -> Result<Overdue> {
    app_state.read(|clinic| overdue::overdue(clinic)).await
}

/// Returns what was paid on a day, and what was counted of it.
#[tauri::command]
#[specta::specta]
pub async fn cash_report(app_state: WithState<'_>, day: Day) -> Result<CashReport> {
    app_state
        .read(move |clinic| cash::report(clinic, &day))
        .await
}

/// Records what was counted of a day's payments.
#[tauri::command]
#[specta::specta]
pub async fn close_day(app_state: WithState<'_>, day: Day, form: CashForm) -> Result<CashReport> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            cash::close(clinic, &day, &form)
        })
        .await
}

/// Returns what a draft would be with what is typed into it.
#[tauri::command]
#[specta::specta]
pub async fn preview_invoice(
    app_state: WithState<'_>,
    id: Id,
    form: InvoiceForm,
) -> Result<InvoicePreview> {
    app_state
        .read(move |clinic| draft::preview(clinic, &id, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn begin_invoice(
    app_state: WithState<'_>,
    invoice: NewInvoice,
) -> Result<InvoiceDraftView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            draft::add(clinic, &invoice)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_invoice_draft(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    loaded: InvoiceForm,
    form: InvoiceForm,
) -> Result<InvoiceDraftView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            draft::edit(clinic, &id, &seen, &loaded, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_invoice_draft(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            draft::remove(clinic, &id, &seen, &reason)
        })
        .await
}

/// Gives a draft its number.
#[tauri::command]
#[specta::specta]
pub async fn issue_invoice(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<InvoiceView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            issue::issue(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn void_invoice(app_state: WithState<'_>, id: Id, reason: String) -> Result<InvoiceView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            void::void(clinic, &id, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn take_payment(
    app_state: WithState<'_>,
    invoice_id: Id,
    form: PaymentForm,
) -> Result<InvoiceView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            payments::take(clinic, &invoice_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn refund_payment(
    app_state: WithState<'_>,
    payment_id: Id,
    form: PaymentForm,
) -> Result<InvoiceView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            payments::refund(clinic, &payment_id, &form)
        })
        .await
}
