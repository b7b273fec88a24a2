//! Lists of patients that other programs wrote.

use crate::field::Line;
use crate::phi::{Contact, Phi};

crate::entity! {
    /// An import of a list of patients: each of its patients names it, and how many there are is counted. What the file
    /// was called is sealed, since files are called after people, too.
    PatientImport(PatientImportId) = 98 in "patient_imports", scope Clinic,
    authority AppendOnly, bootstrap StaffAndSettings, write PatientsImport {
        cell 1 list { 1 file_name: Phi<Contact, Line> }
    }
}
