//! Invoices, and what is paid for them.

use clinic::invoices::cash::of_facility::{csv, report_at};
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
use crate::saving;

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

/// Returns what was paid on a day, at one facility or at all of them, and what was counted of it.
#[tauri::command]
#[specta::specta]
pub async fn cash_report(
    app_state: WithState<'_>,
    day: Day,
    facility_id: Option<Id>,
) -> Result<CashReport> {
    app_state
        .read(move |clinic| match &facility_id {
            Some(facility) => report_at(clinic, &day, facility),
            None => cash::report(clinic, &day),
        })
        .await
}

/// Writes a day's cash report as a sheet. Returns where the file lies.
#[tauri::command]
#[specta::specta]
pub async fn save_cash_report(
    app_state: WithState<'_>,
    day: Day,
    facility_id: Option<Id>,
    path: String,
) -> Result<String> {
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::to_file(&path, |to| {
                let sheet = csv(clinic, &day, facility_id.as_ref())?;
                to.write_all(sheet.as_bytes())
                    .map_err(clinic::Error::NotWritten)?;
                Ok(())
            })?;
            Ok(path.display().to_string())
        })
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
