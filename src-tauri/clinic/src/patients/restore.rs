use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Brings a patient back who was taken off the lists.
///
/// Errors: `Forbidden` (needs `patients.delete`), `NotFound`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::PatientsDelete)?;
    let (id, seen): (PatientId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("restore patient", |tx| {
        tx.undelete::<Patient>(id, &seen)?;
        Ok(())
    })
}
