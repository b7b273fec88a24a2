use sync_contract::Right;
use sync_contract::catalog::Measurement;
use sync_contract::ids::MeasurementId;

use super::add::{code, understood, unit};
use super::kind::MeasureKind;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::view::{Id, ReadVersionToken};

/// Writes another value over a reading; what stood there stays in the audit trail.
///
/// Errors: `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` for what is no measurement.
pub fn correct(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    kind: MeasureKind,
    text: &str,
) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (MeasurementId, _) = (id.to()?, seen.to_seen()?);
    let measured = understood(kind, text)?;
    clinic.write("correct measurement", |tx| {
        let mut measurement = found(tx.get::<Measurement>(id)?, "measurement")?.value;
        kept(tx, measurement.patient)?;
        measurement.kind = code(kind)?;
        measurement.unit = unit(kind)?;
        measurement.value = measured.value.into();
        measurement.second_value = measured.second.into();
        measurement.entered = fields::optional(text, "text")?.into();
        tx.update(&measurement, &seen)?;
        Ok(())
    })
}
