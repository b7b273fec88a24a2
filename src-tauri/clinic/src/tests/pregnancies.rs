//! Pregnancies: what they are by the clock, which days go together, what was gained, and where it is shown.
#![allow(clippy::unwrap_used)]

use chrono::{Days, Months, NaiveDate};
use serde_json::json;
use sync_contract::catalog::Sex;

use crate::error::{Error, Reason};
use crate::measurements::record::enter;
use crate::measurements::{MeasureKind, NewReading};
use crate::nutrient_targets::reference::intakes_of;
use crate::nutrient_targets::{LifeStage, Nutrient};
use crate::pregnancies::course::PregnancyState;
use crate::pregnancies::{PregnancyEdit, PregnancyForm, PregnancyOutcome, PregnancyView};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::energy_estimates::person;
use crate::timeline::TimelineEvent;
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, pregnancies};

const DAY_S: i64 = 86_400;

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, diet, mary)
}

fn due(day: NaiveDate) -> PregnancyForm {
    PregnancyForm {
        due_date: Some(Day::of(day)),
        weight_before: String::new(),
        ended_on: None,
        outcome: None,
        breastfeeding_until: None,
    }
}

/// Returns the form of one that ended with a live birth on its due date.
fn born(day: NaiveDate) -> PregnancyForm {
    PregnancyForm {
        ended_on: Some(Day::of(day)),
        outcome: Some(PregnancyOutcome::LiveBirth),
        ..due(day)
    }
}

fn edit(view: &PregnancyView, change: impl FnOnce(&mut PregnancyForm)) -> PregnancyEdit {
    let mut edit = PregnancyEdit {
        id: view.id.clone(),
        seen: view.seen.clone(),
        loaded: view.form.clone(),
        form: view.form.clone(),
    };
    change(&mut edit.form);
    edit
}

fn only(clinic: &Clinic, patient: &Id) -> PregnancyView {
    let mut all = pregnancies::list(clinic, patient).unwrap().pregnancies;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_pregnancy_is_what_its_days_and_the_clock_make_it() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    // 171 days: 24 weeks and 3 days
    let form = due(today + Days::new(280 - 171));
    let added = pregnancies::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(added.state, PregnancyState::Pregnant);
    assert_eq!(added.age.unwrap().to_string(), "24+3");
    assert_eq!(added.trimester, Some(2));
    let chip = chart::show(&mut diet, &mary).unwrap().header.pregnancy;
    let chip = chip.unwrap();
    assert_eq!(
        (chip.state, chip.age),
        (PregnancyState::Pregnant, added.age)
    );
    machine.clock.advance_s(110 * DAY_S);
    let overdue = only(&diet, &mary);
    assert_eq!(overdue.state, PregnancyState::Overdue);
    assert_eq!(overdue.age.unwrap().to_string(), "40+1");
    machine.clock.advance_s(28 * DAY_S);
    let over = only(&diet, &mary);
    assert_eq!((over.state, over.age), (PregnancyState::Over, None));
    assert_eq!(
        chart::show(&mut diet, &mary).unwrap().header.pregnancy,
        None
    );
}

#[test]
fn after_a_live_birth_breastfeeding_lasts_until_its_day() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    let mut form = born(today);
    form.breastfeeding_until = Some(Day::of(today + Days::new(2)));
    let added = pregnancies::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(added.state, PregnancyState::Breastfeeding);
    assert_eq!(added.age.unwrap().to_string(), "40+0");
    assert_eq!(added.trimester, None);
    machine.clock.advance_s(2 * DAY_S);
    assert_eq!(only(&diet, &mary).state, PregnancyState::Breastfeeding);
    machine.clock.advance_s(DAY_S);
    assert_eq!(only(&diet, &mary).state, PregnancyState::Over);
}

#[test]
fn days_that_do_not_go_together_are_refused_at_their_field() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    let mut add = |form: PregnancyForm| pregnancies::add(&mut diet, &mary, &form);
    refused(
        add(due(today + Days::new(301))),
        "dueDate",
        Reason::Impossible,
    );
    refused(
        add(due(today - Days::new(21 * 366))),
        "dueDate",
        Reason::TooLongAgo,
    );
    let ended = |on: NaiveDate, change: fn(&mut PregnancyForm)| {
        let mut form = born(today);
        form.ended_on = Some(Day::of(on));
        change(&mut form);
        form
    };
    let early = ended(today - Days::new(281), |_| {});
    refused(add(early), "endedOn", Reason::Backwards);
    let future = ended(today + Days::new(1), |_| {});
    refused(add(future), "endedOn", Reason::InTheFuture);
    let without = ended(today, |form| form.outcome = None);
    refused(add(without), "outcome", Reason::Required);
    let unended = ended(today, |form| form.ended_on = None);
    refused(add(unended), "endedOn", Reason::Required);
    let lost = ended(today, |form| {
        form.outcome = Some(PregnancyOutcome::Miscarriage);
        form.breastfeeding_until = form.ended_on.clone();
    });
    refused(add(lost), "breastfeedingUntil", Reason::Impossible);
    let mut before = born(today);
    before.breastfeeding_until = Some(Day::of(today - Days::new(1)));
    refused(add(before), "breastfeedingUntil", Reason::Backwards);
    let mut late = born(today - Days::new(40));
    late.ended_on = Some(Day::of(today));
    refused(add(late), "endedOn", Reason::Impossible);
    let mut early = due(today + Days::new(200));
    early.ended_on = Some(Day::of(today));
    early.outcome = Some(PregnancyOutcome::LiveBirth);
    refused(add(early), "outcome", Reason::Impossible);
    let mut always = born(today);
    always.breastfeeding_until = Some(Day::of(today + Days::new(4_000)));
    refused(add(always), "breastfeedingUntil", Reason::Impossible);
    let mut light = due(today);
    light.weight_before = "24 kg".into();
    refused(add(light), "weightBefore", Reason::Impossible);
}

