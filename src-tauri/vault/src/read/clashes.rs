//! What users decided about clashes.

use sync_contract::catalog::ClashDecision;
use sync_contract::field::Time;
use sync_contract::ids::AppointmentId;
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::rows::json;

impl Reader<'_> {
    /// Returns the decisions since a time, the latest first.
    pub fn clash_decisions_since(&self, from: Time) -> Result<Vec<Stored<ClashDecision>>> {
        self.list(statement!("clashes", "since"), [from.0])
    }

    /// Returns the decisions that name one of these appointments first, by one statement. Of a clash between two of
    /// them that is all.
    pub fn clash_decisions_of(
        &self,
        appointments: &[AppointmentId],
    ) -> Result<Vec<Stored<ClashDecision>>> {
        let wanted = json(appointments.iter().map(|appointment| appointment.0));
        self.list(statement!("clashes", "of_appointments"), [wanted])
    }
}
