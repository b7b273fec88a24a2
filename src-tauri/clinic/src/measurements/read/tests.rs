#![allow(clippy::unwrap_used)]

use MeasureKind::*;

use super::*;

fn value(kind: MeasureKind, text: &str) -> Decimal {
    let measured = read(kind, text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
    assert_eq!(measured.second, None, "{text}");
    measured.value
}

#[test]
fn a_weight_is_read_in_any_unit() {
    for (text, kg) in [
        ("72.4", dec!(72.4)),
        ("72,4", dec!(72.4)),
        (" 72.4 kg ", dec!(72.4)),
        ("72.4KG", dec!(72.4)),
        ("72,4 kg.", dec!(72.4)),
        ("159 lb", dec!(72.121)),
        ("159lbs", dec!(72.121)),
        ("3400 g", dec!(3.4)),
        ("3,400.5 g", dec!(3.401)),
        ("11 st 4 lb", dec!(71.668)),
        ("11 st 4", dec!(71.668)),
        ("7 lb 8 oz", dec!(3.402)),
        ("120 oz", dec!(3.402)),
        ("７２．４", dec!(72.4)),
        ("720", dec!(720)),
    ] {
        assert_eq!(value(Weight, text), kg.round_dp(3).normalize(), "{text}");
    }
}

#[test]
fn a_height_is_read_in_any_unit() {
    for (text, cm) in [
        ("170 cm", dec!(170)),
        ("170", dec!(170)),
        ("1.70", dec!(170)),
        ("1,70 m", dec!(170)),
        ("1 m 70", dec!(170)),
        ("1m70", dec!(170)),
        ("1700 mm", dec!(170)),
        ("5'7", dec!(170.18)),
        ("5'7\"", dec!(170.18)),
        ("5’ 7”", dec!(170.18)),
        ("5'7''", dec!(170.18)),
        ("5 ft 7 in", dec!(170.18)),
        ("5ft7", dec!(170.18)),
        ("5 ft", dec!(152.4)),
        ("67 in", dec!(170.18)),
        ("67\"", dec!(170.18)),
    ] {
        assert_eq!(value(Height, text), cm, "{text}");
    }
}

#[test]
fn degrees_are_distinguished() {
    assert_eq!(value(Temperature, "98.6 F"), dec!(37));
    assert_eq!(value(Temperature, "98.6"), dec!(37));
    assert_eq!(value(Temperature, "98,6 °F"), dec!(37));
    assert_eq!(value(Temperature, "36.8"), dec!(36.8));
    assert_eq!(value(Temperature, "36.8 °C"), dec!(36.8));
    assert_eq!(read(Temperature, "310 K"), Err(UnknownUnit));
    assert_eq!(read(Temperature, "60"), Err(Impossible));
}

#[test]
fn glucose_is_read_in_both_units() {
    assert_eq!(value(Glucose, "5.4"), dec!(5.4));
    assert_eq!(value(Glucose, "5,4 mmol/L"), dec!(5.4));
    assert_eq!(value(Glucose, "97 mg/dL"), dec!(5.38));
    assert_eq!(value(Glucose, "180 mg/dl"), dec!(9.99));
}

#[test]
fn a_blood_pressure_has_two_figures() {
    for text in [
        "120/80",
        "120 / 80 mmHg",
        "120-80",
        "120 over 80",
        "16/10.67 kPa",
    ] {
        let measured = read(BloodPressure, text).unwrap();
        assert_eq!(
            (measured.value, measured.second),
            (dec!(120), Some(dec!(80))),
            "{text}"
        );
    }
    assert_eq!(read(BloodPressure, "120"), Err(NotANumber));
    assert_eq!(read(BloodPressure, "80/120"), Err(Impossible));
    assert_eq!(read(BloodPressure, "120/80 psi"), Err(UnknownUnit));
    assert_eq!(read(BloodPressure, "1200/80"), Err(Impossible));
}

#[test]
fn the_others_are_read_too() {
    assert_eq!(value(Pulse, "72 bpm"), dec!(72));
    assert_eq!(value(Pulse, "72/min"), dec!(72));
    assert_eq!(value(BodyFat, "28 %"), dec!(28));
    assert_eq!(value(TricepsSkinfold, "12.5"), dec!(12.5));
    assert_eq!(value(SuprailiacSkinfold, "1.6 cm"), dec!(16));
    assert_eq!(value(Cholesterol, "193.35 mg/dL"), dec!(5));
    assert_eq!(value(Triglycerides, "177 mg/dl"), dec!(2));
    assert_eq!(value(Head, "18 in"), dec!(45.72));
    assert_eq!(value(Waist, "33 in"), dec!(83.82));
    assert_eq!(value(Hip, "98"), dec!(98));
}

#[test]
fn thousands_are_parsed_apart_from_decimals_where_no_body_has_both() {
    assert_eq!(value(Weight, "3,400 g"), dec!(3.4));
    assert_eq!(value(Weight, "72,400 kg"), dec!(72.4));
    assert_eq!(value(Weight, "5 000 g"), dec!(5));
    assert_eq!(value(Weight, "5'000 g"), dec!(5));
    assert_eq!(value(Height, "1,700 mm"), dec!(170));
    assert_eq!(value(Height, "1.700"), dec!(170));
    // 0.57 kg and 567 kg, and two levels that both occur
    for (kind, text) in [(Weight, "1,250 lb"), (Triglycerides, "4.500 mg/dL")] {
        assert_eq!(read(kind, text), Err(TwoNumbers), "{text}");
    }
}

#[test]
fn a_value_is_within_what_is_possible_before_it_is_rounded() {
    assert_eq!(read(BodyFat, "90.04"), Err(Impossible));
    assert_eq!(read(Pulse, "400.4"), Err(Impossible));
    assert_eq!(read(Pulse, "4.6"), Err(Impossible));
    // half away from zero
    assert_eq!(value(Pulse, "72.5"), dec!(73));
    assert_eq!(value(BodyFat, "28.25"), dec!(28.3));
}

#[test]
fn a_text_that_is_no_measurement_has_its_problem() {
    for (kind, text, problem) in [
        (Weight, "abc", NotANumber),
        (Weight, "", NotANumber),
        (Weight, "  ", NotANumber),
        (Weight, "-72", Impossible),
        (Weight, "\u{2212}72 kg", Impossible),
        (Weight, "-", NotANumber),
        (Weight, "-heavy", NotANumber),
        (Weight, "-72 cm", UnknownUnit),
        (BloodPressure, "-120/80", Impossible),
        (Temperature, "-5 °C", Impossible),
        (Weight, "7..2", NotANumber),
        (Weight, ".", NotANumber),
        (Weight, "72 72", NotANumber),
        (Weight, "72 cm", UnknownUnit),
        (Weight, "72 kg 4 cm", UnknownUnit),
        (Weight, "0", Impossible),
        (Weight, "7240", Impossible),
        (Weight, "79228162514264337593543950335 st", Impossible),
        (Weight, "792281625142643375935439503351 kg", NotANumber),
        (Height, "7 cm", Impossible),
        (Height, "5 kg", UnknownUnit),
        (Bmi, "24", UnknownUnit),
    ] {
        assert_eq!(read(kind, text), Err(problem), "{kind:?} {text:?}");
    }
}

#[test]
fn what_follows_a_larger_unit_is_less_than_one_of_it() {
    for (kind, text, number, unit, limit, larger) in [
        (Height, "5'13", dec!(13), "in", dec!(12), "ft"),
        (Height, "5 ft 12 in", dec!(12), "in", dec!(12), "ft"),
        (Height, "1 m 170", dec!(170), "cm", dec!(100), "m"),
        (Weight, "11 st 14 lb", dec!(14), "lb", dec!(14), "st"),
        (Weight, "7 lb 16.5 oz", dec!(16.5), "oz", dec!(16), "lb"),
    ] {
        let overfull = Overfull {
            number,
            unit,
            limit,
            larger,
        };
        assert_eq!(
            read_closely(kind, text),
            Err(Misread::Overfull(overfull)),
            "{text}"
        );
        assert_eq!(read(kind, text), Err(NotANumber), "{text}");
    }
    assert_eq!(value(Height, "5'11.5"), dec!(181.61));
}

/// The worked example of the master equation: 6.5 % is 48 mmol/mol.
#[test]
fn glycated_haemoglobin_has_two_scales_and_a_bare_number_has_one() {
    let value = |text| read(Hba1c, text).map(|measured| measured.value);
    for text in ["6.5 %", "6,5", "48", "48 mmol/mol"] {
        assert_eq!(value(text), Ok(dec!(48)), "{text}");
    }
    assert_eq!(value("7.0%"), Ok(dec!(53)));
    assert_eq!(value("19.9"), Ok(dec!(194)));
    assert_eq!(value("1.5 %"), Err(Impossible));
    assert_eq!(value("48 mg/dL"), Err(UnknownUnit));
}

/// A value of the stored unit, written in a unit of the kind to many decimals, is read as the same value.
mod round_trip {
    use proptest::prelude::*;

    use super::*;
    use crate::measurements::unit::unit_names;

    /// Returns the number that stands before the name of a unit for a value that is stored.
    fn written(kind: MeasureKind, name: &str, stored: Decimal) -> Decimal {
        let plain = name.to_lowercase();
        match (kind, plain.as_str()) {
            (Temperature, "°f") => stored * dec!(9) / dec!(5) + dec!(32),
            // the master equation of the IFCC, solved for the percentage
            (Hba1c, "%") => (stored + dec!(23.5)) / dec!(10.93),
            _ => {
                let units = units(kind);
                let unit = units.iter().find(|unit| unit.is_called(&plain));
                let one = unit.and_then(|unit| unit.to_stored(Decimal::ONE));
                stored / one.unwrap_or(Decimal::ONE)
            }
        }
    }

    /// Returns the text of a value: so many decimals that no rounding of a kind sees what is cut, and never three,
    /// which could be thousands.
    fn text(number: Decimal, name: &str) -> String {
        format!("{number:.9} {name}")
    }

    proptest! {
        #[test]
        fn every_unit_of_every_kind_is_read_as_what_was_written(share in 0_u32..=10_000) {
            for kind in MeasureKind::MEASURED {
                for name in unit_names(kind) {
                    let (stored, text) = sample(kind, name, share);
                    let is_read = read(kind, &text).map(|measured| measured.value == stored);
                    let is_right = is_read.unwrap_or_else(|why| why == Impossible && is_at_end(kind, stored));
                    prop_assert!(is_right, "{kind:?}: {text}: {is_read:?}");
                }
            }
        }
    }

    /// Returns a value between the least and the most that is possible, and its text in a unit.
    fn sample(kind: MeasureKind, name: &str, share: u32) -> (Decimal, String) {
        let (least, most) = kind.possible();
        let stored = least + (most - least) * Decimal::new(share.into(), 4);
        let stored = stored.round_dp(kind.decimals()).clamp(least, most);
        let number = written(kind, name, stored);
        let text = match kind {
            // the lower figure is in the same unit
            BloodPressure => {
                let lower = written(kind, name, stored / dec!(2));
                format!("{number:.9}/{lower:.9} {name}")
            }
            _ => text(number, name),
        };
        (stored, text)
    }

    /// At the ends of the range a number that was rounded can lie just outside of it, and the lower figure of a low
    /// pressure lies below.
    fn is_at_end(kind: MeasureKind, stored: Decimal) -> bool {
        let (least, most) = kind.possible();
        let slack = (most - least) * dec!(0.000001);
        let is_lower_at_end = kind == BloodPressure && stored / dec!(2) <= least + slack;
        is_lower_at_end || stored - least <= slack || most - stored <= slack
    }
}
