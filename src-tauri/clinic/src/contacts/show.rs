use sync_contract::Right;
use sync_contract::catalog::EmergencyContact;
use sync_contract::ids::EmergencyContactId;

use super::list::view;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::patients::view::ContactView;
use crate::view::Id;

/// Returns one contact that is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ContactView> {
    clinic.may(Right::PatientsRead)?;
    let id: EmergencyContactId = id.to()?;
    let row = clinic.read().get::<EmergencyContact>(id)?;
    let row = found(row.filter(|row| row.deleted.is_none()), "contact")?;
    crate::audit::note_read(clinic, row.value.patient)?;
    Ok(view(&row))
}
