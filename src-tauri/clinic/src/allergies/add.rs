use sync_contract::Right;
use sync_contract::catalog::{Allergy, AllergyStatus};
use sync_contract::ids::{AllergyId, PatientId};

use super::list::view;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::patients::view::{AllergyView, Severity};
use crate::view::Id;

/// Errors: `Forbidden` (needs `allergies.write`), `NotFound`, `PatientDeleted`, `Invalid` without a substance.
pub fn add(
    clinic: &mut Clinic,
    patient: &Id,
    substance: &str,
    severity: Severity,
) -> Result<AllergyView> {
    clinic.may(Right::AllergiesWrite)?;
    let patient: PatientId = patient.to()?;
    let substance = fields::required(substance, "substance")?;
    let id = clinic.write("add allergy", |tx| {
        kept(tx, patient)?;
        let id: AllergyId = tx.new_id();
        tx.insert(&Allergy {
            id,
            patient,
            substance: substance.into(),
            code: None.into(),
            reaction: None.into(),
            severity: severity.into(),
            status: AllergyStatus::Active,
            onset: None.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&found(clinic.read().get::<Allergy>(id)?, "allergy")?))
}
