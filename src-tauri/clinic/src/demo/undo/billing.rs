//! Takes back what a seed billed and spent. What cannot be removed is reversed as of when it was written.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::catalog::{DeletionReason, Expense, InvoiceDraft, InvoiceVoid, Payment};
use sync_contract::field::Time;
use sync_contract::ids::{InvoiceVoidId, PatientId, TenantId};
use vault::WriteTx;
use vault::read::Deleted;

use crate::clock::day_of;
use crate::demo::expenses::is_of_demo;
use crate::error::Result;
use crate::fields;
use crate::invoices::cash::{count_empty, demo_refund_id};
use crate::invoices::list::Accounts;

pub(super) const WHY: &str = "The demo was taken out";

/// A seed takes at most so long, in microseconds: what was spent within it after it began is its own.
const SEED_WITHIN_US: i64 = 3_600_000_000;

/// Gives back what these patients paid, voids their invoices and discards their drafts; what belongs to a file that was
/// merged with theirs stays. Returns the days on which they paid.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn take_back(
    tx: &mut WriteTx<'_>,
    patients: &BTreeSet<PatientId>,
    tenant: TenantId,
    zone: &Tz,
) -> Result<BTreeSet<NaiveDate>> {
    let mut days = BTreeSet::new();
    for patient in patients {
        let accounts = Accounts::of_patient(&tx.read(), *patient)?;
        for row in tx.read().payments_of(*patient)? {
            let payment = row.value;
            let left = payment
                .amount_minor
                .saturating_sub(accounts.refunded(&payment));
            let is_own = payment.patient == *patient && payment.refunds.is_none();
            if is_own && left > 0 {
                days.insert(day_of(payment.at, zone));
                tx.insert(&Payment {
                    id: demo_refund_id(tenant, payment.id),
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
            if invoice.patient == *patient && accounts.void_of(invoice.id).is_none() {
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
            let is_own = row.value.patient == *patient && row.deleted.is_none();
            if is_own && !issued.contains(&id) {
                tx.delete::<InvoiceDraft>(id, DeletionReason::Other, Some(WHY), &row.seen)?;
            }
        }
    }
    Ok(days)
}

/// Removes the expenses that a seed recorded which began at this time. Returns their days.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn remove_expenses(tx: &mut WriteTx<'_>, seeded: Time) -> Result<BTreeSet<NaiveDate>> {
    let mut days = BTreeSet::new();
    for row in tx.read().all::<Expense>(Deleted::Hidden)? {
        let is_of_seed = (0..SEED_WITHIN_US).contains(&(row.created_at.0 - seeded.0));
        if is_of_seed && is_of_demo(&row.value)? {
            days.insert(row.value.spent_on);
            tx.delete::<Expense>(row.value.id, DeletionReason::Other, Some(WHY), &row.seen)?;
        }
    }
    Ok(days)
}

/// Counts nothing in the tills of these days that were counted and in which nothing is left.
///
/// # Errors
/// Those of a read and of a write.
pub(super) fn count_empty_tills(
    tx: &mut WriteTx<'_>,
    days: &BTreeSet<NaiveDate>,
    tenant: TenantId,
    zone: &Tz,
) -> Result<()> {
    days.iter()
        .try_for_each(|day| count_empty(tx, *day, tenant, zone))
}
