//! Quotes as they are made, changed, answered and removed.

use chrono::{Days, NaiveDate};
use iso_currency::Currency;
use sync_contract::catalog::{InvoiceDraft, Quote};
use sync_contract::field::Line as TextLine;
use sync_contract::ids::{InvoiceDraftId, PatientId, QuoteId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::chart_row;
use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::invoices::draft::due_days;
use crate::invoices::lines::{self, Before, Line};
use crate::invoices::list::show_draft;
use crate::invoices::numbers::{self, Numbered};
use crate::invoices::quotes::list::{form_of, is_unsure, require_not_invoiced, show};
use crate::invoices::quotes::{NewQuote, QuoteEdit, QuoteForm, QuoteView};
use crate::invoices::{InvoiceDraftView, InvoicePreview};
use crate::money::{stored_code, stored_currency};
use crate::view::{Id, ReadVersionToken, set};
use crate::{Clinic, fields, settings};

/// Days for which a quote holds, a setting.
const VALID_DAYS: &str = "quote.valid_days";
const VALID_DAYS_DEFAULT: u32 = 30;
/// Our own limit, against a slip of a digit.
const VALID_DAYS_MAX: u64 = 730;

/// Makes a quote under the next number of this device.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `KeyMissing`, `NotFound`, `PatientDeleted`, `TooLong`,
/// `Invalid` for a service that is not offered or of another currency, for a number that makes no sense, and for a
/// last day before today or more than two years ahead.
pub fn add(clinic: &mut Clinic, new: &NewQuote) -> Result<QuoteView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    let (patient, today): (PatientId, _) = (new.patient_id.to()?, clinic.today()?);
    let id = clinic.write("add quote", |tx| {
        require_not_deleted(tx, patient)?;
        let content = Content::read(&tx.read(), &new.form, None, today)?;
        let id: QuoteId = tx.new_id();
        let (series, serial) = numbers::next(tx, Numbered::Quotes)?;
        let letters = numbers::letters(&tx.read(), id.0)?;
        tx.insert(&Quote {
            id,
            patient,
            series: series.into(),
            serial: serial.into(),
            letters,
            made_on: today,
            currency: stored_code(content.currency),
            valid_until: content.valid_until,
            lines: lines::text(&content.lines)?.into(),
            note: content.note.into(),
            is_declined: false,
        })?;
        Ok(id)
    })?;
    show(clinic, &Id::of(id))
}

/// What is typed into a form, checked.
struct Content {
    currency: Currency,
    lines: Vec<Line>,
    valid_until: NaiveDate,
    note: Option<TextLine>,
}

impl Content {
    /// # Errors
    /// As [`add`]; `made_on` is the first day that the last one may be.
    fn read(
        reader: &Reader<'_>,
        form: &QuoteForm,
        before: Before<'_>,
        made_on: NaiveDate,
    ) -> Result<Self> {
        let ((currency, lines), valid_until, note) = (
            lines::typed(reader, &form.lines, before),
            last_day(reader, form, made_on),
            fields::optional(&form.note, "note"),
        )
            .together()?;
        Ok(Self {
            currency,
            lines,
            valid_until,
            note,
        })
    }
}

fn last_day(reader: &Reader<'_>, form: &QuoteForm, made_on: NaiveDate) -> Result<NaiveDate> {
    let after = |days: u64| made_on.checked_add_days(Days::new(days)).unwrap_or(made_on);
    let Some(day) = &form.valid_until else {
        let days = settings::number(reader, VALID_DAYS, VALID_DAYS_DEFAULT)?;
        return Ok(after(u64::from(days).min(VALID_DAYS_MAX)));
    };
    let day = day.to_date("validUntil")?;
    match day {
        _ if day < made_on => Err(Error::invalid("validUntil", Reason::Backwards)),
        _ if day > after(VALID_DAYS_MAX) => Err(Error::invalid("validUntil", Reason::InTheFuture)),
        _ => Ok(day),
    }
}

/// Returns what a quote would be with what is typed into it. Nothing is written.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `Invalid` as [`add`].
pub fn preview(clinic: &Clinic, id: &Id, form: &QuoteForm) -> Result<InvoicePreview> {
    clinic.may(Right::BillingWrite)?;
    let quote = chart_row::shown::<Quote>(clinic, id)?.value;
    let stored = lines::stored(&quote.lines).unwrap_or(Vec::new());
    let before = Some((stored_currency(&quote.currency), &*stored));
    let content = Content::read(&clinic.read(), form, before, quote.made_on)?;
    Ok(InvoicePreview {
        lines: lines::views(&content.lines, content.currency),
        sums: lines::sums_view(lines::sums(&content.lines), content.currency),
    })
}

