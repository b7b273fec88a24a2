//! The invoices of a patient in the state that they have on a day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use iso_currency::Currency;
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{
    InsurancePolicy, Invoice, InvoiceDraft, InvoiceVoid, Patient, Payment, Quote,
};
use sync_contract::ids::{AppointmentId, InvoiceDraftId, InvoiceId, PatientId, QuoteId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row;
use crate::error::{Error, Result};
use crate::invoices::claims;
use crate::invoices::lines;
use crate::invoices::quotes;
use crate::invoices::{
    InvoiceDraftView, InvoiceForm, InvoiceView, PaymentView, QuoteRef, VoidView, number_of,
    state_on,
};
use crate::money::{Sums, stored_currency};
use crate::names::{PatientName, StaffNames};
use crate::view::{At, Day, Id, ReadVersionToken, text};

/// `is_unsure`: something of it is damaged, is missing or may still come, so that nothing follows from what is left to
/// pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientInvoices {
    pub is_unsure: bool,
    pub drafts: Vec<InvoiceDraftView>,
    pub invoices: Vec<InvoiceView>,
}

/// Returns the drafts and the invoices of a patient, the newest first.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<PatientInvoices> {
    clinic.may(Right::BillingRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    let accounts = Accounts::of_patient(&reader, patient)?;
    let mut rows = reader.invoices_of(patient)?;
    let twins = twins(&rows, &accounts);
    let drafts = not_issued(&reader, patient, &rows)?;
    let quotes = rows.iter().map(|row| row.value.quote);
    let quotes = quotes.chain(drafts.iter().map(|row| row.value.quote));
    let shown = Shown::read(&reader, [patient], today)?.with_quotes(&reader, quotes)?;
    let shown = shown.with_policies(&reader, &drafts)?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.value.issued_on, row.value.id)));
    let invoices = rows.iter();
    Ok(PatientInvoices {
        is_unsure: is_unsure(clinic, patient)?,
        drafts: drafts.iter().map(|row| shown.draft(row)).collect(),
        invoices: invoices
            .map(|row| shown.invoice(row, &accounts, &twins))
            .collect(),
    })
}

/// Returns one invoice.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<InvoiceView> {
    clinic.may(Right::BillingRead)?;
    let row = chart_row::shown::<Invoice>(clinic, id)?;
    let (reader, patient) = (clinic.read(), row.value.patient);
    let shown = Shown::read(&reader, [patient], clinic.today()?)?;
    let shown = shown.with_quotes(&reader, [row.value.quote])?;
    let accounts = Accounts::of_patient(&reader, patient)?;
    let twins = twins(&reader.invoices_of(patient)?, &accounts);
    Ok(shown.invoice(&row, &accounts, &twins))
}

/// Returns one draft that was not issued.
///
/// # Errors
/// `Forbidden` (needs `billing.read`), `NotFound`, `AlreadyIssued`.
pub fn show_draft(clinic: &Clinic, id: &Id) -> Result<InvoiceDraftView> {
    clinic.may(Right::BillingRead)?;
    let row = chart_row::shown::<InvoiceDraft>(clinic, id)?;
    let reader = clinic.read();
    require_not_issued(&reader, &row.value)?;
    let shown = Shown::read(&reader, [row.value.patient], clinic.today()?)?;
    let shown = shown.with_quotes(&reader, [row.value.quote])?;
    let shown = shown.with_policies(&reader, [&row])?;
    Ok(shown.draft(&row))
}

/// # Errors
/// `AlreadyIssued`.
pub(super) fn require_not_issued(reader: &Reader<'_>, draft: &InvoiceDraft) -> Result<()> {
    let invoices = reader.invoices_of(draft.patient)?;
    match invoices.iter().any(|row| row.value.draft == draft.id) {
        true => Err(Error::AlreadyIssued),
        false => Ok(()),
    }
}

fn not_issued(
    reader: &Reader<'_>,
    patient: PatientId,
    invoices: &[Stored<Invoice>],
) -> Result<Vec<Stored<InvoiceDraft>>> {
    let issued: BTreeSet<InvoiceDraftId> = invoices.iter().map(|row| row.value.draft).collect();
    let mut drafts = reader.invoice_drafts_of(patient)?;
    drafts.retain(|row| row.deleted.is_none() && !issued.contains(&row.value.id));
    Ok(drafts)
}

