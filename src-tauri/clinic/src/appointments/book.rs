use chrono_tz::Tz;
use sync_contract::catalog::{
    Appointment, AppointmentMode, AppointmentPatient, AppointmentStatus, Attendance, Facility,
    Room, User,
};
use sync_contract::field::{Line, Paragraph, Text, Time};
use sync_contract::ids::{
    AppointmentId, AppointmentPatientId, FacilityId, PatientId, RoomId, UserId,
};
use sync_contract::read_version::ReadVersion;
use sync_contract::{Compartment, Right};
use uuid::Uuid;
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::appointment_types::known::{MINUTES_MAX, Types, seats};
use crate::appointments::absent::{Slot, require_present};
use crate::appointments::building::{FacilitiesOf, facility_after, facility_of};
use crate::appointments::day::providers_given;
use crate::appointments::freed::insert_moved;
use crate::appointments::groups::topics::insert_topic;
use crate::appointments::status::{Change, insert_change};
use crate::appointments::{AppointmentView, Move, NewAppointment, pages};
use crate::clinic::{is_deleted, or_not_found};
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::roles::given::GivenAt;
use crate::view::{At, Id};
use crate::workplace::Workplace;
use crate::{Clinic, fields};

/// Books a patient with a provider, or a group session, which may have no patient yet. Returns a clash in `overlaps`
/// and a time at which the provider does not work in `outside_hours`; neither prevents the booking: a person decides.
/// Nothing is booked into an absence.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` for a provider who has left or
/// whose roles do not let them start visits there, for a room that is no longer in use, for a length of no time or over
/// a day, for a year before 1900 or after the next, and where the provider is absent or the room is closed; for no
/// patient where it is no group session, and for seats of one that is none.
pub fn book(clinic: &mut Clinic, new: &NewAppointment) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let booking = Booking::of(clinic, new)?;
    let id = clinic.write("book appointment", |tx| {
        let booked = booking.write(tx)?;
        let (id, patient) = (booked.id.0, booked.patient);
        tx.audit(|event| match patient {
            Some(patient) => event.of(id).about(patient.0),
            None => event.of(id),
        });
        Ok(booked.id)
    })?;
    pages::one(clinic, id)
}

/// An appointment to be booked, checked as far as it can be before it is written.
pub(crate) struct Booking {
    patient: Option<PatientId>,
    provider: UserId,
    room: Option<RoomId>,
    form: Result<(Time, Option<i64>, Kind, Option<Paragraph>)>,
    facility: Option<FacilityId>,
    workplace: Workplace,
    sees_patients: GivenAt,
}

impl Booking {
    /// # Errors
    /// `NotFound`, `Invalid` for an id that is none, `Forbidden` for a topic (needs `visits.write`),
    /// `WithoutCompartment`.
    pub fn of(clinic: &Clinic, new: &NewAppointment) -> Result<Self> {
        if !new.topic.trim().is_empty() {
            clinic.may(Right::VisitsWrite)?;
            clinic.may_open(Compartment::Clinical)?;
        }
        let patient: Option<PatientId> = new.patient_id.as_ref().map(Id::to).transpose()?;
        let (provider, room) = (
            new.provider_id.to::<UserId>()?,
            new.room_id.as_ref().map(Id::to).transpose()?,
        );
        let length_us = || match new.minutes {
            // the usual one of its kind
            0 => Ok(None),
            minutes => length_us(minutes).map(Some),
        };
        let form = (
            starts(clinic, &new.starts_at),
            length_us(),
            Kind::of(&Types::read(&clinic.read())?, new),
            fields::optional_paragraph(&new.reason, "reason"),
        )
            .together();
        Ok(Self {
            patient,
            provider,
            room,
            form,
            facility: new.facility_id.as_ref().map(Id::to).transpose()?,
            workplace: clinic.workplace()?,
            sees_patients: sees_patients(clinic, provider)?,
        })
    }

