//! Appointments of a time range with everything that their cards show, by a fixed number of statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_contract::catalog::{Appointment, AppointmentPatient, Attendance, Room};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, RoomId, UserId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::RowSync;
use vault::read::{Deleted, Files, Reader, Stored};

use crate::Clinic;
use crate::appointment_types::known::Types;
use crate::appointments::absent::{Away, Slot, absent_in, away_between, is_expected};
use crate::appointments::clash::{Booked, overlaps};
use crate::appointments::groups::topics::Topics;
use crate::appointments::series::SeriesNumbers;
use crate::appointments::waiting::Arrivals;
use crate::appointments::{AppointmentStatus, AppointmentView, GroupOf};
use crate::error::Result;
use crate::names::{PatientName, StaffNames, deleted_among, patient_names};
use crate::view::{At, Id, ReadVersionToken, RecordSync, count, text};
use crate::working_hours::{WorkingHours, is_outside};
use crate::workplace::Workplace;

/// The appointments of a time range, with the names that their cards show.
pub(crate) struct Page {
    pub appointments: Vec<Stored<Appointment>>,
    attendees: BTreeMap<AppointmentId, Vec<Stored<AppointmentPatient>>>,
    pub names: BTreeMap<PatientId, PatientName>,
    rooms: BTreeMap<RoomId, String>,
    staff: StaffNames,
    hours: BTreeMap<UserId, WorkingHours>,
    pub workplace: Workplace,
    /// Those of the same time that are not shown.
    pub others: Vec<Appointment>,
    clashing: BTreeMap<Uuid, Vec<Uuid>>,
    away: Vec<Away>,
    /// Of waiting patients.
    arrivals: Arrivals,
    series: SeriesNumbers,
    topics: Topics,
    types: Types,
    may_read_reasons: bool,
    /// What of the appointments, and of their attendees, is in the queue.
    queued: HashMap<Uuid, RowSync>,
    attendees_queued: HashMap<Uuid, RowSync>,
}

impl Page {
    /// Reads the appointments between two times.
    pub fn between(clinic: &Clinic, from: Time, until: Time) -> Result<Self> {
        Self::shown(clinic, from, until, |_| true)
    }

    /// Reads those between two times in the facility at which the session works.
    pub fn listed(clinic: &Clinic, from: Time, until: Time) -> Result<Self> {
        let workplace = clinic.workplace()?;
        Self::shown(clinic, from, until, |row| workplace.shows(row.facility))
    }

    /// Reads those between two times that are shown. Clashes are searched among all of them, whichever are shown; only
    /// the names that are shown are decrypted.
    pub fn shown(
        clinic: &Clinic,
        from: Time,
        until: Time,
        is_shown: impl Fn(&Appointment) -> bool,
    ) -> Result<Self> {
        let reader = clinic.read();
        let mut appointments = reader.appointments_between(None, from, until)?;
        appointments.retain(|row| row.deleted.is_none());
        let mut attendees = reader.attendees_between(from, until)?;
        let clashing = overlaps(&booked(&reader, &appointments, &attendees)?);
        let others = appointments
            .extract_if(.., |row| !is_shown(&row.value))
            .map(|row| row.value)
            .collect();
        let shown: BTreeSet<AppointmentId> = appointments.iter().map(|row| row.value.id).collect();
        attendees.retain(|row| shown.contains(&row.value.appointment));
        let page = Self::with(clinic, &reader, (appointments, attendees), clashing)?;
        Ok(Self { others, ..page })
    }

    /// Reads what the cards of these show. Clashes are searched among them alone.
    pub fn of(
        clinic: &Clinic,
        reader: &Reader<'_>,
        appointments: Vec<Stored<Appointment>>,
        attendees: Vec<Stored<AppointmentPatient>>,
    ) -> Result<Self> {
        let clashing = overlaps(&booked(reader, &appointments, &attendees)?);
        Self::with(clinic, reader, (appointments, attendees), clashing)
    }

