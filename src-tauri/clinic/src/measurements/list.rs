//! The stored measurements of one patient, in the form that figures are computed from.

use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{Measurement, Patient, PatientProfile, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{MeasurementId, PatientId, VisitId};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::chart_row;
use crate::clinic::or_not_found;
use crate::clock::{clock_ahead_minutes, day_of};
use crate::error::Result;
use crate::growth_references::preterm::Gestation;
use crate::measurements::corrected::Corrections;
use crate::measurements::doubt::{is_confirmed, present, server_now, within_visit};
use crate::measurements::kind::MeasureKind;
use crate::measurements::known::KnownKind;
use crate::measurements::measure::Measure;
use crate::measurements::own_series::{OwnKinds, OwnPoint, OwnSeries};
use crate::measurements::range::Person;
use crate::measurements::read::{MeasureProblem, Measured};
use crate::measurements::series::{Point, Series};
use crate::measurements::unit_system::UnitSystem;
use crate::measurements::{
    Doubt, HowTaken, MeasureGrid, MeasurementView, TrendView, Understanding,
};
use crate::names::{StaffNames, birth, is_birth_estimated};
use crate::view::{At, Id, ReadVersionToken, text};

/// Returns points in the order of time, without those that this user cannot decrypt, damaged ones, the clinic's own
/// kinds, and kinds of a later version.
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
        entered_at: row.created_at,
        visit: measurement.visit,
        entered: text(&measurement.entered),
        is_confirmed: is_confirmed(measurement),
        how: HowTaken::of(measurement),
        seen: row.seen.clone(),
    })
}

/// The readings of one patient, with all that a series borrows.
pub(crate) struct Readings {
    points: Vec<Point>,
    person: Person,
    zone: Tz,
    units: UnitSystem,
}

impl Readings {
    /// # Errors
    /// `NotFound`.
    pub fn of(clinic: &Clinic, patient: PatientId) -> Result<Self> {
        let stored = clinic.read().get::<Patient>(patient)?;
        Self::of_patient(clinic, &or_not_found(stored, "patient")?.value)
    }

    fn of_patient(clinic: &Clinic, patient: &Patient) -> Result<Self> {
        let reader = clinic.read();
        Ok(Self {
            points: points(&reader, patient.id)?,
            person: person(&reader, patient)?,
            zone: clinic.zone()?,
            units: UnitSystem::of(&reader)?,
        })
    }

    pub fn series(&self) -> Series<'_> {
        Series {
            points: &self.points,
            person: self.person,
            zone: &self.zone,
            server_now: None,
            units: self.units,
        }
    }
}

/// Returns what references depend on, by one statement for each file that was merged into one.
pub(crate) fn person(reader: &Reader<'_>, patient: &Patient) -> Result<Person> {
    let profiles = reader.profiles_of(patient.id)?;
    Ok(Person {
        sex: patient.sex,
        birth_date: birth(patient),
        is_birth_estimated: is_birth_estimated(patient),
        gestation: recorded(&profiles, patient.id, |profile| {
            Gestation::from_days(profile.gestation_days.open().copied().flatten()?)
        }),
    })
}

/// Returns what is recorded in the profile of a patient's own file, or else in that of a file that was merged with it.
pub(crate) fn recorded<T>(
    profiles: &[Stored<PatientProfile>],
    own: PatientId,
    of: impl Fn(&PatientProfile) -> Option<T>,
) -> Option<T> {
    let is_there = |row: &&Stored<PatientProfile>| row.deleted.is_none();
    let is_own = |row: &&Stored<PatientProfile>| row.value.patient == own;
    let rows = || profiles.iter().filter(is_there);
    let own_first = rows()
        .filter(is_own)
        .chain(rows().filter(|row| !is_own(row)));
    own_first.map(|row| &row.value).find_map(of)
}