fn is_unsure(clinic: &Clinic, patient: PatientId) -> Result<bool> {
    for entity in [
        Invoice::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
        Payment::DESCRIPTOR,
    ] {
        if clinic.is_unsure(patient, entity)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Checks that everything is read that was paid: where a row is damaged, is missing, or may still come, what is left to
/// pay is unknown.
///
/// # Errors
/// `NotAllHere`.
pub(super) fn require_all_here(clinic: &Clinic, patient: PatientId) -> Result<()> {
    clinic.read().payments_of(patient)?;
    match is_unsure(clinic, patient)? {
        true => Err(Error::NotAllHere),
        false => Ok(()),
    }
}

/// What was paid for invoices and given back, and which of them are void.
pub(crate) struct Accounts {
    payments: BTreeMap<InvoiceId, Vec<Stored<Payment>>>,
    voids: BTreeMap<InvoiceId, Stored<InvoiceVoid>>,
}

impl Accounts {
    pub fn of_patient(reader: &Reader<'_>, patient: PatientId) -> Result<Self> {
        let (payments, voids) = (
            reader.payments_of(patient)?,
            reader.invoice_voids_of(patient)?,
        );
        Ok(Self::of(payments, voids))
    }

    pub fn of(payments: Vec<Stored<Payment>>, voids: Vec<Stored<InvoiceVoid>>) -> Self {
        let mut by_invoice: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in payments {
            by_invoice.entry(row.value.invoice).or_default().push(row);
        }
        // two who were apart may both have voided one: the first is shown
        let voids = voids.into_iter().rev().map(|row| (row.value.invoice, row));
        Self {
            payments: by_invoice,
            voids: voids.collect(),
        }
    }

    fn payments_of(&self, invoice: InvoiceId) -> &[Stored<Payment>] {
        self.payments.get(&invoice).map_or(&[], Vec::as_slice)
    }

    pub fn void_of(&self, invoice: InvoiceId) -> Option<&Stored<InvoiceVoid>> {
        self.voids.get(&invoice)
    }

    /// Returns what was paid for an invoice without what was given back, in the smallest unit.
    pub fn paid(&self, invoice: InvoiceId) -> i64 {
        let of = self.payments_of(invoice).iter();
        of.fold(0_i64, |sum, row| match row.value.refunds {
            None => sum.saturating_add(row.value.amount_minor),
            Some(_) => sum.saturating_sub(row.value.amount_minor),
        })
    }

    /// Returns what was given back of a payment.
    pub fn refunded(&self, payment: &Payment) -> i64 {
        let of = self.payments_of(payment.invoice).iter();
        of.filter(|row| row.value.refunds == Some(payment.id.0))
            .fold(0_i64, |sum, row| sum.saturating_add(row.value.amount_minor))
    }
}

/// Returns the invoices that are not void next to another one of the same draft, of the same quote, or of the same
/// appointment of a patient.
pub(super) fn twins(rows: &[Stored<Invoice>], accounts: &Accounts) -> BTreeSet<InvoiceId> {
    let mut drafts: BTreeMap<InvoiceDraftId, Vec<InvoiceId>> = BTreeMap::new();
    let mut quotes: BTreeMap<QuoteId, Vec<InvoiceId>> = BTreeMap::new();
    let mut appointments: BTreeMap<(PatientId, AppointmentId), Vec<InvoiceId>> = BTreeMap::new();
    for row in rows.iter().map(|row| &row.value) {
        if accounts.void_of(row.id).is_some() {
            continue;
        }
        drafts.entry(row.draft).or_default().push(row.id);
        if let Some(quote) = row.quote {
            quotes.entry(quote).or_default().push(row.id);
        }
        if let Some(appointment) = row.appointment {
            let of = (row.patient, appointment);
            appointments.entry(of).or_default().push(row.id);
        }
    }
    let groups = drafts.into_values().chain(quotes.into_values());
    let groups = groups.chain(appointments.into_values());
    groups.filter(|group| group.len() > 1).flatten().collect()
}

/// What views are made with.
pub(super) struct Shown {
    staff: StaffNames,
    names: BTreeMap<PatientId, PatientName>,
    deleted: BTreeSet<PatientId>,
    quotes: BTreeMap<QuoteId, String>,
    policies: BTreeMap<Uuid, InsurancePolicy>,
    today: NaiveDate,
}

impl Shown {
    pub fn read(
        reader: &Reader<'_>,
        patients: impl IntoIterator<Item = PatientId>,
        today: NaiveDate,
    ) -> Result<Self> {
        let ids: BTreeSet<Uuid> = patients.into_iter().map(|patient| patient.0).collect();
        let rows = reader.by_ids::<Patient>(&ids.into_iter().collect::<Vec<_>>())?;
        let deleted = rows.iter().filter(|row| row.deleted.is_some());
        Ok(Self {
            staff: StaffNames::read(reader)?,
            deleted: deleted.map(|row| row.value.id).collect(),
            names: rows
                .iter()
                .map(|row| (row.value.id, PatientName::of(&row.value)))
                .collect(),
            quotes: BTreeMap::new(),
            policies: BTreeMap::new(),
            today,
        })
    }

    /// With the numbers of the quotes of which drafts and invoices were made.
    pub fn with_quotes(
        mut self,
        reader: &Reader<'_>,
        quotes: impl IntoIterator<Item = Option<QuoteId>>,
    ) -> Result<Self> {
        let ids: BTreeSet<Uuid> = quotes.into_iter().flatten().map(|quote| quote.0).collect();
        if !ids.is_empty() {
            let rows = reader.by_ids::<Quote>(&ids.into_iter().collect::<Vec<_>>())?;
            let rows = rows.iter().map(|row| &row.value);
            self.quotes = rows
                .map(|quote| (quote.id, quotes::number_of(quote)))
                .collect();
        }
        Ok(self)
    }

    /// With the policies that the claims of drafts name.
    pub fn with_policies<'a>(
        mut self,
        reader: &Reader<'_>,
        drafts: impl IntoIterator<Item = &'a Stored<InvoiceDraft>>,
    ) -> Result<Self> {
        let drafts = drafts.into_iter();
        let named = drafts.map(|row| claims::stored(&row.value.claim)?.policy());
        self.policies = claims::policies(reader, named)?;
        Ok(self)
    }

    fn quote(&self, quote: Option<QuoteId>) -> Option<QuoteRef> {
        let quote = quote?;
        let number = self.quotes.get(&quote)?.clone();
        Some(QuoteRef {
            id: Id::of(quote),
            number,
        })
    }

    pub fn name(&self, patient: PatientId) -> Option<PatientName> {
        self.names.get(&patient).cloned()
    }

    pub fn draft(&self, row: &Stored<InvoiceDraft>) -> InvoiceDraftView {
        let draft = &row.value;
        let currency = stored_currency(&draft.currency);
        let lines = lines::stored(&draft.lines);
        let sums = lines.as_deref().map_or(Sums::default(), lines::sums);
        InvoiceDraftView {
            id: Id::of(draft.id),
            seen: ReadVersionToken::of(&row.seen),
            patient_id: Id::of(draft.patient),
            patient: self.name(draft.patient),
            appointment_id: draft.appointment.map(Id::of),
            quote: self.quote(draft.quote),
            created_at: At::of(row.created_at),
            by: self.staff.name(row.created_by),
            form: draft_form(draft),
            lines: lines.map(|lines| lines::views(&lines, currency)),
            claim: claims::stored(&draft.claim).and_then(|claim| claim.view(&self.policies)),
            sums: lines::sums_view(sums, currency),
        }
    }

    pub fn invoice(
        &self,
        row: &Stored<Invoice>,
        accounts: &Accounts,
        twins: &BTreeSet<InvoiceId>,
    ) -> InvoiceView {
        let invoice = &row.value;
        let currency = stored_currency(&invoice.currency);
        let lines = lines::stored(&invoice.lines);
        let sums = lines.as_deref().map_or(
            Sums {
                net: invoice.total_minor,
                tax: 0,
            },
            lines::sums,
        );
        let (total, paid) = (invoice.total_minor, accounts.paid(invoice.id));
        let void = accounts.void_of(invoice.id);
        let is_late = void.is_none() && paid < total;
        let late = (self.today - invoice.due_on).num_days();
        InvoiceView {
            id: Id::of(invoice.id),
            number: number_of(invoice),
            patient_id: Id::of(invoice.patient),
            patient: self.name(invoice.patient),
            appointment_id: invoice.appointment.map(Id::of),
            quote: self.quote(invoice.quote),
            issued_on: Day::of(invoice.issued_on),
            due_on: Day::of(invoice.due_on),
            days_overdue: u32::try_from(late).ok().filter(|_| is_late).unwrap_or(0),
            by: self.staff.name(row.created_by),
            state: state_on(total, paid, invoice.due_on, void.is_some(), self.today),
            is_twin: twins.contains(&invoice.id),
            is_patient_deleted: self.deleted.contains(&invoice.patient),
            lines: lines.map(|lines| lines::views(&lines, currency)),
            claim: claims::issued(&invoice.claim),
            sums: lines::sums_view(sums, currency),
            paid: lines::plain(paid, currency),
            balance: lines::plain(
                match void {
                    Some(_) => 0_i64.saturating_sub(paid),
                    None => total.saturating_sub(paid),
                },
                currency,
            ),
            payments: self.payments(invoice.id, accounts, currency),
            void: void.map(|row| VoidView {
                at: At::of(row.value.at),
                by: self.staff.name(row.created_by),
                reason: row
                    .value
                    .reason
                    .open()
                    .map_or(String::new(), |text| text.to_string()),
            }),
        }
    }

    fn payments(
        &self,
        invoice: InvoiceId,
        accounts: &Accounts,
        currency: Currency,
    ) -> Vec<PaymentView> {
        let mut rows: Vec<_> = accounts.payments_of(invoice).iter().collect();
        // what was given back at once follows what was paid
        rows.sort_by_key(|row| (row.value.at, row.value.refunds.is_some()));
        let rows = rows.into_iter();
        rows.map(|row| {
            let payment = &row.value;
            PaymentView {
                id: Id::of(payment.id),
                at: At::of(payment.at),
                by: self.staff.name(row.created_by),
                method: payment.method,
                amount: lines::plain(payment.amount_minor, currency),
                refunded: lines::plain(accounts.refunded(payment), currency),
                refunds: payment.refunds.map(|id: Uuid| Id::of(id)),
                reference: text(&payment.reference),
            }
        })
        .collect()
    }
}

pub(super) fn draft_form(draft: &InvoiceDraft) -> InvoiceForm {
    let lines = lines::stored(&draft.lines).unwrap_or(Vec::new());
    InvoiceForm {
        lines: lines::forms(&lines, stored_currency(&draft.currency)),
        due_days: draft.due_days.to_string(),
        claim: claims::stored(&draft.claim).unwrap_or_default().form(),
    }
}
