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
    Length,
    Head,
    MidUpperArm,
    Calf,
    Ulna,
    TricepsSkinfold,
    BicepsSkinfold,
    SubscapularSkinfold,
    SuprailiacSkinfold,
    Hba1c,
    Cholesterol,
    Hdl,
    Ldl,
    Triglycerides,
    Bmi,
    WaistHeight,
    WaistHip,
}

use MeasureKind::*;

/// What is known of a kind. `possible` is the range outside of which a value is a typing error and is refused: wide on
/// purpose, as the heaviest person on record had about 635 kg and the tallest 272 cm. A value outside of `usual`
/// without an earlier one is confirmed once. `change_percent` is the plausible change between two visits of one person:
/// our own figures, wide enough for months of illness, narrow enough to detect a wrong digit or unit.
pub(super) struct Facts {
    /// The code in the row; none for a computed figure.
    pub code: Option<&'static str>,
    /// The UCUM code of the stored unit.
    pub stored_unit: &'static str,
    /// The same unit as people write it.
    pub shown_unit: &'static str,
    /// The decimal places that usual instruments resolve.
    pub decimals: u32,
    pub possible: (Decimal, Decimal),
    pub usual: (Decimal, Decimal),
    pub change_percent: Decimal,
}

impl Facts {
    const fn of(
        code: &'static str,
        unit: &'static str,
        decimals: u32,
        possible: (Decimal, Decimal),
        usual: (Decimal, Decimal),
        change_percent: Decimal,
    ) -> Facts {
        Facts {
            code: Some(code),
            stored_unit: unit,
            shown_unit: unit,
            decimals,
            possible,
            usual,
            change_percent,
        }
    }

    const fn shown(self, shown_unit: &'static str) -> Facts {
        Facts { shown_unit, ..self }
    }

    const fn computed(stored_unit: &'static str, shown_unit: &'static str) -> Facts {
        let possible = match stored_unit.as_bytes() {
            b"1" => (dec!(0.01), dec!(20)),
            _ => (dec!(1), dec!(500)),
        };
        Facts {
            code: None,
            stored_unit,
            shown_unit,
            decimals: 2,
            possible,
            usual: possible,
            change_percent: dec!(25),
        }
    }
}

impl MeasureKind {
    /// The measured kinds, in the order of a visit's grid.
    pub const MEASURED: [Self; 23] = [
        Weight,
        Height,
        Length,
        Head,
        MidUpperArm,
        BloodPressure,
        Pulse,
        Waist,
        Hip,
        Temperature,
        Glucose,
        BodyFat,
        Calf,
        Ulna,
        TricepsSkinfold,
        BicepsSkinfold,
        SubscapularSkinfold,
        SuprailiacSkinfold,
        Hba1c,
        Cholesterol,
        Hdl,
        Ldl,
        Triglycerides,
    ];
    pub const DERIVED: [Self; 3] = [Bmi, WaistHeight, WaistHip];

