//! The units that a clinic proposes and shows: those that are stored, or those that are usual in the United States.
//!
//! What is stored and sent does not depend on it. A bare number is stored with its unit where that is not the stored
//! one, so that an entered text reads the same in a clinic that chooses other units later.

use rust_decimal::{Decimal, dec};
use vault::read::Reader;

use crate::error::Result;
use crate::measurements::kind::MeasureKind;
use crate::measurements::read::Measured;
use crate::measurements::spelling::{rounded, spelled};
use crate::measurements::unit;
use crate::view::{Figure, Quantity};

/// The setting with the units of the clinic.
pub const UNITS: &str = "units";
pub const METRIC: &str = "METRIC";
pub const US: &str = "US";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnitSystem {
    #[default]
    Metric,
    /// Pounds, inches, °F, mg/dL and percent of glycated haemoglobin.
    Us,
}

/// A unit that a clinic shows instead of the stored one.
struct Customary {
    name: &'static str,
    decimals: u32,
}

/// Below this a weight has a second decimal of a pound: a child gains an ounce.
const LIGHT_KG: Decimal = dec!(10);
/// A bare height below this is in metres.
const METRES_BELOW: Decimal = dec!(3);

impl UnitSystem {
    /// Returns the units of the clinic; those that are stored where it has chosen none or another program edited the
    /// choice.
    ///
    /// # Errors
    /// Those of the vault.
    pub(crate) fn of(reader: &Reader<'_>) -> Result<Self> {
        let stored = match reader.setting(UNITS) {
            Err(vault::Error::Altered) => None,
            stored => stored?,
        };
        Ok(match stored.as_ref().map(|row| row.value.value.as_str()) {
            Some(US) => Self::Us,
            _ => Self::Metric,
        })
    }

    /// Returns what is shown instead of the stored unit of a kind; none where that is shown.
    fn customary(self, kind: MeasureKind) -> Option<Customary> {
        use MeasureKind::*;
        if self == Self::Metric {
            return None;
        }
        let (name, decimals) = match kind {
            Weight => ("lb", 1),
            Height | Length | Waist | Hip | Head | MidUpperArm | Calf | Ulna => ("in", 2),
            Temperature => ("°F", 1),
            Glucose | Cholesterol | Hdl | Ldl | Triglycerides => ("mg/dL", 0),
            Hba1c => ("%", 1),
            BloodPressure | Pulse | BodyFat => return None,
            TricepsSkinfold | BicepsSkinfold | SubscapularSkinfold | SuprailiacSkinfold => {
                return None;
            }
            Bmi | WaistHeight | WaistHip => return None,
        };
        Some(Customary { name, decimals })
    }

    /// Returns the unit in which a kind is proposed and shown.
    pub fn unit(self, kind: MeasureKind) -> &'static str {
        self.customary(kind)
            .map_or(kind.shown_unit(), |customary| customary.name)
    }

    /// Returns a stored value in that unit, with as many decimals as it is read off with.
    pub(crate) fn shown(self, kind: MeasureKind, stored: Decimal) -> Decimal {
        let Some(Customary { name, decimals }) = self.customary(kind) else {
            return stored;
        };
        let decimals = match kind {
            MeasureKind::Weight if stored < LIGHT_KG => decimals + 1,
            _ => decimals,
        };
        let converted = unit::from_stored(kind, name, stored);
        // what is no value of a body may overflow: it is shown as what no body has
        rounded(converted.unwrap_or(Decimal::MAX), decimals)
    }

    /// Returns how many of the shown units one stored unit of length or weight is; one where that is shown.
    pub(crate) fn factor(self, kind: MeasureKind) -> f64 {
        let one = |customary: Customary| unit::from_stored(kind, customary.name, Decimal::ONE);
        let factor = self.customary(kind).and_then(one);
        factor.map_or(1.0, |factor| Figure::from(factor).0)
    }

    /// Returns a measured value as it is shown.
    pub fn quantity(self, kind: MeasureKind, measured: Measured) -> Quantity {
        let shown = |stored| Figure::from(self.shown(kind, stored));
        Quantity {
            value: shown(measured.value),
            second: measured.second.map(shown),
            unit: self.unit(kind).to_owned(),
        }
    }

    /// Returns a typed text with the unit of the clinic behind a bare number, where a bare number is not in it anyway.
    pub fn with_unit(self, kind: MeasureKind, typed: &str) -> String {
        self.spelled_out(kind, typed, self.unit(kind))
    }

    /// Returns a text that was entered with the stored unit behind a bare number, where a bare number that is typed now
    /// would be in another one.
    pub(crate) fn entered(self, kind: MeasureKind, entered: &str) -> String {
        self.spelled_out(kind, entered, kind.shown_unit())
    }

    fn spelled_out(self, kind: MeasureKind, text: &str, unit: &str) -> String {
        // a bare number of these is read by its size, in every clinic alike
        let is_read_by_size = matches!(kind, MeasureKind::Temperature | MeasureKind::Hba1c);
        if is_read_by_size || self.customary(kind).is_none() || !is_bare(text) {
            return text.to_owned();
        }
        let number: Option<Decimal> = spelled(text).parse().ok();
        let is_in_metres = number.is_some_and(|number| number < METRES_BELOW);
        match kind {
            MeasureKind::Height if is_in_metres => format!("{} m", text.trim()),
            _ => format!("{} {unit}", text.trim()),
        }
    }
}

/// Returns whether a text has digits and nothing that names a unit.
fn is_bare(text: &str) -> bool {
    let text = spelled(text);
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ' ');
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(is_of_number)
}

#[cfg(test)]
mod tests;
