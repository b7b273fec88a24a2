//! Booking one who waits: the appointment and the end of the wait are one action.

use sync_contract::catalog::{AppointmentPatient, WaitingOutcome};
use sync_contract::ids::{AppointmentId, PatientId, WaitingListEntryId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;

use crate::appointments::book::{BookedSlot, Booking};
use crate::appointments::clash::occupies;
use crate::appointments::{AppointmentView, pages};
use crate::error::{Error, Reason, Result};
use crate::waiting_list::WaitingBooking;
use crate::waiting_list::record::current;
use crate::{Clinic, merged_files};

/// Books a patient who waits, and ends their wait with that appointment. Unlike another booking it is refused where the
/// provider, the room or the patient has an appointment then: a time that was offered may have been taken meanwhile.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, as a booking; `Invalid` for an entry that has ended, for
/// another patient than the one who waits, and for a time that is taken.
pub fn book(clinic: &mut Clinic, form: &WaitingBooking) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may_open(Compartment::Contact)?;
    let (row, seen): (WaitingListEntryId, _) = (form.id.to()?, form.seen.to_read_version()?);
    let booking = Booking::of(clinic, &form.appointment)?;
    let user = clinic.user();
    let id = clinic.write("book from waiting list", |tx| {
        let mut entry = current(tx, row)?.value;
        let booked = booking.write(tx)?;
        let patient = booked
            .patient
            .ok_or(Error::invalid("patientId", Reason::Required))?;
        if !merged_files::are_one(&tx.read(), entry.patient, patient)? {
            return Err(Error::invalid("patientId", Reason::Impossible));
        }
        require_free(tx, &booked, patient)?;
        entry.outcome = Some(WaitingOutcome::Booked);
        entry.appointment = Some(booked.id);
        entry.ended_at = Some(tx.now());
        entry.ended_by = Some(user);
        entry.reason = None.into();
        tx.update(&entry, &seen)?;
        tx.audit(|event| event.of(booked.id.0).about(patient.0));
        Ok(booked.id)
    })?;
    pages::one(clinic, id)
}

/// # Errors
/// `Invalid`.
fn require_free(tx: &WriteTx<'_>, booked: &BookedSlot, patient: PatientId) -> Result<()> {
    let (reader, slot) = (tx.read(), &booked.slot);
    let mut others = reader.appointments_between(None, slot.starts, slot.ends)?;
    others.retain(|row| {
        let is_other = row.value.id != booked.id && row.deleted.is_none();
        is_other && occupies(row.value.status)
    });
    let is_shared = others.iter().any(|row| {
        let is_room = slot.room.is_some() && row.value.room == slot.room;
        row.value.provider == slot.provider || is_room
    });
    let files = merged_files::of(&reader, patient)?;
    let is_own = |row: &AppointmentPatient| {
        let mut ids = others.iter().map(|other| other.value.id);
        files.contains(&row.patient) && ids.any(|id: AppointmentId| id == row.appointment)
    };
    let attendees = reader.attendees_between(slot.starts, slot.ends)?;
    let mut attendees = attendees.iter().filter(|row| row.deleted.is_none());
    match is_shared || attendees.any(|row| is_own(&row.value)) {
        true => Err(Error::invalid("slot", Reason::Taken)),
        false => Ok(()),
    }
}
