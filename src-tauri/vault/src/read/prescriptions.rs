//! What was prescribed and dispensed, and which of it may still be dispensed.

use chrono::NaiveDate;
use rusqlite::params;
use sync_contract::catalog::{Dispensing, Prescription};
use sync_contract::field::days_since_1970;
use sync_contract::ids::{PatientId, PrescriptionId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::rows::json;

/// A prescription that is in force on a day, by clear columns, whose tags are not checked: it says what is listed, and
/// what is shown of it is read as rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    pub prescription: PrescriptionId,
    pub patient: PatientId,
    pub refills_allowed: i64,
    /// How often it was dispensed, without what was taken back.
    pub dispensed: i64,
}

impl Reader<'_> {
    /// The one that was prescribed last first.
    pub fn prescriptions_of(&self, patient: PatientId) -> Result<Vec<Stored<Prescription>>> {
        self.of_patient(statement!("prescriptions", "of_patient"), patient)
    }

    /// Of all prescriptions, the oldest first.
    pub fn dispensings_of(&self, patient: PatientId) -> Result<Vec<Stored<Dispensing>>> {
        self.of_patient(statement!("prescriptions", "dispensings"), patient)
    }

    /// Those of each of these patients, the oldest first.
    pub fn dispensings_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<Dispensing>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("prescriptions", "dispensings_of_all"), [wanted])
    }

    /// Prescriptions of patients who are not deleted that are in force on a day, the one that was prescribed first
    /// first, by one statement.
    pub fn prescriptions_in_force(&self, day: NaiveDate) -> Result<Vec<InForce>> {
        let sql = statement!("prescriptions", "in_force");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![days_since_1970(day)])?;
        let mut in_force = Vec::new();
        while let Some(row) = rows.next()? {
            let (prescription, patient) = (columns::id(row, 0)?, columns::id(row, 1)?);
            let (refills, dispensed) = (columns::integer(row, 2)?, columns::integer(row, 3)?);
            let (Some(prescription), Some(patient)) = (prescription, patient) else {
                continue;
            };
            in_force.extend(
                refills
                    .zip(dispensed)
                    .map(|(refills_allowed, dispensed)| InForce {
                        prescription: PrescriptionId(prescription),
                        patient: PatientId(patient),
                        refills_allowed,
                        dispensed,
                    }),
            );
        }
        Ok(in_force)
    }
}
