use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, EmergencyContact};
use sync_contract::ids::EmergencyContactId;

use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Errors: `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::PatientsUpdate)?;
    let (id, seen): (EmergencyContactId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("remove contact", |tx| {
        kept(
            tx,
            found(tx.get::<EmergencyContact>(id)?, "contact")?
                .value
                .patient,
        )?;
        tx.delete::<EmergencyContact>(id, DeletionReason::NoLongerNeeded, None, &seen)?;
        Ok(())
    })
}
