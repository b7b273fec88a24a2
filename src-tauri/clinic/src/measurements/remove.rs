use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, Measurement};
use sync_contract::ids::MeasurementId;

use crate::Clinic;
use crate::error::Result;
use crate::view::{Id, SeenToken};

/// Takes a reading back that was entered in error. Errors: `Forbidden` (needs `measurements.write`), `NotFound`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &SeenToken) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_seen()?);
    clinic.write("remove measurement", |tx| {
        tx.delete::<Measurement>(id, DeletionReason::EnteredInError, None, &seen)?;
        Ok(())
    })
}
