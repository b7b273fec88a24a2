use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use super::view::DeletionReason;
use crate::Clinic;
use crate::error::Result;
use crate::view::{Id, ReadVersionToken};

/// Takes a patient off the lists. The record stays, with who removed it and why, and can be brought back.
///
/// Errors: `Forbidden` (needs `patients.delete`), `NotFound`.
pub fn delete(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: DeletionReason,
    words: &str,
) -> Result<()> {
    clinic.may(Right::PatientsDelete)?;
    let (id, seen): (PatientId, _) = (id.to()?, seen.to_seen()?);
    let words = crate::fields::optional_paragraph::<4000>(words, "reason")?;
    clinic.write("delete patient", |tx| {
        tx.delete::<Patient>(id, reason.into(), words.as_deref(), &seen)?;
        Ok(())
    })
}
