//! The stored measurements of one person, as they are computed with.

use sync_contract::catalog::{Measurement, Patient};
use sync_contract::ids::PatientId;
use vault::reads::{Reader, Stored};

use super::kind::MeasureKind;
use super::range::Person;
use super::read::Measured;
use super::series::Point;
use crate::error::Result;
use crate::patients::identity;
use crate::view::ReadVersionToken;

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
