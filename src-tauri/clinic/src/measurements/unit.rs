//! Units that people write, and their conversion to the stored unit of a kind.

use rust_decimal::{Decimal, dec};

use crate::measurements::kind::MeasureKind;

/// One stored unit of glucose is a millimole a litre; glucose weighs 180.156 g/mol, so that is 18.0156 mg/dL.
const GLUCOSE_MG_DL: Decimal = dec!(18.0156);
/// One stored unit of a lipid is a millimole a litre: 38.67 mg/dL of cholesterol, 88.5 of triglycerides (the factors of
/// published tables of laboratory units).
const CHOLESTEROL_MG_DL: Decimal = dec!(38.67);
const TRIGLYCERIDES_MG_DL: Decimal = dec!(88.5);
/// The conventional millimetre of mercury in kilopascals (ISO 80000-4).
const MMHG_KPA: Decimal = dec!(0.133322387415);
const FEET: Unit = Unit {
    names: &["ft", "foot", "feet", "'"],
    factor: dec!(30.48),
    then: Some(&INCHES),
};
const INCHES: Unit = Unit {
    names: &["in", "inch", "inches", "\""],
    factor: dec!(2.54),
    then: None,
};
const CENTIMETRES: Unit = Unit {
    names: &[
        "cm",
        "centimetre",
        "centimetres",
        "centimeter",
        "centimeters",
    ],
    factor: dec!(1),
    then: None,
};
const METRES: Unit = Unit {
    names: &["m", "metre", "metres", "meter", "meters"],
    factor: dec!(100),
    then: Some(&CENTIMETRES),
};
const MILLIMETRES: Unit = Unit {
    names: &["mm"],
    factor: dec!(0.1),
    then: None,
};
/// A skinfold is stored in millimetres.
const MILLIMETRES_OF_SKIN: Unit = Unit {
    factor: dec!(1),
    ..MILLIMETRES
};
const CENTIMETRES_OF_SKIN: Unit = Unit {
    factor: dec!(10),
    ..CENTIMETRES
};
const KILOGRAMS: Unit = Unit {
    names: &[
        "kg",
        "kgs",
        "kilo",
        "kilos",
        "kilogram",
        "kilograms",
        "kilogramme",
    ],
    factor: dec!(1),
    then: None,
};
const GRAMS: Unit = Unit {
    names: &["g", "gram", "grams", "gramme"],
    factor: dec!(0.001),
    then: None,
};
/// The international pound: exactly 0.45359237 kg.
const POUNDS: Unit = Unit {
    names: &["lb", "lbs", "pound", "pounds", "#"],
    factor: dec!(0.45359237),
    then: Some(&OUNCES),
};
const OUNCES: Unit = Unit {
    names: &["oz", "ounce", "ounces"],
    factor: dec!(0.028349523125),
    then: None,
};
const STONES: Unit = Unit {
    names: &["st", "stone", "stones"],
    factor: dec!(6.35029318),
    then: Some(&POUNDS),
};

/// A following smaller unit adds up to one larger unit or more: `5'13`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overfull {
    pub number: Decimal,
    pub unit: &'static str,
    /// The number of them in one larger unit.
    pub limit: Decimal,
    pub larger: &'static str,
}

/// A unit, its size in the stored unit, and the smaller one that may follow it (`5 ft 7 in`, `11 st 4 lb`).
#[derive(Debug)]
pub struct Unit {
    names: &'static [&'static str],
    factor: Decimal,
    pub then: Option<&'static Unit>,
}

impl Unit {
    pub fn is_called(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    pub fn to_stored(&self, number: Decimal) -> Option<Decimal> {
        number.checked_mul(self.factor)
    }

    fn count_in(&self, stored: Decimal) -> Option<Decimal> {
        stored.checked_div(self.factor)
    }

    /// Checks that a following smaller unit is less than one larger unit.
    ///
    /// # Errors
    /// The number of them in one larger unit.
    pub fn fits_into(&self, larger: &Unit, number: Decimal) -> Result<(), Overfull> {
        let limit = larger.factor / self.factor;
        if number < limit {
            return Ok(());
        }
        Err(Overfull {
            number,
            unit: self.names[0],
            limit: limit.normalize(),
            larger: larger.names[0],
        })
    }

    fn plain(names: &'static [&'static str]) -> Self {
        Self {
            names,
            factor: dec!(1),
            then: None,
        }
    }
}

