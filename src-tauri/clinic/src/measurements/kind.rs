//! Kinds of measurement, their stored units, and the range of possible values.

use rust_decimal::{Decimal, dec};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A measurement, or one of the figures that are computed from measurements and never stored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase")]
pub enum MeasureKind {
    Weight,
    Height,
    Waist,
    Hip,
    BloodPressure,
    Pulse,
    Temperature,
    Glucose,
    BodyFat,
    Bmi,
    WaistHeight,
    WaistHip,
}

use MeasureKind::*;

impl MeasureKind {
    /// The measured kinds, in the order of a visit's grid.
    pub const MEASURED: [Self; 9] = [
        Weight,
        Height,
        BloodPressure,
        Pulse,
        Waist,
        Hip,
        Temperature,
        Glucose,
        BodyFat,
    ];
    pub const DERIVED: [Self; 3] = [Bmi, WaistHeight, WaistHip];

    /// Returns the code in the row; none for a computed figure.
    pub fn code(self) -> Option<&'static str> {
        Some(match self {
            Weight => "WEIGHT",
            Height => "HEIGHT",
            Waist => "WAIST",
            Hip => "HIP",
            BloodPressure => "BLOOD_PRESSURE",
            Pulse => "PULSE",
            Temperature => "TEMPERATURE",
            Glucose => "GLUCOSE",
            BodyFat => "BODY_FAT",
            Bmi | WaistHeight | WaistHip => return None,
        })
    }

    /// Returns none for a kind of the clinic's own or of a later version.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::MEASURED
            .into_iter()
            .find(|kind| kind.code() == Some(code))
    }

    /// Returns the UCUM code of the stored unit.
    pub fn stored_unit(self) -> &'static str {
        match self {
            Weight => "kg",
            Height | Waist | Hip => "cm",
            BloodPressure => "mm[Hg]",
            Pulse => "/min",
            Temperature => "Cel",
            Glucose => "mmol/L",
            BodyFat => "%",
            Bmi => "kg/m2",
            WaistHeight | WaistHip => "1",
        }
    }

    /// Returns the same unit as people write it.
    pub fn shown_unit(self) -> &'static str {
        match self {
            BloodPressure => "mmHg",
            Temperature => "°C",
            Bmi => "kg/m²",
            WaistHeight | WaistHip => "",
            other => other.stored_unit(),
        }
    }

    /// Returns the decimal places that usual instruments resolve.
    pub(super) fn decimals(self) -> u32 {
        match self {
            Weight => 3,
            Height | Waist | Hip | Temperature | Glucose => 2,
            BodyFat => 1,
            BloodPressure | Pulse => 0,
            Bmi | WaistHeight | WaistHip => 2,
        }
    }

    /// Returns the range outside of which a value is a typing error and is refused. Wide on purpose: the heaviest
    /// person on record had about 635 kg and the tallest 272 cm.
    pub(super) fn possible(self) -> (Decimal, Decimal) {
        match self {
            Weight => (dec!(0.2), dec!(1000)),
            Height => (dec!(15), dec!(300)),
            Waist | Hip => (dec!(10), dec!(400)),
            BloodPressure => (dec!(10), dec!(400)),
            Pulse => (dec!(5), dec!(400)),
            Temperature => (dec!(10), dec!(50)),
            Glucose => (dec!(0.1), dec!(150)),
            BodyFat => (dec!(1), dec!(90)),
            Bmi => (dec!(1), dec!(500)),
            WaistHeight | WaistHip => (dec!(0.01), dec!(20)),
        }
    }

    /// Returns the range outside of which a value without an earlier one is confirmed once.
    pub(super) fn usual(self) -> (Decimal, Decimal) {
        match self {
            Weight => (dec!(2), dec!(250)),
            Height => (dec!(45), dec!(215)),
            Waist | Hip => (dec!(30), dec!(200)),
            BloodPressure => (dec!(70), dec!(220)),
            Pulse => (dec!(35), dec!(200)),
            Temperature => (dec!(33), dec!(42)),
            Glucose => (dec!(2), dec!(35)),
            BodyFat => (dec!(4), dec!(60)),
            Bmi | WaistHeight | WaistHip => self.possible(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_kind() {
        for kind in MeasureKind::MEASURED {
            assert_eq!(kind.code().and_then(MeasureKind::from_code), Some(kind));
        }
        assert_eq!(MeasureKind::from_code("SHOE_SIZE"), None);
    }

    #[test]
    fn what_is_usual_is_possible() {
        for kind in MeasureKind::MEASURED {
            let ((least, most), (low, high)) = (kind.possible(), kind.usual());
            assert!(least <= low && low < high && high <= most, "{kind:?}");
        }
    }
}
