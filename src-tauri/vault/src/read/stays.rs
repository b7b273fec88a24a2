//! Stays of patients in the clinic.

use chrono::NaiveDate;
use sync_contract::catalog::Stay;
use sync_contract::field::days_since_1970;
use sync_contract::ids::PatientId;
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;

impl Reader<'_> {
    pub fn stays_of(&self, patient: PatientId) -> Result<Vec<Stored<Stay>>> {
        self.of_patient(statement!("stays", "of_patient"), patient)
    }

    /// Stays, on any of these days, of patients who are not deleted.
    pub fn stays_between(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<Stored<Stay>>> {
        let days = [days_since_1970(first), days_since_1970(last)];
        self.list(statement!("stays", "between"), days)
    }
}
