use sync_contract::Right;
use uuid::Uuid;

use super::list::{all, find};
use super::view::{PlaceForm, PlaceRow};
use super::{Place, facts};
use crate::Clinic;
use crate::error::Result;

/// Adds a room or a department.
///
/// Errors: `Forbidden` (needs `facilities.manage`), `NotFound` for the facility, `Invalid` (no name, or one that is taken
/// there).
pub fn add<P: Place>(clinic: &mut Clinic, form: &PlaceForm) -> Result<PlaceRow> {
    clinic.may(Right::FacilitiesManage)?;
    let facts = facts(&clinic.read(), form, &all::<P>(clinic)?, None)?;
    let id = clinic.write(&format!("add {}", P::WORD), |tx| {
        let id: Uuid = tx.new_id();
        tx.insert(&P::new(id, facts))?;
        Ok(id)
    })?;
    find::<P>(clinic, &id.to_string())
}
