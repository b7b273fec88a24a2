//! The curves of a growth chart.

use serde::Serialize;
use specta::Type;

use crate::growth_references::{Indicator, Reference, span, value_at, z_of_centile};
use crate::sex::EquationSex;
use crate::view::Figure;

/// What the WHO draws.
const WHO_CENTILES: [f64; 9] = [2.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0];
/// What the CDC draws; a BMI also has the line above which a child has overweight.
const CDC_CENTILES: [f64; 7] = [5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0];
const CDC_BMI_CENTILES: [f64; 8] = [5.0, 10.0, 25.0, 50.0, 75.0, 85.0, 90.0, 95.0];
const Z_LINES: [f64; 7] = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
/// How finely a curve is drawn: half months where children grow fastest, months later, centimetres of length.
const CURVE_STEPS: f64 = 120.0;

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthCurve {
    /// A centile, or a z-score where those were asked for.
    pub label: Figure,
    pub points: Vec<CurvePoint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct CurvePoint {
    pub x: Figure,
    pub y: Figure,
}

pub(super) fn curves(
    reference: Reference,
    indicator: Indicator,
    sex: EquationSex,
    as_z: bool,
) -> Vec<GrowthCurve> {
    let Some((from, to)) = span(reference, indicator, sex) else {
        return Vec::new();
    };
    let labels: &[f64] = match (as_z, reference, indicator) {
        (true, _, _) => &Z_LINES,
        (_, Reference::Cdc2000, Indicator::BmiForAge) => &CDC_BMI_CENTILES,
        (_, Reference::Cdc2000, _) => &CDC_CENTILES,
        _ => &WHO_CENTILES,
    };
    let curve = |label: &f64| {
        let z = if as_z { *label } else { z_of_centile(*label) };
        let points = steps(from, to).filter_map(|x| {
            let y = value_at(reference, indicator, sex, x, z)?;
            Some(CurvePoint {
                x: Figure::rounded(x, 3),
                y: Figure::rounded(y, 3),
            })
        });
        GrowthCurve {
            label: Figure(*label),
            points: points.collect(),
        }
    };
    labels.iter().map(curve).collect()
}

/// Returns where a curve is drawn from point to point.
pub(super) fn steps(from: f64, to: f64) -> impl Iterator<Item = f64> {
    (0..=120_u8).map(move |step| from + (to - from) * f64::from(step) / CURVE_STEPS)
}
