//! Requests for a copy of a patient's records.

use sync_contract::catalog::RecordRequest;
use sync_contract::ids::PatientId;
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;

impl Reader<'_> {
    /// Returns the requests for the records of a patient, closed ones too.
    pub fn record_requests_of(&self, patient: PatientId) -> Result<Vec<Stored<RecordRequest>>> {
        self.of_patient(statement!("record_requests", "of_patient"), patient)
    }

    /// Returns the open requests for the records of any patient, the one that is due first at the top.
    pub fn open_record_requests(&self) -> Result<Vec<Stored<RecordRequest>>> {
        self.list(statement!("record_requests", "open"), [])
    }
}
