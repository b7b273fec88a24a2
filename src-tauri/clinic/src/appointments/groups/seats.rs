//! Seats of a group session as they are given and taken back, and who came.

use std::collections::BTreeSet;

use sync_contract::Right;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, AppointmentStatus, Attendance, DeletionReason,
};
use sync_contract::field::{Paragraph, Time};
use sync_contract::ids::{AppointmentId, AppointmentPatientId, PatientId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::appointments::absent::is_expected;
use crate::appointments::book::insert_attendee;
use crate::appointments::groups::list::{load, seats_of, session};
use crate::appointments::groups::{
    GroupSessionView, SeatGiven, SeatTaken, SeatVersion, SeatsChanged,
};
use crate::appointments::pages;
use crate::appointments::series::list::later;
use crate::appointments::status::{Change, insert_change_of};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::invoices::packages::uses::{MayUse, use_or_give_back};
use crate::view::{Id, ReadVersionToken, count};
use crate::workplace::zone_at;
use crate::{Clinic, fields, merged_files};

/// What an id that is none of a seat is said not to be.
const WHAT_SEAT: &str = "seat";

/// Gives a patient a seat. Another appointment of theirs at the time is returned in `overlaps`, and prevents nothing.
/// Of the later sessions those without a seat left are counted.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `TooLong`, `Invalid` for a patient who has a
/// seat, for a session without one left, and for one that is over or cancelled.
pub fn give(clinic: &mut Clinic, given: &SeatGiven) -> Result<SeatsChanged> {
    clinic.may(Right::AppointmentsWrite)?;
    let (row, patient): (AppointmentId, PatientId) = (given.id.to()?, given.patient_id.to()?);
    let reason = fields::optional_paragraph(&given.reason, "reason")?;
    clinic.reached(row, Right::AppointmentsWrite)?;
    let (seats, full) = clinic.write("give seat in group session", |tx| {
        let first = session(&tx.read(), row)?;
        require_not_deleted(tx, patient)?;
        require_ahead(&first.value)?;
        let files = merged_files::of(&tx.read(), patient)?;
        let room = Room::of(&tx.read(), &first.value, &files)?;
        room.require()?;
        tx.audit(|event| event.of(row.0).about(patient.0));
        let mut seats = vec![give_one(tx, &first.value, patient, reason.clone())?];
        let mut full = 0;
        for next in ahead(&tx.read(), &first, given.later)? {
            let room = Room::of(&tx.read(), &next.value, &files)?;
            if room.is_in {
                continue;
            }
            if room.is_full {
                full += 1;
                continue;
            }
            seats.push(give_one(tx, &next.value, patient, reason.clone())?);
        }
        Ok((seats, full))
    })?;
    Ok(SeatsChanged {
        session: load(clinic, row)?,
        sessions: count(seats.len()),
        full,
        seats,
    })
}

/// Whether a session has a seat for a patient.
struct Room {
    is_in: bool,
    is_full: bool,
}

impl Room {
    fn of(
        reader: &Reader<'_>,
        appointment: &Appointment,
        files: &BTreeSet<PatientId>,
    ) -> Result<Self> {
        let given = seats_of(reader, appointment.id)?;
        let seats = pages::seats_of(appointment).unwrap_or(0);
        Ok(Self {
            is_in: given.iter().any(|row| files.contains(&row.value.patient)),
            is_full: count(given.len()) >= seats,
        })
    }

    /// # Errors
    /// `Invalid`.
    fn require(&self) -> Result<()> {
        if self.is_in {
            return Err(Error::invalid("seat", Reason::Taken));
        }
        match self.is_full {
            true => Err(Error::invalid("seats", Reason::Taken)),
            false => Ok(()),
        }
    }
}

fn give_one(
    tx: &mut WriteTx<'_>,
    appointment: &Appointment,
    patient: PatientId,
    reason: Option<Paragraph>,
) -> Result<SeatVersion> {
    let seat = insert_attendee(tx, appointment.id, patient, reason)?;
    let booked = Change::booked(appointment.id, tx.now());
    insert_change_of(tx, &booked, patient)?;
    version_of(tx, seat)
}

fn version_of(tx: &WriteTx<'_>, seat: AppointmentPatientId) -> Result<SeatVersion> {
    let row = or_not_found(tx.get::<AppointmentPatient>(seat)?, WHAT_SEAT)?;
    Ok(SeatVersion {
        id: Id::of(seat),
        seen: ReadVersionToken::of(&row.seen),
    })
}

/// # Errors
/// `Invalid` for a session that is over or cancelled.
fn require_ahead(appointment: &Appointment) -> Result<()> {
    match is_expected(appointment.status) {
        true => Ok(()),
        false => Err(Error::invalid("appointment", Reason::OutOfOrder)),
    }
}

/// Returns the sessions of the same series that come after one and are still ahead.
fn ahead(
    reader: &Reader<'_>,
    first: &Stored<Appointment>,
    is_wanted: bool,
) -> Result<Vec<Stored<Appointment>>> {
    if !is_wanted || first.value.series.is_none() {
        return Ok(Vec::new());
    }
    let after = later(reader, first.value.id)?.rows.into_iter();
    let after = after.map(|(_, row)| row).filter(|row| {
        let is_group = row.value.id != first.value.id && row.value.seats.is_some();
        is_group && is_expected(row.value.status)
    });
    Ok(after.collect())
}

/// Takes a seat back: the session stays as it is.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`, `Invalid` for a session
/// that is over or cancelled, and for a patient who has come.
pub fn take(clinic: &mut Clinic, taken: &SeatTaken) -> Result<SeatsChanged> {
    clinic.may(Right::AppointmentsWrite)?;
    let (seat, seen): (AppointmentPatientId, _) = (taken.id.to()?, taken.seen.to_read_version()?);
    require_reached(clinic, seat)?;
    let (row, seats) = clinic.write("take seat in group session", |tx| {
        let (first, patient) = take_one(tx, seat, &seen)?;
        tx.audit(|event| event.of(first.value.id.0).about(patient.0));
        let mut seats = vec![version_of(tx, seat)?];
        let files = merged_files::of(&tx.read(), patient)?;
        for next in ahead(&tx.read(), &first, taken.later)? {
            let mut own = seats_of(&tx.read(), next.value.id)?;
            own.retain(|row| files.contains(&row.value.patient));
            // who came to a later one keeps that seat
            own.retain(|row| row.value.attendance != Attendance::Attended);
            for row in &own {
                take_one(tx, row.value.id, &row.seen)?;
                seats.push(version_of(tx, row.value.id)?);
            }
        }
        Ok((first.value.id, seats))
    })?;
    Ok(SeatsChanged {
        session: load(clinic, row)?,
        sessions: count(seats.len()),
        full: 0,
        seats,
    })
}

/// Checks that a role of the user counts where the session of a seat is, be it taken back or not.
///
/// # Errors
/// `NotFound`.
fn require_reached(clinic: &Clinic, seat: AppointmentPatientId) -> Result<()> {
    let row = or_not_found(clinic.read().get::<AppointmentPatient>(seat)?, WHAT_SEAT)?;
    clinic
        .reached(row.value.appointment, Right::AppointmentsWrite)
        .map(drop)
}

/// Deletes a seat, and returns whose it was and in which session.
fn take_one(
    tx: &mut WriteTx<'_>,
    seat: AppointmentPatientId,
    seen: &ReadVersion,
) -> Result<(Stored<Appointment>, PatientId)> {
    let (stored, session) = seat_of(tx, seat)?;
    let patient = stored.value.patient;
    require_not_deleted(tx, patient)?;
    require_ahead(&session.value)?;
    if stored.value.attendance == Attendance::Attended {
        return Err(Error::invalid("attendance", Reason::OutOfOrder));
    }
    let why = DeletionReason::NoLongerNeeded;
    tx.delete::<AppointmentPatient>(seat, why, None, seen)?;
    let row = tx.get::<AppointmentPatient>(seat)?;
    // one that did not see what others changed would only be a conflict
    match row.is_some_and(|row| row.deleted.is_some()) {
        true => Ok((session, patient)),
        false => Err(Error::ChangedMeanwhile),
    }
}

/// Takes seats back that were given by mistake: these alone.
///
/// # Errors
/// As [`take`], `Invalid` for seats of several patients.
pub fn undo_give(clinic: &mut Clinic, given: &[SeatVersion]) -> Result<GroupSessionView> {
    clinic.may(Right::AppointmentsWrite)?;
    undo(clinic, "take seat in group session", given, take_one)
}

/// Gives seats back that were taken by mistake, as they were: these alone, or none where one of the sessions is full by
/// now.
///
/// # Errors
/// As [`give`], `ChangedMeanwhile`, `Invalid` for seats of several patients.
pub fn undo_take(clinic: &mut Clinic, taken: &[SeatVersion]) -> Result<GroupSessionView> {
    clinic.may(Right::AppointmentsWrite)?;
    undo(clinic, "give seat in group session", taken, give_back)
}

type OneSeat = fn(
    &mut WriteTx<'_>,
    AppointmentPatientId,
    &ReadVersion,
) -> Result<(Stored<Appointment>, PatientId)>;

/// Undoes what one action did to the seats of one patient, and returns the first of its sessions.
fn undo(
    clinic: &mut Clinic,
    operation: &str,
    seats: &[SeatVersion],
    one: OneSeat,
) -> Result<GroupSessionView> {
    let seats = read(seats)?;
    for (seat, _) in &seats {
        require_reached(clinic, *seat)?;
    }
    let first = clinic.write(operation, |tx| {
        let mut first: Option<(AppointmentId, PatientId)> = None;
        for (seat, seen) in &seats {
            let (session, patient) = one(tx, *seat, seen)?;
            let (_, whose) = *first.get_or_insert((session.value.id, patient));
            // the audit log names one patient
            if !merged_files::are_one(&tx.read(), whose, patient)? {
                return Err(Error::invalid("seats", Reason::Impossible));
            }
        }
        let (session, patient) = or_not_found(first, WHAT_SEAT)?;
        tx.audit(|event| event.of(session.0).about(patient.0));
        Ok(session)
    })?;
    load(clinic, first)
}

/// Restores a seat, and returns whose it is and in which session.
fn give_back(
    tx: &mut WriteTx<'_>,
    seat: AppointmentPatientId,
    seen: &ReadVersion,
) -> Result<(Stored<Appointment>, PatientId)> {
    let stored = or_not_found(tx.get::<AppointmentPatient>(seat)?, WHAT_SEAT)?;
    let patient = stored.value.patient;
    let session = session(&tx.read(), stored.value.appointment)?;
    require_not_deleted(tx, patient)?;
    require_ahead(&session.value)?;
    let files = merged_files::of(&tx.read(), patient)?;
    Room::of(&tx.read(), &session.value, &files)?.require()?;
    tx.undelete::<AppointmentPatient>(seat, seen)?;
    let row = tx.get::<AppointmentPatient>(seat)?;
    match row.is_some_and(|row| row.deleted.is_none()) {
        true => Ok((session, patient)),
        false => Err(Error::ChangedMeanwhile),
    }
}

fn read(seats: &[SeatVersion]) -> Result<Vec<(AppointmentPatientId, ReadVersion)>> {
    let one = |seat: &SeatVersion| Ok((seat.id.to()?, seat.seen.to_read_version()?));
    seats.iter().map(one).collect()
}

/// # Errors
/// `NotFound`.
fn seat_of(
    tx: &WriteTx<'_>,
    seat: AppointmentPatientId,
) -> Result<(Stored<AppointmentPatient>, Stored<Appointment>)> {
    let stored = tx.get::<AppointmentPatient>(seat)?;
    let stored = or_not_found(stored.filter(|row| row.deleted.is_none()), WHAT_SEAT)?;
    let session = session(&tx.read(), stored.value.appointment)?;
    Ok((stored, session))
}

/// Records whether a patient came. Who comes no more can be excused before; who came, or did not, is only known on the
/// day.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for a session that is cancelled,
/// and for one on a later day.
pub fn record(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    attendance: Attendance,
) -> Result<GroupSessionView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (seat, seen): (AppointmentPatientId, _) = (id.to()?, seen.to_read_version()?);
    require_reached(clinic, seat)?;
    let (zone, today) = (clinic.zone()?, clinic.today()?);
    let is_later = |at: Time| day_of(at, &zone) > today;
    let may_use = MayUse::of(clinic)?;
    let row = clinic.write("record attendance", |tx| {
        let (stored, session) = seat_of(tx, seat)?;
        let mut seat_row = stored.value;
        require_not_deleted(tx, seat_row.patient)?;
        if session.value.status == AppointmentStatus::Cancelled {
            return Err(Error::invalid("appointment", Reason::OutOfOrder));
        }
        let is_of_day = matches!(attendance, Attendance::Attended | Attendance::Absent);
        if is_of_day && is_later(session.value.starts) {
            return Err(Error::invalid("attendance", Reason::InTheFuture));
        }
        if seat_row.attendance != attendance {
            seat_row.attendance = attendance;
            tx.update(&seat_row, &seen)?;
            let day = day_of(session.value.starts, &zone);
            use_or_give_back(tx, session.value.id, day, may_use)?;
        }
        Ok(session.value.id)
    })?;
    load(clinic, row)
}

/// Records that a patient came whose visit begins, or takes that back where it is discarded: not what a user recorded
/// since. Nothing is written of an appointment that is no group session, nor of one on a later day.
///
/// # Errors
/// Those of a write.
pub(crate) fn record_visit(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    patient: PatientId,
    begins: bool,
) -> Result<()> {
    let row = tx.get::<Appointment>(appointment)?;
    let Some(row) = row.filter(|row| row.value.seats.is_some()) else {
        return Ok(());
    };
    let zone = zone_at(&tx.read(), row.value.facility)?;
    if begins && day_of(row.value.starts, &zone) > day_of(tx.now(), &zone) {
        return Ok(());
    }
    let files = merged_files::of(&tx.read(), patient)?;
    let mut own = seats_of(&tx.read(), appointment)?;
    own.retain(|row| files.contains(&row.value.patient));
    for row in own {
        let mut seat = row.value;
        let came = seat.attendance == Attendance::Attended;
        seat.attendance = match begins {
            true if !came => Attendance::Attended,
            false if came => Attendance::Expected,
            _ => continue,
        };
        tx.update(&seat, &row.seen)?;
    }
    Ok(())
}
