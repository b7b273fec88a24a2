//! The stored measurements of one patient, in the form that figures are computed from.

use sync_contract::Right;
use sync_contract::catalog::{Measurement, MeasurementFlag, Patient, Visit};
use sync_contract::ids::{MeasurementId, PatientId, VisitId};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clock::clock_ahead_minutes;
use crate::error::Result;
use crate::measurements::doubt::{present, server_now, within_visit};
use crate::measurements::kind::MeasureKind;
use crate::measurements::range::Person;
use crate::measurements::read::{MeasureProblem, Measured, read};
use crate::measurements::series::{Point, Series};
use crate::measurements::{
    Doubt, MeasureGrid, MeasurementView, TrendView, Understanding, is_doubtful,
};
use crate::names::{StaffNames, birth};
use crate::view::{At, Id, Quantity, ReadVersionToken, text};

/// Returns points in the order of time, without those that this user cannot decrypt, damaged ones, and kinds of a later
/// version.
pub(crate) fn points(reader: &Reader<'_>, patient: PatientId) -> Result<Vec<Point>> {
    Ok(sorted(&reader.measurements_of(patient, None)?))
}

fn sorted(rows: &[Stored<Measurement>]) -> Vec<Point> {
    let mut points: Vec<Point> = rows.iter().filter_map(point).collect();
    points.sort_by_key(|point| (point.at, point.id));
    points
}

pub(crate) fn point(row: &Stored<Measurement>) -> Option<Point> {
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
        entered: text(&measurement.entered),
        is_confirmed: is_confirmed(measurement),
        seen: ReadVersionToken::of(&row.seen),
    })
}

pub(super) fn is_confirmed(measurement: &Measurement) -> bool {
    measurement.flag.open() == Some(&Some(MeasurementFlag::Confirmed))
}

pub(crate) fn person(patient: &Patient) -> Person {
    Person {
        sex: patient.sex,
        birth_date: birth(patient),
    }
}

/// Returns what a visit recorded, next to the values before it.
pub(crate) fn grid(clinic: &Clinic, visit: &Visit) -> Result<MeasureGrid> {
    let reader = clinic.read();
    let patient = or_not_found(reader.get::<Patient>(visit.patient)?, "patient")?.value;
    let (points, zone) = (points(&reader, visit.patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&patient),
        zone: &zone,
        server_now: server_now(clinic)?,
    };
    Ok(series.grid(visit.id, visit.started_at))
}

/// Returns all measurements of a patient, the newest first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<MeasurementView>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    crate::reads::log_read(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let rows = reader.measurements_of(patient, None)?;
    let (points, zone) = (sorted(&rows), clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&stored),
        zone: &zone,
        server_now: Some(present(clinic)?),
    };
    let mut views: Vec<_> = rows
        .iter()
        .filter_map(|row| view(row, &staff, &series))
        .collect();
    views.sort_by(|a, b| {
        b.measured_at
            .cmp(&a.measured_at)
            .then_with(|| b.id.cmp(&a.id))
    });
    Ok(views)
}

fn view(
    row: &Stored<Measurement>,
    staff: &StaffNames,
    series: &Series<'_>,
) -> Option<MeasurementView> {
    let point = point(row)?;
    Some(MeasurementView {
        questioned: series.is_questioned(&point),
        confirmed: point.is_confirmed,
        id: Id::of(point.id),
        kind: point.kind,
        quantity: Quantity::of(point.kind, point.measured),
        entered_text: point.entered,
        measured_at: At::of(point.at),
        // whoever corrected it answers for the value that is shown
        by: staff.name(row.updated_by),
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
    let row = or_not_found(reader.get::<Measurement>(id)?, "measurement")?;
    crate::reads::log_read(clinic, row.value.patient)?;
    let patient = or_not_found(reader.get::<Patient>(row.value.patient)?, "patient")?.value;
    let (points, zone) = (points(&reader, row.value.patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&patient),
        zone: &zone,
        server_now: Some(present(clinic)?),
    };
    or_not_found(
        view(&row, &StaffNames::read(&reader)?, &series),
        "measurement",
    )
}

/// Returns one measure over time, oldest first, with its reference range.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn trend(clinic: &Clinic, patient: &Id, kind: MeasureKind) -> Result<TrendView> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    crate::reads::log_read(clinic, patient)?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    let (points, zone) = (points(&clinic.read(), patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&stored),
        zone: &zone,
        server_now: None,
    };
    Ok(series.trend(kind, clinic.now()))
}

/// Parses a value that is being typed and returns what follows from it. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn understand(
    clinic: &Clinic,
    visit: &Id,
    kind: MeasureKind,
    text: &str,
) -> Result<Understanding> {
    clinic.may(Right::ChartRead)?;
    let visit = or_not_found(clinic.read().get::<Visit>(visit.to::<VisitId>()?)?, "visit")?.value;
    let patient = clinic
        .require_row::<Patient>(visit.patient, "patient")?
        .value;
    let (points, zone) = (points(&clinic.read(), visit.patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&patient),
        zone: &zone,
        server_now: server_now(clinic)?,
    };
    let at = within_visit(clinic.now(), &visit);
    let ahead = clock_ahead_minutes(clinic.unlocked().vault())?;
    let is_to_come = series.server_now.is_some_and(|now| at > now);
    Ok(match read(kind, text) {
        Ok(measured) => {
            let mut understanding = understood(&series, &visit, kind, measured);
            if is_to_come && understanding.doubt.is_none() {
                understanding.doubt = Some(Doubt {
                    clock_ahead_minutes: ahead,
                    ..Doubt::of(kind, None)
                });
            }
            understanding
        }
        Err(problem) => misunderstood(&series, &visit, problem),
    })
}

fn understood(
    series: &Series<'_>,
    visit: &Visit,
    kind: MeasureKind,
    measured: Measured,
) -> Understanding {
    let last = series.last_before(kind, visit.id, visit.started_at);
    let doubtful = is_doubtful(kind, measured, last.map(|point| point.measured));
    let doubt = doubtful.then(|| Doubt::of(kind, last.map(|point| (point.measured, point.at))));
    let weight = (kind == MeasureKind::Weight).then_some(measured.value);
    Understanding {
        understood: Some(Quantity::of(kind, measured)),
        problem: None,
        doubt,
        derived: series.derived(Some((kind, measured.value)), visit.started_at),
        weight_change: series.weight_change(
            weight.or_else(|| series.weight_of(visit.id)),
            visit.started_at,
        ),
    }
}

fn misunderstood(series: &Series<'_>, visit: &Visit, problem: MeasureProblem) -> Understanding {
    Understanding {
        understood: None,
        problem: Some(problem),
        doubt: None,
        derived: series.derived(None, visit.started_at),
        weight_change: series.weight_change(series.weight_of(visit.id), visit.started_at),
    }
}
