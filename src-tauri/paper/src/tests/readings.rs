//! Readings of a visit: how they were taken, and what a child's score is computed from.

use clinic::growth::EquationSex;
use clinic::growth_references::{Child, Indicator, Reference, score_of};
use clinic::measurements::{
    ChildCentile, CurrentMeasure, HowTaken, Measure, MeasureKind, MeasureLine, MeasurementContext,
    MeasurementMethod, Reading,
};
use clinic::prints::PrintBody;
use clinic::view::{Figure, ScreenLanguage};

use super::made::note;
use super::visit::{quantity, reading, summary};
use crate::sheet::sheet;
use crate::words;

/// Returns the texts of a summary with one line of readings, cell by cell, without the marks of direction.
fn cells(language: ScreenLanguage, change: impl Fn(&mut MeasureLine)) -> Vec<String> {
    let mut view = summary(note());
    view.language = language;
    let PrintBody::Visit { visit, .. } = &mut view.body else {
        panic!("a visit is printed as a visit");
    };
    visit.grid.lines.truncate(1);
    change(&mut visit.grid.lines[0]);
    let sheet = sheet(&view, words::of(language));
    let cells = sheet.texts().map(|text| {
        let text = text.replace(['\u{2068}', '\u{2069}'], "");
        text.replace('\u{202f}', " ")
    });
    cells.collect()
}

fn current(line: &mut MeasureLine) -> &mut CurrentMeasure {
    line.current.as_mut().unwrap()
}

#[test]
fn a_glucose_has_what_was_eaten_before_it_now_and_then() {
    let glucose = |line: &mut MeasureLine| {
        line.kind = Measure::Program(MeasureKind::Glucose);
        let after_meal = HowTaken {
            context: Some(MeasurementContext::AfterMeal),
            ..HowTaken::default()
        };
        line.last = Some(Reading {
            how: after_meal,
            ..reading(8.1, "mmol/L")
        });
        current(line).quantity = quantity(5.4, "mmol/L");
        current(line).how = HowTaken {
            method: Some(MeasurementMethod::Reported),
            device: "Contour".into(),
            context: Some(MeasurementContext::Fasting),
        };
    };
    for (language, row) in [
        (
            ScreenLanguage::En,
            [
                "Glucose, reported, fasting, with Contour",
                "5.4 mmol/L",
                "8.1 mmol/L (after a meal)",
            ],
        ),
        (
            ScreenLanguage::Fr,
            [
                "Glycémie, rapporté, à jeun, avec Contour",
                "5,4 mmol/L",
                "8,1 mmol/L (après un repas)",
            ],
        ),
    ] {
        let cells = cells(language, glucose);
        let printed = cells.windows(3).any(|next| next == row);
        assert!(printed, "{row:?} in {cells:?}");
    }
}

#[test]
fn what_was_measured_here_is_printed_without_a_word_about_it() {
    let cells = cells(ScreenLanguage::En, |_| {});
    let printed = cells
        .windows(3)
        .any(|next| next == ["Weight", "72.4 kg", "74.5 kg"]);
    assert!(printed, "{cells:?}");
}

/// A girl of 683 days of the WHO's survey, with 10.4 kg.
#[test]
fn a_printed_score_is_computed_again_from_what_is_printed_with_it() {
    let weighed = |line: &mut MeasureLine| {
        current(line).quantity = quantity(10.4, "kg");
        current(line).centile = Some(ChildCentile {
            indicator: Indicator::WeightForAge,
            reference: Reference::Who0To5,
            age_days: 683,
            z: Figure(-0.57),
            centile: Figure(28.41),
            is_corrected: false,
            is_implausible: false,
        });
    };
    let cells = cells(ScreenLanguage::En, weighed);
    let row = cells
        .iter()
        .position(|cell| cell.starts_with("Weight, centile 28, z "));
    let row = row.unwrap_or_else(|| panic!("{cells:?}"));
    let between = |before: &str, after: &str| {
        let (_, rest) = cells[row].split_once(before).unwrap();
        rest.split_once(after).unwrap().0.to_owned()
    };
    let printed_z: f64 = between("z ", ",").replace('\u{2212}', "-").parse().unwrap();
    let days: f64 = between(", age ", " days").parse().unwrap();
    let mut references = Reference::ALL.into_iter();
    let reference = references.find(|of| cells[row].contains(of.title()));
    let mut child = Child::unmeasured(EquationSex::Female, Some(days));
    child.weight_kg = cells[row + 1].strip_suffix(" kg").unwrap().parse().ok();
    let score = score_of(reference.unwrap(), Indicator::WeightForAge, &child).unwrap();
    assert_eq!((score.z * 100.0).round(), (printed_z * 100.0).round());
    assert_eq!(printed_z, -0.57);
}

#[test]
fn a_score_by_the_corrected_age_has_its_words_in_each_language() {
    let early = |line: &mut MeasureLine| {
        current(line).centile = Some(ChildCentile {
            indicator: Indicator::WeightForAge,
            reference: Reference::Who0To5,
            age_days: 120,
            z: Figure(0.3),
            centile: Figure(61.8),
            is_corrected: true,
            is_implausible: false,
        });
    };
    for (language, name) in [
        (
            ScreenLanguage::En,
            "Weight, centile 62, z +0.30, WHO Child Growth Standards 2006, corrected age 120 days",
        ),
        (
            ScreenLanguage::Fr,
            "Poids, centile 62, z +0,30, WHO Child Growth Standards 2006, âge corrigé 120 jours",
        ),
    ] {
        let cells = cells(language, early);
        assert!(cells.iter().any(|cell| cell == name), "{cells:?}");
    }
}
