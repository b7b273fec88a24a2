//! Takes back what a seed billed and spent. What cannot be removed is reversed as of when it was written.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use sync_contract::catalog::{DeletionReason, Expense, InvoiceDraft, InvoiceVoid, Payment};
use sync_contract::ids::{InvoiceVoidId, PatientId, PaymentId};
use vault::WriteTx;
use vault::read::Deleted;

use crate::clock::day_of;
use crate::demo::expenses::is_of_demo;
use crate::error::Result;
use crate::fields;
use crate::invoices::cash::count_empty;
use crate::invoices::list::Accounts;

pub(super) const WHY: &str = "The demo was taken out";

/// Gives back what these patients paid, voids their invoices and discards their drafts.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn take_back(
    tx: &mut WriteTx<'_>,
    patients: &BTreeSet<PatientId>,
    zone: &Tz,
) -> Result<()> {
    let mut days = BTreeSet::new();
    for patient in patients {
        let accounts = Accounts::of_patient(&tx.read(), *patient)?;
        for row in tx.read().payments_of(*patient)? {
            let payment = row.value;
            let left = payment
                .amount_minor
                .saturating_sub(accounts.refunded(&payment));
            if payment.refunds.is_none() && left > 0 {
                days.insert(day_of(payment.at, zone));
                let id: PaymentId = tx.new_id();
                tx.insert(&Payment {
                    id,
                    amount_minor: left,
                    refunds: Some(payment.id.0),
                    reference: None.into(),
                    ..payment
                })?;
            }
        }
        let mut issued = BTreeSet::new();
        for row in tx.read().invoices_of(*patient)? {
            let invoice = row.value;
            issued.insert(invoice.draft);
            if accounts.void_of(invoice.id).is_none() {
                let (id, at): (InvoiceVoidId, _) = (tx.new_id(), tx.now());
                tx.insert(&InvoiceVoid {
                    id,
                    patient: *patient,
                    invoice: invoice.id,
                    at,
                    reason: fields::required(WHY, "reason")?.into(),
                })?;
            }
        }
        for row in tx.read().invoice_drafts_of(*patient)? {
            let id = row.value.id;
            if row.deleted.is_none() && !issued.contains(&id) {
                tx.delete::<InvoiceDraft>(id, DeletionReason::Other, Some(WHY), &row.seen)?;
            }
        }
    }
    for day in days {
        count_empty(tx, day, zone)?;
    }
    Ok(())
}

/// Removes the expenses of the demo.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn remove_expenses(tx: &mut WriteTx<'_>) -> Result<()> {
    for row in tx.read().all::<Expense>(Deleted::Hidden)? {
        if is_of_demo(&row.value)? {
            tx.delete::<Expense>(row.value.id, DeletionReason::Other, Some(WHY), &row.seen)?;
        }
    }
    Ok(())
}
