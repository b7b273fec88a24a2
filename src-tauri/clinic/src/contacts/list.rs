use sync_contract::Right;
use sync_contract::catalog::{EmergencyContact, Patient};
use sync_contract::ids::PatientId;
use vault::reads::Stored;

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::patients::identity::text;
use crate::patients::view::ContactView;
use crate::view::{Id, ReadVersionToken};

/// Errors: `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<ContactView>> {
    clinic.may(Right::PatientsRead)?;
    found(clinic.read().get::<Patient>(patient)?, "patient")?;
    crate::audit::note_read(clinic, patient)?;
    let rows = clinic.read().emergency_contacts(patient)?;
    Ok(rows
        .iter()
        .filter(|row| row.deleted.is_none())
        .map(view)
        .collect())
}

pub(super) fn view(row: &Stored<EmergencyContact>) -> ContactView {
    ContactView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        name: row
            .value
            .name
            .open()
            .map_or(String::new(), |text| text.to_string()),
        relation: row.value.relation.into(),
        phone: text(&row.value.phone),
    }
}
