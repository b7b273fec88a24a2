use chrono_tz::Tz;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::read::Reader;

use crate::clinic::or_not_found;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::names::born_from;
use crate::view::At;

/// When a visit began, and when it ended, if it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub started_at: Time,
    pub ended_at: Option<Time>,
}

impl Span {
    /// Parses what a form has.
    ///
    /// # Errors
    /// `Invalid` on `startedAt` and `endedAt`.
    pub fn read(started_at: &At, ended_at: Option<&At>) -> Result<Self> {
        let (started_at, ended_at) = (
            started_at.to_time("startedAt"),
            ended_at.map(|at| at.to_time("endedAt")).transpose(),
        )
            .together()?;
        Ok(Self {
            started_at,
            ended_at,
        })
    }

    /// Refuses a visit that is still to come at this time, and one that ended before it began.
    ///
    /// # Errors
    /// `Invalid` with `InTheFuture` on `startedAt` and `endedAt`, and with `Backwards` on `endedAt`.
    pub fn require_past(self, present: Time) -> Result<()> {
        if self.started_at > present {
            return Err(Error::invalid("startedAt", Reason::InTheFuture));
        }
        match self.ended_at {
            Some(at) if at > present => Err(Error::invalid("endedAt", Reason::InTheFuture)),
            Some(at) if at < self.started_at => Err(Error::invalid("endedAt", Reason::Backwards)),
            _ => Ok(()),
        }
    }

    /// Refuses a visit before the day on which its patient was born.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` with `Backwards` on `startedAt`.
    pub fn require_after_birth(
        self,
        reader: &Reader<'_>,
        patient: PatientId,
        zone: &Tz,
    ) -> Result<()> {
        let patient = or_not_found(reader.get::<Patient>(patient)?, "patient")?.value;
        let day = day_of(self.started_at, zone);
        match born_from(&patient).is_some_and(|born| day < born) {
            true => Err(Error::invalid("startedAt", Reason::Backwards)),
            false => Ok(()),
        }
    }
}
