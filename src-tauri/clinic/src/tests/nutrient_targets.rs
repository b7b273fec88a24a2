//! Targets: set by hand, from an estimate and from what is recommended; each takes the place of the one before.

use sync_contract::catalog::NutrientTarget;
use vault::read::Deleted;

use crate::Clinic;
use crate::energy_estimates::NewEnergyEstimate;
use crate::energy_estimates::record::record;
use crate::error::{Error, Reason};
use crate::nutrient_targets::list::{list, show};
use crate::nutrient_targets::reference::{intakes_of, set_from_reference};
use crate::nutrient_targets::set::{add, end, remove, restore, set_from_estimate};
use crate::nutrient_targets::{
    IntakeKind, LifeStage, NewTarget, Nutrient, TargetSource, TargetState, TargetView,
};
use crate::patients::view::Sex;
use crate::testing::{Machine, PASSWORD};
use crate::tests::energy_estimates::{by_kg, inputs, person};
use crate::view::{Day, Figure, Id};

pub(super) fn target(low: &str, high: &str) -> NewTarget {
    NewTarget {
        nutrient: Nutrient::Protein,
        low: low.into(),
        high: high.into(),
        reason: String::new(),
        start_day: String::new(),
    }
}

fn of(nutrient: Nutrient, low: &str, high: &str) -> NewTarget {
    NewTarget {
        nutrient,
        ..target(low, high)
    }
}

/// A woman of 34 years in the care of a dietitian.
fn mary() -> (Machine, Clinic, Id) {
    let (machine, _) = crate::testing::clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = person(&mut diet, "1992-03-12", Sex::Female);
    (machine, diet, mary)
}

fn all(clinic: &Clinic, patient: &Id) -> Vec<TargetView> {
    list(clinic, patient.to().unwrap()).unwrap()
}

fn in_force(clinic: &Clinic, patient: &Id) -> Vec<TargetView> {
    let mut all = all(clinic, patient);
    all.retain(|target| target.state == TargetState::InForce);
    all
}

