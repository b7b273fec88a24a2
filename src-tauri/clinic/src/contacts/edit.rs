use sync_contract::Right;
use sync_contract::catalog::EmergencyContact;
use sync_contract::ids::EmergencyContactId;

use super::show::show;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::patients::view::{ContactView, Relation};
use crate::view::{Id, ReadVersionToken};

/// Changes name, relation and number of a contact, against the version that its editor saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a name or for a wrong number.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    name: &str,
    relation: Relation,
    phone: &str,
) -> Result<ContactView> {
    clinic.may(Right::PatientsUpdate)?;
    let (contact_id, seen): (EmergencyContactId, _) = (id.to()?, seen.to_seen()?);
    let name = fields::required(name, "name")?;
    let phone = fields::phones(phone)?;
    clinic.write("edit contact", |tx| {
        let mut contact = found(tx.get::<EmergencyContact>(contact_id)?, "contact")?.value;
        kept(tx, contact.patient)?;
        contact.name = name.into();
        contact.relation = relation.into();
        contact.phone = phone.into();
        tx.update(&contact, &seen)?;
        Ok(())
    })?;
    show(clinic, id)
}
