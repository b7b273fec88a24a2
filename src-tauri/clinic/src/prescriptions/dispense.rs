//! Dispenses a prescription, and takes that back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sync_contract::catalog::{Allergy, Dispensing, Prescription};
use sync_contract::field::{Line, Time};
use sync_contract::ids::DispensingId;
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::allergies::is_substance_contested;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Result, Undispensable};
use crate::prescriptions::content::{dispensed_quantity, line};
use crate::prescriptions::list::{Dispensed, left_and_beyond, one_of, require_all_dispensed, show};
use crate::prescriptions::questions::questions;
use crate::prescriptions::{
    ChartRow, Prescribed, PrescriptionQuestion, PrescriptionState, PrescriptionView, state_on,
};
use crate::view::{Id, ReadVersionToken, count, text};
use crate::{Clinic, fields};

/// Records that a prescription was dispensed once, as this user saw it. Empty `quantity` is what was prescribed. Where
/// an allergy of the patient names the medicine, or may, and no reason was given since it was recorded, a reason is
/// asked for first.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.dispense`), `NotFound`, `PatientDeleted`, `NotDispensable` for one that is
/// stopped, completed or expired or has no refill left, `NotAllHere` while more may have been dispensed than can be
/// read, `ConflictOpen` while two versions of it wait for a decision, `ChangedMeanwhile`, `Invalid` for a quantity that
/// makes no sense, `MoreThanOrdered`, `TooLong`.
pub fn dispense(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    quantity: &str,
    allergy_reason: &str,
) -> Result<Prescribed> {
    clinic.may(Right::PrescriptionsDispense)?;
    let (now, today, seen) = (clinic.now(), clinic.today()?, seen.to_read_version()?);
    let reason: Option<Line> = fields::optional(allergy_reason, "allergyReason")?;
    let of = chart_row::shown::<Prescription>(clinic, id)?;
    require_all_dispensed(clinic, of.value.patient)?;
    // nothing is asked about what is refused anyway
    require_dispensable(&clinic.read(), &of.value, today)?;
    if reason.is_none() {
        let questions = asked(clinic, &of)?;
        if !questions.is_empty() {
            return Ok(Prescribed::Asked { questions });
        }
    }
    clinic.write("dispense prescription", |tx| {
        let row = chart_row::writable::<Prescription>(tx, id)?;
        // which of two orders is on the screen, or whether it was stopped, is for a prescriber to decide
        chart_row::require_decided(tx, &row)?;
        let prescription = &row.value;
        require_dispensable(&tx.read(), prescription, today)?;
        // another dosage than was on the screen is another medicine
        if row.seen.rows != seen.rows {
            return Err(Error::ChangedMeanwhile);
        }
        let quantity = dispensed_quantity(quantity, prescription.quantity)?;
        let id: DispensingId = tx.new_id();
        tx.insert(&Dispensing {
            id,
            patient: prescription.patient,
            prescription: prescription.id,
            at: now,
            reverses: None,
            quantity: Some(quantity).into(),
            reason: reason.into(),
            medication: prescription.medication.open().cloned().into(),
            dosage: prescription.dosage.open().cloned().into(),
        })?;
        Ok(())
    })?;
    let prescription = Box::new(show(clinic, id)?);
    Ok(Prescribed::Written { prescription })
}

/// # Errors
/// `NotDispensable`.
fn require_dispensable(reader: &Reader<'_>, of: &Prescription, today: NaiveDate) -> Result<()> {
    let refused = match state_on(of.status, of.valid_until, today) {
        PrescriptionState::Active => None,
        PrescriptionState::Completed => Some(Undispensable::Completed),
        PrescriptionState::Stopped => Some(Undispensable::Stopped),
        PrescriptionState::Expired => Some(Undispensable::Expired),
    };
    if let Some(why) = refused {
        return Err(Error::NotDispensable(why));
    }
    let dispensed = Dispensed::of(reader.dispensings_of(of.patient)?);
    match left_and_beyond(of.refills_allowed, count(dispensed.count(of.id))).0 {
        0 => Err(Error::NotDispensable(Undispensable::NoRefillLeft)),
        _ => Ok(()),
    }
}

/// Returns what is asked about allergies that nobody has answered for.
fn asked(clinic: &Clinic, of: &Stored<Prescription>) -> Result<Vec<PrescriptionQuestion>> {
    let (reader, patient) = (clinic.read(), of.value.patient);
    let answered = answered_at(of, &reader.dispensings_of(patient)?);
    let mut allergies = reader.allergies(patient)?;
    let is_contested = is_substance_contested(&reader, &allergies)?;
    allergies.retain(|row| answered.is_none_or(|at| row.updated_at > at));
    let mut asked = questions(&allergies, &line(&of.value.medication));
    let is_unsure = is_contested || clinic.is_unsure(patient, Allergy::DESCRIPTOR)?;
    if is_unsure {
        asked.push(PrescriptionQuestion::AllergiesUnsure);
    }
    Ok(asked)
}

/// Returns when a reason despite allergies was last given: with the order, or as it was dispensed. A correction of the
/// order leaves the reason that was given before, so it answers for nothing that came since.
fn answered_at(of: &Stored<Prescription>, dispensings: &[Stored<Dispensing>]) -> Option<Time> {
    let with_order = (!text(&of.value.allergy_reason).is_empty()).then_some(of.created_at);
    let back = dispensings.iter().filter_map(|row| row.value.reverses);
    let back: BTreeSet<Uuid> = back.collect();
    let given = dispensings.iter().map(|row| &row.value);
    let given = given.filter(|given| {
        let is_of = given.prescription == of.value.id && given.reverses.is_none();
        is_of && !back.contains(&given.id.0) && !text(&given.reason).is_empty()
    });
    given.map(|given| given.at).chain(with_order).max()
}

/// Takes back what was dispensed in error: a row of its own says so, and why.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.dispense`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile` for what is taken
/// back already, `TooLong`, `Invalid` without a reason.
pub fn take_back(clinic: &mut Clinic, id: &Id, reason: &str) -> Result<PrescriptionView> {
    clinic.may(Right::PrescriptionsDispense)?;
    let now = clinic.now();
    let reason = fields::required(reason, "reason")?;
    let prescription = clinic.write("take back dispensing", |tx| {
        let given = chart_row::writable::<Dispensing>(tx, id)?.value;
        let given = or_not_found(
            Some(given).filter(|row| row.reverses.is_none()),
            Dispensing::WHAT,
        )?;
        let mut all = tx.read().dispensings_of(given.patient)?.into_iter();
        if all.any(|row| row.value.reverses == Some(given.id.0)) {
            return Err(Error::ChangedMeanwhile);
        }
        let back: DispensingId = tx.new_id();
        tx.insert(&Dispensing {
            id: back,
            patient: given.patient,
            prescription: given.prescription,
            at: now,
            reverses: Some(given.id.0),
            quantity: None.into(),
            reason: Some(reason).into(),
            medication: None.into(),
            dosage: None.into(),
        })?;
        Ok(given.prescription)
    })?;
    // also of one that was removed by now
    let row = clinic.read().get::<Prescription>(prescription)?;
    let row = or_not_found(row, Prescription::WHAT)?;
    one_of(clinic, &row)
}