/// Returns what a visit recorded, next to the values before it ended: while it goes on, others measure, too.
pub(crate) fn grid(clinic: &Clinic, row: &Stored<Visit>) -> Result<MeasureGrid> {
    let (reader, visit) = (clinic.read(), &row.value);
    let zone = clinic.zone()?;
    let until = within_visit(clinic.now(), row);
    // one that nobody ended does not go on for days
    let until = match day_of(until, &zone) == day_of(visit.started_at, &zone) {
        false if visit.ended_at.is_none() => visit.started_at,
        _ => until,
    };
    let patient = or_not_found(reader.get::<Patient>(visit.patient)?, "patient")?.value;
    let (rows, kinds) = (
        reader.measurements_of(visit.patient, None)?,
        OwnKinds::read(&reader)?,
    );
    let points = sorted(&rows);
    let series = Series {
        points: &points,
        person: person(&reader, &patient)?,
        zone: &zone,
        server_now: server_now(clinic)?,
        units: UnitSystem::of(&reader)?,
    };
    let own = OwnSeries::of(&kinds, &rows, series.server_now);
    let mut grid = series.grid(visit.id, (visit.started_at, until));
    grid.lines.extend(own.lines(visit.id, until));
    let corrections = Corrections::read(&reader, &rows)?;
    for current in grid
        .lines
        .iter_mut()
        .filter_map(|line| line.current.as_mut())
    {
        current.corrected = corrections.of(&current.id);
    }
    Ok(grid)
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
        person: person(&reader, &stored)?,
        zone: &zone,
        server_now: Some(present(clinic)?),
        units: UnitSystem::of(&reader)?,
    };
    let kinds = OwnKinds::read(&reader)?;
    let own = OwnSeries::of(&kinds, &rows, series.server_now);
    let corrections = Corrections::read(&reader, &rows)?;
    let mut views: Vec<_> = rows
        .iter()
        .filter_map(|row| view(row, &staff, &series, &own, &corrections))
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
    own: &OwnSeries<'_>,
    corrections: &Corrections,
) -> Option<MeasurementView> {
    let corrected = corrections.of(&Id::of(row.value.id));
    let how = HowTaken::of(&row.value);
    if let Some(point) = OwnPoint::of(row) {
        return Some(MeasurementView {
            questioned: own.is_questioned(&point),
            confirmed: point.is_confirmed,
            id: Id::of(point.id),
            kind: own.kinds.measure(point.kind),
            quantity: point.quantity(),
            entered_text: point.entered,
            measured_at: At::of(point.at),
            entered_at: At::of(point.entered_at),
            by: staff.name(row.updated_by),
            visit_id: point.visit.map(Id::of),
            how,
            seen: ReadVersionToken::of(&point.seen),
            centile: None,
            corrected,
        });
    }
    let point = point(row)?;
    Some(MeasurementView {
        questioned: series.is_questioned(&point),
        confirmed: point.is_confirmed,
        centile: series.centile_of(&point),
        id: Id::of(point.id),
        kind: point.kind.into(),
        quantity: series.units.quantity(point.kind, point.measured),
        entered_text: series.units.entered(point.kind, &point.entered),
        measured_at: At::of(point.at),
        entered_at: At::of(point.entered_at),
        // the user who corrected it is the author of the value that is shown
        by: staff.name(row.updated_by),
        visit_id: point.visit.map(Id::of),
        how,
        seen: ReadVersionToken::of(&point.seen),
        corrected,
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
    let rows = reader.measurements_of(row.value.patient, None)?;
    let (points, zone) = (sorted(&rows), clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&reader, &patient)?,
        zone: &zone,
        server_now: Some(present(clinic)?),
        units: UnitSystem::of(&reader)?,
    };
    let kinds = OwnKinds::read(&reader)?;
    let own = OwnSeries::of(&kinds, &rows, series.server_now);
    let (staff, corrections) = (
        StaffNames::read(&reader)?,
        Corrections::read(&reader, std::slice::from_ref(&row))?,
    );
    let view = view(&row, &staff, &series, &own, &corrections);
    or_not_found(view, "measurement")
}

/// Returns one measure over time, oldest first, with its reference range.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn trend(clinic: &Clinic, patient: &Id, kind: &Measure) -> Result<TrendView> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::open_page(clinic, patient, |row| {
        let reader = clinic.read();
        let kind = match KnownKind::of(&reader, kind)? {
            KnownKind::Program(kind) => kind,
            KnownKind::Own(own) => {
                let kinds = OwnKinds::default();
                let rows = reader.measurements_of(patient, None)?;
                return Ok(OwnSeries::of(&kinds, &rows, None).trend(&own));
            }
        };
        let readings = Readings::of_patient(clinic, &row.value)?;
        Ok(readings.series().trend(kind, clinic.now()))
    })
}

