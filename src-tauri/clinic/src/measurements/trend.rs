use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use super::kind::MeasureKind;
use super::points::{person, points};
use super::series::Series;
use super::view::TrendView;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::Id;

/// One measure over time, oldest first, with the band that it is judged by.
///
/// Errors: `Forbidden` (needs `chart.read`), `NotFound`.
pub fn trend(clinic: &Clinic, patient: &Id, kind: MeasureKind) -> Result<TrendView> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    crate::audit::note_read(clinic, patient)?;
    let stored = found(clinic.read().get::<Patient>(patient)?, "patient")?.value;
    let (points, zone) = (points(&clinic.read(), patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&stored),
        zone: &zone,
    };
    Ok(series.trend(kind, clinic.now()))
}
