//! What a user is asked about before an appointment is booked or moved: other appointments at its time, and a time that
//! is over.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::ids::{AppointmentId, FacilityId, PatientId};
use vault::read::Reader;

use crate::Clinic;
use crate::appointments::absent::{Slot, require_present};
use crate::appointments::book::{
    Bookable, Booking, Moving, after, audit_booked, length_us, starts,
};
use crate::appointments::day::look_over;
use crate::appointments::series::OtherAppointment;
use crate::appointments::series::book::wanted;
use crate::appointments::series::check::{Wanted, check};
use crate::appointments::{AppointmentView, Move, NewAppointment, pages};
use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::reads::{ListRead, log_list};
use crate::view::{Id, ReadVersionToken};

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
/// As `book::book`.
pub fn of_booking(clinic: &Clinic, new: &NewAppointment) -> Result<BookingDoubts> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let bookable = Booking::of(clinic, new)?.check(&reader)?;
    let slot = bookable.slot(bookable.starts);
    // what is refused anyway is not asked about
    require_present(&reader, &slot, None)?;
    Ok(BookingDoubts {
        is_over: slot.ends <= clinic.now(),
        overlaps: overlaps_of(&reader, &bookable)?,
    })
}

/// Books an appointment as `book::book` does, but where it overlaps another one that is not among those that a user has
/// accepted: it may have been booked since they were asked.
///
/// # Errors
/// As `book::book`; `Invalid` for a time that is taken.
pub fn book_unless_taken(
    clinic: &mut Clinic,
    new: &NewAppointment,
    accepted: &[Id],
) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let booking = Booking::of(clinic, new)?;
    let id = clinic.write("book appointment", |tx| {
        let bookable = booking.check(&tx.read())?;
        let slot = bookable.slot(bookable.starts);
        require_present(&tx.read(), &slot, None)?;
        require_accepted(&overlaps_of(&tx.read(), &bookable)?, accepted)?;
        let booked = bookable.insert(tx, slot, None)?;
        audit_booked(tx, &booked);
        Ok(booked.id)
    })?;
    pages::one(clinic, id)
}

fn overlaps_of(reader: &Reader<'_>, bookable: &Bookable) -> Result<Vec<OtherAppointment>> {
    let date = wanted(bookable, 1, bookable.starts, bookable.starts, false);
    let dates = check(reader, &[date])?;
    Ok(dates.into_iter().flat_map(|date| date.overlaps).collect())
}

/// # Errors
/// `Invalid`.
fn require_accepted(overlaps: &[OtherAppointment], accepted: &[Id]) -> Result<()> {
    let is_accepted = |id: &Id| accepted.contains(id);
    let mut overlaps = overlaps.iter();
    match overlaps.all(|other| other.id.as_ref().is_some_and(is_accepted)) {
        true => Ok(()),
        false => Err(Error::invalid("slot", Reason::Taken)),
    }
}

/// Returns what speaks against a move: what the appointment does not overlap already, and a time that is over. Nothing
/// does where it stays as it is.
///
/// # Errors
/// As `book::move_to`, but for a version that is not the last one, and what is done or missed.
pub fn of_move(clinic: &Clinic, to: &Move) -> Result<BookingDoubts> {
    clinic.may(Right::AppointmentsWrite)?;
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let id: AppointmentId = to.id.to()?;
    let stored = clinic.reached(id, Right::AppointmentsWrite)?;
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
    // what is refused anyway is not asked about
    require_present(&reader, &moved, Some(&before))?;
    let is_other_time = (moved.starts, moved.ends) != (before.starts, before.ends);
    let overlapping = Overlapping {
        id,
        seen: &to.seen,
        facility: stored.value.facility,
        zone: clinic.zone()?,
    };
    Ok(BookingDoubts {
        is_over: is_other_time && moved.ends <= clinic.now(),
        overlaps: overlapping.newly(&reader, before, moved)?,
    })
}

/// Moves an appointment as `book::move_to` does, but where it newly overlaps another one.
///
/// # Errors
/// As `book::move_to`; `Invalid` for a time that is taken.
pub fn move_unless_taken(clinic: &mut Clinic, to: &Move) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (moving, zone) = (Moving::of(clinic, to)?, clinic.zone()?);
    let id = moving.id;
    clinic.write("move appointment", |tx| {
        let before = moving.write(tx)?.before;
        let stored = or_not_found(tx.get::<Appointment>(id)?, "appointment")?;
        let overlapping = Overlapping {
            id,
            seen: &to.seen,
            facility: stored.value.facility,
            zone,
        };
        let moved = Slot::of(&stored.value);
        require_accepted(&overlapping.newly(&tx.read(), before, moved)?, &[])
    })?;
    pages::one(clinic, id)
}

/// What a stored appointment overlaps elsewhere than it is.
struct Overlapping<'m> {
    id: AppointmentId,
    seen: &'m ReadVersionToken,
    facility: FacilityId,
    zone: Tz,
}

impl Overlapping<'_> {
    /// Returns what it overlaps in the second slot and not in the first.
    fn newly(
        &self,
        reader: &Reader<'_>,
        before: Slot,
        moved: Slot,
    ) -> Result<Vec<OtherAppointment>> {
        if moved == before {
            return Ok(Vec::new());
        }
        let attendees = reader.attendees_of(&[self.id])?;
        let attendees = attendees.iter().filter(|row| row.deleted.is_none());
        let patients: Vec<PatientId> = attendees.map(|row| row.value.patient).collect();
        let mut overlaps = self.of_slot(reader, moved, &patients)?;
        if !overlaps.is_empty() {
            let known = self.of_slot(reader, before, &patients)?;
            let known: BTreeSet<Option<Id>> = known.into_iter().map(|one| one.id).collect();
            overlaps.retain(|one| !known.contains(&one.id));
        }
        Ok(overlaps)
    }

    fn of_slot(
        &self,
        reader: &Reader<'_>,
        slot: Slot,
        patients: &[PatientId],
    ) -> Result<Vec<OtherAppointment>> {
        let date = Wanted {
            number: 1,
            stored: Some((self.id, self.seen.clone())),
            planned: slot.starts,
            slot,
            facility: self.facility,
            zone: self.zone,
            patients: patients.to_vec(),
            is_skipped: false,
        };
        let dates = check(reader, &[date])?;
        Ok(dates.into_iter().flat_map(|date| date.overlaps).collect())
    }
}
