//! What billing has to do, of all patients: visits to invoice, drafts, and invoices on which what is paid is not what
//! is asked for.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, Invoice, InvoiceDraft, InvoiceVoid, Package, PackageUse,
    Patient, Payment,
};
use sync_contract::entity::Entity;
use sync_contract::ids::{AppointmentId, PatientId};
use uuid::Uuid;
use vault::read::Reader;

use crate::Clinic;
use crate::clock::bounds;
use crate::error::Result;
use crate::invoices::list::{Accounts, Shown, twins};
use crate::invoices::packages::PackageToUse;
use crate::invoices::packages::list::Payable;
use crate::invoices::{InvoiceDraftView, InvoiceState, InvoiceView};
use crate::names::PatientName;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, count};

/// Visits before that are no longer offered.
const DAYS_BACK: u64 = 90;
/// Of each part; what comes after is shown once something of it is done.
pub(super) const SHOWN_MAX: usize = 100;

/// A patient's finished appointment without a draft or an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ToInvoice {
    pub appointment_id: Id,
    pub patient_id: Id,
    pub patient: Option<PatientName>,
    pub starts_at: At,
    /// The code of its type.
    pub kind: String,
    /// What it can be paid with instead.
    pub package: Option<PackageToUse>,
}

/// `unpaid` are invoices on which something is left to pay or too much was paid: those that are overpaid first, then
/// those that are overdue, the longest first. Each part has the first hundred, and its total counts them all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingWork {
    pub to_invoice_total: u32,
    pub to_invoice: Vec<ToInvoice>,
    pub drafts_total: u32,
    pub drafts: Vec<InvoiceDraftView>,
    pub unpaid_total: u32,
    pub unpaid: Vec<InvoiceView>,
}

/// Returns what billing has to do; of the visits those of facilities at which a role of the user counts.
///
/// # Errors
/// `Forbidden` (needs `billing.read`).
pub fn to_bill(clinic: &Clinic) -> Result<BillingWork> {
    clinic.may(Right::BillingRead)?;
    log_list(clinic, ListRead::Billing)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    look_over(&reader)?;
    let from = today
        .checked_sub_days(Days::new(DAYS_BACK))
        .unwrap_or(today);
    let mut unbilled = reader.unbilled(bounds(from, &clinic.zone()?).0, clinic.now())?;
    drop_elsewhere(clinic, &reader, &mut unbilled)?;
    let mut drafts = reader.invoice_drafts_not_issued()?;
    let (mut to_invoice_total, drafts_total) = (count(unbilled.len()), count(drafts.len()));
    unbilled.truncate(SHOWN_MAX);
    drafts.truncate(SHOWN_MAX);
    let patients: BTreeSet<PatientId> = unbilled
        .iter()
        .map(|one| one.1)
        .chain(drafts.iter().map(|row| row.value.patient))
        .collect();
    let quotes = drafts.iter().map(|row| row.value.quote);
    let shown = Shown::read(&reader, patients, today)?.with_quotes(&reader, quotes)?;
    let shown = shown.with_policies(&reader, &drafts)?;
    let mut unpaid = unpaid(&reader, today)?;
    let unpaid_total = count(unpaid.len());
    unpaid.truncate(SHOWN_MAX);
    let ids: Vec<Uuid> = unbilled
        .iter()
        .map(|(appointment, _)| appointment.0)
        .collect();
    let appointments = reader.by_ids::<Appointment>(&ids)?;
    let payable = Payable::read(clinic, &reader, &unbilled)?;
    let mut to_invoice = Vec::new();
    for (appointment, patient) in unbilled {
        let Some(row) = appointments.iter().find(|row| row.value.id == appointment) else {
            continue;
        };
        let visit = &row.value;
        if payable.is_paid(patient, visit) || payable.is_billed(patient, visit) {
            to_invoice_total -= 1;
            continue;
        }
        to_invoice.push(ToInvoice {
            appointment_id: Id::of(appointment),
            patient_id: Id::of(patient),
            patient: shown.name(patient),
            starts_at: At::of(row.value.starts),
            kind: row.value.kind.to_string(),
            package: payable.package(patient, &row.value),
        });
    }
    Ok(BillingWork {
        to_invoice_total,
        to_invoice,
        drafts_total,
        drafts: drafts.iter().map(|row| shown.draft(row)).collect(),
        unpaid_total,
        unpaid,
    })
}

/// Leaves the visits of facilities out at which no role of the user counts: no invoice of them is begun, either.
fn drop_elsewhere(
    clinic: &Clinic,
    reader: &Reader<'_>,
    unbilled: &mut Vec<(AppointmentId, PatientId)>,
) -> Result<()> {
    if clinic.reaches_all() {
        return Ok(());
    }
    let ids: BTreeSet<Uuid> = unbilled.iter().map(|(visit, _)| visit.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let visits = reader.by_ids::<Appointment>(&ids)?;
    let mut reached: BTreeSet<AppointmentId> = BTreeSet::new();
    for row in visits {
        if clinic.reaches(&row.value, Right::BillingRead) {
            reached.insert(row.value.id);
        }
    }
    unbilled.retain(|(visit, _)| reached.contains(visit));
    Ok(())
}

/// What is listed depends on rows that are not shown: what was edited out of them is reported.
pub(crate) fn look_over(reader: &Reader<'_>) -> Result<()> {
    for entity in [
        Invoice::DESCRIPTOR,
        InvoiceDraft::DESCRIPTOR,
        InvoiceVoid::DESCRIPTOR,
        Payment::DESCRIPTOR,
        Patient::DESCRIPTOR,
        Appointment::DESCRIPTOR,
        AppointmentPatient::DESCRIPTOR,
        Package::DESCRIPTOR,
        PackageUse::DESCRIPTOR,
    ] {
        reader.look_over(entity)?;
    }
    Ok(())
}

/// Returns the invoices on which something is left to pay or too much was paid: those that are overpaid first, then
/// those that are overdue, the longest first.
pub(super) fn unpaid(reader: &Reader<'_>, today: NaiveDate) -> Result<Vec<InvoiceView>> {
    let ids: Vec<Uuid> = reader.invoices_unpaid()?.iter().map(|id| id.0).collect();
    let invoices = reader.by_ids::<Invoice>(&ids)?;
    let patients: BTreeSet<PatientId> = invoices.iter().map(|row| row.value.patient).collect();
    let quotes = invoices.iter().map(|row| row.value.quote);
    let shown = Shown::read(reader, patients, today)?.with_quotes(reader, quotes)?;
    // one that is paid is on no list, and may be of the same visit all the same
    let others = reader.invoices_of_same_visits(&ids)?;
    let ids: BTreeSet<Uuid> = ids
        .into_iter()
        .chain(others.iter().map(|row| row.value.id.0))
        .collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let accounts = Accounts::of(
        reader.payments_of_invoices(&ids)?,
        reader.invoice_voids_of_invoices(&ids)?,
    );
    let twins = twins(&reader.by_ids::<Invoice>(&ids)?, &accounts);
    let mut unpaid: Vec<InvoiceView> = invoices
        .iter()
        .map(|row| shown.invoice(row, &accounts, &twins))
        .filter(|view| !matches!(view.state, InvoiceState::Paid | InvoiceState::Void))
        .collect();
    unpaid.sort_by_key(|view| (view.state, Reverse(view.days_overdue)));
    Ok(unpaid)
}