    pub(super) fn facts(self) -> Facts {
        let skinfold = |code| {
            let (possible, usual) = ((dec!(0.5), dec!(120)), (dec!(2), dec!(50)));
            Facts::of(code, "mm", 1, possible, usual, dec!(60))
        };
        let lipid = |code, possible, usual| Facts::of(code, "mmol/L", 2, possible, usual, dec!(75));
        match self {
            Weight => {
                let possible = (dec!(0.2), dec!(1000));
                Facts::of("WEIGHT", "kg", 3, possible, (dec!(2), dec!(250)), dec!(20))
            }
            Height => {
                let possible = (dec!(15), dec!(300));
                Facts::of("HEIGHT", "cm", 2, possible, (dec!(45), dec!(215)), dec!(5))
            }
            Length => {
                // grown people who cannot stand are measured lying, too
                let possible = (dec!(15), dec!(300));
                Facts::of("LENGTH", "cm", 2, possible, (dec!(40), dec!(110)), dec!(20))
            }
            Head => {
                let possible = (dec!(10), dec!(100));
                Facts::of("HEAD", "cm", 2, possible, (dec!(28), dec!(65)), dec!(15))
            }
            MidUpperArm => {
                let possible = (dec!(3), dec!(100));
                let usual = (dec!(7), dec!(50));
                Facts::of("MID_UPPER_ARM", "cm", 2, possible, usual, dec!(25))
            }
            Calf => {
                let possible = (dec!(5), dec!(120));
                Facts::of("CALF", "cm", 2, possible, (dec!(15), dec!(60)), dec!(25))
            }
            Ulna => {
                let possible = (dec!(5), dec!(50));
                Facts::of("ULNA", "cm", 2, possible, (dec!(15), dec!(35)), dec!(10))
            }
            Waist | Hip => {
                let code = if self == Waist { "WAIST" } else { "HIP" };
                let possible = (dec!(10), dec!(400));
                Facts::of(code, "cm", 2, possible, (dec!(30), dec!(200)), dec!(25))
            }
            TricepsSkinfold => skinfold("TRICEPS_SKINFOLD"),
            BicepsSkinfold => skinfold("BICEPS_SKINFOLD"),
            SubscapularSkinfold => skinfold("SUBSCAPULAR_SKINFOLD"),
            SuprailiacSkinfold => skinfold("SUPRAILIAC_SKINFOLD"),
            BloodPressure => {
                let (possible, usual) = ((dec!(10), dec!(400)), (dec!(70), dec!(220)));
                Facts::of("BLOOD_PRESSURE", "mm[Hg]", 0, possible, usual, dec!(40)).shown("mmHg")
            }
            Pulse => {
                let possible = (dec!(5), dec!(400));
                Facts::of(
                    "PULSE",
                    "/min",
                    0,
                    possible,
                    (dec!(35), dec!(200)),
                    dec!(75),
                )
            }
            Temperature => {
                let (possible, usual) = ((dec!(10), dec!(50)), (dec!(33), dec!(42)));
                Facts::of("TEMPERATURE", "Cel", 2, possible, usual, dec!(10)).shown("°C")
            }
            Glucose => {
                let possible = (dec!(0.1), dec!(150));
                Facts::of(
                    "GLUCOSE",
                    "mmol/L",
                    2,
                    possible,
                    (dec!(2), dec!(35)),
                    dec!(200),
                )
            }
            BodyFat => {
                let possible = (dec!(1), dec!(90));
                Facts::of("BODY_FAT", "%", 1, possible, (dec!(4), dec!(60)), dec!(40))
            }
            Hba1c => {
                let possible = (dec!(5), dec!(250));
                Facts::of(
                    "HBA1C",
                    "mmol/mol",
                    0,
                    possible,
                    (dec!(20), dec!(140)),
                    dec!(60),
                )
            }
            Cholesterol => lipid("CHOLESTEROL", (dec!(0.1), dec!(50)), (dec!(1.5), dec!(15))),
            Hdl => lipid("HDL", (dec!(0.01), dec!(20)), (dec!(0.3), dec!(5))),
            Ldl => lipid("LDL", (dec!(0.01), dec!(40)), (dec!(0.5), dec!(12))),
            Triglycerides => {
                let (possible, usual) = ((dec!(0.05), dec!(200)), (dec!(0.2), dec!(20)));
                Facts::of("TRIGLYCERIDES", "mmol/L", 2, possible, usual, dec!(300))
            }
            Bmi => Facts::computed("kg/m2", "kg/m²"),
            WaistHeight | WaistHip => Facts::computed("1", ""),
        }
    }

