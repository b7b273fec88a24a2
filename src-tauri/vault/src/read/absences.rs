//! Absences of a time range, and the appointments that lie in them.

use rusqlite::params;
use sync_contract::catalog::Absence;
use sync_contract::field::Time;
use sync_contract::ids::{AbsenceId, AppointmentId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// An appointment lasts a day at most: none that began earlier before an absence lies in it.
const APPOINTMENT_US_MAX: i64 = 86_400_000_000;

impl Reader<'_> {
    /// Returns the absences that overlap a time range, in the order of their start. One that was ended within it or
    /// before it began is among them.
    pub fn absences_between(&self, from: Time, until: Time) -> Result<Vec<Stored<Absence>>> {
        self.list(statement!("absences", "between"), [from.0, until.0])
    }

    /// Returns which appointments that are still expected and end after `from` lie in which of these absences, by one
    /// statement and clear columns, whose tags are not checked: what is shown of them is read as rows.
    pub fn inside_absences(
        &self,
        absences: &[AbsenceId],
        from: Time,
    ) -> Result<Vec<(AbsenceId, AppointmentId)>> {
        let mut statement = self.conn.prepare_cached(statement!("absences", "inside"))?;
        let wanted = json(absences.iter().map(|absence| absence.0));
        let mut rows = statement.query(params![wanted, from.0, APPOINTMENT_US_MAX])?;
        let mut pairs = Vec::new();
        while let Some(row) = rows.next()? {
            let both = columns::id(row, 0)?.zip(columns::id(row, 1)?);
            pairs.extend(
                both.map(|(absence, appointment)| (AbsenceId(absence), AppointmentId(appointment))),
            );
        }
        Ok(pairs)
    }
}
