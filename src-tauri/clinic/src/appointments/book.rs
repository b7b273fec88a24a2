use sync_contract::Right;
use sync_contract::catalog::{
    Appointment, AppointmentMode, AppointmentPatient, AppointmentStatus, Attendance, Room, User,
};
use sync_contract::field::{Text, Time};
use sync_contract::ids::{AppointmentId, AppointmentPatientId, PatientId, RoomId, UserId};
use vault::WriteTx;
use vault::read::Stored;

use crate::appointments::day::providers;
use crate::appointments::status::{Change, insert_change};
use crate::appointments::{
    AppointmentView, Move, NewAppointment, appointment_types, minutes_of, pages,
};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::view::{At, Id};
use crate::{Clinic, fields};

/// An appointment lasts a day at most.
const MINUTES_MAX: u32 = 24 * 60;

/// Books a patient with a provider. Returns a clash in `overlaps` and a time at which the provider does not work in
/// `outside_hours`; neither prevents the booking: a person decides.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound` also for a provider or room no longer in use,
/// `PatientDeleted`, `Invalid` for a provider whose roles do not let them start visits, for a length of no time or
/// over a day, and for a year before 1900 or after the next.
pub fn book(clinic: &mut Clinic, new: &NewAppointment) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let patient: PatientId = new.patient_id.to()?;
    let (provider, room) = (
        new.provider_id.to::<UserId>()?,
        new.room_id.as_ref().map(Id::to).transpose()?,
    );
    let kind = || {
        let kind: Text<50> = fields::required(&new.type_id.0, "typeId")?;
        match appointment_types().iter().any(|known| known.code == *kind) {
            true => Ok(kind),
            false => Err(Error::invalid("typeId", Reason::Unknown)),
        }
    };
    let length_us = || match new.minutes {
        // the usual one of its kind
        0 => Ok(None),
        minutes => length_us(minutes).map(Some),
    };
    let (starts, length, kind, reason) = (
        starts(clinic, &new.starts_at),
        length_us(),
        kind(),
        fields::optional_paragraph(&new.reason, "reason"),
    )
        .together()?;
    let length = length.map_or_else(|| self::length_us(minutes_of(&kind)), Ok)?;
    let slot = Slot {
        provider,
        room,
        starts,
        ends: after(starts, length),
    };
    let facility = or_not_found(crate::clinic::first_facility(&clinic.read())?, "facility")?
        .value
        .id;
    let sees_patients = sees_patients(clinic, provider)?;
    let id = clinic.write("book appointment", |tx| {
        slot.check(tx)?;
        if !sees_patients {
            return Err(Error::invalid("providerId", Reason::Unknown));
        }
        require_not_deleted(tx, patient)?;
        let id: AppointmentId = tx.new_id();
        tx.insert(&Appointment {
            id,
            facility,
            room: slot.room,
            provider: slot.provider,
            starts: slot.starts,
            ends: slot.ends,
            status: AppointmentStatus::Scheduled,
            mode: if kind.as_str() == "PHONE" {
                AppointmentMode::Phone
            } else {
                AppointmentMode::InPerson
            },
            kind,
            series: None,
        })?;
        let attendee: AppointmentPatientId = tx.new_id();
        tx.insert(&AppointmentPatient {
            id: attendee,
            patient,
            appointment: id,
            reason: reason.into(),
            notes: None.into(),
            attendance: Attendance::Expected,
        })?;
        let booked = Change::booked(id, tx.now());
        insert_change(tx, &booked)?;
        tx.audit(|event| event.of(id.0).about(patient.0));
        Ok(id)
    })?;
    pages::one(clinic, id)
}

/// The time, length, provider and room of an appointment.
pub(super) struct Slot {
    pub provider: UserId,
    pub room: Option<RoomId>,
    pub starts: Time,
    pub ends: Time,
}

impl Slot {
    /// # Errors
    /// `NotFound` for a provider or a room that is no longer in use.
    pub fn check(&self, tx: &WriteTx<'_>) -> Result<()> {
        let works = |row: &Stored<User>| row.deleted.is_none() && row.value.is_active;
        let is_there = |row: &Stored<Room>| row.deleted.is_none() && row.value.is_active;
        or_not_found(tx.get::<User>(self.provider)?.filter(works), "provider")?;
        if let Some(room) = self.room {
            or_not_found(tx.get::<Room>(room)?.filter(is_there), "room")?;
        }
        Ok(())
    }
}

/// Returns whether the provider's roles let them start visits: patients are not booked with the front desk.
pub(super) fn sees_patients(clinic: &Clinic, provider: UserId) -> Result<bool> {
    let providers = providers(&clinic.read())?;
    Ok(providers.iter().any(|row| row.value.id == provider))
}

/// # Errors
/// `Invalid` for what is no time, and for a year before 1900 or after the next.
pub(super) fn starts(clinic: &Clinic, at: &At) -> Result<Time> {
    let starts = at.to_time("startsAt")?;
    if !fields::is_of_diary(day_of(starts, &clinic.zone()?), clinic.today()?) {
        return Err(Error::invalid("startsAt", Reason::Impossible));
    }
    Ok(starts)
}

/// # Errors
/// `Invalid` for no time at all or more than a day.
pub(super) fn length_us(minutes: u32) -> Result<i64> {
    if minutes == 0 || minutes > MINUTES_MAX {
        return Err(Error::invalid("minutes", Reason::Impossible));
    }
    Ok(i64::from(minutes) * 60_000_000)
}

fn after(starts: Time, length_us: i64) -> Time {
    Time(starts.0.saturating_add(length_us))
}

/// Moves an appointment to another time, provider or room. Returns a clash in `overlaps`, which prevents nothing.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `Invalid` as in booking.
pub fn move_to(clinic: &mut Clinic, to: &Move) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (id, seen): (AppointmentId, _) = (to.id.to()?, to.seen.to_seen()?);
    let (starts, length) = (starts(clinic, &to.starts_at), length_us(to.minutes)).together()?;
    let slot = Slot {
        provider: to.provider_id.to()?,
        room: to.room_id.as_ref().map(Id::to).transpose()?,
        starts,
        ends: after(starts, length),
    };
    let sees_patients = sees_patients(clinic, slot.provider)?;
    clinic.write("move appointment", |tx| {
        slot.check(tx)?;
        let mut appointment = or_not_found(tx.get::<Appointment>(id)?, "appointment")?.value;
        // a provider who has changed roles keeps the appointments that they have
        if !sees_patients && appointment.provider != slot.provider {
            return Err(Error::invalid("providerId", Reason::Unknown));
        }
        appointment.provider = slot.provider;
        appointment.room = slot.room;
        appointment.starts = slot.starts;
        appointment.ends = slot.ends;
        super::status::name_patient(tx, id)?;
        tx.update(&appointment, &seen)?;
        Ok(())
    })?;
    pages::one(clinic, id)
}
