//! Two weeks of appointments, booked by the front desk.

use sync_contract::catalog::{
    Appointment, AppointmentMode, AppointmentPatient, AppointmentStatus, Attendance,
};
use sync_contract::field::{Text, Time};
use sync_contract::ids::{
    AppointmentId, AppointmentPatientId, FacilityId, PatientId, RoomId, UserId,
};
use vault::WriteTx;

use crate::appointments::status::{Change, insert_change};
use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::data;
use crate::demo::plan::{Plan, PlannedAppointment};
use crate::error::Result;
use crate::{Clinic, fields};

/// Books the appointments and returns their ids in the order of the plan; one operation a day.
pub(super) fn book(
    clinic: &mut Clinic,
    plan: &Plan,
    patients: &[PatientId],
    dietitians: &[UserId],
    rooms: &[RoomId],
) -> Result<Vec<AppointmentId>> {
    let facility = or_not_found(crate::clinic::first_facility(&clinic.read())?, "facility")?
        .value
        .id;
    let zone = clinic.zone()?;
    let courses = data::courses();
    let mut ids = Vec::new();
    for day in plan.appointments.chunk_by(|a, b| a.day == b.day) {
        let booked: Vec<AppointmentId> = clinic.write("book appointments", |tx| {
            let mut ids = Vec::new();
            for planned in day {
                let starts = at_wall(planned.day, planned.from, &zone);
                let slot = Slot {
                    facility,
                    room: rooms.get(planned.room).copied(),
                    provider: *or_not_found(dietitians.get(planned.dietitian), "dietitian")?,
                    patient: *or_not_found(patients.get(planned.patient), "patient")?,
                };
                let course = or_not_found(plan.patients.get(planned.patient), "patient")?.course;
                let reason = courses
                    .get(course)
                    .map_or("", |course| course.complaint.as_str());
                ids.push(insert(tx, planned, &slot, starts, reason)?);
            }
            Ok(ids)
        })?;
        ids.extend(booked);
    }
    Ok(ids)
}

struct Slot {
    facility: FacilityId,
    room: Option<RoomId>,
    provider: UserId,
    patient: PatientId,
}

fn insert(
    tx: &mut WriteTx<'_>,
    planned: &PlannedAppointment,
    slot: &Slot,
    starts: Time,
    reason: &str,
) -> Result<AppointmentId> {
    let id: AppointmentId = tx.new_id();
    tx.insert(&Appointment {
        id,
        facility: slot.facility,
        room: slot.room,
        provider: slot.provider,
        starts,
        ends: Time(starts.0 + planned.minutes * 60_000_000),
        status: planned.status,
        kind: Text::new(planned.kind).map_err(vault::Error::from)?,
        mode: AppointmentMode::InPerson,
        series: None,
        seats: None,
    })?;
    let attendee: AppointmentPatientId = tx.new_id();
    tx.insert(&AppointmentPatient {
        id: attendee,
        patient: slot.patient,
        appointment: id,
        reason: fields::optional_paragraph(reason, "reason")?.into(),
        notes: None.into(),
        attendance: match planned.status {
            AppointmentStatus::Completed | AppointmentStatus::InRoom => Attendance::Attended,
            AppointmentStatus::NoShow => Attendance::Absent,
            _ => Attendance::Expected,
        },
    })?;
    let booked_at = Time(starts.0.min(tx.now().0) - 3_600_000_000);
    let booked = Change::booked(id, booked_at);
    insert_change(tx, &booked)?;
    insert_course(tx, booked, planned.status, (starts, planned.minutes))?;
    Ok(id)
}

const MINUTE_US: i64 = 60_000_000;

/// Writes how a booked appointment came to a status, through the waiting room where the patient came: some minutes
/// before its time, and called in some minutes after it.
pub(super) fn insert_course(
    tx: &mut WriteTx<'_>,
    booked: Change,
    status: AppointmentStatus,
    (starts, minutes): (Time, i64),
) -> Result<()> {
    use AppointmentStatus::{Arrived, Completed, InRoom, Scheduled};
    let day_minute = starts.0.div_euclid(MINUTE_US);
    let (early, late) = (2 + day_minute.rem_euclid(7), day_minute.rem_euclid(11));
    let arrived = (Arrived, -early);
    let called = (InRoom, late.min(minutes / 2));
    let steps = match status {
        Scheduled => vec![],
        InRoom => vec![arrived, called],
        Completed => vec![arrived, called, (Completed, minutes)],
        other => vec![(other, 0)],
    };
    let mut from = booked.to;
    for (to, minute) in steps {
        let change = Change {
            from: Some(from),
            to,
            at: Time((starts.0 + minute * MINUTE_US).min(tx.now().0)),
            ..booked.clone()
        };
        insert_change(tx, &change)?;
        from = to;
    }
    Ok(())
}
