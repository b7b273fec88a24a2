use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use sync_contract::catalog::{
    Appointment, AppointmentPatient, AppointmentStatusChange, GroupTopic,
};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId, PatientId, RoomId, UserId};
use sync_contract::{Entity, Value, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

impl Reader<'_> {
    /// Appointments that overlap a time, of one provider or of all, in the order of their start.
    pub fn appointments_between(
        &self,
        provider: Option<UserId>,
        from: Time,
        until: Time,
    ) -> Result<Vec<Stored<Appointment>>> {
        self.list(
            statement!("appointments", "between"),
            params![provider.map(|id| id.0.into_bytes()), from.0, until.0],
        )
    }

    /// Returns the appointments that overlap any of these times, each once, in the order of their start, by one
    /// statement. One lasts a day at most, so none that starts longer before is looked for.
    pub fn appointments_in(&self, spans: &[(Time, Time)]) -> Result<Vec<Stored<Appointment>>> {
        let spans: Vec<String> = spans
            .iter()
            .map(|(from, until)| format!("[{},{}]", from.0, until.0))
            .collect();
        let spans = format!("[{}]", spans.join(","));
        self.list(statement!("appointments", "in_spans"), [spans])
    }

    /// Returns how many appointments to come each room has from a time on, by clear columns.
    pub fn booked_rooms(&self, from: Time) -> Result<BTreeMap<RoomId, usize>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("appointments", "booked_rooms"))?;
        let mut rows = statement.query([from.0])?;
        let mut booked = BTreeMap::new();
        while let Some(row) = rows.next()? {
            if let Some(room) = columns::id(row, 0)? {
                booked.insert(RoomId(room), row.get(1)?);
            }
        }
        Ok(booked)
    }

    /// Returns how many appointments have each type, by its code.
    pub fn booked_types(&self) -> Result<BTreeMap<String, usize>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("appointments", "booked_types"))?;
        let mut rows = statement.query([])?;
        let mut booked = BTreeMap::new();
        while let Some(row) = rows.next()? {
            booked.insert(row.get(0)?, row.get(1)?);
        }
        Ok(booked)
    }

    /// Returns when the first appointment begins at a time or later that a patient is expected at, in one facility or
    /// in all, by clear columns.
    pub fn next_expected(&self, facility: Option<FacilityId>, from: Time) -> Result<Option<Time>> {
        let sql = statement!("appointments", "next_expected");
        let mut statement = self.conn.prepare_cached(sql)?;
        let facility = facility.map(|id| id.0.into_bytes());
        let mut rows = statement.query(params![facility, from.0])?;
        match rows.next()? {
            Some(row) => Ok(columns::integer(row, 0)?.map(Time)),
            None => Ok(None),
        }
    }

    /// Returns the appointments of series in the order of their start, by one statement.
    pub fn appointments_of_series(&self, series: &[Uuid]) -> Result<Vec<Stored<Appointment>>> {
        let wanted = json(series.iter().copied());
        self.list(statement!("appointments", "of_series"), [wanted])
    }

    /// Returns the attendees of the appointments that overlap a time range, by one statement.
    pub fn attendees_between(
        &self,
        from: Time,
        until: Time,
    ) -> Result<Vec<Stored<AppointmentPatient>>> {
        self.list(
            statement!("appointments", "attendees_between"),
            [from.0, until.0],
        )
    }

    pub fn attendees(&self, appointment: AppointmentId) -> Result<Vec<Stored<AppointmentPatient>>> {
        self.list(
            statement!("appointments", "attendees"),
            [appointment.0.as_bytes()],
        )
    }

    /// Returns the attendees of appointments, by one statement.
    pub fn attendees_of(
        &self,
        appointments: &[AppointmentId],
    ) -> Result<Vec<Stored<AppointmentPatient>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(
            statement!("appointments", "attendees_of_appointments"),
            [wanted],
        )
    }

    /// Returns what group sessions are about, by one statement.
    pub fn topics_of(&self, appointments: &[AppointmentId]) -> Result<Vec<Stored<GroupTopic>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(
            statement!("appointments", "topics_of_appointments"),
            [wanted],
        )
    }

    /// Without those that were taken back.
    pub fn attendances_of(&self, patient: PatientId) -> Result<Vec<Stored<AppointmentPatient>>> {
        let sql = statement!("appointments", "attendances_of_patient");
        self.of_patient(sql, patient)
    }

    /// Newest first.
    pub fn appointments_of(&self, patient: PatientId) -> Result<Vec<Stored<Appointment>>> {
        let attendances = self.attendances_of(patient)?;
        // files that were merged may both have come to a group session
        let ids: BTreeSet<Uuid> = attendances
            .iter()
            // who gave a seat in a group session back does not come
            .filter(|row| row.deleted.is_none())
            .map(|row| row.value.appointment.0)
            .collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut appointments = self.by_ids::<Appointment>(&ids)?;
        appointments.retain(|row| row.deleted.is_none());
        appointments.sort_by_key(|row| std::cmp::Reverse(row.value.starts));
        Ok(appointments)
    }

    /// When each of these patients is next expected, from `from` on, by four statements; nothing sealed is opened.
    pub fn next_appointments(
        &self,
        patients: &[PatientId],
        from: Time,
    ) -> Result<BTreeMap<PatientId, Time>> {
        let of_files = |patients: &[PatientId]| self.next_appointments_of_files(patients, from);
        self.of_all_files(patients, of_files, |one, other| one < other)
    }

    fn next_appointments_of_files(
        &self,
        patients: &[PatientId],
        from: Time,
    ) -> Result<BTreeMap<PatientId, Time>> {
        let sql = statement!("appointments", "next_of");
        let mut statement = self.conn.prepare_cached(sql)?;
        let wanted = json(patients.iter().map(|patient| patient.0));
        let mut rows = statement.query(params![wanted, from.0])?;
        let mut pairs: Vec<(Uuid, Uuid)> = Vec::new();
        while let Some(row) = rows.next()? {
            pairs.extend(columns::id(row, 0)?.zip(columns::id(row, 1)?));
        }
        let comes = AppointmentPatient::FIELD.appointment;
        let (starts, status) = (Appointment::FIELD.starts, Appointment::FIELD.status);
        let attendees = self.tagged_rows(
            AppointmentPatient::DESCRIPTOR,
            pairs.iter().map(|(attendee, _)| *attendee),
            &[comes.cell.number],
        )?;
        let appointments = self.tagged_rows(
            Appointment::DESCRIPTOR,
            pairs.iter().map(|(_, appointment)| *appointment),
            &[starts.cell.number, status.cell.number],
        )?;
        let next = pairs.iter().filter_map(|(attendee, appointment)| {
            let attendee = attendees.get(attendee)?;
            let starts = starts.in_row(appointments.get(appointment)?)?.as_time()?;
            let is_theirs = comes.in_row(attendee) == Some(&Value::Uuid(*appointment));
            let patient = attendee.patient.filter(|_| is_theirs)?;
            Some((PatientId(patient), Time(starts)))
        });
        Ok(next.collect())
    }

    /// Returns the histories of appointments, by one statement: a row of each patient for each change.
    pub fn status_changes_of_appointments(
        &self,
        appointments: &[AppointmentId],
    ) -> Result<Vec<Stored<AppointmentStatusChange>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(
            statement!("appointments", "status_changes_of_appointments"),
            [wanted],
        )
    }

    /// Of the appointments of a patient, oldest first.
    pub fn status_changes_of(
        &self,
        patient: PatientId,
    ) -> Result<Vec<Stored<AppointmentStatusChange>>> {
        let sql = statement!("appointments", "status_changes_of_patient");
        self.of_patient(sql, patient)
    }
}