/// Parses a value that is being typed and returns what follows from it; `at` is when it was measured, none for now.
/// Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for a time that is none.
pub fn understand(
    clinic: &Clinic,
    visit: &Id,
    kind: &Measure,
    text: &str,
    at: Option<&At>,
) -> Result<Understanding> {
    clinic.may(Right::ChartRead)?;
    let reader = clinic.read();
    let stored = or_not_found(reader.get::<Visit>(visit.to::<VisitId>()?)?, "visit")?;
    let visit = &stored.value;
    let patient = clinic
        .require_row::<Patient>(visit.patient, "patient")?
        .value;
    let (rows, zone) = (reader.measurements_of(visit.patient, None)?, clinic.zone()?);
    let points = sorted(&rows);
    let kind = match KnownKind::of(&reader, kind)? {
        // what is typed corrects the reading that its line shows
        KnownKind::Own(own) => {
            let kinds = OwnKinds::default();
            let series = OwnSeries::of(&kinds, &rows, None);
            let current = series.newest(own.id, |point| point.visit == Some(visit.id));
            KnownKind::Own(match current {
                Some(current) => own.correcting(&current.unit, text),
                None => own,
            })
        }
        kind => kind,
    };
    let series = Series {
        points: &points,
        person: person(&reader, &patient)?,
        zone: &zone,
        server_now: server_now(clinic)?,
        units: UnitSystem::of(&reader)?,
    };
    let at = match at {
        Some(at) => at.to_time("at")?,
        None => within_visit(clinic.now(), &stored),
    };
    let ahead = clock_ahead_minutes(clinic.unlocked().vault())?;
    let is_to_come = series.server_now.is_some_and(|now| at > now);
    Ok(match kind.parse(&kind.with_unit(text, series.units)) {
        Ok(measured) => {
            let mut understanding = understood(&series, visit, &kind, measured, at);
            if is_to_come && understanding.doubt.is_none() {
                understanding.doubt = Some(Doubt {
                    clock_ahead_minutes: ahead,
                    ..kind.doubt(None, series.years(at), series.units)
                });
            }
            understanding
        }
        Err(problem) => misunderstood(&series, visit, problem),
    })
}

fn understood(
    series: &Series<'_>,
    visit: &Visit,
    kind: &KnownKind,
    measured: Measured,
    at: Time,
) -> Understanding {
    let program = match kind {
        KnownKind::Program(kind) => Some(*kind),
        KnownKind::Own(_) => None,
    };
    let last = program.and_then(|kind| series.last_before(kind, visit.id, at));
    let years = series.years(at);
    let doubtful = kind.is_doubtful(measured, last.map(|point| point.measured), years);
    let doubt = doubtful.then(|| {
        let last = last.map(|point| series.reading(point));
        kind.doubt(last, years, series.units)
    });
    let weight = (program == Some(MeasureKind::Weight)).then_some(measured.value);
    Understanding {
        understood: Some(kind.quantity(measured, series.units)),
        problem: None,
        doubt,
        centile: program.and_then(|kind| series.centile_typed(kind, measured.value, at)),
        derived: series.derived(program.map(|kind| (kind, measured.value)), visit.started_at),
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
        centile: None,
        derived: series.derived(None, visit.started_at),
        weight_change: series.weight_change(series.weight_of(visit.id), visit.started_at),
    }
}
