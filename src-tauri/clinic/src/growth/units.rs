//! A growth chart in the units of the clinic. References and readings are compared in the stored ones.

use rust_decimal::Decimal;

use crate::growth::{GrowthBreak, GrowthChange, GrowthRate, GrowthView, shown_kind};
use crate::measurements::{MeasureKind, UnitSystem};
use crate::view::Figure;

/// How finely a curve is drawn.
const CURVE_DECIMALS: i32 = 3;
/// Of an ounce, which is 28.349523125 g (NIST Handbook 44, appendix C).
const GRAMS_AN_OUNCE: f64 = 28.349_523_125;

impl GrowthView {
    /// Returns the chart, its readings and the target in other units. Ages, scores and centiles stay.
    pub(super) fn in_units(mut self, units: UnitSystem) -> Self {
        if units == UnitSystem::Metric {
            return self;
        }
        let kind = shown_kind(self.indicator);
        let (y_factor, length_factor) = (units.factor(kind), units.factor(MeasureKind::Height));
        let drawn = |y: Figure| Figure::rounded(y.0 * y_factor, CURVE_DECIMALS);
        let by_length = self.by_length;
        let across = |x: Figure| match by_length {
            true => Figure::rounded(x.0 * length_factor, CURVE_DECIMALS),
            false => x,
        };
        for point in self
            .curves
            .iter_mut()
            .flat_map(|of| &mut of.sections)
            .flatten()
        {
            (point.x, point.y) = (across(point.x), drawn(point.y));
        }
        for between in &mut self.breaks {
            match between {
                GrowthBreak::Reference { x, .. } | GrowthBreak::Posture { x } => *x = across(*x),
            }
        }
        for point in &mut self.points {
            point.x = across(point.x);
            (point.y, point.value) = (
                read_off(units, kind, point.y),
                read_off(units, kind, point.value),
            );
            if let Some(corrected) = &mut point.corrected {
                corrected.x = across(corrected.x);
            }
            point.change = point.change.map(customary);
        }
        if let Some(target) = &mut self.target {
            let height = |of: Figure| read_off(units, MeasureKind::Height, of);
            target.height = height(target.height);
            (target.low, target.high) = (height(target.low), height(target.high));
            for point in &mut target.points {
                (point.y, point.low, point.high) =
                    (drawn(point.y), drawn(point.low), drawn(point.high));
            }
        }
        self.unit = units.unit(kind).to_owned();
        self.length_unit = units.unit(MeasureKind::Height).to_owned();
        self
    }
}

/// Returns a stored value as it is read off in other units.
fn read_off(units: UnitSystem, kind: MeasureKind, stored: Figure) -> Figure {
    let decimal = Decimal::try_from(stored.0);
    // no body is as large as what is no decimal
    decimal.map_or(stored, |stored| units.shown(kind, stored).into())
}

fn customary(change: GrowthChange) -> GrowthChange {
    let (by, unit) = match change.unit {
        GrowthRate::GramsAWeek => (1.0 / GRAMS_AN_OUNCE, GrowthRate::OuncesAWeek),
        GrowthRate::KilogramsAYear => (
            UnitSystem::Us.factor(MeasureKind::Weight),
            GrowthRate::PoundsAYear,
        ),
        GrowthRate::CentimetresAYear => (
            UnitSystem::Us.factor(MeasureKind::Height),
            GrowthRate::InchesAYear,
        ),
        of_us @ (GrowthRate::OuncesAWeek | GrowthRate::PoundsAYear | GrowthRate::InchesAYear) => {
            (1.0, of_us)
        }
    };
    GrowthChange {
        value: Figure::rounded(change.value.0 * by, 1),
        unit,
    }
}
