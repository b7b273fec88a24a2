#![allow(clippy::unwrap_used)]

use super::*;
use crate::measurements::read::read;

fn shown(kind: MeasureKind, typed: &str) -> String {
    let measured = read(kind, &UnitSystem::Us.with_unit(kind, typed)).unwrap();
    UnitSystem::Us.quantity(kind, measured).stored_text()
}

#[test]
fn what_is_typed_in_the_units_of_a_clinic_is_shown_so_again() {
    use MeasureKind::*;
    for (kind, typed, expected) in [
        (Weight, "159", "159 lb"),
        (Weight, "159.4", "159.4 lb"),
        (Weight, "7.38", "7.38 lb"),
        (Height, "67.25", "67.25 in"),
        (Height, "5'7", "67 in"),
        (Waist, "33,5", "33.5 in"),
        (Head, "13.75", "13.75 in"),
        (Glucose, "97", "97 mg/dL"),
        (Cholesterol, "189", "189 mg/dL"),
        (Triglycerides, "151", "151 mg/dL"),
        (Temperature, "98.6", "98.6 °F"),
        (Hba1c, "6.5", "6.5 %"),
        (BloodPressure, "120/80", "120/80 mmHg"),
        (Pulse, "72", "72 /min"),
        (TricepsSkinfold, "12", "12 mm"),
    ] {
        assert_eq!(shown(kind, typed), expected, "{kind:?} {typed}");
    }
}

#[test]
fn a_value_with_a_unit_is_shown_in_that_of_the_clinic() {
    use MeasureKind::*;
    for (kind, typed, expected) in [
        (Weight, "72.4 kg", "159.6 lb"),
        (Weight, "3.4 kg", "7.5 lb"),
        (Weight, "3400 g", "7.5 lb"),
        (Height, "165 cm", "64.96 in"),
        (Temperature, "37", "98.6 °F"),
        (Glucose, "5.4 mmol/L", "97 mg/dL"),
        (Hba1c, "48", "6.5 %"),
    ] {
        assert_eq!(shown(kind, typed), expected, "{kind:?} {typed}");
    }
    let weight = read(Weight, "159 lb").unwrap();
    let metric = UnitSystem::Metric.quantity(Weight, weight);
    assert_eq!(metric.stored_text(), "72.121 kg");
}

#[test]
fn a_bare_number_gets_the_unit_in_which_it_was_meant() {
    use MeasureKind::*;
    let us = UnitSystem::Us;
    for (kind, typed, with_unit, entered) in [
        (Weight, " 159 ", "159 lb", "159 kg"),
        (Weight, "1 00", "1 00 lb", "1 00 kg"),
        (Weight, "159 lb", "159 lb", "159 lb"),
        (Weight, "11 st 4", "11 st 4", "11 st 4"),
        (Weight, "heavy", "heavy", "heavy"),
        (Weight, "", "", ""),
        (Height, "67", "67 in", "67 cm"),
        (Height, "1.7", "1.7 m", "1.7 m"),
        (Height, "5'7", "5'7", "5'7"),
        (Temperature, "98.6", "98.6", "98.6"),
        (Hba1c, "6.5", "6.5", "6.5"),
        (Pulse, "72", "72", "72"),
    ] {
        assert_eq!(us.with_unit(kind, typed), with_unit, "{kind:?} {typed}");
        assert_eq!(us.entered(kind, typed), entered, "{kind:?} {typed}");
        let metric = UnitSystem::Metric;
        assert_eq!(metric.with_unit(kind, typed), typed);
        assert_eq!(metric.entered(kind, typed), typed);
    }
}

#[test]
fn each_unit_that_is_shown_is_one_that_is_read() {
    for kind in MeasureKind::MEASURED {
        let unit = UnitSystem::Us.unit(kind);
        assert!(unit::unit_names(kind).contains(&unit), "{kind:?}: {unit}");
    }
    assert_eq!(UnitSystem::Us.unit(MeasureKind::Bmi), "kg/m²");
}
