//! The rules of a form, for a decision that takes fields of several versions: each of them passed these, and what is
//! put together of them may not.

use sync_contract::catalog::{InsurancePolicy, MeasurementKind, NutrientTarget, Patient};
use sync_contract::ids::{InsurancePolicyId, MeasurementKindId, NutrientTargetId, PatientId};
use sync_contract::{CellContent, Entity};
use vault::WriteTx;
use vault::read::Conflict;

use crate::clinic::or_not_found;
use crate::error::Result;
use crate::nutrient_targets::set;
use crate::patients::identity;
use crate::{insurance, measurement_kinds};

/// Checks a row with what was decided about one of its cells. One version as it was written is always taken.
///
/// # Errors
/// `Invalid`, with the field of the form.
pub(super) fn check(tx: &WriteTx<'_>, conflict: &Conflict, decided: &CellContent) -> Result<()> {
    let mut siblings = conflict.siblings.iter();
    if siblings.any(|sibling| sibling.content.values == decided.values) {
        return Ok(());
    }
    let (entity, row) = (conflict.descriptor.number, conflict.row);
    if entity == MeasurementKind::DESCRIPTOR.number {
        measurement_kinds::require_valid(&tx.read(), MeasurementKindId(row))
    } else if entity == InsurancePolicy::DESCRIPTOR.number {
        let policy = tx.get::<InsurancePolicy>(InsurancePolicyId(row))?;
        insurance::require_in_order(&or_not_found(policy, "insurance policy")?.value)
    } else if entity == NutrientTarget::DESCRIPTOR.number {
        let target = tx.get::<NutrientTarget>(NutrientTargetId(row))?;
        let target = or_not_found(target, "target")?.value;
        let bound = |bound: Option<&Option<_>>| bound.copied().flatten();
        set::require_bounds(bound(target.low.open()), bound(target.high.open()))
    } else if entity == Patient::DESCRIPTOR.number {
        let patient = tx.get::<Patient>(PatientId(row))?;
        identity::require_named(&or_not_found(patient, "patient")?.value)
    } else {
        Ok(())
    }
}
