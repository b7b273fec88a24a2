//! What a user is asked about before an appointment is booked or moved: other appointments at its time, and a time that
//! is over.

use std::collections::BTreeSet;

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::ids::{AppointmentId, PatientId};

use crate::Clinic;
use crate::appointments::absent::Slot;
use crate::appointments::book::{Booking, after, length_us, starts};
use crate::appointments::day::look_over;
use crate::appointments::series::OtherAppointment;
use crate::appointments::series::check::{Wanted, check};
use crate::appointments::{Move, NewAppointment};
use crate::error::Result;
use crate::fields::Together;
use crate::reads::{ListRead, log_list};
use crate::view::Id;

/// `overlaps` are the other appointments of its provider, its room or its patient; `is_over` says that it would have
/// ended already. Neither prevents the booking or the move.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BookingDoubts {
    pub is_over: bool,
    pub overlaps: Vec<OtherAppointment>,
}

impl BookingDoubts {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Returns what speaks against an appointment that is to be booked.
///
/// # Errors
/// As `book::book`, but for absences.
pub fn of_booking(clinic: &Clinic, new: &NewAppointment) -> Result<BookingDoubts> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let bookable = Booking::of(clinic, new)?.check(&reader)?;
    let slot = bookable.slot(bookable.starts);
    let is_over = slot.ends <= clinic.now();
    let wanted = Wanted {
        number: 1,
        stored: None,
        planned: bookable.starts,
        slot,
        facility: bookable.facility,
        zone: bookable.zone,
        patients: bookable.patient.into_iter().collect(),
        is_skipped: false,
    };
    let dates = check(&reader, &[wanted])?;
    Ok(BookingDoubts {
        is_over,
        overlaps: dates.into_iter().flat_map(|date| date.overlaps).collect(),
    })
}

/// Returns what speaks against a move: what the appointment does not overlap already, and a time that is over. Nothing
/// does where it stays as it is.
///
/// # Errors
/// As `book::move_to`, but for absences, a version that is not the last one, and what is done or missed.
pub fn of_move(clinic: &Clinic, to: &Move) -> Result<BookingDoubts> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let id: AppointmentId = to.id.to()?;
    let stored = clinic.require_row::<Appointment>(id, "appointment")?;
    let before = Slot::of(&stored.value);
    let time = (starts(clinic, &to.starts_at), length_us(to.minutes)).together()?;
    let moved = Slot {
        provider: to.provider_id.to()?,
        room: to.room_id.as_ref().map(Id::to).transpose()?,
        starts: time.0,
        ends: after(time.0, time.1),
    };
    if moved == before {
        return Ok(BookingDoubts::default());
    }
    let zone = clinic.zone()?;
    let attendees = reader.attendees_of(&[id])?;
    let attendees = attendees.iter().filter(|row| row.deleted.is_none());
    let patients: Vec<PatientId> = attendees.map(|row| row.value.patient).collect();
    let overlapping = |slot: Slot| -> Result<Vec<OtherAppointment>> {
        let wanted = Wanted {
            number: 1,
            stored: Some((id, to.seen.clone())),
            planned: slot.starts,
            slot,
            facility: stored.value.facility,
            zone,
            patients: patients.clone(),
            is_skipped: false,
        };
        let dates = check(&reader, &[wanted])?;
        Ok(dates.into_iter().flat_map(|date| date.overlaps).collect())
    };
    let is_other_time = (moved.starts, moved.ends) != (before.starts, before.ends);
    let is_over = is_other_time && moved.ends <= clinic.now();
    let mut overlaps = overlapping(moved)?;
    if !overlaps.is_empty() {
        let known: BTreeSet<Option<Id>> =
            overlapping(before)?.into_iter().map(|one| one.id).collect();
        overlaps.retain(|one| !known.contains(&one.id));
    }
    Ok(BookingDoubts { is_over, overlaps })
}
