use sync_contract::Right;
use sync_contract::catalog::{Allergy, DeletionReason};
use sync_contract::ids::AllergyId;

use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::view::{Id, ReadVersionToken};

/// Errors: `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, reason: &str) -> Result<()> {
    clinic.may(Right::AllergiesWrite)?;
    let (id, seen): (AllergyId, _) = (id.to()?, seen.to_seen()?);
    let reason = fields::required::<4000>(reason, "reason")?;
    clinic.write("remove allergy", |tx| {
        kept(tx, found(tx.get::<Allergy>(id)?, "allergy")?.value.patient)?;
        tx.delete::<Allergy>(
            id,
            DeletionReason::EnteredInError,
            Some(reason.as_str()),
            &seen,
        )?;
        Ok(())
    })
}
