use sync_contract::Right;
use sync_contract::ids::FacilityId;

use super::list::{all, find};
use super::view::{FacilityForm, FacilityRow};
use crate::Clinic;
use crate::error::Result;

/// Adds a building. The clock of the clinic stays that of its first one.
///
/// Errors: `Forbidden` (needs `facilities.manage`), `Invalid` (no name or one that is taken, no such zone or currency).
pub fn add(clinic: &mut Clinic, form: &FacilityForm) -> Result<FacilityRow> {
    clinic.may(Right::FacilitiesManage)?;
    let others = all(clinic)?;
    let id = clinic.write("add facility", |tx| {
        let id: FacilityId = tx.new_id();
        tx.insert(&super::facility(id, form, &others)?)?;
        Ok(id)
    })?;
    find(clinic, &id.0.to_string())
}
