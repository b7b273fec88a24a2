//! The quotes of a patient, and those of all patients that can still be accepted.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Invoice, InvoiceDraft, InvoiceVoid, Patient, Quote};
use sync_contract::ids::{PatientId, QuoteId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row::{self, ChartRow};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::invoices::lines;
use crate::invoices::quotes::outcome::Outcomes;
use crate::invoices::quotes::{Facts, QuoteForm, QuoteView, number_of, state_on};
use crate::invoices::worklist::SHOWN_MAX;
use crate::money::{Sums, stored_currency};
use crate::names::{PatientName, StaffNames};
use crate::reads::{ListRead, log_list};
use crate::view::{Day, Id, ReadVersionToken, count, text};

/// One that expired is listed for so long after its last day.
const DAYS_EXPIRED: u64 = 30;

/// `is_unsure`: some of them, or of what may have been made of them, is damaged, is missing or may still come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientQuotes {
    pub is_unsure: bool,
    pub quotes: Vec<QuoteView>,
}

/// The first hundred; `total` counts them all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenQuotes {
    pub total: u32,
    pub quotes: Vec<QuoteView>,
}

/// Returns the quotes of a patient that are not removed, the newest first.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<PatientQuotes> {
    clinic.may(Right::BillingRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let reader = clinic.read();
    let mut rows = reader.quotes_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| std::cmp::Reverse((row.value.made_on, row.value.id)));
    let outcomes = Outcomes::of(&reader, &ids(&rows))?;
    Ok(PatientQuotes {
        quotes: views(&reader, &rows, &outcomes, clinic.today()?)?,
        is_unsure: is_unsure(clinic, patient)? || clinic.is_unsure(patient, Quote::DESCRIPTOR)?,
    })
}

/// Returns one quote that is not removed.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<QuoteView> {
    clinic.may(Right::BillingRead)?;
    let row = chart_row::shown::<Quote>(clinic, id)?;
    let (reader, rows) = (clinic.read(), std::slice::from_ref(&row));
    read_outcomes(&reader, row.value.patient)?;
    let outcomes = Outcomes::of(&reader, &[row.value.id])?;
    let mut views = views(&reader, rows, &outcomes, clinic.today()?)?.into_iter();
    or_not_found(views.next(), Quote::WHAT)
}

/// Returns what is printed of a quote.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`, `Invalid` for one without lines.
pub fn print(clinic: &Clinic, id: &Id) -> Result<QuoteView> {
    clinic.may(Right::BillingRead)?;
    let view = show(clinic, id)?;
    match view.lines.as_deref() {
        Some([]) => Err(Error::invalid("quote", Reason::Required)),
        _ => Ok(view),
    }
}

/// Returns the quotes of all patients that wait for an answer, the first one to end first, and those that expired
/// within the last thirty days.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn open(clinic: &Clinic) -> Result<OpenQuotes> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    // what is listed depends on rows that are not shown
    for entity in [
        Quote::DESCRIPTOR,
        InvoiceDraft::DESCRIPTOR,
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
        Patient::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    let from = today.checked_sub_days(Days::new(DAYS_EXPIRED));
    let mut rows = reader.quotes_valid_on(from.unwrap_or(today))?;
    let outcomes = Outcomes::of(&reader, &ids(&rows))?;
    rows.retain(|row| outcomes.of_quote(row.value.id).is_none());
    let total = count(rows.len());
    rows.truncate(SHOWN_MAX);
    Ok(OpenQuotes {
        total,
        quotes: views(&reader, &rows, &outcomes, today)?,
    })
}

/// Reads all that may have been made of the quotes of a patient: what was edited so that it is of none any more is
/// reported.
fn read_outcomes(reader: &Reader<'_>, patient: PatientId) -> Result<()> {
    reader.invoice_drafts_of(patient)?;
    reader.invoices_of(patient)?;
    reader.invoice_voids_of(patient)?;
    Ok(())
}

/// Returns whether something that was made of a quote of a patient may be damaged, be missing or still come.
pub(super) fn is_unsure(clinic: &Clinic, patient: PatientId) -> Result<bool> {
    read_outcomes(&clinic.read(), patient)?;
    for entity in [
        InvoiceDraft::DESCRIPTOR,
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
    ] {
        if clinic.is_unsure(patient, entity)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn ids(rows: &[Stored<Quote>]) -> Vec<QuoteId> {
    rows.iter().map(|row| row.value.id).collect()
}

fn views(
    reader: &Reader<'_>,
    rows: &[Stored<Quote>],
    outcomes: &Outcomes,
    today: NaiveDate,
) -> Result<Vec<QuoteView>> {
    let staff = StaffNames::read(reader)?;
    let patients: BTreeSet<Uuid> = rows.iter().map(|row| row.value.patient.0).collect();
    let patients = reader.by_ids::<Patient>(&patients.into_iter().collect::<Vec<_>>())?;
    let patients: BTreeMap<_, _> = patients.iter().map(|row| (row.value.id, row)).collect();
    let view = |row: &Stored<Quote>| {
        let quote = &row.value;
        let currency = stored_currency(&quote.currency);
        let lines = lines::stored(&quote.lines);
        let sums = lines.as_deref().map_or(Sums::default(), lines::sums);
        let invoice = outcomes.of_quote(quote.id);
        let patient = patients.get(&quote.patient).copied();
        let facts = Facts {
            is_empty: lines.as_deref().is_some_and(<[_]>::is_empty),
            is_declined: quote.is_declined,
            is_invoiced: invoice.is_some(),
            valid_until: quote.valid_until,
        };
        QuoteView {
            id: Id::of(quote.id),
            seen: ReadVersionToken::of(&row.seen),
            number: number_of(quote),
            patient_id: Id::of(quote.patient),
            patient: patient.map(|row| PatientName::of(&row.value)),
            is_patient_deleted: patient.is_some_and(|row| row.deleted.is_some()),
            made_on: Day::of(quote.made_on),
            by: staff.name(row.created_by),
            state: state_on(facts, today),
            valid_until: Day::of(quote.valid_until),
            form: form_of(quote),
            lines: lines.map(|lines| lines::views(&lines, currency)),
            sums: lines::sums_view(sums, currency),
            invoice,
        }
    };
    Ok(rows.iter().map(view).collect())
}

pub(super) fn form_of(quote: &Quote) -> QuoteForm {
    let lines = lines::stored(&quote.lines).unwrap_or(Vec::new());
    QuoteForm {
        lines: lines::forms(&lines, stored_currency(&quote.currency)),
        valid_until: Some(Day::of(quote.valid_until)),
        note: text(&quote.note),
    }
}

/// # Errors
/// `Invalid` where there is an invoice of it that is not void.
pub(in crate::invoices) fn require_no_invoice(reader: &Reader<'_>, quote: QuoteId) -> Result<()> {
    let made = Outcomes::of(reader, &[quote])?.of_quote(quote);
    match made.and_then(|made| made.invoice_id) {
        Some(_) => Err(Error::invalid("quote", Reason::OutOfOrder)),
        None => Ok(()),
    }
}

/// # Errors
/// `Invalid` where an invoice was made of it.
pub(super) fn require_not_invoiced(reader: &Reader<'_>, quote: &Quote) -> Result<()> {
    match Outcomes::of(reader, &[quote.id])?.of_quote(quote.id) {
        Some(_) => Err(Error::invalid("quote", Reason::OutOfOrder)),
        None => Ok(()),
    }
}
