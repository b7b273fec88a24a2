use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, EmergencyContact};
use sync_contract::ids::EmergencyContactId;

use crate::Clinic;
use crate::error::Result;
use crate::view::{Id, SeenToken};

/// Errors: `Forbidden` (needs `patients.write`), `NotFound`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &SeenToken) -> Result<()> {
    clinic.may(Right::PatientsWrite)?;
    let (id, seen): (EmergencyContactId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("remove contact", |tx| {
        tx.delete::<EmergencyContact>(id, DeletionReason::NoLongerNeeded, None, &seen)?;
        Ok(())
    })
}
