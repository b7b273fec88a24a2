//! Dispenses a prescription, and takes that back.

use sync_contract::Right;
use sync_contract::catalog::{Dispensing, Prescription};
use sync_contract::ids::DispensingId;

use crate::chart_row;
use crate::clinic::or_not_found;
use crate::error::{Error, Result, Undispensable};
use crate::prescriptions::content::dispensed_quantity;
use crate::prescriptions::list::{Dispensed, left_and_beyond, one_of, require_all_dispensed, show};
use crate::prescriptions::{ChartRow, PrescriptionState, PrescriptionView, state_on};
use crate::view::{Id, ReadVersionToken, count};
use crate::{Clinic, fields};

/// Records that a prescription was dispensed once, as this user saw it. Empty `quantity` is what was prescribed.
///
/// # Errors
/// `Forbidden` (needs `prescriptions.dispense`), `NotFound`, `PatientDeleted`, `NotDispensable` for one that is
/// stopped, completed or expired or has no refill left, `NotAllHere` while more may have been dispensed than can be
/// read, `ConflictOpen` while two versions of it wait for a decision, `ChangedMeanwhile`, `Invalid` for a quantity that
/// makes no sense, `MoreThanOrdered`.
pub fn dispense(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    quantity: &str,
) -> Result<PrescriptionView> {
    clinic.may(Right::PrescriptionsDispense)?;
    let (now, today, seen) = (clinic.now(), clinic.today()?, seen.to_read_version()?);
    let of = chart_row::shown::<Prescription>(clinic, id)?.value.patient;
    require_all_dispensed(clinic, of)?;
    clinic.write("dispense prescription", |tx| {
        let row = chart_row::writable::<Prescription>(tx, id)?;
        // which of two orders is on the screen, or whether it was stopped, is for a prescriber to decide
        chart_row::require_decided(tx, &row)?;
        let prescription = &row.value;
        let refused = match state_on(prescription.status, prescription.valid_until, today) {
            PrescriptionState::Active => None,
            PrescriptionState::Completed => Some(Undispensable::Completed),
            PrescriptionState::Stopped => Some(Undispensable::Stopped),
            PrescriptionState::Expired => Some(Undispensable::Expired),
        };
        if let Some(why) = refused {
            return Err(Error::NotDispensable(why));
        }
        let dispensed = Dispensed::of(tx.read().dispensings_of(prescription.patient)?);
        let times = count(dispensed.count(prescription.id));
        if left_and_beyond(prescription.refills_allowed, times).0 == 0 {
            return Err(Error::NotDispensable(Undispensable::NoRefillLeft));
        }
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
            reason: None.into(),
            medication: prescription.medication.open().cloned().into(),
            dosage: prescription.dosage.open().cloned().into(),
        })?;
        Ok(())
    })?;
    show(clinic, id)
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
