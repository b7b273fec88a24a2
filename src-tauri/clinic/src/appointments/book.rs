use std::collections::BTreeMap;

use chrono::NaiveDate;
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
use crate::appointments::building::{FacilitiesOf, facility_after, facility_of, facility_of_room};
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
        audit_booked(tx, &booked);
        Ok(booked.id)
    })?;
    pages::one(clinic, id)
}

/// Names an appointment that was booked, and its patient, in the audit entry of its action.
pub(super) fn audit_booked(tx: &mut WriteTx<'_>, booked: &BookedSlot) {
    let (id, patient) = (booked.id.0, booked.patient);
    tx.audit(|event| match patient {
        Some(patient) => event.of(id).about(patient.0),
        None => event.of(id),
    });
}

/// What bookings are checked against before any row that they name is read; the same for all of them.
pub(super) struct BookingFacts {
    types: Types,
    workplace: Workplace,
    /// Where each provider may start visits.
    providers: BTreeMap<UserId, GivenAt>,
    today: NaiveDate,
}

impl BookingFacts {
    /// # Errors
    /// Those of the disk.
    pub fn read(clinic: &Clinic) -> Result<Self> {
        let reader = clinic.read();
        let workplace = clinic.workplace()?;
        let providers = providers_given(&reader)?.into_iter();
        Ok(Self {
            types: Types::read(&reader)?,
            today: day_of(clinic.now(), &workplace.zone()),
            workplace,
            providers: providers
                .map(|(row, given)| (row.value.id, given))
                .collect(),
        })
    }
}

/// An appointment to be booked, checked as far as it can be before it is written.
pub(crate) struct Booking {
    pub patient: Option<PatientId>,
    pub provider: UserId,
    pub room: Option<RoomId>,
    form: Result<(Time, Option<i64>, Kind, Option<Paragraph>)>,
    facility: Option<FacilityId>,
    workplace: Workplace,
    pub sees_patients: GivenAt,
}

impl Booking {
    /// # Errors
    /// `NotFound`, `Invalid` for an id that is none, `Forbidden` for a topic (needs `visits.write`),
    /// `WithoutCompartment`.
    pub fn of(clinic: &Clinic, new: &NewAppointment) -> Result<Self> {
        Self::with(clinic, &BookingFacts::read(clinic)?, new)
    }

    /// # Errors
    /// As [`Booking::of`].
    pub(super) fn with(
        clinic: &Clinic,
        facts: &BookingFacts,
        new: &NewAppointment,
    ) -> Result<Self> {
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
            starts_by(&new.starts_at, &facts.workplace.zone(), facts.today),
            length_us(),
            Kind::of(&facts.types, new),
            fields::optional_paragraph(&new.reason, "reason"),
        )
            .together();
        Ok(Self {
            patient,
            provider,
            room,
            form,
            facility: new.facility_id.as_ref().map(Id::to).transpose()?,
            workplace: facts.workplace.clone(),
            sees_patients: facts.providers.get(&provider).cloned().unwrap_or_default(),
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
        let of = require_bookable(reader, self.provider, self.room, sees_patients);
        self.checked(of, |patient| is_deleted(reader, patient))
    }

    /// Checks everything but the time, by the facilities of the provider and the room.
    ///
    /// # Errors
    /// `PatientDeleted`, `Invalid`, and those of the arguments.
    pub(super) fn checked(
        self,
        of: Result<FacilitiesOf>,
        is_deleted: impl Fn(PatientId) -> Result<bool>,
    ) -> Result<Bookable> {
        let ((starts, length, kind, reason), of) = (self.form, of).together()?;
        let of = FacilitiesOf {
            provider: self.sees_patients.preferring(of.provider),
            ..of
        };
        let facility = facility_of(&self.workplace, self.facility, of)?;
        require_seen_at(&self.sees_patients, facility)?;
        let length_us = length.map_or_else(|| length_us(kind.minutes), Ok)?;
        match self.patient {
            Some(patient) if is_deleted(patient)? => return Err(Error::PatientDeleted),
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
    let user = match sees_patients {
        true => reader.get::<User>(provider)?,
        false => None,
    };
    let row = match room {
        Some(room) => reader.get::<Room>(room)?,
        None => None,
    };
    let facility = match &row {
        Some(row) => reader.get::<Facility>(row.value.facility)?,
        None => None,
    };
    facilities_of(
        user.as_ref(),
        room.map(|_| (row.as_ref(), facility.as_ref())),
    )
}

/// A room that was chosen and its facility, as far as they are on this device.
type RoomRows<'a> = (Option<&'a Stored<Room>>, Option<&'a Stored<Facility>>);

/// Returns the facilities of a provider and a room, by their rows and that of the room's facility, as far as they are
/// on this device; without a room where none is chosen.
///
/// # Errors
/// As [`require_bookable`].
pub(super) fn facilities_of(
    provider: Option<&Stored<User>>,
    room: Option<RoomRows<'_>>,
) -> Result<FacilitiesOf> {
    let user = provider.filter(|row| row.deleted.is_none() && row.value.is_active);
    let used_room = room.and_then(|(row, facility)| {
        let is_open = facility.is_some_and(|row| row.deleted.is_none() && row.value.is_active);
        row.filter(|row| is_open && row.deleted.is_none() && row.value.is_active)
    });
    let require = |is_there: bool, field: &'static str| match is_there {
        true => Ok(()),
        false => Err(Error::invalid(field, Reason::Unknown)),
    };
    let choices = (
        require(user.is_some(), "providerId"),
        require(room.is_none() || used_room.is_some(), "roomId"),
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
    starts_by(at, &clinic.zone()?, clinic.today()?)
}

/// The same by a clock and a day that are known.
fn starts_by(at: &At, zone: &Tz, today: NaiveDate) -> Result<Time> {
    let starts = at.to_time("startsAt")?;
    if !fields::is_of_diary(day_of(starts, zone), today) {
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

/// Checks that a role of the user counts where an appointment is, and where it is to be.
///
/// # Errors
/// `NotFound` for one elsewhere, `Invalid` for a move to elsewhere.
pub(super) fn require_reach(
    clinic: &Clinic,
    id: AppointmentId,
    room: Option<RoomId>,
    facility: Option<FacilityId>,
) -> Result<()> {
    let right = Right::AppointmentsWrite;
    let before = clinic.reached(id, right)?.value.facility;
    let target = facility_after(before, facility, facility_of_room(&clinic.read(), room)?);
    if target == before || clinic.gives_at(target, right) {
        return Ok(());
    }
    Err(match room {
        Some(_) => Error::invalid("roomId", Reason::Elsewhere),
        None => Error::invalid("facilityId", Reason::Unknown),
    })
}

impl Moving {
    /// # Errors
    /// `NotFound` also for one of a facility at which no role of the user counts, `Invalid` for an id that is none, and
    /// for a move to such a facility.
    pub fn of(clinic: &Clinic, to: &Move) -> Result<Self> {
        let provider = to.provider_id.to::<UserId>()?;
        let (id, seen) = (to.id.to::<AppointmentId>()?, to.seen.to_read_version()?);
        let (room, facility): (Option<RoomId>, Option<FacilityId>) = (
            to.room_id.as_ref().map(Id::to).transpose()?,
            to.facility_id.as_ref().map(Id::to).transpose()?,
        );
        require_reach(clinic, id, room, facility)?;
        Ok(Self {
            id,
            seen,
            provider,
            room,
            facility,
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
