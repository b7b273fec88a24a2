//! Sessions that patients bought in advance, and those that were used.

use sync_contract::catalog::{Invoice, Package, PackageUse};
use sync_contract::ids::{AppointmentId, InvoiceDraftId, PackageId, PatientId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::rows::json;

impl Reader<'_> {
    pub fn packages_of(&self, patient: PatientId) -> Result<Vec<Stored<Package>>> {
        self.of_patient(statement!("packages", "of_patient"), patient)
    }

    /// Those of several files.
    pub fn packages_of_patients(&self, patients: &[PatientId]) -> Result<Vec<Stored<Package>>> {
        let wanted = json(patients.iter().map(|patient| patient.0));
        self.list(statement!("packages", "of_patients"), [wanted])
    }

    /// Uses, and what was given back, of the visits of a patient.
    pub fn package_uses_of(&self, patient: PatientId) -> Result<Vec<Stored<PackageUse>>> {
        self.of_patient(statement!("packages", "uses"), patient)
    }

    /// Uses, and what was given back, of one appointment.
    pub fn package_uses_at(&self, appointment: AppointmentId) -> Result<Vec<Stored<PackageUse>>> {
        let sql = statement!("packages", "uses_at");
        self.list(sql, [appointment.0.as_bytes()])
    }

    /// Uses, and what was given back, of several packages.
    pub fn uses_of_packages(&self, packages: &[PackageId]) -> Result<Vec<Stored<PackageUse>>> {
        let wanted = json(packages.iter().map(|package| package.0));
        self.list(statement!("packages", "uses_of_packages"), [wanted])
    }

    /// The invoices that were issued of drafts: two where two computers that were apart issued one.
    pub fn invoices_of_drafts(&self, drafts: &[InvoiceDraftId]) -> Result<Vec<Stored<Invoice>>> {
        let wanted = json(drafts.iter().map(|draft| draft.0));
        self.list(statement!("packages", "invoices_of_drafts"), [wanted])
    }
}