    /// Writes it, and returns what was booked.
    pub fn write(self, tx: &mut WriteTx<'_>) -> Result<BookedSlot> {
        let bookable = self.check(&tx.read())?;
        let slot = bookable.slot(bookable.starts);
        require_present(&tx.read(), &slot, None)?;
        bookable.insert(tx, slot, None)
    }

    /// Checks everything but the time.
    ///
    /// # Errors
    /// `PatientDeleted`, `Invalid`.
    pub fn check(self, reader: &Reader<'_>) -> Result<Bookable> {
        let sees_patients = self.sees_patients.is_anywhere();
        let bookable = require_bookable(reader, self.provider, self.room, sees_patients);
        let ((starts, length, kind, reason), of) = (self.form, bookable).together()?;
        let of = FacilitiesOf {
            provider: self.sees_patients.preferring(of.provider),
            ..of
        };
        let facility = facility_of(&self.workplace, self.facility, of)?;
        require_seen_at(&self.sees_patients, facility)?;
        let length_us = length.map_or_else(|| length_us(kind.minutes), Ok)?;
        match self.patient {
            Some(patient) if is_deleted(reader, patient)? => return Err(Error::PatientDeleted),
            None if kind.group.is_none() => {
                return Err(Error::invalid("patientId", Reason::Required));
            }
            _ => {}
        }
        Ok(Bookable {
            patient: self.patient,
            provider: self.provider,
            room: self.room,
            facility,
            zone: self.workplace.zone_at(facility),
            starts,
            length_us,
            kind,
            reason,
        })
    }
}

/// What kind of appointment it is; of a group session how many seats it has and what it is about.
struct Kind {
    code: Text<50>,
    minutes: u32,
    mode: AppointmentMode,
    group: Option<(i64, Option<Line>)>,
}

impl Kind {
    /// # Errors
    /// `Invalid` for a type that is not offered, and for seats or a topic of one that is for one patient.
    fn of(types: &Types, new: &NewAppointment) -> Result<Self> {
        let code: Result<Text<50>> = fields::required(&new.type_id.0, "typeId");
        let known = code.as_ref().ok().and_then(|code| types.of(code));
        let known = known.filter(|known| known.is_active);
        // what is no type has neither, and is all that is said
        let is_group = known.is_none_or(|known| known.seats.is_some());
        let usual = known.and_then(|known| known.seats);
        let seats = match new.seats.or(usual) {
            Some(_) if !is_group => Err(Error::invalid("seats", Reason::Impossible)),
            Some(number) => seats(number).map(Some),
            None => Ok(None),
        };
        let topic = match fields::optional(&new.topic, "topic") {
            Ok(Some(_)) if !is_group => Err(Error::invalid("topic", Reason::Impossible)),
            topic => topic,
        };
        let code = code.and_then(|code| Ok((code, known.ok_or(UNKNOWN)?)));
        let ((code, known), seats, topic) = (code, seats, topic).together()?;
        Ok(Self {
            code,
            minutes: known.minutes,
            mode: known.mode,
            group: seats.map(|seats| (seats, topic)),
        })
    }
}

const UNKNOWN: Error = Error::Invalid {
    field: "typeId",
    reason: Reason::Unknown,
};

/// What is booked of an appointment that was checked, at one time or at several.
pub(crate) struct Bookable {
    pub patient: Option<PatientId>,
    provider: UserId,
    room: Option<RoomId>,
    pub facility: FacilityId,
    /// That of its facility.
    pub zone: Tz,
    pub starts: Time,
    length_us: i64,
    kind: Kind,
    reason: Option<Paragraph>,
}

impl Bookable {
    pub fn slot(&self, starts: Time) -> Slot {
        Slot {
            provider: self.provider,
            room: self.room,
            starts,
            ends: after(starts, self.length_us),
        }
    }

