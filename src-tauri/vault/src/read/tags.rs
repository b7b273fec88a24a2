//! Labels of patients.

use sync_contract::catalog::PatientTag;
use sync_contract::ids::{PatientId, TagId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::rows::json;

impl Reader<'_> {
    /// Those that a patient has, and those that they had.
    pub fn patient_tags_of(&self, patient: PatientId) -> Result<Vec<Stored<PatientTag>>> {
        self.of_patient(statement!("tags", "of_patient"), patient)
    }

    /// Those of each of these patients.
    pub fn patient_tags_of_all(&self, patients: &[PatientId]) -> Result<Vec<Stored<PatientTag>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("tags", "of_patients"), [wanted])
    }

    /// The rows of a label, of patients that have it and of patients that had it.
    pub fn patient_tags_with(&self, tag: TagId) -> Result<Vec<Stored<PatientTag>>> {
        self.list(statement!("tags", "of_tag"), [tag.0.as_bytes()])
    }
}
