use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use super::header::header;
use super::identity;
use super::view::{PatientEdit, PatientHeader};
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;

/// Changes who a person is said to be. Only what differs is written, against what the editor saw.
///
/// Errors: `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid`.
pub fn edit(clinic: &mut Clinic, edit: &PatientEdit) -> Result<PatientHeader> {
    clinic.may(Right::PatientsUpdate)?;
    let (id, seen): (PatientId, _) = (edit.id.to()?, edit.seen.to_seen()?);
    let today = clinic.today()?;
    clinic.write("edit patient", |tx| {
        let mut patient = found(tx.get::<Patient>(id)?, "patient")?.value;
        kept(tx, id)?;
        identity::fill(&mut patient, &edit.form, today)?;
        tx.update(&patient, &seen)?;
        Ok(())
    })?;
    header(clinic, id)
}
