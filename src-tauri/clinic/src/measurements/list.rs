use sync_contract::Right;
use sync_contract::catalog::{Measurement, Patient};
use sync_contract::ids::PatientId;
use vault::reads::Stored;

use super::points::point;
use super::view::MeasurementView;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::users::names::{StaffNames, names};
use crate::view::{At, Id, Quantity};

/// Everything that was measured on a person, the newest first. Errors: `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<MeasurementView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    found(clinic.read().get::<Patient>(patient)?, "patient")?;
    crate::audit::note_read(clinic, patient)?;
    let reader = clinic.read();
    let staff = names(&reader)?;
    let rows = reader.measurements_of(patient, None)?;
    let mut views: Vec<_> = rows.iter().filter_map(|row| view(row, &staff)).collect();
    views.sort_by(|a, b| {
        b.measured_at
            .cmp(&a.measured_at)
            .then_with(|| b.id.cmp(&a.id))
    });
    Ok(views)
}

pub(super) fn view(row: &Stored<Measurement>, staff: &StaffNames) -> Option<MeasurementView> {
    let point = point(row)?;
    Some(MeasurementView {
        id: Id::of(point.id),
        kind: point.kind,
        quantity: Quantity::of(point.kind, point.measured),
        entered_text: point.entered,
        measured_at: At::of(point.at),
        by: staff.name(row.created_by),
        visit_id: point.visit.map(Id::of),
        seen: point.seen,
    })
}