fn bounds(target: &TargetView) -> (Nutrient, Option<f64>, Option<f64>) {
    let number = |figure: Option<Figure>| figure.map(|figure| figure.0);
    (target.nutrient, number(target.low), number(target.high))
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_target_replaces_the_one_before_for_good() {
    let (machine, mut diet, mary) = mary();
    let first = add(&mut diet, &mary, &target("60", "")).unwrap();
    machine.clock.advance_s(86_400);
    let second = add(&mut diet, &mary, &target("0.08 kg", "90,5")).unwrap();
    assert_eq!(bounds(&second), (Nutrient::Protein, Some(80.0), Some(90.5)));
    assert_eq!(second.start_day, Day("2026-11-21".into()));
    let states = |clinic: &Clinic| {
        let all = all(clinic, &mary);
        let state = |id: &Id| all.iter().find(|row| row.id == *id).map(|row| row.state);
        (state(&first.id), state(&second.id))
    };
    use TargetState::{InForce, Over};
    assert_eq!(states(&diet), (Some(Over), Some(InForce)));
    // one that begins earlier changes nothing of today
    let early = NewTarget {
        start_day: "2026-11-01".into(),
        ..target("50", "")
    };
    assert_eq!(add(&mut diet, &mary, &early).unwrap().state, Over);
    assert_eq!(states(&diet), (Some(Over), Some(InForce)));
    // when it ends the first one does not come back, and the end can be taken back
    let ended = end(&mut diet, &second.id, &second.seen, "2026-11-21").unwrap();
    assert_eq!(
        (ended.state, ended.end_day),
        (Over, Some(Day("2026-11-21".into())))
    );
    assert_eq!(states(&diet), (Some(Over), Some(Over)));
    let on = end(&mut diet, &second.id, &ended.seen, "").unwrap();
    assert_eq!((on.state, &on.end_day), (InForce, &None));
    // a day to come is no end yet
    let later = end(&mut diet, &second.id, &on.seen, "2026-12-24").unwrap();
    assert_eq!(later.state, InForce);
    // one that was entered in error was never in the way
    let removal = remove(&mut diet, &second.id, &later.seen, "another patient").unwrap();
    assert_eq!(states(&diet), (Some(InForce), None));
    restore(&mut diet, &second.id, &removal).unwrap();
    assert_eq!(states(&diet), (Some(Over), Some(InForce)));
    let planned = NewTarget {
        start_day: "2026-12-01".into(),
        ..target("70", "")
    };
    let planned = add(&mut diet, &mary, &planned).unwrap();
    assert_eq!(planned.state, TargetState::Planned);
    assert_eq!(states(&diet), (Some(Over), Some(InForce)));
    machine.clock.advance_s(86_400 * 12);
    assert_eq!(states(&diet), (Some(Over), Some(Over)));
    assert_eq!(show(&diet, &planned.id).unwrap().state, InForce);
}

#[test]
fn a_target_that_makes_no_sense_is_refused() {
    let (_machine, mut diet, mary) = mary();
    use Nutrient::{Alcohol, Energy, Protein, Sodium};
    for (form, fault) in [
        (target("", " "), ("low", Reason::Required)),
        (target("0", "60"), ("low", Reason::Impossible)),
        (target("60", "50"), ("high", Reason::Backwards)),
        (target("much", ""), ("low", Reason::Malformed)),
        (target("75 kcal", ""), ("low", Reason::Unknown)),
        (of(Energy, "1,800", ""), ("low", Reason::Malformed)),
        (of(Sodium, "", "2.300"), ("high", Reason::Malformed)),
        (of(Energy, "90000", ""), ("low", Reason::Impossible)),
    ] {
        assert_eq!(refused(add(&mut diet, &mary, &form)), fault, "{form:?}");
    }
    for (day, reason) in [
        ("tomorrow", Reason::NotADate),
        ("1992-03-11", Reason::Backwards),
    ] {
        let form = NewTarget {
            start_day: day.into(),
            ..target("60", "")
        };
        assert_eq!(refused(add(&mut diet, &mary, &form)), ("start_day", reason));
    }
    assert!(all(&diet, &mary).is_empty());
    // at most none is a target
    let none = add(&mut diet, &mary, &of(Alcohol, "", "0")).unwrap();
    assert_eq!(bounds(&none), (Alcohol, None, Some(0.0)));
    let before = refused(end(&mut diet, &none.id, &none.seen, "2026-11-19"));
    assert_eq!(before, ("end_day", Reason::Backwards));
    let born = NewTarget {
        start_day: "12.3.1992".into(),
        ..of(Protein, "9", "")
    };
    add(&mut diet, &mary, &born).unwrap();
}

#[test]
fn an_estimate_sets_what_it_has_and_nothing_twice() {
    let (machine, mut diet, mary) = mary();
    add(&mut diet, &mary, &target("", "60")).unwrap();
    machine.clock.advance_s(60);
    let form = NewEnergyEstimate {
        inputs: inputs(&[
            ("weight_kg", "70"),
            ("kcal_per_kg", "30"),
            ("protein_g_per_kg", "1.2"),
            ("fluid_ml_per_kg", "30"),
            ("fat_pct", "30"),
        ]),
        ..by_kg(&mary)
    };
    let estimate = record(&mut diet, &form).unwrap();
    let shares = estimate.result.as_ref().unwrap().shares.clone().unwrap();
    set_from_estimate(&mut diet, &estimate.id).unwrap();
    let set = in_force(&diet, &mary);
    let exactly = |nutrient, number| (nutrient, Some(number), Some(number));
    use Nutrient::{Carbohydrate, Energy, Fat, Protein, Water};
    let expected = [
        exactly(Energy, 2100.0),
        exactly(Protein, 84.0),
        exactly(Fat, 70.0),
        exactly(
            Carbohydrate,
            (shares.carbohydrate.grams.0 * 10.0).round() / 10.0,
        ),
        exactly(Water, 2100.0),
    ];
    assert_eq!(set.iter().map(bounds).collect::<Vec<_>>(), expected);
    for target in &set {
        assert_eq!(
            (target.source, target.estimate.as_ref()),
            (TargetSource::Estimate, Some(&estimate.id))
        );
    }
    let count = |clinic: &Clinic| {
        clinic
            .read()
            .all::<NutrientTarget>(Deleted::Shown)
            .unwrap()
            .len()
    };
    let before = count(&diet);
    set_from_estimate(&mut diet, &estimate.id).unwrap();
    assert_eq!(count(&diet), before);
    // one without protein, fluid and shares leaves those as they are
    machine.clock.advance_s(60);
    let bare = record(&mut diet, &by_kg(&mary)).unwrap();
    set_from_estimate(&mut diet, &bare.id).unwrap();
    assert_eq!(count(&diet), before + 1);
    assert_eq!(
        in_force(&diet, &mary)[1].estimate,
        Some(estimate.id.clone())
    );
    let correction = NewEnergyEstimate {
        replaces: Some(bare.id.clone()),
        ..by_kg(&mary)
    };
    record(&mut diet, &correction).unwrap();
    let corrected = set_from_estimate(&mut diet, &bare.id);
    assert!(
        matches!(corrected, Err(Error::ChangedMeanwhile)),
        "{corrected:?}"
    );
}

#[test]
fn what_is_recommended_leaves_what_was_decided_for_this_patient() {
    let (machine, mut diet, mary) = mary();
    use Nutrient::{Calcium, Iron, Sodium};
    let advised = NewTarget {
        reason: "kidney clinic".into(),
        ..of(Sodium, "", "1.5 g")
    };
    add(&mut diet, &mary, &advised).unwrap();
    let shown = intakes_of(&diet, &mary, None).unwrap();
    use LifeStage::{Females31To50, Lactation31To50, Pregnancy31To50};
    assert_eq!(
        shown.stages,
        [Females31To50, Lactation31To50, Pregnancy31To50]
    );
    assert_eq!(shown.stage, Some(Females31To50));
    let of = |nutrient| {
        let mut all = shown.intakes.iter();
        all.find(|intake| intake.nutrient == nutrient).unwrap()
    };
    assert_eq!(
        (of(Iron).low.0, of(Iron).kind, of(Iron).is_decided),
        (18.0, IntakeKind::Rda, false)
    );
    assert!(of(Sodium).is_decided);
    machine.clock.advance_s(60);
    set_from_reference(&mut diet, &mary, None).unwrap();
    let set = in_force(&diet, &mary);
    assert_eq!(set.len(), shown.intakes.len());
    let now = |clinic: &Clinic, nutrient| {
        let mut all = in_force(clinic, &mary).into_iter();
        all.find(|target| target.nutrient == nutrient).unwrap()
    };
    assert_eq!(
        bounds(&now(&diet, Calcium)),
        (Calcium, Some(1000.0), Some(2500.0))
    );
    let sodium = now(&diet, Sodium);
    assert_eq!(
        (sodium.source, sodium.reason.as_str()),
        (TargetSource::Hand, "kidney clinic")
    );
    // of another stage only what differs is new
    machine.clock.advance_s(86_400);
    let pregnant = set_from_reference(&mut diet, &mary, Some(Pregnancy31To50)).unwrap();
    let iron = now(&diet, Iron);
    assert_eq!(
        (iron.low, iron.life_stage),
        (Some(Figure(27.0)), Some(Pregnancy31To50))
    );
    let known = all(&diet, &mary).len();
    assert_eq!(pregnant.len(), known);
    set_from_reference(&mut diet, &mary, Some(Pregnancy31To50)).unwrap();
    assert_eq!(all(&diet, &mary).len(), known);
}

#[test]
fn a_life_stage_is_one_of_the_patient_or_is_chosen() {
    let (_machine, mut diet, mary) = mary();
    let unknown = ("stage", Reason::Unknown);
    for stage in [
        LifeStage::Males31To50,
        LifeStage::Females51To70,
        LifeStage::Pregnancy19To30,
    ] {
        assert_eq!(refused(intakes_of(&diet, &mary, Some(stage))), unknown);
        assert_eq!(
            refused(set_from_reference(&mut diet, &mary, Some(stage))),
            unknown
        );
    }
    let bo = person(&mut diet, "1992-03-12", Sex::Unknown);
    let shown = intakes_of(&diet, &bo, None).unwrap();
    assert_eq!(
        (shown.stage, shown.stages.len(), shown.intakes.len()),
        (None, 4, 0)
    );
    let open = refused(set_from_reference(&mut diet, &bo, None));
    assert_eq!(open, ("stage", Reason::Required));
    set_from_reference(&mut diet, &bo, Some(LifeStage::Males31To50)).unwrap();
    // a child has the stage of its age, whatever its sex
    let child = person(&mut diet, "2023-11-20", Sex::Unknown);
    let shown = intakes_of(&diet, &child, None).unwrap();
    assert_eq!(shown.stage, Some(LifeStage::Children1To3));
    let ageless = person(&mut diet, "", Sex::Female);
    assert_eq!(intakes_of(&diet, &ageless, None).unwrap().stage, None);
}
