use sync_contract::Right;
use sync_contract::catalog::Allergy;
use sync_contract::ids::AllergyId;

use super::list::view;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::patients::view::AllergyView;
use crate::view::Id;

/// Returns one allergy that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<AllergyView> {
    clinic.may(Right::ChartRead)?;
    let id: AllergyId = id.to()?;
    let row = clinic.read().get::<Allergy>(id)?;
    let row = found(row.filter(|row| row.deleted.is_none()), "allergy")?;
    crate::audit::note_read(clinic, row.value.patient)?;
    Ok(view(&row))
}
