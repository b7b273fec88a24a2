//! The units of a clinic: what is proposed, how a bare number is read, and how stored values are shown.
#![allow(clippy::unwrap_used)]

use crate::goals;
use crate::measurement_kinds;
use crate::measurements::record::{ReadingEntry, consider, correct, enter};
use crate::measurements::{Correction, MeasureKind, MeasurementView, NewReading, list};
use crate::preferences::{self, Preference, PreferenceEdit};
use crate::pregnancies::{self, PregnancyEdit, PregnancyForm};
use crate::profile;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, goal, registered};
use crate::view::{Day, Id, Quantity, ReadVersionToken};
use crate::visits::{VisitStart, VisitType};
use crate::{Clinic, chart, visits};

fn choose_units(machine: &Machine, units: &str) {
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let rows = preferences::list(&admin).unwrap();
    let seen = rows.into_iter().find(|row| row.of == Preference::Units);
    let edit = PreferenceEdit {
        of: Preference::Units,
        seen: seen.unwrap().seen,
        value: units.into(),
    };
    preferences::choose(&mut admin, &edit).unwrap();
}

fn clinic_with_mary() -> (Machine, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, mary)
}

fn entered(diet: &mut Clinic, mary: &Id, kind: MeasureKind, text: &str) -> MeasurementView {
    let form = NewReading {
        patient_id: mary.clone(),
        kind: kind.into(),
        text: text.into(),
        at: None,
    };
    enter(diet, &form).unwrap()
}

fn text(quantity: &Quantity) -> String {
    quantity.stored_text()
}

#[test]
fn a_bare_number_is_in_the_units_of_the_clinic_and_has_one() {
    let (machine, mary) = clinic_with_mary();
    choose_units(&machine, "US");
    let mut diet = machine.sign_in("diet", PASSWORD);
    let offered = measurement_kinds::offered(&diet).unwrap();
    let proposed = |kind: MeasureKind| offered.iter().find(|one| one.kind == kind).unwrap();
    assert_eq!(proposed(MeasureKind::Weight).unit, "lb");
    assert_eq!(proposed(MeasureKind::Pulse).unit, "/min");
    for (kind, typed, entered_text, shown) in [
        (MeasureKind::Weight, "159", "159 lb", "159 lb"),
        (MeasureKind::Height, "67", "67 in", "67 in"),
        (MeasureKind::Waist, "84 cm", "84 cm", "33.07 in"),
        (MeasureKind::Temperature, "98.6", "98.6", "98.6 °F"),
        (MeasureKind::Glucose, "97", "97 mg/dL", "97 mg/dL"),
        (
            MeasureKind::BloodPressure,
            "120/80",
            "120/80",
            "120/80 mmHg",
        ),
    ] {
        let view = entered(&mut diet, &mary, kind, typed);
        assert_eq!(
            (&*view.entered_text, text(&view.quantity)),
            (entered_text, shown.to_owned())
        );
    }
    let tiles = chart::show(&mut diet, &mary).unwrap().measures;
    let tile = |kind| tiles.iter().find(|tile| tile.kind == kind).unwrap();
    assert_eq!(text(&tile(MeasureKind::Weight).latest.quantity), "159 lb");
    // of 72.121 kg and 170.18 cm
    assert_eq!(text(&tile(MeasureKind::Bmi).latest.quantity), "24.9 kg/m²");
    let drawn = list::trend(&diet, &mary, &MeasureKind::Glucose.into()).unwrap();
    let limits = [drawn.normal_low, drawn.normal_high].map(|limit| limit.unwrap().0);
    assert_eq!(
        (&*drawn.unit, drawn.points[0].value.0, limits),
        ("mg/dL", 97.0, [70.0, 200.0])
    );
}

#[test]
fn what_was_entered_before_stays_what_it_was() {
    let (machine, mary) = clinic_with_mary();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let weight = entered(&mut diet, &mary, MeasureKind::Weight, "72.4");
    assert_eq!(
        (&*weight.entered_text, text(&weight.quantity)),
        ("72.4", "72.4 kg".into())
    );
    drop(diet);
    choose_units(&machine, "US");
    let mut diet = machine.sign_in("diet", PASSWORD);
    let shown = list::show(&diet, &weight.id).unwrap();
    assert_eq!(
        (&*shown.entered_text, text(&shown.quantity)),
        ("72.4 kg", "159.6 lb".into())
    );
    // the form begins with the entered text
    let mut correction = Correction {
        kind: MeasureKind::Weight.into(),
        text: shown.entered_text,
        at: None,
        accept_doubtful: false,
    };
    correct(&mut diet, &weight.id, &shown.seen, &correction).unwrap();
    let same = list::show(&diet, &weight.id).unwrap();
    assert_eq!(
        (text(&same.quantity), same.corrected),
        ("159.6 lb".into(), None)
    );
    correction.text = "161".into();
    correct(&mut diet, &weight.id, &same.seen, &correction).unwrap();
    let changed = list::show(&diet, &weight.id).unwrap();
    assert_eq!(
        (&*changed.entered_text, text(&changed.quantity)),
        ("161 lb", "161 lb".into())
    );
    let former = changed.corrected.unwrap().quantity.unwrap();
    assert_eq!(text(&former), "159.6 lb");
    drop(diet);
    choose_units(&machine, "METRIC");
    let diet = machine.sign_in("diet", PASSWORD);
    let metric = list::show(&diet, &weight.id).unwrap();
    assert_eq!(
        (&*metric.entered_text, text(&metric.quantity)),
        ("161 lb", "73.028 kg".into())
    );
}