/// Changes what the editor changed of a quote, against the version that they saw. Its last day may be any since it was
/// made.
///
/// # Errors
/// As [`add`], `ChangedMeanwhile`, `Invalid` for one of which an invoice was made.
pub fn edit(clinic: &mut Clinic, edit: &QuoteEdit) -> Result<QuoteView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit quote", |tx| {
        let mut quote = chart_row::writable::<Quote>(tx, &edit.id)?.value;
        require_not_invoiced(&tx.read(), &quote)?;
        // what this user cannot read they cannot leave as it is
        let stored = lines::stored(&quote.lines).ok_or(Error::KeyMissing(Compartment::Billing))?;
        let form = merged_form!(QuoteForm { lines, valid_until, note }
            of &edit.loaded, &edit.form, form_of(&quote));
        let before = Some((stored_currency(&quote.currency), &*stored));
        let content = Content::read(&tx.read(), &form, before, quote.made_on)?;
        quote.currency = stored_code(content.currency);
        quote.valid_until = content.valid_until;
        quote.lines = lines::text(&content.lines)?.into();
        set(&mut quote.note, content.note);
        tx.update(&quote, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Records that the patient does not want it, or takes that back.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `Invalid` for one of which an
/// invoice was made.
pub fn decline(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    is_declined: bool,
) -> Result<QuoteView> {
    clinic.may(Right::BillingWrite)?;
    let seen = seen.to_read_version()?;
    let name = match is_declined {
        true => "decline quote",
        false => "reopen quote",
    };
    clinic.write(name, |tx| {
        let mut quote = chart_row::writable::<Quote>(tx, id)?.value;
        require_not_invoiced(&tx.read(), &quote)?;
        quote.is_declined = is_declined;
        tx.update(&quote, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Makes the draft of an invoice of a quote as it was on the screen, with the prices that were quoted; also of one that
/// has expired.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `WithoutCompartment`, `KeyMissing`, `NotFound`, `PatientDeleted`,
/// `ConflictOpen` while two versions wait for a decision, `ChangedMeanwhile`, `NotAllHere` where an invoice of it may
/// be missing, `Invalid` for one that was declined, of which an invoice was made, or without lines.
pub fn invoice(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<InvoiceDraftView> {
    clinic.may(Right::BillingWrite)?;
    clinic.may_open(Compartment::Billing)?;
    let patient = chart_row::shown::<Quote>(clinic, id)?.value.patient;
    if is_unsure(clinic, patient)? {
        return Err(Error::NotAllHere);
    }
    let seen = seen.to_read_version()?;
    let draft = clinic.write("invoice quote", |tx| {
        let row = chart_row::writable::<Quote>(tx, id)?;
        chart_row::require_decided(tx, &row)?;
        if row.seen.rows != seen.rows {
            return Err(Error::ChangedMeanwhile);
        }
        begin_draft(tx, &row)
    })?;
    show_draft(clinic, &Id::of(draft))
}

fn begin_draft(tx: &mut WriteTx<'_>, row: &Stored<Quote>) -> Result<InvoiceDraftId> {
    let quote = &row.value;
    require_not_invoiced(&tx.read(), quote)?;
    if quote.is_declined {
        return Err(Error::invalid("quote", Reason::Cancelled));
    }
    let lines = lines::stored(&quote.lines).ok_or(Error::KeyMissing(Compartment::Billing))?;
    if lines.is_empty() {
        return Err(Error::invalid("quote", Reason::Required));
    }
    let id: InvoiceDraftId = tx.new_id();
    tx.insert(&InvoiceDraft {
        id,
        patient: quote.patient,
        appointment: None,
        quote: Some(quote.id),
        currency: quote.currency.clone(),
        due_days: due_days(&tx.read(), "")?,
        lines: lines::text(&lines)?.into(),
        claim: None.into(),
    })?;
    Ok(id)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `Invalid` without a reason
/// and for one of which an invoice was made.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingWrite)?;
    clinic.write("remove quote", |tx| {
        let quote = chart_row::writable::<Quote>(tx, id)?.value;
        require_not_invoiced(&tx.read(), &quote)?;
        chart_row::delete::<Quote>(tx, id, seen, reason)
    })?;
    removed(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::BillingWrite)?;
    chart_row::removal::<Quote>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<QuoteView> {
    clinic.may(Right::BillingWrite)?;
    clinic.write("restore quote", |tx| {
        chart_row::undelete::<Quote>(tx, id, seen)
    })?;
    show(clinic, id)
}
