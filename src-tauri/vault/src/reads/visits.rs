use rusqlite::params;
use sync_contract::catalog::{Measurement, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId, VisitId};

use super::Reader;
use super::stored_row::Stored;
use crate::error::Result;

impl Reader<'_> {
    /// Newest first.
    pub fn visits_of(&self, patient: PatientId) -> Result<Vec<Stored<Visit>>> {
        self.of_patient(
            include_str!("../../queries/visits/of_patient.sql"),
            patient.0,
        )
    }

    /// Visits of a provider that began in this time, in their order.
    pub fn visits_between(
        &self,
        provider: Option<UserId>,
        from: Time,
        until: Time,
    ) -> Result<Vec<Stored<Visit>>> {
        self.list(
            include_str!("../../queries/visits/between.sql"),
            params![provider.map(|id| id.0.into_bytes()), from.0, until.0],
        )
    }

    /// Visits of a provider that have not ended.
    pub fn open_visits(&self, provider: UserId) -> Result<Vec<Stored<Visit>>> {
        self.list(
            include_str!("../../queries/visits/open.sql"),
            [provider.0.as_bytes()],
        )
    }

    /// Of one kind, or of all; in the order of their taking.
    pub fn measurements_of(
        &self,
        patient: PatientId,
        kind: Option<&str>,
    ) -> Result<Vec<Stored<Measurement>>> {
        self.list(
            include_str!("../../queries/visits/measurements.sql"),
            params![patient.0.as_bytes(), kind],
        )
    }

    pub fn measurements_at(&self, visit: VisitId) -> Result<Vec<Stored<Measurement>>> {
        self.list(
            include_str!("../../queries/visits/measurements_at.sql"),
            [visit.0.as_bytes()],
        )
    }
}
