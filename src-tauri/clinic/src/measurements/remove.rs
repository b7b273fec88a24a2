use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, Measurement};
use sync_contract::ids::MeasurementId;

use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Takes a reading back that was entered in error.
///
/// Errors: `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("remove measurement", |tx| {
        kept(
            tx,
            found(tx.get::<Measurement>(id)?, "measurement")?
                .value
                .patient,
        )?;
        tx.delete::<Measurement>(id, DeletionReason::EnteredInError, None, &seen)?;
        Ok(())
    })
}