    fn with(
        clinic: &Clinic,
        reader: &Reader<'_>,
        (appointments, mut attendees): (Vec<Stored<Appointment>>, Vec<Stored<AppointmentPatient>>),
        clashing: BTreeMap<Uuid, Vec<Uuid>>,
    ) -> Result<Self> {
        attendees.retain(|row| row.deleted.is_none());
        drop_free_seats(reader, &appointments, &mut attendees)?;
        let names = patient_names(reader, attendees.iter().map(|row| row.value.patient))?;
        let rooms = reader.all::<Room>(Deleted::Shown)?;
        let users = reader.users()?;
        let waiting: Vec<AppointmentId> = appointments
            .iter()
            .filter(|row| row.value.status == AppointmentStatus::Arrived)
            .map(|row| row.value.id)
            .collect();
        let arrivals = Arrivals::read(reader, &waiting)?;
        let attendees_queued = reader.sync_of(AppointmentPatient::DESCRIPTOR, &attendees)?;
        let away = match (
            appointments.iter().map(|row| row.value.starts).min(),
            appointments.iter().map(|row| row.value.ends).max(),
        ) {
            (Some(from), Some(until)) => away_between(reader, from, until)?,
            _ => Vec::new(),
        };
        let mut of_appointments: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in attendees {
            let of = of_appointments.entry(row.value.appointment).or_default();
            of.push(row);
        }
        Ok(Self {
            names,
            rooms: rooms
                .into_iter()
                .map(|row| (row.value.id, row.value.name.to_string()))
                .collect(),
            staff: StaffNames::of(&users),
            hours: users
                .iter()
                .map(|user| {
                    let schedule = user.value.shift_schedule.as_deref();
                    (user.value.id, WorkingHours::of(schedule))
                })
                .collect(),
            workplace: clinic.workplace()?,
            others: Vec::new(),
            clashing,
            away,
            arrivals,
            series: SeriesNumbers::read(reader, &appointments)?,
            topics: Topics::read(clinic, reader, &appointments)?,
            types: Types::read(reader)?,
            may_read_reasons: clinic.actor.can(Right::ChartRead),
            queued: reader.sync_of(Appointment::DESCRIPTOR, &appointments)?,
            attendees_queued,
            appointments,
            attendees: of_appointments,
        })
    }

    /// Returns all cards, in the order of their starts.
    pub fn views(&self) -> Vec<AppointmentView> {
        let mut views: Vec<_> = self.appointments.iter().map(|row| self.view(row)).collect();
        views.sort_by(|a, b| (&a.starts_at, &a.id).cmp(&(&b.starts_at, &b.id)));
        views
    }

    /// Returns whether a provider has an appointment on it.
    pub fn has(&self, provider: UserId) -> bool {
        self.appointments
            .iter()
            .any(|row| row.value.provider == provider)
    }

