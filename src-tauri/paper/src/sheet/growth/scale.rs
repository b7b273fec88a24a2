//! What part of a growth reference is drawn, and the marks of its axes: as the screen fits it to a child.

use clinic::growth::{GrowthPoint, GrowthView};

/// The least that is shown in months of age, centimetres of length, and inches.
const SPAN_MIN: [f64; 3] = [6.0, 15.0, 6.0];
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
const WEEKS_A_MONTH: f64 = 30.4375 / 7.0;
/// Steps of an axis of ages, in months: two weeks, then months, then half and whole years.
const AGE_STEPS: [f64; 8] = [2.0 / WEEKS_A_MONTH, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0];
const LAST_AGE_STEP: f64 = 48.0;
/// Months alone say more while a child is small.
const YEARS_FROM: f64 = 24.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub x: (f64, f64),
    pub y: (f64, f64),
}

/// Where readings are drawn: at the age since birth, and at the corrected one where there is one. A length has no age.
pub fn spots(growth: &GrowthView, point: &GrowthPoint) -> (f64, Option<f64>) {
    let corrected = point.corrected.filter(|_| !growth.by_length);
    (point.x.0, corrected.map(|corrected| corrected.x.0))
}

/// Returns what is drawn; none without a curve and a reading.
pub fn scale(growth: &GrowthView) -> Option<Scale> {
    let curves = growth.curves.iter().flat_map(|curve| &curve.sections);
    let curves: Vec<_> = curves
        .flatten()
        .map(|point| (point.x.0, point.y.0))
        .collect();
    let points = growth.points.iter().flat_map(|point| {
        let (since, corrected) = spots(growth, point);
        let xs = [Some(since), corrected].into_iter().flatten();
        xs.map(|x| (x, point.y.0)).collect::<Vec<_>>()
    });
    let points: Vec<_> = points.collect();
    let reference = if curves.is_empty() { &points } else { &curves };
    let full = ends(reference.iter().map(|(x, _)| *x))?;
    let mut x = full;
    if let Some((from, to)) = ends(points.iter().map(|(x, _)| *x)) {
        let [months, centimetres, inches] = SPAN_MIN;
        let least = match (growth.by_length, growth.length_unit.as_str()) {
            (false, _) => months,
            (true, "in") => inches,
            (true, _) => centimetres,
        };
        let spare = ((to - from) * 0.25).max(least / 2.0);
        let fitted = (full.0.max(from - spare), full.1.max(to).min(to + spare));
        if fitted.0 < fitted.1 {
            x = fitted;
        }
    }
    let is_in = |point: &&(f64, f64)| point.0 >= x.0 && point.0 <= x.1;
    let values = curves.iter().chain(&points).filter(is_in).map(|(_, y)| *y);
    let (low, high) = ends(values).unwrap_or((0.0, 1.0));
    let room = match (high - low) * 0.05 {
        0.0 => 1.0,
        room => room,
    };
    let y = ((low - room).max(0.0), high + room);
    Some(Scale { x, y })
}

fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    })
}

/// Returns round marks between two ends, so many at most.
pub fn ticks((from, to): (f64, f64), most: f64) -> Vec<f64> {
    let rough = (to - from) / most;
    let power = 10_f64.powf(rough.log10().floor());
    let step = STEPS.into_iter().find(|step| step * power >= rough);
    between((from, to), step.unwrap_or(10.0) * power)
}

/// An age on the axis, in months, and as it is written there: weeks, or years and months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeTick {
    pub x: f64,
    pub weeks: Option<f64>,
    pub years: f64,
    pub months: f64,
}

/// Returns the marks of an axis of ages.
pub fn age_ticks((from, to): (f64, f64), most: f64) -> Vec<AgeTick> {
    let step = AGE_STEPS
        .into_iter()
        .find(|step| (to - from) / step <= most);
    let step = step.unwrap_or(LAST_AGE_STEP);
    let tick = |x: f64| {
        let weeks = (step < 1.0).then(|| (x * WEEKS_A_MONTH).round());
        let years = if x < YEARS_FROM {
            0.0
        } else {
            (x / 12.0).floor()
        };
        AgeTick {
            x,
            weeks,
            years,
            months: x - years * 12.0,
        }
    };
    between((from, to), step).into_iter().map(tick).collect()
}

/// Returns the multiples of a step between two ends, without what binary fractions add to them.
fn between((from, to): (f64, f64), step: f64) -> Vec<f64> {
    let (first, last) = ((from / step - 1e-9).ceil(), (to / step + 1e-9).floor());
    // what is added makes a zero below zero one without a sign
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= last {
        ticks.push((at * step * 1e6).round() / 1e6 + 0.0);
        at += 1.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_axis() {
        assert_eq!(ticks((2.3, 14.1), 7.0), [4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
        assert_eq!(
            ticks((0.0, 0.7), 7.0),
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
        );
    }

    #[test]
    fn ages_are_in_weeks_then_months_then_years() {
        let weeks = age_ticks((0.0, 3.0), 9.0);
        assert_eq!(weeks[1].weeks, Some(2.0));
        let months = age_ticks((0.0, 12.0), 9.0);
        assert_eq!((months[1].weeks, months[1].months), (None, 2.0));
        let years = age_ticks((20.0, 65.0), 9.0);
        let written: Vec<_> = years.iter().map(|tick| (tick.years, tick.months)).collect();
        assert_eq!(written[..2], [(2.0, 0.0), (2.0, 6.0)]);
    }
}