#[test]
fn a_man_and_a_child_have_no_pregnancy() {
    let (_machine, mut diet, _) = clinic_with_mary();
    let today = diet.today().unwrap();
    let child = person(&mut diet, "2022-12-11", Sex::Female);
    for day in [today, today - Days::new(4_000)] {
        let refusal = pregnancies::add(&mut diet, &child, &due(day));
        refused(refusal, "dueDate", Reason::Backwards);
    }
    let man = person(&mut diet, "1992-03-12", Sex::Male);
    let refusal = pregnancies::add(&mut diet, &man, &due(today));
    refused(refusal, "sex", Reason::Impossible);
    let unknown = person(&mut diet, "1993-03-12", Sex::Unknown);
    pregnancies::add(&mut diet, &unknown, &due(today)).unwrap();
}

#[test]
fn two_pregnancies_of_a_patient_do_not_overlap() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    let first = born(today - Days::new(400));
    let first = pregnancies::add(&mut diet, &mary, &first).unwrap();
    let during = due(today - Days::new(121));
    let during = pregnancies::add(&mut diet, &mary, &during);
    refused(during, "dueDate", Reason::Taken);
    // it begins on the day on which the first one ended
    let next = due(today - Days::new(120));
    let next = pregnancies::add(&mut diet, &mary, &next).unwrap();
    let longer = edit(&first, |form| {
        form.ended_on = Some(Day::of(today - Days::new(399)));
    });
    let longer = pregnancies::edit(&mut diet, &longer);
    refused(longer, "dueDate", Reason::Taken);

    let removal = pregnancies::remove(&mut diet, &next.id, &next.seen, "not hers").unwrap();
    assert_eq!(pregnancies::removed(&diet, &next.id).unwrap(), removal);
    let other = due(today - Days::new(100));
    let other = pregnancies::add(&mut diet, &mary, &other).unwrap();
    let restored = pregnancies::restore(&mut diet, &next.id, &removal);
    refused(restored, "dueDate", Reason::Taken);
    pregnancies::remove(&mut diet, &other.id, &other.seen, "not hers").unwrap();
    pregnancies::restore(&mut diet, &next.id, &removal).unwrap();
    let all = pregnancies::list(&diet, &mary).unwrap().pregnancies;
    let ids: Vec<Id> = all.into_iter().map(|one| one.id).collect();
    assert_eq!(ids, [next.id, first.id]);
}

#[test]
fn an_edit_of_a_pregnancy_writes_what_its_editor_changed() {
    let (machine, mut diet, mary) = clinic_with_mary();
    // the first day that is not too long ago
    let day = diet.today().unwrap() - Months::new(240);
    let added = pregnancies::add(&mut diet, &mary, &due(day)).unwrap();
    let weight = edit(&added, |form| form.weight_before = "132 lb".into());
    pregnancies::edit(&mut diet, &weight).unwrap();
    // of a form that was loaded before that
    let ending = edit(&added, |form| {
        form.ended_on = Some(Day::of(day));
        form.outcome = Some(PregnancyOutcome::LiveBirth);
    });
    let both = pregnancies::edit(&mut diet, &ending).unwrap();
    assert!(both.form.weight_before.starts_with("59.8"), "{both:?}");
    assert_eq!(both.form.outcome, Some(PregnancyOutcome::LiveBirth));
    // later its due date is not judged anew
    machine.clock.advance_s(2 * DAY_S);
    let until = edit(&both, |form| {
        form.breastfeeding_until = Some(Day::of(day));
    });
    pregnancies::edit(&mut diet, &until).unwrap();
}

