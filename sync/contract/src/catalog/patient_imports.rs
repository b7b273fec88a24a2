//! Lists of patients that other programs wrote.

crate::entity! {
    /// An import of a list of patients: each of its patients names it, and how many there are is counted. What the file
    /// was called is not stored: files are called after people, too, and no erasure would find it.
    PatientImport(PatientImportId) = 98 in "patient_imports", scope Clinic,
    authority AppendOnly, bootstrap StaffAndSettings, write PatientsImport {
        /// Lines that were to be imported.
        cell 1 list { 1 lines: i64 }
    }
}
