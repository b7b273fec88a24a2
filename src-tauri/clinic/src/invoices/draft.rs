//! Invoices that are being written.

use iso_currency::Currency;
use sync_contract::catalog::{Appointment, InvoiceDraft, Service};
use sync_contract::ids::{AppointmentId, InvoiceDraftId, PatientId, QuoteId};
use sync_contract::{Compartment, Right};
use vault::read::Reader;

use crate::chart_row;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clinic_list;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::invoices::claims::{self, Claim};
use crate::invoices::lines::{self, Before, Line};
use crate::invoices::list::{draft_form, require_not_issued, show_draft};
use crate::invoices::packages::balance::is_billed;
use crate::invoices::packages::uses::require_unpaid;
use crate::invoices::{InvoiceDraftView, InvoiceForm, InvoiceLineForm, InvoicePreview, NewInvoice};
use crate::money::{stored_code, stored_currency};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, merged_files, settings};

/// Days until an invoice is due, a setting.
pub(crate) const DUE_DAYS: &str = "invoice.due_days";
pub(crate) const DUE_DAYS_DEFAULT: u32 = 30;
pub(crate) const DUE_DAYS_MAX: u32 = 365;

/// Begins an invoice. Where it has no lines yet and is for an appointment, it has the service whose code is that of
/// the appointment's type, if one is offered. Appointment and policy may be of another file that was merged with the
/// patient's.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound` also for an appointment of a facility at which no role of the user
/// gives the right, `PatientDeleted`, `Invalid` for a service that is not offered or of another currency, for a number
/// that makes no sense, for an appointment that a package pays or that is on an invoice or on a draft of one, and for a
/// policy or a code that the claim cannot name.
pub fn add(clinic: &mut Clinic, new: &NewInvoice) -> Result<InvoiceDraftView> {
    clinic.may(Right::BillingWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    let appointment: Option<AppointmentId> = new.appointment_id.as_ref().map(Id::to).transpose()?;
    if let Some(appointment) = appointment {
        clinic.reached(appointment, Right::BillingWrite)?;
    }
    let id = clinic.write("begin invoice", |tx| {
        require_not_deleted(tx, patient)?;
        let mut form = new.form.clone();
        if let Some(appointment) = appointment {
            let (attends, files) = (
                tx.read().attendees(appointment)?,
                merged_files::of(&tx.read(), patient)?,
            );
            let mut attends = attends.iter();
            or_not_found(
                attends.find(|row| files.contains(&row.value.patient)),
                "appointment",
            )?;
            let row = or_not_found(tx.get::<Appointment>(appointment)?, "appointment")?;
            require_unpaid(&tx.read(), patient, appointment)?;
            if is_billed(&tx.read(), appointment, patient)? {
                return Err(Error::invalid("appointment", Reason::Taken));
            }
            if form.lines.is_empty() {
                form.lines = usual(&tx.read(), &row.value)?;
            }
        }
        let id: InvoiceDraftId = tx.new_id();
        let content = Content::read(&tx.read(), patient, &form, (None, &Claim::default()))?;
        tx.insert(&content.row(id, patient, (appointment, None))?)?;
        Ok(id)
    })?;
    show_draft(clinic, &Id::of(id))
}

/// Returns the service of an appointment's type.
fn usual(reader: &Reader<'_>, appointment: &Appointment) -> Result<Vec<InvoiceLineForm>> {
    let services = clinic_list::all::<Service>(reader)?;
    let of_type = services
        .iter()
        .find(|row| row.value.is_active && row.value.code.eq_ignore_ascii_case(&appointment.kind));
    Ok(of_type
        .map(|row| lines::once(&row.value))
        .into_iter()
        .collect())
}

/// What is typed into a draft, checked.
pub(crate) struct Content {
    currency: Currency,
    due_days: i64,
    lines: Vec<Line>,
    claim: Claim,
}

impl Content {
    /// # Errors
    /// `Invalid` for a service that is not offered or of another currency, for a number that makes no sense, and for a
    /// policy or a code that the claim cannot name.
    pub(crate) fn read(
        reader: &Reader<'_>,
        patient: PatientId,
        form: &InvoiceForm,
        (before, claim): (Before<'_>, &Claim),
    ) -> Result<Self> {
        let ((currency, lines), due_days, claim) = (
            lines::typed(reader, &form.lines, before),
            due_days(reader, &form.due_days),
            Claim::typed(reader, patient, &form.claim, claim),
        )
            .together()?;
        Ok(Self {
            currency,
            due_days,
            lines,
            claim,
        })
    }

    /// # Errors
    /// `TooLong`.
    pub(crate) fn row(
        &self,
        id: InvoiceDraftId,
        patient: PatientId,
        (appointment, quote): (Option<AppointmentId>, Option<QuoteId>),
    ) -> Result<InvoiceDraft> {
        Ok(InvoiceDraft {
            id,
            patient,
            appointment,
            quote,
            currency: stored_code(self.currency),
            due_days: self.due_days,
            lines: lines::text(&self.lines)?.into(),
            claim: self.claim.text()?.into(),
        })
    }
}

/// Returns what a draft would be with what is typed into it. Nothing is written.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `Invalid` as [`add`].
pub fn preview(clinic: &Clinic, id: &Id, form: &InvoiceForm) -> Result<InvoicePreview> {
    clinic.may(Right::BillingWrite)?;
    let row = chart_row::shown::<InvoiceDraft>(clinic, id)?.value;
    let stored = lines::stored(&row.lines).unwrap_or(Vec::new());
    let claim = claims::readable(&row.claim)?;
    let before = (Some((stored_currency(&row.currency), &*stored)), &claim);
    let content = Content::read(&clinic.read(), row.patient, form, before)?;
    Ok(InvoicePreview {
        lines: lines::views(&content.lines, content.currency),
        sums: lines::sums_view(lines::sums(&content.lines), content.currency),
    })
}

pub(super) fn due_days(reader: &Reader<'_>, typed: &str) -> Result<i64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(settings::number(reader, DUE_DAYS, DUE_DAYS_DEFAULT)?.into());
    }
    let days: i64 = typed
        .parse()
        .map_err(|_| Error::invalid("dueDays", Reason::Malformed))?;
    match (0..=i64::from(DUE_DAYS_MAX)).contains(&days) {
        true => Ok(days),
        false => Err(Error::invalid("dueDays", Reason::Impossible)),
    }
}

/// Changes what differs from the loaded form, against the version that the editor saw.
///
/// # Errors
/// As [`add`], `AlreadyIssued`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &InvoiceForm,
    form: &InvoiceForm,
) -> Result<InvoiceDraftView> {
    clinic.may(Right::BillingWrite)?;
    let seen = seen.to_read_version()?;
    clinic.write("edit invoice draft", |tx| {
        let row = chart_row::writable::<InvoiceDraft>(tx, id)?.value;
        require_not_issued(&tx.read(), &row)?;
        // what this user cannot read they cannot leave as it is
        let stored = lines::stored(&row.lines).ok_or(Error::KeyMissing(Compartment::Billing))?;
        let form = merged_form!(InvoiceForm { lines, due_days, claim }
            of loaded, form, draft_form(&row));
        let claim = claims::readable(&row.claim)?;
        let before = (Some((stored_currency(&row.currency), &*stored)), &claim);
        let content = Content::read(&tx.read(), row.patient, &form, before)?;
        let occasion = (row.appointment, row.quote);
        tx.update(&content.row(row.id, row.patient, occasion)?, &seen)?;
        Ok(())
    })?;
    show_draft(clinic, id)
}

/// Discards a draft that is not needed.
///
/// # Errors
/// `Forbidden` (needs `billing.write`), `NotFound`, `PatientDeleted`, `AlreadyIssued`, `Invalid` without a reason.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, reason: &str) -> Result<()> {
    clinic.may(Right::BillingWrite)?;
    clinic.write("discard invoice draft", |tx| {
        let row = chart_row::writable::<InvoiceDraft>(tx, id)?.value;
        require_not_issued(&tx.read(), &row)?;
        chart_row::delete::<InvoiceDraft>(tx, id, seen, reason)
    })
}
