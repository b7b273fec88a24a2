use sync_contract::Right;
use sync_contract::catalog::Measurement;
use sync_contract::ids::MeasurementId;

use super::list::view;
use super::view::MeasurementView;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::users::names::names;
use crate::view::Id;

/// Returns one reading that is not removed and that this user can decrypt.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<MeasurementView> {
    clinic.may(Right::ChartRead)?;
    let id: MeasurementId = id.to()?;
    let reader = clinic.read();
    let row = found(reader.get::<Measurement>(id)?, "measurement")?;
    crate::audit::note_read(clinic, row.value.patient)?;
    found(view(&row, &names(&reader)?), "measurement")
}
