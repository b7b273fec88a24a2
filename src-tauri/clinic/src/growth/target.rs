//! The height that a child may reach by those of its parents, on a chart.
//!
//! A chart that ends before the child is grown shows the heights with the same scores, as the profession does.

use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;

use crate::growth::curves::Section;
use crate::growth_references::target_height::{SOURCE, TargetHeight};
use crate::growth_references::{Indicator, centile, value_at, z_of_height};
use crate::sex::EquationSex;
use crate::view::Figure;

/// As a grown person; `centile` of `reference_title` at its last year. `points` are what lies on the chart at the
/// same scores.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TargetHeightView {
    pub height: Figure,
    pub low: Figure,
    pub high: Figure,
    pub centile: Option<Figure>,
    pub low_centile: Option<Figure>,
    pub high_centile: Option<Figure>,
    /// The publisher's name of the reference that the centiles are of.
    pub reference_title: String,
    /// The publisher of the formula.
    pub source: String,
    pub points: Vec<TargetHeightPoint>,
}

/// At an age in months.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct TargetHeightPoint {
    pub x: Figure,
    pub y: Figure,
    pub low: Figure,
    pub high: Figure,
}

/// Returns the target on a chart of these sections; none on a chart of none.
pub(super) fn target(
    sections: &[Section],
    sex: EquationSex,
    (mother_cm, father_cm): (Decimal, Decimal),
) -> Option<TargetHeightView> {
    let height = TargetHeight::of(sex, mother_cm, father_cm);
    let (of_adults, months) = sections.last()?.reference.of_adults();
    let z = |cm: Decimal| z_of_height(of_adults, sex, months, Figure::from(cm).0);
    let zs = [z(height.cm), z(height.low_cm), z(height.high_cm)];
    let [centile, low_centile, high_centile] =
        zs.map(|z| z.map(|z| Figure::rounded(centile(z), 2)));
    let [height, low, high] = [height.cm, height.low_cm, height.high_cm].map(Figure::from);
    Some(TargetHeightView {
        height,
        low,
        high,
        centile,
        low_centile,
        high_centile,
        reference_title: of_adults.title().to_owned(),
        source: SOURCE.to_owned(),
        points: points(sections, sex, zs),
    })
}

fn points(sections: &[Section], sex: EquationSex, zs: [Option<f64>; 3]) -> Vec<TargetHeightPoint> {
    let [Some(middle), Some(low), Some(high)] = zs else {
        return Vec::new();
    };
    let of_section = |section: &Section| {
        let at = |x: f64| {
            let indicator = Indicator::LengthHeightForAge;
            let cm = |z| value_at(section.reference, indicator, sex, x, z);
            Some(TargetHeightPoint {
                x: Figure::rounded(x, 3),
                y: Figure::rounded(cm(middle)?, 1),
                low: Figure::rounded(cm(low)?, 1),
                high: Figure::rounded(cm(high)?, 1),
            })
        };
        section.steps().filter_map(at).collect::<Vec<_>>()
    };
    sections.iter().flat_map(of_section).collect()
}