    /// # Errors
    /// Those of a write.
    pub fn insert(
        &self,
        tx: &mut WriteTx<'_>,
        slot: Slot,
        series: Option<Uuid>,
    ) -> Result<BookedSlot> {
        let id: AppointmentId = tx.new_id();
        let appointment = Appointment {
            id,
            facility: self.facility,
            room: slot.room,
            provider: slot.provider,
            starts: slot.starts,
            ends: slot.ends,
            status: AppointmentStatus::Scheduled,
            mode: self.kind.mode,
            kind: self.kind.code.clone(),
            series,
            seats: self.kind.group.as_ref().map(|(seats, _)| *seats),
        };
        insert_booked(tx, &appointment, self.patient, self.reason.clone())?;
        if let Some((_, Some(topic))) = &self.kind.group {
            insert_topic(tx, id, topic.clone())?;
        }
        Ok(BookedSlot {
            id,
            patient: self.patient,
            slot,
        })
    }
}

/// An appointment that was booked.
pub(crate) struct BookedSlot {
    pub id: AppointmentId,
    pub patient: Option<PatientId>,
    pub slot: Slot,
}

/// Writes an appointment that is scheduled now, with the patient who is expected, if there is one yet, and the first
/// step of its history.
///
/// # Errors
/// Those of a write.
pub(crate) fn insert_booked(
    tx: &mut WriteTx<'_>,
    appointment: &Appointment,
    patient: Option<PatientId>,
    reason: Option<Paragraph>,
) -> Result<()> {
    tx.insert(appointment)?;
    let Some(patient) = patient else {
        return Ok(());
    };
    insert_attendee(tx, appointment.id, patient, reason)?;
    let booked = Change::booked(appointment.id, tx.now());
    insert_change(tx, &booked)
}

/// # Errors
/// Those of a write.
pub(super) fn insert_attendee(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    patient: PatientId,
    reason: Option<Paragraph>,
) -> Result<AppointmentPatientId> {
    let id: AppointmentPatientId = tx.new_id();
    tx.insert(&AppointmentPatient {
        id,
        patient,
        appointment,
        reason: reason.into(),
        notes: None.into(),
        attendance: Attendance::Expected,
    })?;
    Ok(id)
}

/// Returns the facilities of a provider and a room that can be booked.
///
/// # Errors
/// `Invalid` for a provider who has left or does not see patients, and for a room that is no longer in use, or
/// whose facility is not.
pub(super) fn require_bookable(
    reader: &Reader<'_>,
    provider: UserId,
    room: Option<RoomId>,
    sees_patients: bool,
) -> Result<FacilitiesOf> {
    let works = |row: &Stored<User>| row.deleted.is_none() && row.value.is_active;
    let is_used = |row: &Stored<Room>| row.deleted.is_none() && row.value.is_active;
    let is_open = |row: &Stored<Facility>| row.deleted.is_none() && row.value.is_active;
    let user = match sees_patients {
        true => reader.get::<User>(provider)?.filter(works),
        false => None,
    };
    let used_room = match room {
        Some(room) => reader.get::<Room>(room)?.filter(is_used),
        None => None,
    };
    let used_room = match used_room {
        Some(room) => {
            let facility = reader.get::<Facility>(room.value.facility)?;
            Some(room).filter(|_| facility.is_some_and(|row| is_open(&row)))
        }
        None => None,
    };
    let (has_provider, has_room) = (user.is_some(), room.is_none() || used_room.is_some());
    let require = |is_there: bool, field: &'static str| match is_there {
        true => Ok(()),
        false => Err(Error::invalid(field, Reason::Unknown)),
    };
    let choices = (
        require(has_provider, "providerId"),
        require(has_room, "roomId"),
    );
    choices.together()?;
    Ok(FacilitiesOf {
        room: used_room.map(|row| row.value.facility),
        provider: user.and_then(|row| row.value.facility),
    })
}

/// Returns at which facilities the provider's roles let them start visits: patients are not booked with the front desk.
pub(super) fn sees_patients(clinic: &Clinic, provider: UserId) -> Result<GivenAt> {
    let providers = providers_given(&clinic.read())?.into_iter();
    let mut own = providers.filter(|(row, _)| row.value.id == provider);
    Ok(own.next().map(|(_, given)| given).unwrap_or_default())
}