#[test]
fn what_was_gained_is_by_the_latest_weight_measured_in_it() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    let measure = |clinic: &mut Clinic, kind: MeasureKind, text: &str| {
        let reading = NewReading {
            patient_id: mary.clone(),
            kind: kind.into(),
            text: text.into(),
            at: None,
        };
        enter(clinic, &reading).unwrap();
    };
    measure(&mut diet, MeasureKind::Height, "165 cm");
    let mut form = due(today + Days::new(100));
    form.weight_before = "60 kg".into();
    let added = pregnancies::add(&mut diet, &mary, &form).unwrap();
    assert_eq!(added.gained, None);
    let recommended = added.recommended.unwrap();
    assert_eq!(
        (recommended.low.value.0, recommended.high.value.0),
        (11.5, 16.0)
    );
    assert_eq!(recommended.bmi_before.0, 22.0);
    measure(&mut diet, MeasureKind::Weight, "64 kg");
    machine.clock.advance_s(DAY_S);
    measure(&mut diet, MeasureKind::Weight, "64.5 kg");
    let gained = only(&diet, &mary).gained.unwrap();
    assert_eq!((gained.weight.value.0, &*gained.weight.unit), (4.5, "kg"));
    assert_eq!(gained.measured_on, Day::of(today + Days::new(1)));
    // a weight of after the end is not of it
    let shown = only(&diet, &mary);
    let ending = edit(&shown, |form| {
        form.ended_on = Some(Day::of(today));
        form.outcome = Some(PregnancyOutcome::Other);
    });
    let over = pregnancies::edit(&mut diet, &ending).unwrap();
    assert_eq!(over.gained.unwrap().weight.value.0, 4.0);
}

#[test]
fn the_life_stage_that_is_proposed_follows_a_pregnancy() {
    let (_machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    let stage = |clinic: &Clinic| intakes_of(clinic, &mary, None).unwrap().stage;
    assert_eq!(stage(&diet), Some(LifeStage::Females31To50));
    let added = pregnancies::add(&mut diet, &mary, &due(today)).unwrap();
    assert_eq!(stage(&diet), Some(LifeStage::Pregnancy31To50));
    let birth = edit(&added, |form| {
        form.ended_on = Some(Day::of(today));
        form.outcome = Some(PregnancyOutcome::LiveBirth);
        form.breastfeeding_until = Some(Day::of(today + Days::new(90)));
    });
    let born = pregnancies::edit(&mut diet, &birth).unwrap();
    assert_eq!(stage(&diet), Some(LifeStage::Lactation31To50));
    let chosen = intakes_of(&diet, &mary, Some(LifeStage::Females31To50)).unwrap();
    assert_eq!(chosen.stage, Some(LifeStage::Females31To50));
    let ended = edit(&born, |form| form.breastfeeding_until = None);
    pregnancies::edit(&mut diet, &ended).unwrap();
    assert_eq!(stage(&diet), Some(LifeStage::Females31To50));
    let query = json!({ "patientId": mary.0, "group": "background", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let events: Vec<TimelineEvent> = timeline(&diet, &query)
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.event)
        .collect();
    let outcome = Some(PregnancyOutcome::LiveBirth);
    let due = due(today).due_date;
    let both = [
        TimelineEvent::PregnancyEnded { outcome },
        TimelineEvent::Pregnant { due },
    ];
    assert!(
        both.iter().all(|event| events.contains(event)),
        "{events:?}"
    );
    assert_eq!(events.len(), both.len());
}

#[test]
fn the_life_stage_of_a_pregnancy_counts_at_any_age() {
    let (_machine, mut diet, _) = clinic_with_mary();
    let today = diet.today().unwrap();
    for (birth, stage) in [
        ("2013-05-02", LifeStage::Pregnancy14To18),
        ("1970-05-02", LifeStage::Pregnancy31To50),
    ] {
        let patient = registered(&mut diet, "Ama", "Mensah", birth);
        let plain = intakes_of(&diet, &patient, None).unwrap();
        assert_eq!(plain.stages.len(), 1, "{birth}");
        pregnancies::add(&mut diet, &patient, &due(today)).unwrap();
        let pregnant = intakes_of(&diet, &patient, None).unwrap();
        assert_eq!(pregnant.stage, Some(stage));
        let mut intakes = pregnant.intakes.iter();
        let iron = intakes.find(|of| of.nutrient == Nutrient::Iron).unwrap();
        assert_eq!(iron.low.0, 27.0);
        let chosen = intakes_of(&diet, &patient, Some(stage)).unwrap();
        assert_eq!(chosen.stage, Some(stage));
    }
}

#[test]
fn without_the_right_to_the_chart_no_pregnancy_is_shown() {
    let (machine, mut diet, mary) = clinic_with_mary();
    let today = diet.today().unwrap();
    pregnancies::add(&mut diet, &mary, &due(today)).unwrap();
    drop(diet);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let shown = chart::show(&mut receptionist, &mary).unwrap();
    assert!(shown.pregnancies.is_none() && shown.header.pregnancy.is_none());
    let refusal = pregnancies::list(&receptionist, &mary);
    assert!(matches!(refusal, Err(Error::Forbidden(_))), "{refusal:?}");
}
