//! A group session with its seats.

use sync_contract::catalog::{Appointment, AppointmentPatient, GroupTopic};
use sync_contract::ids::{AppointmentId, PatientId};
use sync_contract::{Entity, Right};
use vault::read::{Reader, Stored};

use crate::appointments::day::look_over;
use crate::appointments::groups::topics::topic_of;
use crate::appointments::groups::{GroupSessionView, Seat};
use crate::appointments::pages;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::{deleted_among, patient_names};
use crate::reads::{ListRead, log_list};
use crate::view::{Id, ReadVersionToken, RecordSync, text};
use crate::{Clinic, merged_files};

/// What an id that is none of a group session is said not to be.
pub(super) const WHAT: &str = "group session";

/// Returns a group session with its seats.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound` for an appointment that is no group session.
pub fn show(clinic: &Clinic, id: &Id) -> Result<GroupSessionView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    look_over(&clinic.read())?;
    let id: AppointmentId = id.to()?;
    clinic.reached(id, Right::AppointmentsRead)?;
    load(clinic, id)
}

/// Returns the seat of a patient in a group session, under any of the files that were merged with theirs.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound` for an appointment that is no group session, and for a patient
/// without a seat in it.
pub fn seat_of(clinic: &Clinic, id: &Id, patient: &Id) -> Result<Seat> {
    clinic.may(Right::AppointmentsRead)?;
    let patient: PatientId = patient.to()?;
    let files = merged_files::of(&clinic.read(), patient)?;
    let files: Vec<Id> = files.into_iter().map(Id::of).collect();
    let mut seats = show(clinic, id)?.seats;
    seats.retain(|seat| files.contains(&seat.patient.id));
    // files that were merged may both have one: that of the file which is named comes first
    seats.sort_by_key(|seat| seat.patient.id != Id::of(patient));
    or_not_found(seats.into_iter().next(), "seat of this patient")
}

pub(super) fn load(clinic: &Clinic, id: AppointmentId) -> Result<GroupSessionView> {
    let reader = clinic.read();
    session(&reader, id)?;
    let may_read = clinic.actor.can(Right::ChartRead);
    if may_read {
        reader.look_over(GroupTopic::DESCRIPTOR)?;
    }
    let rows = seats_of(&reader, id)?;
    let names = patient_names(&reader, rows.iter().map(|row| row.value.patient))?;
    let queued = reader.sync_of(AppointmentPatient::DESCRIPTOR, &rows)?;
    let seat = |row: &Stored<AppointmentPatient>| {
        let reason = text(&row.value.reason);
        Some(Seat {
            id: Id::of(row.value.id),
            seen: ReadVersionToken::of(&row.seen),
            patient: names.get(&row.value.patient)?.clone(),
            attendance: row.value.attendance,
            reason: Some(reason).filter(|reason| may_read && !reason.is_empty()),
            sync: RecordSync::of(row, &queued),
        })
    };
    let mut seats: Vec<Seat> = rows.iter().filter_map(seat).collect();
    seats.sort_by_cached_key(|seat| (seat.patient.name.to_lowercase(), seat.id.clone()));
    let topic = match may_read {
        true => topic_of(&reader, id)?,
        false => None,
    };
    Ok(GroupSessionView {
        appointment: pages::one(clinic, id)?,
        seats,
        topic_seen: topic.map(|row| ReadVersionToken::of(&row.seen)),
    })
}

/// # Errors
/// `NotFound` for an appointment that is no group session.
pub(super) fn session(reader: &Reader<'_>, id: AppointmentId) -> Result<Stored<Appointment>> {
    let row = reader.get::<Appointment>(id)?;
    let is_group = |row: &Stored<Appointment>| row.deleted.is_none() && row.value.seats.is_some();
    or_not_found(row.filter(is_group), WHAT)
}

/// Returns the seats that are given. That of a deleted patient is free: nothing more is written of them, so that it
/// could not be taken back.
pub(super) fn seats_of(
    reader: &Reader<'_>,
    id: AppointmentId,
) -> Result<Vec<Stored<AppointmentPatient>>> {
    let mut rows = reader.attendees(id)?;
    rows.retain(|row| row.deleted.is_none());
    let gone = deleted_among(reader, rows.iter().map(|row| row.value.patient))?;
    rows.retain(|row| !gone.contains(&row.value.patient));
    Ok(rows)
}
