//! How far a goal is, by the readings of its measure.
//!
//! The progress is the part of the way from the start to the target that the newest reading has covered:
//! `100 * (newest - start) / (target - start)`, in the unit of the kind, not below 0 and not above 100, and cut to a
//! full percent, so that 100 is shown only at the target. It works in both directions. Of a blood pressure it is the
//! lesser of the two figures' progress: both have to be reached. A figure of it that begins at its target has nothing
//! to cover; once a reading is off in the direction that the other figure comes from, nothing is reached. Without a
//! start, a target or a reading, or where start and target are equal, there is none.

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;

use crate::error::{Error, Reason, Result};
use crate::measurements::{
    ChildCentile, MeasureKind, Measured, Point, Reading, Series, TrendPoint, UnitSystem, read,
};
use crate::view::Quantity;

/// The measure of a goal; `points` are its newest readings, the oldest of them first. `target_centile` is what the
/// target of a child is on the day when it is due.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Aim {
    pub kind: MeasureKind,
    pub start: Option<Quantity>,
    pub target: Option<Quantity>,
    pub target_centile: Option<ChildCentile>,
    pub latest: Option<Reading>,
    pub percent: Option<u8>,
    pub points: Vec<TrendPoint>,
}

/// As many readings as a line of 80 pixels can show.
const POINTS_MAX: usize = 24;

/// Returns how a goal stands with its readings, which are in the order of time.
pub(super) fn aim(
    kind: MeasureKind,
    (start, target): (&str, &str),
    due: Option<NaiveDate>,
    series: &Series<'_>,
) -> Aim {
    let [start, target] = [start, target].map(|text| read(kind, text).ok());
    let own = series.points.iter();
    let own: Vec<&Point> = own.filter(|point| point.kind == kind).collect();
    let latest = own.last().copied();
    let newest = own.get(own.len().saturating_sub(POINTS_MAX)..);
    Aim {
        kind,
        start: start.map(|measured| series.units.quantity(kind, measured)),
        target: target.map(|measured| series.units.quantity(kind, measured)),
        target_centile: target
            .zip(due)
            .and_then(|(target, due)| series.centile_on(kind, target.value, due)),
        percent: percent(start, target, latest.map(|point| point.measured)),
        latest: latest.map(|point| series.reading(point)),
        points: newest.map_or(Vec::new(), |points| {
            let points = points.iter();
            points.map(|point| series.trend_point(point)).collect()
        }),
    }
}

/// Returns the progress from start to target; see the module.
pub fn percent(
    start: Option<Measured>,
    target: Option<Measured>,
    latest: Option<Measured>,
) -> Option<u8> {
    let (start, target, latest) = (start?, target?, latest?);
    let first = (start.value, target.value, latest.value);
    let (Some(start), Some(target), Some(latest)) = (start.second, target.second, latest.second)
    else {
        return covered(first.0, first.1, first.2);
    };
    let second = (start, target, latest);
    let parts = [
        covered(first.0, first.1, first.2).or(left(first, second)),
        covered(second.0, second.1, second.2).or(left(second, first)),
    ];
    parts.into_iter().flatten().min()
}

type Way = (Decimal, Decimal, Decimal);

/// Returns 0 for a figure that begins at its target and has left it to the side from which the other one comes.
fn left((start, target, latest): Way, (from, to, _): Way) -> Option<u8> {
    let is_off = if from > to {
        latest > target
    } else {
        latest < target
    };
    (start == target && from != to && is_off).then_some(0)
}

fn covered(start: Decimal, target: Decimal, latest: Decimal) -> Option<u8> {
    let way = target - start;
    let part = (latest - start).checked_mul(dec!(100))?.checked_div(way)?;
    part.clamp(dec!(0), dec!(100)).trunc().to_u8()
}

/// Parses a start or a target in any unit of its measure, and returns it as it is stored: in the unit of the clinic.
/// One in the stored unit of its kind stays as it is, so that a form that was not changed changes nothing.
///
/// # Errors
/// `Invalid`.
pub(super) fn value_text(
    units: UnitSystem,
    kind: MeasureKind,
    text: &str,
    field: &'static str,
) -> Result<String> {
    let typed = units.with_unit(kind, text);
    let measured = read(kind, &typed).map_err(|problem| Error::invalid(field, problem.reason()))?;
    let metric = quantity_text(UnitSystem::Metric, kind, measured);
    Ok(match typed.trim() == metric {
        true => metric,
        false => quantity_text(units, kind, measured),
    })
}

/// Returns a value in the unit of the clinic, as [`read`] parses it again: `72.4 kg`.
pub(super) fn quantity_text(units: UnitSystem, kind: MeasureKind, measured: Measured) -> String {
    units.quantity(kind, measured).stored_text()
}

/// Parses a typed progress: a full number of percent.
///
/// # Errors
/// `Invalid` for what is none from 0 to 100.
pub(super) fn percent_typed(text: &str) -> Result<Option<i64>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let percent: i64 = number
        .parse()
        .map_err(|_| Error::invalid("progress", Reason::Malformed))?;
    match percent {
        0..=100 => Ok(Some(percent)),
        _ => Err(Error::invalid("progress", Reason::Impossible)),
    }
}

#[cfg(test)]
mod tests;
