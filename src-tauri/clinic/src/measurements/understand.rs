use sync_contract::Right;
use sync_contract::catalog::{Patient, Visit};
use sync_contract::ids::VisitId;

use super::is_doubtful;
use super::kind::MeasureKind;
use super::points::{person, points};
use super::read::{MeasureProblem, Measured, read};
use super::series::Series;
use super::view::{Doubt, Understanding};
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::{Id, Quantity};

/// Says what is understood of what is being typed, and what follows from it. Writes nothing.
///
/// Errors: `Forbidden` (needs `chart.read`), `NotFound`.
pub fn understand(
    clinic: &Clinic,
    visit: &Id,
    kind: MeasureKind,
    text: &str,
) -> Result<Understanding> {
    clinic.may(Right::ChartRead)?;
    let visit = found(clinic.read().get::<Visit>(visit.to::<VisitId>()?)?, "visit")?.value;
    let patient = found(clinic.read().get::<Patient>(visit.patient)?, "patient")?.value;
    let (points, zone) = (points(&clinic.read(), visit.patient)?, clinic.zone()?);
    let series = Series {
        points: &points,
        person: person(&patient),
        zone: &zone,
    };
    Ok(match read(kind, text) {
        Ok(measured) => understood(&series, &visit, kind, measured),
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
