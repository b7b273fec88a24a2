//! What is typed for an estimate: wrong fields, old measurements, and the weight to compute with.
#![allow(clippy::unwrap_used)]

use sync_contract::field::Time;

use crate::chart;
use crate::energy_estimates::list::list;
use crate::energy_estimates::record::{consider, record};
use crate::energy_estimates::{
    EnergyMethod, FieldProblemKind, RowReason, WarningKind, WeightBasis,
};
use crate::error::{Error, Reason};
use crate::measurements::MeasureKind;
use crate::patients::edit;
use crate::patients::view::{DeletionReason, Sex};
use crate::testing::{at, clinic};
use crate::tests::energy_estimates::{DAY_US, by_kg, estimate, inputs, measure, measured, person};
use crate::view::{At, Figure};

#[test]
fn an_old_weight_warns_and_what_was_measured_later_does_not_count() {
    let (machine, _) = clinic();
    let (mut diet, _) = measured(&machine);
    let adult = person(&mut diet, "1992-11-20", Sex::Female);
    let child = person(&mut diet, "2020-11-20", Sex::Female);
    for (id, days, height) in [(&adult, 93, "173 cm"), (&child, 32, "115 cm")] {
        measure(&machine, &mut diet, id, MeasureKind::Height, (height, days));
        measure(
            &machine,
            &mut diet,
            id,
            MeasureKind::Weight,
            ("22 kg", days),
        );
        let pairs = [("activity", "light")];
        let form = estimate(id, EnergyMethod::SchofieldHeight, &pairs);
        let considered = consider(&diet, &form).unwrap();
        let kinds: Vec<_> = considered.warnings.iter().map(|of| of.kind).collect();
        let expected = match id == &adult {
            true => vec![WarningKind::WeightOld],
            false => vec![WarningKind::WeightOld, WarningKind::HeightOld],
        };
        assert_eq!(kinds, expected);
        assert_eq!(considered.warnings[0].days, i32::try_from(days).ok());
        assert!(considered.result.is_some());
        measure(
            &machine,
            &mut diet,
            id,
            MeasureKind::Weight,
            ("23 kg", days - 2),
        );
        let considered = consider(&diet, &form).unwrap();
        assert!(
            considered
                .warnings
                .iter()
                .all(|of| of.kind != WarningKind::WeightOld)
        );
        // at the time of an earlier estimate the chart had the earlier weight
        let mut then = form.clone();
        then.estimated_at = Some(At::of(Time(machine.now().0 - (days - 1) * DAY_US)));
        assert_eq!(record(&mut diet, &then).unwrap().inputs["weight_kg"], "22");
        // a weight that is typed has no day, and an empty one is none
        let typed = [("weight_kg", "24"), ("activity", "light")];
        let typed = estimate(id, EnergyMethod::SchofieldHeight, &typed);
        assert!(
            !record(&mut diet, &typed)
                .unwrap()
                .inputs
                .contains_key("weight_on")
        );
        let none = [("weight_kg", " "), ("activity", "light")];
        let none = estimate(id, EnergyMethod::SchofieldHeight, &none);
        assert_eq!(
            consider(&diet, &none).unwrap().reason,
            Some(RowReason::NeedsWeight)
        );
    }
}

#[test]
fn the_weight_to_compute_with_is_chosen_and_shown() {
    let (machine, _) = clinic();
    let (diet, mary) = measured(&machine);
    let of = |pairs: &[(&str, &str)]| {
        let mut form = by_kg(&mary);
        form.inputs.extend(inputs(pairs));
        consider(&diet, &form).unwrap()
    };
    let basis = |basis: &'static str| {
        of(&[
            ("basis", basis),
            ("reference", "devine"),
            ("weight_kg", "90"),
        ])
    };
    // 45.5 + 2.3 x (173 / 2.54 - 60) = 64.154; a quarter of the excess is 6.462
    for (word, kg) in [("actual", 90.0), ("adjusted", 70.6), ("reference", 64.2)] {
        let considered = basis(word);
        assert_eq!(considered.result.unwrap().weight_kg, Figure(kg), "{word}");
        let shown: Vec<_> = considered
            .weights
            .iter()
            .map(|of| (of.basis, of.kg))
            .collect();
        let expected = [
            (WeightBasis::Actual, Some(Figure(90.0))),
            (WeightBasis::Adjusted, Some(Figure(70.6))),
            (WeightBasis::Reference, Some(Figure(64.2))),
        ];
        assert_eq!(shown, expected);
    }
    // kcal for each kilogram of the actual weight: 30 x 64.154 / 90
    assert_eq!(basis("reference").result.unwrap().kcal_per_kg, Figure(21.4));
    let short = of(&[
        ("basis", "reference"),
        ("reference", "hamwi"),
        ("height_cm", "150"),
    ]);
    assert_eq!(short.reason, Some(RowReason::NoReference));
    let unnamed = of(&[("basis", "reference")]);
    assert_eq!(unnamed.reason, Some(RowReason::NeedsReference));
}

