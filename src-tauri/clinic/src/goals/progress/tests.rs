#![allow(clippy::unwrap_used)]

use super::*;

fn plain(value: Decimal) -> Option<Measured> {
    Some(Measured {
        value,
        second: None,
    })
}

fn pressure(value: Decimal, second: Decimal) -> Option<Measured> {
    Some(Measured {
        value,
        second: Some(second),
    })
}

#[test]
fn progress_is_the_part_of_the_way_that_is_covered() {
    let weight = |latest| percent(plain(dec!(90)), plain(dec!(80)), plain(latest));
    for (latest, part) in [
        (dec!(90), 0),
        (dec!(83.8), 62),
        (dec!(80.01), 99),
        (dec!(80), 100),
        (dec!(75), 100),
        (dec!(95), 0),
    ] {
        assert_eq!(weight(latest), Some(part), "{latest}");
    }
    // and upwards
    let gain = percent(plain(dec!(45)), plain(dec!(50)), plain(dec!(46)));
    assert_eq!(gain, Some(20));
}

#[test]
fn a_blood_pressure_is_as_far_as_its_lesser_figure() {
    let start = pressure(dec!(160), dec!(100));
    let target = pressure(dec!(130), dec!(80));
    let at = |value, second| percent(start, target, pressure(value, second));
    assert_eq!(at(dec!(130), dec!(90)), Some(50));
    assert_eq!(at(dec!(145), dec!(80)), Some(50));
    assert_eq!(at(dec!(128), dec!(79)), Some(100));
    // one that begins at its target is left only to the side from which the other comes
    let [start, target] = [160, 130].map(|value| pressure(Decimal::from(value), dec!(80)));
    let at = |value, second| percent(start, target, pressure(value, second));
    assert_eq!(at(dec!(128), dec!(95)), Some(0));
    assert_eq!(at(dec!(128), dec!(80)), Some(100));
    assert_eq!(at(dec!(145), dec!(72)), Some(50));
    // a figure that is not to change has no progress
    let level = pressure(dec!(130), dec!(100));
    assert_eq!(
        percent(
            pressure(dec!(160), dec!(100)),
            level,
            pressure(dec!(145), dec!(100))
        ),
        Some(50)
    );
}

#[test]
fn without_a_way_or_a_reading_there_is_no_progress() {
    let ninety = plain(dec!(90));
    assert_eq!(percent(None, ninety, ninety), None);
    assert_eq!(percent(ninety, None, ninety), None);
    assert_eq!(percent(ninety, plain(dec!(80)), None), None);
    assert_eq!(percent(ninety, ninety, ninety), None);
}

#[test]
fn a_value_is_read_again_as_it_was_stored() {
    for kind in MeasureKind::MEASURED {
        let (low, _) = kind.possible();
        let second = (kind == MeasureKind::BloodPressure).then_some(dec!(11));
        let measured = Measured {
            value: low + dec!(2),
            second,
        };
        let text = quantity_text(UnitSystem::Metric, kind, measured);
        assert_eq!(read(kind, &text), Ok(measured), "{kind:?}: {text}");
    }
}

#[test]
fn a_typed_progress_is_a_full_number_of_percent() {
    assert_eq!(percent_typed(" 62 % ").unwrap(), Some(62));
    assert_eq!(percent_typed("0").unwrap(), Some(0));
    assert_eq!(percent_typed(" ").unwrap(), None);
    for wrong in ["101", "-1", "half", "62.5", "%%x", "50%%", "%"] {
        assert!(percent_typed(wrong).is_err(), "{wrong}");
    }
}
