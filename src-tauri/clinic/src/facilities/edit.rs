use sync_contract::Right;
use sync_contract::catalog::Facility;
use sync_contract::ids::FacilityId;

use super::list::{all, find};
use super::view::{FacilityForm, FacilityRow};
use crate::Clinic;
use crate::clinic::found;
use crate::error::{Error, Reason, Result};
use crate::view::{Id, ReadVersionToken};

/// Changes a building. The last one in use stays in use.
///
/// Errors: as [`add`](super::add::add), `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    form: &FacilityForm,
) -> Result<FacilityRow> {
    clinic.may(Right::FacilitiesManage)?;
    let (own, seen): (FacilityId, _) = (id.to()?, seen.to_seen()?);
    let others = all(clinic)?;
    let is_last = !others
        .iter()
        .any(|other| other.value.id != own && other.value.is_active);
    if is_last && !form.is_active {
        return Err(Error::invalid("isActive", Reason::Impossible));
    }
    let facility = super::facility(own, form, &others)?;
    clinic.write("edit facility", |tx| {
        found(tx.get::<Facility>(own)?, "facility")?;
        tx.update(&facility, &seen)?;
        Ok(())
    })?;
    find(clinic, &id.0)
}