#[test]
fn a_visit_asks_in_the_units_of_the_clinic() {
    let (machine, mary) = clinic_with_mary();
    choose_units(&machine, "US");
    let mut diet = machine.sign_in("diet", PASSWORD);
    entered(&mut diet, &mary, MeasureKind::Weight, "159");
    let begin = VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::FollowUp,
    };
    let visit = visits::start::start(&mut diet, &begin).unwrap().visit;
    let units = |kind: MeasureKind| {
        let line = visit.grid.lines.iter().find(|line| line.kind == kind);
        line.unwrap().unit.clone()
    };
    assert_eq!(
        [MeasureKind::Weight, MeasureKind::Height].map(units),
        ["lb", "in"]
    );
    let read = list::understand(&diet, &visit.id, &MeasureKind::Weight.into(), "259", None);
    let read = read.unwrap();
    assert_eq!(text(&read.understood.unwrap()), "259 lb");
    let last = read.doubt.unwrap().last.unwrap();
    assert_eq!(text(&last.quantity), "159 lb");
    let entry = ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: MeasureKind::Height.into(),
        text: "12".into(),
        at: diet.now(),
        accept_doubtful: false,
    };
    let asked = consider(&diet, &entry).unwrap();
    let doubt = asked.doubt.unwrap();
    assert_eq!(
        (text(&asked.quantity), doubt.low.0, doubt.high.0),
        ("12 in".into(), 39.37, 84.65)
    );
}

#[test]
fn parents_and_goals_are_in_the_units_of_the_clinic_and_do_not_drift() {
    let (machine, mary) = clinic_with_mary();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut view = profile::show(&diet, mary.to().unwrap()).unwrap();
    let loaded = view.form.clone();
    view.form.mother_height = "166".into();
    profile::edit(&mut diet, &loaded, &view).unwrap();
    drop(diet);
    choose_units(&machine, "US");
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut view = profile::show(&diet, mary.to().unwrap()).unwrap();
    assert_eq!(view.form.mother_height, "65.35 in");
    let loaded = view.form.clone();
    view.form.father_height = "70".into();
    profile::edit(&mut diet, &loaded, &view).unwrap();
    let mut form = goal("Lose some weight");
    form.measure = Some(MeasureKind::Weight);
    (form.start, form.target) = ("180".into(), "72.4 kg".into());
    let aimed = goals::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(
        (&*aimed.form.start, &*aimed.form.target),
        ("180 lb", "72.4 kg")
    );
    let target = aimed.aim.unwrap().target.unwrap();
    assert_eq!(text(&target), "159.6 lb");
    drop(diet);
    choose_units(&machine, "METRIC");
    let diet = machine.sign_in("diet", PASSWORD);
    let form = profile::show(&diet, mary.to().unwrap()).unwrap().form;
    assert_eq!(
        (&*form.mother_height, &*form.father_height),
        ("166 cm", "177.8 cm")
    );
    let aim = goals::show(&diet, &aimed.id).unwrap().aim.unwrap();
    assert_eq!(text(&aim.start.unwrap()), "81.647 kg");
}

#[test]
fn a_weight_before_a_pregnancy_is_in_the_units_of_the_clinic() {
    let (machine, mary) = clinic_with_mary();
    choose_units(&machine, "US");
    let mut diet = machine.sign_in("diet", PASSWORD);
    entered(&mut diet, &mary, MeasureKind::Height, "67");
    let due = diet.today().unwrap() + chrono::Days::new(100);
    let form = PregnancyForm {
        due_date: Some(Day::of(due)),
        weight_before: "60.3 kg".into(),
        ended_on: None,
        outcome: None,
        breastfeeding_until: None,
    };
    let view = pregnancies::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(view.form.weight_before, "132.9 lb");
    // 11.5 to 16 kg at a BMI of 20.8
    let recommended = view.recommended.unwrap();
    let range = (text(&recommended.low), text(&recommended.high));
    assert_eq!(range, ("25.4 lb".into(), "35.3 lb".into()));
    let mut edit = PregnancyEdit {
        id: view.id,
        seen: view.seen,
        loaded: view.form.clone(),
        form: view.form,
    };
    edit.form.due_date = Some(Day::of(due + chrono::Days::new(1)));
    let moved = pregnancies::edit(&mut diet, &edit).unwrap();
    assert_eq!(moved.form.weight_before, "132.9 lb");
    edit = PregnancyEdit {
        id: moved.id,
        seen: moved.seen,
        loaded: moved.form.clone(),
        form: moved.form,
    };
    edit.form.weight_before = "135".into();
    let changed = pregnancies::edit(&mut diet, &edit).unwrap();
    assert_eq!(changed.form.weight_before, "135 lb");
}

#[test]
fn an_empty_choice_is_metric() {
    let (_machine, admin) = clinic();
    let rows = preferences::list(&admin).unwrap();
    let units = rows.iter().find(|row| row.of == Preference::Units).unwrap();
    assert_eq!(
        (&*units.value, &units.seen),
        ("METRIC", &ReadVersionToken(String::new()))
    );
    assert_eq!(units.choices, ["METRIC", "US"]);
}
