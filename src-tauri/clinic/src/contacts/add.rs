use sync_contract::Right;
use sync_contract::catalog::EmergencyContact;
use sync_contract::ids::{EmergencyContactId, PatientId};

use super::list::view;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::patients::view::{ContactView, Relation};
use crate::view::Id;

/// Errors: `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a name or
/// for a wrong number.
pub fn add(
    clinic: &mut Clinic,
    patient: &Id,
    name: &str,
    relation: Relation,
    phone: &str,
) -> Result<ContactView> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = patient.to()?;
    let name = fields::required(name, "name")?;
    let phone = fields::phones(phone)?;
    let id = clinic.write("add contact", |tx| {
        kept(tx, patient)?;
        let id: EmergencyContactId = tx.new_id();
        tx.insert(&EmergencyContact {
            id,
            patient,
            name: name.into(),
            relation: relation.into(),
            phone: phone.into(),
            email: None.into(),
            address: None.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&found(
        clinic.read().get::<EmergencyContact>(id)?,
        "contact",
    )?))
}
