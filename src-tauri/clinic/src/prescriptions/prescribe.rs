//! Writes prescriptions, corrects and renews them, and says what became of them.

use chrono::NaiveDate;
use sync_contract::catalog::{Allergy, Patient, Prescription, PrescriptionStatus, Visit};
use sync_contract::ids::{PatientId, PrescriptionId, VisitId};
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::allergies::is_substance_contested;
use crate::chart_row;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Result};
use crate::form_edit::merged_form;
use crate::prescriptions::content::{Content, form_of};
use crate::prescriptions::former::FormerOrder;
use crate::prescriptions::list::{Dispensed, require_all_dispensed, show};
use crate::prescriptions::questions::questions;
use crate::prescriptions::{
    NewPrescription, Prescribed, PrescriptionEdit, PrescriptionForm, PrescriptionQuestion,
    PrescriptionState, PrescriptionView, state_on,
};
use crate::view::{Day, Id, ReadVersionToken};
use crate::{Clinic, fields};

/// Writes a prescription in this user's name. Where an allergy of the patient names the medicine or one of its class,
/// or where allergies may be missing, a reason is asked for first.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`, those of [`Content::read`].
pub fn prescribe(clinic: &mut Clinic, new: &NewPrescription) -> Result<Prescribed> {
    clinic.may(Right::PrescriptionsWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    let visit: Option<VisitId> = new.visit_id.as_ref().map(Id::to).transpose()?;
    write(clinic, "prescribe", patient, visit, None, &new.form)
}

/// Writes a prescription anew, as it was, from today on and for as many days, naming the former one, which is completed
/// with it where it was in force: two of one medicine would both be dispensed. Where an allergy names the medicine,
/// `allergy_reason` says why it is right still.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`, those of [`Content::read`].
pub fn renew(clinic: &mut Clinic, id: &Id, allergy_reason: &str) -> Result<Prescribed> {
    clinic.may(Right::PrescriptionsWrite)?;
    let former = chart_row::shown::<Prescription>(clinic, id)?.value;
    let today = clinic.today()?;
    let days = former.valid_until - former.prescribed_on;
    let valid_until = today.checked_add_signed(days).unwrap_or(today);
    let form = PrescriptionForm {
        prescribed_on: Day::of(today),
        valid_until: Day::of(valid_until),
        allergy_reason: allergy_reason.to_owned(),
        ..form_of(&former)
    };
    let (patient, of) = (former.patient, Some(former.id));
    write(clinic, "renew prescription", patient, None, of, &form)
}

fn write(
    clinic: &mut Clinic,
    action: &'static str,
    patient: PatientId,
    visit: Option<VisitId>,
    renews: Option<PrescriptionId>,
    form: &PrescriptionForm,
) -> Result<Prescribed> {
    let (today, by) = (clinic.today()?, clinic.user());
    let person = clinic.require_row::<Patient>(patient, "patient")?.value;
    let content = Content::read(form, &person, today, None)?;
    let asked = asked(clinic, patient, &content)?;
    if !asked.is_empty() {
        return Ok(Prescribed::Asked { questions: asked });
    }
    let id = clinic.write(action, |tx| {
        require_not_deleted(tx, patient)?;
        require_visit(tx, patient, visit)?;
        if let Some(former) = renews {
            let former = chart_row::writable::<Prescription>(tx, &Id::of(former))?;
            chart_row::require_decided(tx, &former)?;
            complete_former(tx, former, today)?;
        }
        let id: PrescriptionId = tx.new_id();
        tx.insert(&content.row(id, &person, by, visit, renews))?;
        Ok(id)
    })?;
    written(clinic, &Id::of(id))
}

/// Ends the dispensing of one that is renewed.
fn complete_former(
    tx: &mut WriteTx<'_>,
    former: Stored<Prescription>,
    today: NaiveDate,
) -> Result<()> {
    let (mut row, seen) = (former.value, former.seen);
    if state_on(row.status, row.valid_until, today) == PrescriptionState::Active {
        row.status = PrescriptionStatus::Completed;
        row.status_reason = None.into();
        tx.update(&row, &seen)?;
    }
    Ok(())
}

/// A visit is one of the same patient.
fn require_visit(tx: &WriteTx<'_>, patient: PatientId, visit: Option<VisitId>) -> Result<()> {
    let Some(visit) = visit else {
        return Ok(());
    };
    let row = tx.get::<Visit>(visit)?.filter(|row| row.deleted.is_none());
    let row = row.filter(|row| row.value.patient == patient);
    or_not_found(row, "visit").map(drop)
}

/// A reason answers what is asked.
fn asked(
    clinic: &Clinic,
    patient: PatientId,
    content: &Content,
) -> Result<Vec<PrescriptionQuestion>> {
    match content.allergy_reason {
        Some(_) => Ok(Vec::new()),
        None => {
            let reader = clinic.read();
            let allergies = reader.allergies(patient)?;
            let mut asked = questions(&allergies, content.medication.as_str());
            let is_contested = is_substance_contested(&reader, &allergies)?;
            if is_contested || clinic.is_unsure(patient, Allergy::DESCRIPTOR)? {
                asked.push(PrescriptionQuestion::AllergiesUnsure);
            }
            Ok(asked)
        }
    }
}

fn written(clinic: &Clinic, id: &Id) -> Result<Prescribed> {
    let prescription = Box::new(show(clinic, id)?);
    Ok(Prescribed::Written { prescription })
}

/// Changes what the editor changed, against the version that they saw, while nothing of it was dispensed. It is then
/// in this user's name, and keeps what stood there before.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`, `AlreadyDispensed`, `NotAllHere` while
/// something may have been dispensed that cannot be read, those of [`Content::read`].
pub fn edit(clinic: &mut Clinic, edit: &PrescriptionEdit) -> Result<Prescribed> {
    clinic.may(Right::PrescriptionsWrite)?;
    let (today, by) = (clinic.today()?, clinic.user());
    let seen = edit.seen.to_read_version()?;
    let row = chart_row::shown::<Prescription>(clinic, &edit.id)?.value;
    let person = clinic.require_row::<Patient>(row.patient, "patient")?.value;
    let form = merged_form!(PrescriptionForm {
        medication, dosage, frequency, duration, instructions, quantity, refills, prescribed_on, valid_until,
        allergy_reason
    } of &edit.loaded, &edit.form, form_of(&row));
    let stored = Some((row.prescribed_on, row.valid_until));
    let content = Content::read(&form, &person, today, stored)?;
    let asked = asked(clinic, row.patient, &content)?;
    if !asked.is_empty() {
        return Ok(Prescribed::Asked { questions: asked });
    }
    require_all_dispensed(clinic, row.patient)?;
    clinic.write("edit prescription", |tx| {
        let mut row = not_dispensed(tx, &edit.id)?.value;
        let was = FormerOrder::of(&row);
        content.correct(&mut row, by);
        if FormerOrder::of(&row) != was {
            row.former_order = Some(was.written()?).into();
        }
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    written(clinic, &edit.id)
}

/// Returns a prescription of which nothing was dispensed.
fn not_dispensed(tx: &WriteTx<'_>, id: &Id) -> Result<Stored<Prescription>> {
    let row = chart_row::writable::<Prescription>(tx, id)?;
    let dispensed = Dispensed::of(tx.read().dispensings_of(row.value.patient)?);
    match dispensed.count(row.value.id) {
        0 => Ok(row),
        _ => Err(Error::AlreadyDispensed),
    }
}

/// Says what became of a prescription: it was stopped, for which there is a reason, it is completed, or it goes on.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` for stopping without a
/// reason.
pub fn set_status(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    status: PrescriptionStatus,
    reason: &str,
) -> Result<PrescriptionView> {
    clinic.may(Right::PrescriptionsWrite)?;
    let reason = match status {
        PrescriptionStatus::Stopped => Some(fields::required(reason, "reason")?),
        PrescriptionStatus::Active | PrescriptionStatus::Completed => {
            fields::optional(reason, "reason")?
        }
    };
    let action = match status {
        PrescriptionStatus::Active => "go on with prescription",
        PrescriptionStatus::Completed => "complete prescription",
        PrescriptionStatus::Stopped => "stop prescription",
    };
    clinic.write(action, |tx| {
        let mut row = chart_row::writable::<Prescription>(tx, id)?.value;
        row.status = status;
        row.status_reason = reason.into();
        tx.update(&row, &seen.to_read_version()?)?;
        Ok(())
    })?;
    show(clinic, id)
}

/// Removes one that was entered in error, while nothing of it was dispensed. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`, `AlreadyDispensed`, `NotAllHere` as
/// [`edit`], `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::PrescriptionsWrite)?;
    let row = chart_row::shown::<Prescription>(clinic, id)?.value;
    require_all_dispensed(clinic, row.patient)?;
    clinic.write("remove prescription", |tx| {
        not_dispensed(tx, id)?;
        chart_row::delete::<Prescription>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Prescription>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PrescriptionsWrite)?;
    chart_row::removal::<Prescription>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<PrescriptionView> {
    clinic.may(Right::PrescriptionsWrite)?;
    clinic.write("restore prescription", |tx| {
        chart_row::undelete::<Prescription>(tx, id, seen)
    })?;
    show(clinic, id)
}
