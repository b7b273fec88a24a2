//! A receipt and a reminder as they are printed.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_contract::Right;
use sync_contract::catalog::Payment;

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::invoices::lines::plain;
use crate::invoices::list::show;
use crate::invoices::{ChartRow, InvoiceLineView, InvoiceState, InvoiceView, PaymentView};
use crate::money::{Money, Sums, currency_of, plain_tax, typed_tax};
use crate::view::Id;

/// A payment with the invoice that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrintedReceipt {
    pub payment: PaymentView,
    pub invoice: InvoiceView,
}

/// What is taxed at one rate on an invoice or a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxShare {
    pub percent: String,
    pub net: String,
    pub tax: String,
}

/// Returns what is taxed at each rate, the lowest first. The sums are those of the lines, each rounded for itself.
///
/// # Errors
/// `Invalid` for amounts that are none of this currency.
pub fn tax_shares(lines: &[InvoiceLineView], currency: &str) -> Result<Vec<TaxShare>> {
    let currency = currency_of(currency, "currency")?;
    let mut shares: BTreeMap<i64, Sums> = BTreeMap::new();
    for line in lines {
        let minor = |text: &str| Money::typed(text, currency, "lines").map(|money| money.minor);
        let (net, tax) = (minor(&line.net)?, minor(&line.tax)?);
        let share = shares
            .entry(typed_tax(&line.tax_percent, "lines")?)
            .or_default();
        *share = Sums::of([*share, Sums { net, tax }]);
    }
    let share = |(rate, sums): (i64, Sums)| TaxShare {
        percent: plain_tax(rate),
        net: plain(sums.net, currency),
        tax: plain(sums.tax, currency),
    };
    Ok(shares.into_iter().map(share).collect())
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
