use sync_contract::Right;
use sync_contract::catalog::Measurement;
use sync_contract::ids::MeasurementId;

use super::add::{Reading, code, understood, unit, weigh};
use super::kind::MeasureKind;
use super::view::Considered;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::fields;
use crate::view::{Id, ReadVersionToken};

/// Returns what a corrected reading says in the unit that is kept, and why a person should look twice. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` for what is no measurement.
pub fn consider(clinic: &Clinic, id: &Id, kind: MeasureKind, text: &str) -> Result<Considered> {
    clinic.may(Right::MeasurementsWrite)?;
    let id: MeasurementId = id.to()?;
    let stored = found(clinic.read().get::<Measurement>(id)?, "measurement")?.value;
    let entry = Reading {
        patient: stored.patient,
        visit: stored.visit,
        kind,
        text: text.to_owned(),
        at: stored.measured_at,
        keep_doubtful: false,
    };
    weigh(clinic, &entry, Some(id)).map(|(_, considered)| considered)
}

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
