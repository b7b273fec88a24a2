//! Gives a draft its number: from then on the invoice is not changed.

use chrono::{Days, NaiveDate};
use sync_contract::Right;
use sync_contract::catalog::{Invoice, InvoiceDraft};
use sync_contract::ids::InvoiceId;
use vault::WriteTx;
use vault::read::Reader;

use crate::Clinic;
use crate::chart_row;
use crate::error::{Error, Reason, Result};
use crate::invoices::claims;
use crate::invoices::lines;
use crate::invoices::list::{require_not_issued, show};
use crate::invoices::numbers::{self, Numbered};
use crate::invoices::packages::balance::is_invoiced;
use crate::invoices::packages::uses::require_unpaid;
use crate::invoices::quotes;
use crate::invoices::{DoubtedPolicy, InvoiceView};
use crate::view::{Id, ReadVersionToken};

/// Issues a draft as it was on the screen, under the next number of this device.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`, `AlreadyIssued`, `ConflictOpen` while two
/// versions of the draft wait for a decision, `ChangedMeanwhile`, `Invalid` for one without lines or whose lines cannot
/// be read, for a visit that a package pays or that another invoice is of, for a claim whose policy was removed, and
/// where there is an invoice of its quote.
pub fn issue(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<InvoiceView> {
    clinic.may(Right::BillingWrite)?;
    let (today, seen) = (clinic.today()?, seen.to_read_version()?);
    let id = clinic.write("issue invoice", |tx| {
        let row = chart_row::writable::<InvoiceDraft>(tx, id)?;
        chart_row::require_decided(tx, &row)?;
        require_not_issued(&tx.read(), &row.value)?;
        require_due(&tx.read(), &row.value)?;
        if row.seen.rows != seen.rows {
            return Err(Error::ChangedMeanwhile);
        }
        let invoice = numbered(tx, &row.value, today)?;
        tx.insert(&invoice)?;
        Ok(invoice.id)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the policy that the claim of a draft names, where it does not hold today: to be asked about before it goes
/// onto an invoice.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `AlreadyIssued`, `KeyMissing` where the claim cannot be read.
pub fn doubted_policy(clinic: &Clinic, id: &Id) -> Result<Option<DoubtedPolicy>> {
    clinic.may(Right::BillingWrite)?;
    let draft = chart_row::shown::<InvoiceDraft>(clinic, id)?.value;
    let reader = clinic.read();
    require_not_issued(&reader, &draft)?;
    claims::doubted(&reader, &draft.claim, clinic.today()?)
}

/// Refuses what would be billed twice: a visit that a package pays by now, and a visit or a quote of which another
/// computer has made an invoice.
///
/// # Errors
/// `Invalid`.
fn require_due(reader: &Reader<'_>, draft: &InvoiceDraft) -> Result<()> {
    if let Some(appointment) = draft.appointment {
        require_unpaid(reader, draft.patient, appointment)?;
        if is_invoiced(reader, appointment, draft.patient)? {
            return Err(Error::invalid("appointment", Reason::Taken));
        }
    }
    match draft.quote {
        Some(quote) => quotes::list::require_no_invoice(reader, quote),
        None => Ok(()),
    }
}

/// Returns the invoice that a draft becomes on a day, under the next number of this device.
///
/// # Errors
/// `Invalid` for a draft without lines, or whose lines cannot be read, and for a claim whose policy was removed.
pub(crate) fn numbered(
    tx: &mut WriteTx<'_>,
    draft: &InvoiceDraft,
    issued_on: NaiveDate,
) -> Result<Invoice> {
    let lines = lines::stored(&draft.lines).filter(|lines| !lines.is_empty());
    let lines = lines.ok_or(Error::invalid("lines", Reason::Required))?;
    let claim = claims::at_issue(&tx.read(), &draft.claim)?;
    let id: InvoiceId = tx.new_id();
    let (series, serial) = numbers::next(tx, Numbered::Invoices)?;
    let letters = numbers::letters(&tx.read(), id.0)?;
    Ok(Invoice {
        id,
        patient: draft.patient,
        draft: draft.id,
        appointment: draft.appointment,
        quote: draft.quote,
        series: series.into(),
        serial: serial.into(),
        letters,
        issued_on,
        due_on: due_on(issued_on, draft.due_days),
        currency: draft.currency.clone(),
        total_minor: lines::sums(&lines).total(),
        lines: lines::text(&lines)?.into(),
        claim: claim.into(),
    })
}

fn due_on(day: NaiveDate, due_days: i64) -> NaiveDate {
    let days = u64::try_from(due_days).unwrap_or(0);
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
