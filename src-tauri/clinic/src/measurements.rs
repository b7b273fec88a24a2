//! Measurements: typed in any unit, stored in one, compared with published references.

pub mod anthropometry;
pub(crate) mod centile;
mod corrected;
pub mod doubt;
mod how_taken;
mod kind;
mod known;
pub mod list;
mod loss;
mod measure;
pub(crate) mod own;
pub(crate) mod own_series;
mod range;
pub(crate) mod read;
pub mod record;
mod series;
pub(crate) mod spelling;
mod unit;
mod unit_system;
pub mod unsaved;

use serde::{Deserialize, Serialize};
use specta::Type;
pub use sync_contract::catalog::{MeasurementContext, MeasurementMethod};

pub use crate::measurements::centile::ChildCentile;
pub use crate::measurements::corrected::ReadingCorrection;
pub use crate::measurements::doubt::is_doubtful;
pub use crate::measurements::how_taken::HowTaken;
pub use crate::measurements::kind::MeasureKind;
pub(crate) use crate::measurements::known::KnownKind;
pub use crate::measurements::loss::LossGrade;
pub use crate::measurements::measure::Measure;
pub use crate::measurements::own::OwnMeasure;
pub use crate::measurements::range::{Band, Person, RangeClass, band, word};
pub use crate::measurements::read::{MeasureProblem, Measured, Misread, read, read_closely};
pub(crate) use crate::measurements::series::is_of;
pub use crate::measurements::series::{Point, Series};
pub use crate::measurements::spelling::two_readings;
pub(crate) use crate::measurements::unit::units;
pub use crate::measurements::unit::{Overfull, unit_names};
pub use crate::measurements::unit_system::{METRIC, UNITS, US, UnitSystem};
use crate::view::{At, Figure, Id, Quantity, ReadVersionToken};

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    pub quantity: Quantity,
    pub measured_at: At,
    /// Of a computed figure it says nothing.
    pub how: HowTaken,
    /// Of a child.
    pub centile: Option<ChildCentile>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasureTile {
    pub kind: MeasureKind,
    pub latest: Reading,
    pub previous: Option<Reading>,
    pub range: RangeClass,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrendPoint {
    pub at: At,
    pub value: Figure,
    pub second: Option<Figure>,
    /// Of a computed figure it says nothing.
    pub how: HowTaken,
    /// Of a child.
    pub centile: Option<ChildCentile>,
}

/// `normal_low` and `normal_high` bound the reference band, `reference` names it. `in_other_units`: readings from when
/// the kind had another unit, which are no points of the line.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrendView {
    pub kind: Measure,
    pub unit: String,
    pub points: Vec<TrendPoint>,
    pub in_other_units: Vec<Reading>,
    pub normal_low: Option<Figure>,
    pub normal_high: Option<Figure>,
    pub reference: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasurementView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub kind: Measure,
    pub quantity: Quantity,
    pub entered_text: String,
    pub measured_at: At,
    pub entered_at: At,
    pub by: String,
    pub visit_id: Option<Id>,
    pub how: HowTaken,
    /// It is improbable and not confirmed yet.
    pub questioned: bool,
    /// It was improbable, and a person kept it.
    pub confirmed: bool,
    /// Of a child.
    pub centile: Option<ChildCentile>,
    pub corrected: Option<ReadingCorrection>,
}

/// One line of a visit's grid; `current` is what this visit recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasureLine {
    pub kind: Measure,
    pub unit: String,
    /// Usual at this age, or measured here before; the other lines are shown on request.
    pub is_asked: bool,
    /// Of one of the clinic's own kinds.
    pub possible: Option<PossibleRange>,
    pub last: Option<Reading>,
    pub current: Option<CurrentMeasure>,
}

/// Outside of these a value is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PossibleRange {
    pub low: Figure,
    pub high: Figure,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CurrentMeasure {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub entered_text: String,
    pub quantity: Quantity,
    pub measured_at: At,
    pub entered_at: At,
    pub how: HowTaken,
    pub range: RangeClass,
    /// Of a child.
    pub centile: Option<ChildCentile>,
    pub questioned: bool,
    pub confirmed: bool,
    pub corrected: Option<ReadingCorrection>,
}

/// A computed figure: `formula` is the published name, `missing` the values that it lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DerivedLine {
    pub kind: MeasureKind,
    pub quantity: Option<Quantity>,
    pub range: RangeClass,
    /// Of a child, where its parts are of one time.
    pub centile: Option<ChildCentile>,
    pub formula: String,
    pub missing: Vec<MeasureKind>,
}

/// Change of weight since the last value (0 months) or since the one that many months ago.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeLine {
    pub months: u8,
    pub percent: Option<Figure>,
    pub from: Option<Reading>,
    /// None for what is no loss that is worth a word.
    pub loss: Option<LossGrade>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MeasureGrid {
    pub lines: Vec<MeasureLine>,
    pub derived: Vec<DerivedLine>,
    pub weight_change: Vec<ChangeLine>,
}

/// A question that is asked once and blocks nothing: the value is far from `last` or, without one, outside of `low` to
/// `high`; or its time is still to come, since the clock of this computer is so many minutes ahead of the server's.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Doubt {
    pub last: Option<Reading>,
    pub low: Figure,
    pub high: Figure,
    pub clock_ahead_minutes: Option<i32>,
    /// The kind is not measured at this age.
    pub is_for_younger: bool,
}

/// Exactly one of `understood` and `problem` is set.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Understanding {
    pub understood: Option<Quantity>,
    pub problem: Option<MeasureProblem>,
    pub doubt: Option<Doubt>,
    /// Of a child.
    pub centile: Option<ChildCentile>,
    pub derived: Vec<DerivedLine>,
    pub weight_change: Vec<ChangeLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Replaced {
    pub id: Id,
    pub seen: ReadVersionToken,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewMeasurement {
    pub visit_id: Id,
    pub kind: Measure,
    pub text: String,
    /// When it was measured; none for now.
    pub at: Option<At>,
    /// A value that is asked about is right: it is not asked about again.
    pub accept_doubtful: bool,
    pub replaces: Option<Replaced>,
}

/// A reading that is not part of a visit, such as one of a child's health booklet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewReading {
    pub patient_id: Id,
    pub kind: Measure,
    pub text: String,
    /// When it was measured; none for now.
    pub at: Option<At>,
}

/// What a reading is replaced with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    pub kind: Measure,
    pub text: String,
    /// When it was measured; none leaves it.
    pub at: Option<At>,
    /// A value that is asked about is right: it is not asked about again.
    pub accept_doubtful: bool,
}

/// The parsed value of a reading that is not a line of a visit's grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsideredReading {
    pub quantity: Quantity,
    pub doubt: Option<Doubt>,
}

impl Doubt {
    /// Returns the question for a kind; `last` is the previous reading.
    pub fn of(
        kind: MeasureKind,
        last: Option<Reading>,
        years: Option<i32>,
        units: UnitSystem,
    ) -> Self {
        let (low, high) = kind.usual_at(years);
        Self {
            last,
            low: Figure::from(units.shown(kind, low)),
            high: Figure::from(units.shown(kind, high)),
            clock_ahead_minutes: None,
            is_for_younger: kind.is_for_younger(years),
        }
    }
}