    pub fn attendees_of(&self, id: AppointmentId) -> &[Stored<AppointmentPatient>] {
        self.attendees.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn view(&self, row: &Stored<Appointment>) -> AppointmentView {
        let appointment = &row.value;
        let status = appointment.status;
        // without its history, the clock of the status cell is the time at which the status was set
        let arrived = match status {
            AppointmentStatus::Arrived => self.arrivals.of(appointment.id).or(status_set_at(row)),
            _ => None,
        };
        let attendees = || self.attendees_of(appointment.id).iter();
        let patients = attendees().filter_map(|row| self.names.get(&row.value.patient));
        let reason = attendees()
            .map(|row| text(&row.value.reason))
            .filter(|_| appointment.seats.is_none() && self.may_read_reasons)
            .find(|reason| !reason.is_empty());
        let sync = attendees().fold(RecordSync::of(row, &self.queued), |sync, row| {
            sync.and(RecordSync::of(row, &self.attendees_queued))
        });
        AppointmentView {
            id: Id::of(appointment.id),
            seen: ReadVersionToken::of(&row.seen),
            starts_at: At::of(appointment.starts),
            ends_at: At::of(appointment.ends),
            status,
            r#type: self.types.name(&appointment.kind),
            type_id: appointment.kind.to_string(),
            colour: self.types.colour(&appointment.kind),
            provider_id: Id::of(appointment.provider),
            provider: self.staff.name(appointment.provider),
            room_id: appointment.room.map(Id::of),
            room: appointment
                .room
                .and_then(|room| self.rooms.get(&room).cloned()),
            facility_id: Id::of(appointment.facility),
            facility: self.workplace.name_elsewhere(appointment.facility),
            patients: patients.cloned().collect(),
            reason,
            arrived_at: arrived.map(At::of),
            overlaps: self
                .clashing
                .get(&appointment.id.0)
                .into_iter()
                .flatten()
                .map(|id| Id::of(*id))
                .collect(),
            outside_hours: self.hours.get(&appointment.provider).is_some_and(|hours| {
                let zone = self.workplace.zone_at(appointment.facility);
                is_outside(hours, appointment.starts, appointment.ends, &zone)
            }),
            absent: match is_expected(status) {
                true => absent_in(&Slot::of(appointment), &self.away),
                false => Vec::new(),
            },
            group: self.group(appointment),
            series: self.series.of(appointment.id),
            sync,
        }
    }
}

impl Page {
    fn group(&self, appointment: &Appointment) -> Option<GroupOf> {
        let seats = seats_of(appointment)?;
        let attendees = self.attendees_of(appointment.id);
        let has_come =
            |row: &&Stored<AppointmentPatient>| row.value.attendance == Attendance::Attended;
        Some(GroupOf {
            seats,
            booked: count(attendees.len()),
            present: count(attendees.iter().filter(has_come).count()),
            topic: self.topics.of(appointment.id),
        })
    }
}

/// Leaves the seats of deleted patients out, which are free: that of who has an appointment alone stays on its card.
fn drop_free_seats(
    reader: &Reader<'_>,
    appointments: &[Stored<Appointment>],
    attendees: &mut Vec<Stored<AppointmentPatient>>,
) -> Result<()> {
    let sessions = appointments.iter().map(|row| &row.value);
    let sessions = sessions.filter(|session| session.seats.is_some());
    let sessions: BTreeSet<AppointmentId> = sessions.map(|session| session.id).collect();
    if sessions.is_empty() {
        return Ok(());
    }
    let is_seat = |row: &Stored<AppointmentPatient>| sessions.contains(&row.value.appointment);
    let seats = attendees.iter().filter(|row| is_seat(row));
    let gone = deleted_among(reader, seats.map(|row| row.value.patient))?;
    attendees.retain(|row| !(is_seat(row) && gone.contains(&row.value.patient)));
    Ok(())
}

/// Returns how many seats a group session has; none of an appointment of one patient. A number that no form takes, of
/// another program, leaves no seat.
pub(super) fn seats_of(appointment: &Appointment) -> Option<u32> {
    appointment
        .seats
        .map(|seats| u32::try_from(seats).unwrap_or(0))
}

/// Returns the time at which the status cell was last written.
fn status_set_at(row: &Stored<Appointment>) -> Option<Time> {
    let cells = row.seen.rows.iter().flat_map(|seen| seen.cells.iter());
    cells
        .filter(|(cell, _)| *cell == Appointment::CELL.progress.number)
        .map(|(_, clock)| Time(clock.unix_us()))
        .max()
}

/// Returns appointments in the form that clashes are computed from. Merged files are of one person, who cannot be at
/// two appointments at once. Who does not come to a group session is elsewhere then.
pub(crate) fn booked(
    reader: &Reader<'_>,
    appointments: &[Stored<Appointment>],
    attendees: &[Stored<AppointmentPatient>],
) -> Result<Vec<Booked>> {
    let comes = |row: &Stored<AppointmentPatient>| {
        let is_away = matches!(
            row.value.attendance,
            Attendance::Absent | Attendance::Excused
        );
        row.deleted.is_none() && !is_away
    };
    let coming = || attendees.iter().filter(|row| comes(row));
    let files: Vec<PatientId> = coming().map(|row| row.value.patient).collect();
    let merged = reader.files_of_all(&files)?;
    let mut patients: BTreeMap<AppointmentId, Vec<Uuid>> = BTreeMap::new();
    for row in coming() {
        let file = row.value.patient;
        let shown = merged.get(&file).and_then(Files::shown).unwrap_or(file);
        let of_appointment = patients.entry(row.value.appointment).or_default();
        of_appointment.push(shown.0);
    }
    let booked = |row: &Stored<Appointment>| Booked {
        id: row.value.id.0,
        starts: row.value.starts,
        ends: row.value.ends,
        status: row.value.status,
        provider: row.value.provider.0,
        room: row.value.room.map(|room| room.0),
        patients: patients.get(&row.value.id).cloned().unwrap_or(Vec::new()),
    };
    Ok(appointments.iter().map(booked).collect())
}

/// Returns some appointments, in the order of their starts. Clashes are searched among them alone.
pub(super) fn some(clinic: &Clinic, ids: &[AppointmentId]) -> Result<Vec<AppointmentView>> {
    let reader = clinic.read();
    let rows: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let mut appointments = reader.by_ids::<Appointment>(&rows)?;
    appointments.retain(|row| row.deleted.is_none());
    let attendees = reader.attendees_of(ids)?;
    Ok(Page::of(clinic, &reader, appointments, attendees)?.views())
}

/// Returns some appointments in the order of their ids, each with its clashes among all that are at these times, which
/// are theirs.
pub(super) fn in_order(
    clinic: &Clinic,
    ids: &[AppointmentId],
    times: &[(Time, Time)],
) -> Result<Vec<AppointmentView>> {
    let reader = clinic.read();
    let mut appointments = reader.appointments_in(times)?;
    appointments.retain(|row| row.deleted.is_none());
    let at_once: Vec<AppointmentId> = appointments.iter().map(|row| row.value.id).collect();
    let mut attendees = reader.attendees_of(&at_once)?;
    let clashing = overlaps(&booked(&reader, &appointments, &attendees)?);
    let own: BTreeSet<AppointmentId> = ids.iter().copied().collect();
    appointments.retain(|row| own.contains(&row.value.id));
    attendees.retain(|row| own.contains(&row.value.appointment));
    let page = Page::with(clinic, &reader, (appointments, attendees), clashing)?;
    let views = page.appointments.iter();
    let mut views: BTreeMap<AppointmentId, AppointmentView> =
        views.map(|row| (row.value.id, page.view(row))).collect();
    Ok(ids.iter().filter_map(|id| views.remove(id)).collect())
}

/// Returns one appointment with its clashes on that day.
pub(crate) fn one(clinic: &Clinic, id: AppointmentId) -> Result<AppointmentView> {
    let row = clinic.require_row::<Appointment>(id, "appointment")?;
    let page = Page::between(clinic, row.value.starts, row.value.ends)?;
    Ok(page.view(&row))
}

impl AppointmentView {
    /// Returns whether a patient is still expected or present.
    pub(crate) fn is_ahead(&self) -> bool {
        is_expected(self.status)
    }

    pub(crate) fn is_of(&self, provider: UserId) -> bool {
        self.provider_id == Id::of(provider)
    }
}
