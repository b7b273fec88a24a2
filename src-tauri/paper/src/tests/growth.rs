//! Growth charts.

use clinic::growth::{
    CorrectedPoint, CurvePoint, EquationSex, GrowthBirth, GrowthBreak, GrowthChange, GrowthCurve,
    GrowthPoint, GrowthRate, GrowthView,
};
use clinic::growth_references::{Indicator, Reference};
use clinic::measurements::MeasureKind;
use clinic::prints::{PrintBody, PrintView};
use clinic::view::{At, Figure, Id, ScreenLanguage};

use super::made::{note, of_note};
use super::{pages, poppler, text};
use crate::print;

fn point(at: &str, age_days: i32, value: f64) -> GrowthPoint {
    GrowthPoint {
        id: Id(at.to_owned()),
        at: At(format!("{at}T09:00:00Z")),
        age_days,
        x: Figure(f64::from(age_days) / 30.4375),
        y: Figure(value),
        value: Figure(value),
        kind: MeasureKind::Weight,
        reference: Reference::Who0To5,
        z: Some(Figure(-0.42)),
        centile: Some(Figure(33.7)),
        is_implausible: false,
        corrected: None,
        change: None,
    }
}

fn curve(label: f64, from: f64) -> GrowthCurve {
    let points = (0..=120_u8).map(|step| {
        let x = f64::from(step) / 2.0;
        CurvePoint {
            x: Figure(x),
            y: Figure(from + x * 0.25),
        }
    });
    let (before, after): (Vec<_>, Vec<_>) = points.partition(|point| point.x.0 < 24.0);
    GrowthCurve {
        label: Figure(label),
        sections: vec![before, after],
    }
}

pub fn chart() -> GrowthView {
    let mut early = point("2026-03-02", 61, 4.8);
    early.corrected = Some(CorrectedPoint {
        age_days: 5,
        x: Figure(0.164),
        uncorrected_z: Some(Figure(-1.9)),
        uncorrected_centile: Some(Figure(2.9)),
    });
    let mut last = point("2026-11-20", 853, 11.25);
    last.change = Some(GrowthChange {
        value: Figure(2.1),
        unit: GrowthRate::KilogramsAYear,
    });
    (last.z, last.centile) = (Some(Figure(2.9)), Some(Figure(99.8)));
    GrowthView {
        indicator: Indicator::WeightForAge,
        references: vec![Reference::Who0To5],
        title: "WHO Child Growth Standards 2006".into(),
        sex: Some(EquationSex::Female),
        is_own_sex: true,
        unit: "kg".into(),
        length_unit: "cm".into(),
        by_length: false,
        curves: [(2.0, 2.5), (50.0, 3.5), (98.0, 4.5)]
            .map(|(label, from)| curve(label, from))
            .to_vec(),
        breaks: vec![GrowthBreak::Posture { x: Figure(24.0) }],
        points: vec![early, point("2026-08-14", 755, 10.5), last],
        events: Vec::new(),
        birth: GrowthBirth {
            is_estimated: false,
            gestation: Some("32+0".into()),
            corrected_until_months: Some(24),
            asks_gestation: false,
        },
        target: None,
        indicators: vec![Indicator::WeightForAge],
    }
}

pub fn of_growth(growth: GrowthView, language: ScreenLanguage) -> PrintView {
    PrintView {
        language,
        body: PrintBody::Growth {
            growth,
            as_z: false,
        },
        ..of_note(note())
    }
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_growth_chart_has_its_axes_curves_and_readings() {
    let printed = print(&of_growth(chart(), ScreenLanguage::En)).unwrap();
    // thin blanks are read in more than one way
    let text = without_blanks(&text(&printed));
    // the drawing is on the first page
    assert!(pages(&printed)[0].contains("standing"), "{text}");
    for words in [
        "Growth chart",
        "Measure Weight for age, girls",
        "Reference WHO Child Growth Standards 2006",
        "Born at 32+0 weeks: compared by the corrected age",
        "kg",
        "Age",
        // the axis, and what is before and after the break
        "6 m",
        "2 y 6 m",
        "lying",
        "standing",
        "20 Nov 2026 2 y 4 m 11.25 kg > 99 +2.90 +2.1 kg a year",
        "2 Mar 2026 8 wk 0 wk 4.8 kg 34 −0.42 –",
    ] {
        assert!(text.contains(&without_blanks(words)), "{words} in {text}");
    }
}

#[test]
fn a_growth_chart_is_lines_with_a_text_for_readers() {
    let printed = print(&of_growth(chart(), ScreenLanguage::En)).unwrap();
    // what a picture would be is not in the file
    let images = poppler("pdfimages", &["-list", "-"], &printed);
    assert_eq!(images.lines().count(), 2, "{images}");
    let info = poppler("pdfinfo", &["-"], &printed);
    assert!(info.contains("841.89 x 595.27"), "{info}");
    let meta = poppler("pdfinfo", &["-meta", "-"], &printed);
    assert!(meta.contains("pdfuaid:part>1<"), "{meta}");
    let structure = poppler("pdfinfo", &["-struct-text", "-"], &printed);
    assert!(structure.contains("Figure"), "{structure}");
}

#[test]
fn a_growth_chart_in_french_has_the_same_bytes_again() {
    let view = of_growth(chart(), ScreenLanguage::Fr);
    let printed = print(&view).unwrap();
    let text = text(&printed).replace('\u{202f}', " ");
    for words in [
        "Courbe de croissance",
        "Poids pour l’âge, filles",
        "11,25 kg",
        "couché",
        "+2,1 kg par an",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(print(&view).unwrap().bytes == printed.bytes);
}

#[test]
fn without_a_sex_the_readings_are_printed_and_no_curves() {
    let mut growth = chart();
    (growth.sex, growth.curves, growth.breaks) = (None, Vec::new(), Vec::new());
    let printed = print(&of_growth(growth, ScreenLanguage::En)).unwrap();
    let text = text(&printed);
    assert!(
        text.contains("No sex was chosen, so no curves are drawn."),
        "{text}"
    );
    assert!(text.contains("20 Nov 2026"), "{text}");
}
