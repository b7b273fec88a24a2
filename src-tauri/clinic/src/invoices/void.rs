//! Voids an invoice that was issued.

use sync_contract::Right;
use sync_contract::catalog::{Invoice, InvoiceVoid};
use sync_contract::ids::InvoiceVoidId;

use crate::chart_row;
use crate::error::{Error, Result};
use crate::invoices::InvoiceView;
use crate::invoices::list::{Accounts, require_all_here, show};
use crate::money::{Money, currency_of};
use crate::view::Id;
use crate::{Clinic, fields};

/// Voids an invoice of which nothing is paid. Its number is not given again.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`, `InvoiceVoid` for one that is void already,
/// `StillPaid`, `NotAllHere` while something may have been paid that cannot be read, `TooLong`, `Invalid` without a
/// reason.
pub fn void(clinic: &mut Clinic, id: &Id, reason: &str) -> Result<InvoiceView> {
    clinic.may(Right::BillingWrite)?;
    let (now, reason) = (clinic.now(), fields::required(reason, "reason")?);
    let of = chart_row::shown::<Invoice>(clinic, id)?.value.patient;
    require_all_here(clinic, of)?;
    clinic.write("void invoice", |tx| {
        let invoice = chart_row::writable::<Invoice>(tx, id)?.value;
        let accounts = Accounts::of_patient(&tx.read(), invoice.patient)?;
        if accounts.void_of(invoice.id).is_some() {
            return Err(Error::InvoiceVoid);
        }
        let paid = accounts.paid(invoice.id);
        if paid != 0 {
            let currency = currency_of(&invoice.currency, "currency")?;
            let paid = Money {
                minor: paid,
                currency,
            };
            return Err(Error::StillPaid(paid.to_string()));
        }
        let id: InvoiceVoidId = tx.new_id();
        tx.insert(&InvoiceVoid {
            id,
            patient: invoice.patient,
            invoice: invoice.id,
            at: now,
            reason: reason.into(),
        })?;
        Ok(())
    })?;
    show(clinic, id)
}
