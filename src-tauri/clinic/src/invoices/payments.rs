//! Takes what is paid, and gives it back.

use serde::Deserialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Invoice, Payment};
use sync_contract::field::Line;
use sync_contract::ids::PaymentId;
use uuid::Uuid;
use vault::WriteTx;

use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::invoices::list::{Accounts, require_all_here, show};
use crate::invoices::{ChartRow, InvoiceView, PaymentMethod};
use crate::money::{Money, currency_of};
use crate::view::Id;
use crate::{Clinic, fields};

/// Without an amount it is all that is left: to pay, or to give back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaymentForm {
    pub method: PaymentMethod,
    pub amount: String,
    pub reference: String,
}

/// Takes a payment for an invoice, at most what is left to pay.
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `NotFound`, `PatientDeleted`, `InvoiceVoid`, `NotAllHere` while something may
/// have been paid that cannot be read, `TooLong`, `Invalid` for no amount, nothing, and more than is left.
pub fn take(clinic: &mut Clinic, invoice: &Id, form: &PaymentForm) -> Result<InvoiceView> {
    clinic.may(Right::BillingCollect)?;
    let of = chart_row::shown::<Invoice>(clinic, invoice)?.value.patient;
    require_all_here(clinic, of)?;
    clinic.write("take payment", |tx| {
        let row = chart_row::writable::<Invoice>(tx, invoice)?.value;
        let accounts = Accounts::of_patient(&tx.read(), row.patient)?;
        let is_void = accounts.void_of(row.id).is_some();
        let asked = if is_void { 0 } else { row.total_minor };
        let left = asked.saturating_sub(accounts.paid(row.id));
        // of a void invoice only what was given back twice is paid again
        if is_void && left <= 0 {
            return Err(Error::InvoiceVoid);
        }
        insert(tx, &row, None, (form, left), "paidAmount")
    })?;
    show(clinic, invoice)
}

/// Gives back of a payment, at most what is left of it: a row of its own names it.
///
/// # Errors
/// `Forbidden` (needs `billing.collect`), `NotFound`, also for a refund, `PatientDeleted`, `NotAllHere` as [`take`],
/// `TooLong`, `Invalid` for no amount, nothing, and more than is left of it.
pub fn refund(clinic: &mut Clinic, payment: &Id, form: &PaymentForm) -> Result<InvoiceView> {
    clinic.may(Right::BillingCollect)?;
    let of = chart_row::shown::<Payment>(clinic, payment)?.value.patient;
    require_all_here(clinic, of)?;
    let invoice = clinic.write("refund payment", |tx| {
        let row = chart_row::writable::<Payment>(tx, payment)?.value;
        let row = or_not_found(Some(row).filter(|row| row.refunds.is_none()), Payment::WHAT)?;
        let invoice = or_not_found(tx.get::<Invoice>(row.invoice)?, Invoice::WHAT)?.value;
        let accounts = Accounts::of_patient(&tx.read(), row.patient)?;
        let left = row.amount_minor.saturating_sub(accounts.refunded(&row));
        insert(tx, &invoice, Some(row.id.0), (form, left), "refundAmount")?;
        Ok(invoice.id)
    })?;
    show(clinic, &Id::of(invoice))
}

fn insert(
    tx: &mut WriteTx<'_>,
    invoice: &Invoice,
    refunds: Option<Uuid>,
    (form, left): (&PaymentForm, i64),
    field: &'static str,
) -> Result<()> {
    let currency = currency_of(&invoice.currency, "currency")?;
    let amount = match form.amount.trim() {
        "" => Ok(left),
        typed => Money::typed(typed, currency, field).map(|money| money.minor),
    };
    let amount = amount.and_then(|amount| match (1..=left).contains(&amount) {
        true => Ok(amount),
        false => Err(Error::invalid(field, Reason::Impossible)),
    });
    let reference = fields::optional(&form.reference, "reference");
    let (amount_minor, reference): (i64, Option<Line>) = (amount, reference).together()?;
    let (id, at): (PaymentId, _) = (tx.new_id(), tx.now());
    tx.insert(&Payment {
        id,
        patient: invoice.patient,
        invoice: invoice.id,
        at,
        method: form.method,
        amount_minor,
        refunds,
        reference: reference.into(),
    })?;
    Ok(())
}