/// # Errors
/// `Invalid` for a provider who sees patients at other facilities alone.
pub(super) fn require_seen_at(sees_patients: &GivenAt, facility: FacilityId) -> Result<()> {
    match sees_patients.includes(facility) {
        true => Ok(()),
        false => Err(Error::invalid("providerId", Reason::Elsewhere)),
    }
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

pub(super) fn after(starts: Time, length_us: i64) -> Time {
    Time(starts.0.saturating_add(length_us))
}

/// Returns whether an appointment can still take place at another time: what was done or missed stays when it was.
pub(super) fn is_movable(status: AppointmentStatus) -> bool {
    matches!(
        status,
        AppointmentStatus::Scheduled | AppointmentStatus::Confirmed | AppointmentStatus::Arrived
    )
}

/// Moves an appointment to another time, provider or room. Returns a clash in `overlaps`, which prevents nothing.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` as in booking, and for one that is
/// in the room, completed, missed or cancelled.
pub fn move_to(clinic: &mut Clinic, to: &Move) -> Result<AppointmentView> {
    clinic.may(Right::AppointmentsWrite)?;
    let moving = Moving::of(clinic, to)?;
    let id = moving.id;
    clinic.write("move appointment", |tx| moving.write(tx).map(drop))?;
    pages::one(clinic, id)
}

/// A move, checked as far as it can be before it is written.
pub(crate) struct Moving {
    pub id: AppointmentId,
    seen: ReadVersion,
    provider: UserId,
    room: Option<RoomId>,
    facility: Option<FacilityId>,
    time: Result<(Time, i64)>,
    sees_patients: GivenAt,
}

impl Moving {
    pub fn of(clinic: &Clinic, to: &Move) -> Result<Self> {
        let provider = to.provider_id.to::<UserId>()?;
        Ok(Self {
            id: to.id.to()?,
            seen: to.seen.to_read_version()?,
            provider,
            room: to.room_id.as_ref().map(Id::to).transpose()?,
            facility: to.facility_id.as_ref().map(Id::to).transpose()?,
            time: (starts(clinic, &to.starts_at), length_us(to.minutes)).together(),
            sees_patients: sees_patients(clinic, provider)?,
        })
    }

    /// Writes it, and returns where and when the appointment was before.
    pub fn write(self, tx: &mut WriteTx<'_>) -> Result<Moved> {
        let mut appointment = or_not_found(tx.get::<Appointment>(self.id)?, "appointment")?.value;
        super::status::require_patient(tx, self.id)?;
        if !is_movable(appointment.status) {
            return Err(Error::invalid("appointment", Reason::OutOfOrder));
        }
        // a provider who has changed roles keeps the appointments that they have
        let is_theirs = appointment.provider == self.provider;
        let sees_patients = is_theirs || self.sees_patients.is_anywhere();
        let bookable = require_bookable(&tx.read(), self.provider, self.room, sees_patients);
        let ((starts, length), of) = (self.time, bookable).together()?;
        let before = Slot::of(&appointment);
        let facility = facility_after(appointment.facility, self.facility, of.room);
        if !is_theirs || facility != appointment.facility {
            require_seen_at(&self.sees_patients, facility)?;
        }
        appointment.facility = facility;
        appointment.provider = self.provider;
        appointment.room = self.room;
        appointment.starts = starts;
        appointment.ends = after(starts, length);
        let slot = Slot::of(&appointment);
        require_present(&tx.read(), &slot, Some(&before))?;
        super::status::name_patient(tx, self.id)?;
        tx.update(&appointment, &self.seen)?;
        insert_moved(tx, self.id, &before, &slot)?;
        Ok(Moved {
            before,
            is_elsewhere: slot != before,
        })
    }
}

/// What a move changed.
pub(crate) struct Moved {
    pub before: Slot,
    pub is_elsewhere: bool,
}