/// Returns the units that a kind may be written in; the first is that of a bare number.
pub fn units(kind: MeasureKind) -> Vec<Unit> {
    use MeasureKind::*;
    match kind {
        Weight => vec![KILOGRAMS, GRAMS, POUNDS, OUNCES, STONES],
        Height | Length | Waist | Hip | Head | MidUpperArm | Calf | Ulna => {
            vec![CENTIMETRES, METRES, MILLIMETRES, FEET, INCHES]
        }
        TricepsSkinfold | BicepsSkinfold | SubscapularSkinfold | SuprailiacSkinfold => {
            vec![MILLIMETRES_OF_SKIN, CENTIMETRES_OF_SKIN]
        }
        BloodPressure => vec![
            Unit::plain(&["mmhg", "mm[hg]", "mm hg", "torr"]),
            Unit {
                names: &["kpa"],
                factor: dec!(1) / MMHG_KPA,
                then: None,
            },
        ],
        Pulse => vec![Unit::plain(&[
            "/min",
            "bpm",
            "per minute",
            "min-1",
            "beats/min",
            "1/min",
        ])],
        // a case of its own: the scales have different zero points
        Temperature => vec![Unit::plain(&[
            "c",
            "°c",
            "cel",
            "celsius",
            "°",
            "degc",
            "degrees c",
        ])],
        Glucose => millimoles(GLUCOSE_MG_DL),
        Cholesterol | Hdl | Ldl => millimoles(CHOLESTEROL_MG_DL),
        Triglycerides => millimoles(TRIGLYCERIDES_MG_DL),
        // a case of its own: the two scales have different zero points
        Hba1c => vec![Unit::plain(&["mmol/mol"])],
        BodyFat => vec![Unit::plain(&["%", "percent", "pct"])],
        Bmi | WaistHeight | WaistHip => Vec::new(),
    }
}

fn millimoles(mg_dl: Decimal) -> Vec<Unit> {
    vec![
        Unit::plain(&["mmol/l", "mmol", "mm"]),
        Unit {
            names: &["mg/dl", "mg%", "mg"],
            factor: dec!(1) / mg_dl,
            then: None,
        },
    ]
}

/// Returns one name of each unit that a kind may be written in, that of a bare number first.
pub fn unit_names(kind: MeasureKind) -> Vec<&'static str> {
    let others = units(kind);
    let others = others
        .iter()
        .skip(1)
        .flat_map(|unit| unit.names.first().copied());
    // people write them with a capital, and they are parsed without
    let others = others.map(|name| match name {
        "kpa" => "kPa",
        "mg/dl" => "mg/dL",
        name => name,
    });
    let of_other_zero = match kind {
        MeasureKind::Temperature => Some("°F"),
        MeasureKind::Hba1c => Some("%"),
        _ => None,
    };
    std::iter::once(kind.shown_unit())
        .chain(others)
        .chain(of_other_zero)
        .collect()
}

/// Returns a stored value in the unit of this name, exactly; none where that is no unit of the kind, and for an
/// overflow.
pub fn from_stored(kind: MeasureKind, name: &str, stored: Decimal) -> Option<Decimal> {
    let name = name.to_lowercase();
    match kind {
        MeasureKind::Temperature if is_fahrenheit(&name) => fahrenheit(stored),
        MeasureKind::Hba1c if is_percent(&name) => hba1c_percent(stored),
        _ => {
            let units = units(kind);
            let unit = units.iter().find(|unit| unit.is_called(&name))?;
            unit.count_in(stored)
        }
    }
}

pub fn is_fahrenheit(name: &str) -> bool {
    ["f", "°f", "degf", "fahrenheit", "degrees f", "[degf]"].contains(&name)
}

/// Converts exactly: 98.6 °F is 37 °C.
pub fn celsius(fahrenheit: Decimal) -> Decimal {
    (fahrenheit - dec!(32)) * dec!(5) / dec!(9)
}

fn fahrenheit(celsius: Decimal) -> Option<Decimal> {
    let scaled = celsius.checked_mul(dec!(9))?;
    scaled.checked_div(dec!(5))?.checked_add(dec!(32))
}

pub fn is_percent(name: &str) -> bool {
    ["%", "percent", "pct"].contains(&name)
}

/// Converts glycated haemoglobin from percent (NGSP) to millimoles a mole (IFCC): 6.5 % is 48 mmol/mol.
///
/// Source: the master equation of IFCC and NGSP, Hoelzel et al., *Clin Chem* 2004;50:166-74.
pub fn hba1c_mmol_mol(percent: Decimal) -> Option<Decimal> {
    let scaled = percent.checked_mul(dec!(10.93))?;
    scaled.checked_sub(dec!(23.5))
}

fn hba1c_percent(mmol_mol: Decimal) -> Option<Decimal> {
    mmol_mol.checked_add(dec!(23.5))?.checked_div(dec!(10.93))
}
