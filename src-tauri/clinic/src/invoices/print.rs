//! A receipt and a reminder as they are printed.

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::Payment;

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::invoices::list::show;
use crate::invoices::{ChartRow, InvoiceState, InvoiceView, PaymentView};
use crate::view::Id;

/// A payment with the invoice that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedReceipt {
    pub payment: PaymentView,
    pub invoice: InvoiceView,
}

/// Returns what is on a receipt.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn receipt(clinic: &Clinic, payment: &Id) -> Result<PrintedReceipt> {
    clinic.may(Right::BillingRead)?;
    let row = chart_row::shown::<Payment>(clinic, payment)?;
    let invoice = show(clinic, &Id::of(row.value.invoice))?;
    let own = invoice.payments.iter().find(|view| view.id == *payment);
    let payment = or_not_found(own.cloned(), Payment::WHAT)?;
    Ok(PrintedReceipt { payment, invoice })
}

/// Returns the invoice of which a patient is reminded.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`, `Invalid` for one that is not overdue.
pub fn reminder(clinic: &Clinic, invoice: &Id) -> Result<InvoiceView> {
    clinic.may(Right::BillingRead)?;
    let view = show(clinic, invoice)?;
    match view.state {
        InvoiceState::Overdue => Ok(view),
        _ => Err(Error::invalid("invoice", Reason::OutOfOrder)),
    }
}
