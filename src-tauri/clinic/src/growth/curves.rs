//! The curves of a growth chart.

use serde::Serialize;
use specta::Type;

use crate::growth_references::{
    Indicator, Reference, posture_change, span, value_at, z_of_centile,
};
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

/// A curve is one line within each of its sections, and none from one to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthCurve {
    /// A centile, or a z-score where those were asked for.
    pub label: Figure,
    pub sections: Vec<Vec<CurvePoint>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct CurvePoint {
    pub x: Figure,
    pub y: Figure,
}

/// Where the curves are interrupted, as the first age in months, or length, of what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(tag = "of", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GrowthBreak {
    /// Another reference begins.
    Reference {
        x: Figure,
        before: Reference,
        after: Reference,
    },
    /// Children are measured lying before it and standing after it.
    Posture { x: Figure },
}

impl GrowthBreak {
    pub fn x(&self) -> Figure {
        match self {
            GrowthBreak::Reference { x, .. } | GrowthBreak::Posture { x } => *x,
        }
    }
}

/// The ages in months, or the lengths in cm, over which a curve is one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Section {
    pub reference: Reference,
    pub from: f64,
    pub to: f64,
}

impl Section {
    /// Returns where a curve is drawn from point to point.
    pub fn steps(&self) -> impl Iterator<Item = f64> {
        let (from, to) = (self.from, self.to);
        (0..=120_u8).map(move |step| from + (to - from) * f64::from(step) / CURVE_STEPS)
    }
}

/// Returns the sections of references that follow each other in age.
pub(super) fn sections(
    references: &[Reference],
    indicator: Indicator,
    sex: EquationSex,
) -> Vec<Section> {
    let of_one = |reference: &Reference| {
        let reference = *reference;
        let Some((from, to)) = span(reference, indicator, sex) else {
            return Vec::new();
        };
        let section = |from, to| Section {
            reference,
            from,
            to,
        };
        match posture_change(reference, indicator) {
            Some((lying, upright)) if from < lying && upright < to => {
                vec![section(from, lying), section(upright, to)]
            }
            _ => vec![section(from, to)],
        }
    };
    references.iter().flat_map(of_one).collect()
}

/// Returns what lies between one section and the next.
pub(super) fn breaks(sections: &[Section]) -> Vec<GrowthBreak> {
    let between = |pair: &[Section]| {
        let (before, after) = (pair[0].reference, pair[1].reference);
        let x = Figure::rounded(pair[1].from, 3);
        if before == after {
            GrowthBreak::Posture { x }
        } else {
            GrowthBreak::Reference { x, before, after }
        }
    };
    sections.windows(2).map(between).collect()
}

/// Returns the curves over sections; references that follow each other have one set of centiles.
pub(super) fn curves(
    sections: &[Section],
    indicator: Indicator,
    sex: EquationSex,
    as_z: bool,
) -> Vec<GrowthCurve> {
    let Some(first) = sections.first() else {
        return Vec::new();
    };
    let labels: &[f64] = match (as_z, first.reference, indicator) {
        (true, _, _) => &Z_LINES,
        (_, Reference::Cdc2000, Indicator::BmiForAge) => &CDC_BMI_CENTILES,
        (_, Reference::Cdc2000, _) => &CDC_CENTILES,
        _ => &WHO_CENTILES,
    };
    let curve = |label: &f64| {
        let z = if as_z { *label } else { z_of_centile(*label) };
        let line = |section: &Section| {
            let points = section.steps().filter_map(|x| {
                let y = value_at(section.reference, indicator, sex, x, z)?;
                Some(CurvePoint {
                    x: Figure::rounded(x, 3),
                    y: Figure::rounded(y, 3),
                })
            });
            points.collect()
        };
        GrowthCurve {
            label: Figure(*label),
            sections: sections.iter().map(line).collect(),
        }
    };
    labels.iter().map(curve).collect()
}