    /// Returns the code in the row; none for a computed figure.
    pub fn code(self) -> Option<&'static str> {
        self.facts().code
    }

    /// Returns none for a kind of the clinic's own or of a later version.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::MEASURED
            .into_iter()
            .find(|kind| kind.code() == Some(code))
    }

    /// Returns the names that the screens have for it, in English and in French: the clinic's own kinds have others.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Weight => ["Weight", "Poids"],
            Height => ["Height", "Taille"],
            Waist => ["Waist", "Tour de taille"],
            Hip => ["Hip", "Tour de hanches"],
            BloodPressure => ["Blood pressure", "Tension"],
            Pulse => ["Pulse", "Pouls"],
            Temperature => ["Temperature", "Température"],
            Glucose => ["Glucose", "Glycémie"],
            BodyFat => ["Body fat", "Masse grasse"],
            Length => ["Length", "Taille couchée"],
            Head => ["Head circumference", "Périmètre crânien"],
            MidUpperArm => ["Mid-upper arm", "Périmètre brachial"],
            Calf => ["Calf", "Tour de mollet"],
            Ulna => ["Ulna length", "Longueur de l’ulna"],
            TricepsSkinfold => ["Triceps skinfold", "Pli tricipital"],
            BicepsSkinfold => ["Biceps skinfold", "Pli bicipital"],
            SubscapularSkinfold => ["Subscapular skinfold", "Pli sous-scapulaire"],
            SuprailiacSkinfold => ["Suprailiac skinfold", "Pli supra-iliaque"],
            Hba1c => ["HbA1c", "HbA1c"],
            Cholesterol => ["Cholesterol, total", "Cholestérol total"],
            Hdl => ["HDL cholesterol", "Cholestérol HDL"],
            Ldl => ["LDL cholesterol", "Cholestérol LDL"],
            Triglycerides => ["Triglycerides", "Triglycérides"],
            Bmi => ["BMI", "IMC"],
            WaistHeight => ["Waist to height", "Tour de taille / taille"],
            WaistHip => ["Waist to hip", "Tour de taille / hanches"],
        }
    }

    /// Returns the UCUM code of the stored unit.
    pub fn stored_unit(self) -> &'static str {
        self.facts().stored_unit
    }

    /// Returns the same unit as people write it.
    pub fn shown_unit(self) -> &'static str {
        self.facts().shown_unit
    }

    pub(super) fn decimals(self) -> u32 {
        self.facts().decimals
    }

    pub(crate) fn possible(self) -> (Decimal, Decimal) {
        self.facts().possible
    }

    /// Returns whether it is not measured at this age: adults stand.
    pub(crate) fn is_for_younger(self, years: Option<i32>) -> bool {
        self == Length && years.is_some_and(|years| years >= GROWN_FROM_YEARS)
    }

    pub(crate) fn usual(self) -> (Decimal, Decimal) {
        self.facts().usual
    }

    /// Returns the usual range at an age in full years: what is usual of a small child is a slipped point of a grown
    /// person. Our own figures, outside of the curves of healthy children and wide enough for illness.
    pub(crate) fn usual_at(self, years: Option<i32>) -> (Decimal, Decimal) {
        let usual = self.usual();
        let Some(years) = years else { return usual };
        match (self, years) {
            (Weight, ..1) => (usual.0, dec!(20)),
            (Weight, 1..2) => (dec!(3.5), dec!(30)),
            (Weight, 2..5) => (dec!(5), dec!(50)),
            (Weight, 5..10) => (dec!(8), dec!(120)),
            (Weight, 10..GROWN_FROM_YEARS) => (dec!(12), usual.1),
            (Weight, _) => (dec!(25), usual.1),
            (Height, ..2) => (usual.0, dec!(110)),
            (Height, 2..5) => (dec!(60), dec!(140)),
            (Height, 5..10) => (dec!(75), dec!(180)),
            (Height, 10..GROWN_FROM_YEARS) => (dec!(90), usual.1),
            (Height, _) => (dec!(100), usual.1),
            _ => usual,
        }
    }

    /// Returns whether a visit of a person of this age in years asks for it without being told to: what is measured in
    /// most visits of an adult, of a child who stands, or of a small one. An unknown age is an adult's.
    pub(super) fn is_asked_at(self, years: Option<i32>) -> bool {
        match self {
            Weight => true,
            Length => years.is_some_and(|years| years < UPRIGHT_FROM_YEARS),
            Head | MidUpperArm => years.is_some_and(|years| years < SMALL_BELOW_YEARS),
            Height => years.is_none_or(|years| years >= UPRIGHT_FROM_YEARS),
            Temperature | Glucose => true,
            BloodPressure | Pulse => years.is_none_or(|years| years >= SMALL_BELOW_YEARS),
            Waist | Hip | BodyFat => years.is_none_or(|years| years >= SMALL_BELOW_YEARS),
            _ => false,
        }
    }
}

/// From this age on patients are not measured lying, as a rule.
const GROWN_FROM_YEARS: i32 = 18;
/// From this age on children are measured standing (WHO).
const UPRIGHT_FROM_YEARS: i32 = 2;
/// Head and arm are compared with curves up to this age (WHO).
const SMALL_BELOW_YEARS: i32 = 5;

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
            for years in std::iter::once(None).chain((0..120).map(Some)) {
                let ((least, most), (low, high)) = (kind.possible(), kind.usual_at(years));
                assert!(
                    least <= low && low < high && high <= most,
                    "{kind:?} {years:?}"
                );
            }
        }
    }
}
