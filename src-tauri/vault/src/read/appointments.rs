use std::collections::BTreeMap;

use rusqlite::params;
use sync_contract::catalog::{Appointment, AppointmentPatient, AppointmentStatusChange};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, UserId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::read::visits::moment_of_patient;
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

    /// Newest first.
    pub fn appointments_of(&self, patient: PatientId) -> Result<Vec<Stored<Appointment>>> {
        self.list(
            statement!("appointments", "of_patient"),
            [patient.0.as_bytes()],
        )
    }

    /// When each of these patients is next expected, from `from` on, by one statement; nothing sealed is opened.
    pub fn next_appointments(
        &self,
        patients: &[PatientId],
        from: Time,
    ) -> Result<BTreeMap<PatientId, Time>> {
        let sql = statement!("appointments", "next_of");
        let mut statement = self.conn.prepare_cached(sql)?;
        let wanted = json(patients.iter().map(|patient| patient.0));
        let rows = statement.query_map(params![wanted, from.0], moment_of_patient)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Oldest first.
    pub fn status_changes(
        &self,
        appointment: AppointmentId,
    ) -> Result<Vec<Stored<AppointmentStatusChange>>> {
        self.list(
            statement!("appointments", "status_changes"),
            [appointment.0.as_bytes()],
        )
    }
}
