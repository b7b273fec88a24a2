//! The stored measurements of one person, as they are computed with.

use sync_contract::Right;
use sync_contract::catalog::{Measurement, Patient};
use sync_contract::ids::{MeasurementId, PatientId};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::measurements::kind::MeasureKind;
use crate::measurements::range::Person;
use crate::measurements::read::Measured;
use crate::measurements::series::{Point, Series};
use crate::measurements::{MeasurementView, TrendView};
use crate::patients::identity;
use crate::users::{StaffNames, names};
use crate::view::{At, Id, Quantity, ReadVersionToken};

/// In the order of time. What is closed to this reader, damaged or of a later version's kind is left out.
pub(crate) fn points(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Point>> {
    let rows = reader.measurements_of(patient, None)?;
    let mut points: Vec<Point> = rows.iter().filter_map(point).collect();
    points.sort_by_key(|point| (point.at, point.id));
    Ok(points)
}

pub(super) fn point(row: &Stored<Measurement>) -> Option<Point> {
    if row.deleted.is_some() {
        return None;
    }
    let measurement = &row.value;
    let kind = MeasureKind::from_code(&measurement.kind)?;
    let value = *measurement.value.open()?;
    let second = *measurement.second_value.open()?;
    // another unit can only come from a later version: better left out than misread
    (measurement.unit.as_str() == kind.stored_unit()).then(|| Point {
        id: measurement.id,
        kind,
        measured: Measured { value, second },
        at: measurement.measured_at,
        visit: measurement.visit,
        entered: identity::text(&measurement.entered),
        seen: ReadVersionToken::of(&row.seen),
    })
}

pub(crate) fn person(patient: &Patient) -> Person {
    Person {
        sex: patient.sex,
        birth_date: identity::birth(patient),
    }
}

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