#[test]
fn each_field_that_is_wrong_is_named_and_nothing_is_recorded() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    use FieldProblemKind::*;
    for (name, value, kind, reason) in [
        ("weight_kg", "heavy", Number, Reason::Impossible),
        ("weight_kg", "7000", Number, Reason::Impossible),
        ("weight_kg", "70; sex=M", Number, Reason::Impossible),
        ("height_cm", "1,73", Number, Reason::Impossible),
        ("body_fat_pct", "200", Number, Reason::Impossible),
        ("stress_factor", "9", Number, Reason::Impossible),
        ("pal", "2.5", Number, Reason::Impossible),
        ("protein_g_per_kg", "50", Number, Reason::Impossible),
        ("fluid_ml_per_kg", "0", Number, Reason::Impossible),
        ("fat_pct", "101", Number, Reason::Impossible),
        ("sex", "X", Choice, Reason::Unknown),
        ("activity", "lazy", Choice, Reason::Unknown),
        ("basis", "lean", Choice, Reason::Unknown),
        ("weight_on", "yesterday", Date, Reason::NotADate),
        ("weight_on", "2126-11-20", Date, Reason::NotADate),
        ("weather", "wet", Unknown, Reason::Unknown),
    ] {
        let mut form = by_kg(&mary);
        form.inputs.insert(name.to_owned(), value.to_owned());
        let considered = consider(&diet, &form).unwrap();
        let problem = &considered.problems[0];
        assert_eq!((problem.field.as_str(), problem.kind), (name, kind));
        assert_eq!(problem.least.is_some(), kind == Number, "{name}");
        assert!(
            problem.sentence.matches('.').count() >= 2,
            "{}",
            problem.sentence
        );
        assert_eq!(considered.result, None, "{name}");
        let refused = record(&mut diet, &form).unwrap_err();
        let Error::Invalid { field, reason: why } = refused else {
            panic!("{refused:?}");
        };
        let field = if kind == Unknown { name } else { field };
        assert_eq!((field, why), (name, reason));
    }
}

#[test]
fn inputs_that_cannot_be_true_together_give_nothing() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    // two at once are two sentences
    let mut two = by_kg(&mary);
    two.inputs
        .extend(inputs(&[("height_cm", "x"), ("fat_pct", "y")]));
    assert_eq!(consider(&diet, &two).unwrap().problems.len(), 2);
    // protein alone has more than there is
    let mut over = by_kg(&mary);
    over.inputs
        .extend(inputs(&[("protein_g_per_kg", "6"), ("fat_pct", "30")]));
    let considered = consider(&diet, &over).unwrap();
    assert_eq!(considered.reason, Some(RowReason::OverHundred));
    assert_eq!(
        (
            considered.problems[0].field.as_str(),
            considered.problems[0].kind
        ),
        ("fat_pct", FieldProblemKind::OverHundred)
    );
    let mut later = by_kg(&mary);
    later.estimated_at = Some(at("2027-11-20T09:00:00Z"));
    let mut before = later.clone();
    before.estimated_at = Some(at("1992-11-19T09:00:00Z"));
    let lacking = estimate(&mary, EnergyMethod::MifflinStJeor, &[]);
    for (form, field, reason) in [
        (&over, "fat_pct", Reason::Impossible),
        (&later, "at", Reason::InTheFuture),
        (&before, "at", Reason::Backwards),
        (&lacking, "activity", Reason::Required),
    ] {
        let refused = record(&mut diet, form).unwrap_err();
        let Error::Invalid {
            field: at,
            reason: why,
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((at, why), (field, reason), "{form:?}");
    }
    assert!(list(&diet, &mary).unwrap().is_empty());
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    edit::delete(&mut diet, &mary, &seen, DeletionReason::Other, "moved away").unwrap();
    let deleted = record(&mut diet, &by_kg(&mary));
    assert!(matches!(deleted, Err(Error::PatientDeleted)), "{deleted:?}");
}
