//! A screening and an estimate that are half filled in outlive a lock, for their author alone.

use crate::energy_estimates::{EnergyMethod, draft as estimate_draft, form as estimate_form};
use crate::error::Error;
use crate::measurements::MeasureKind;
use crate::patients::view::Sex;
use crate::screenings::{ChoiceKey, QuestionKey, ScreeningStart, ScreeningTool};
use crate::screenings::{draft, form, list, record};
use crate::testing::{PASSWORD, add_user, clinic, registered};
use crate::tests::energy_estimates::{by_kg, estimate, measure, measured, person};
use crate::tests::screenings::must;
use crate::view::Id;
use crate::{Clinic, energy_estimates};

const DAY_S: i64 = 86_400;

fn given(start: &ScreeningStart, tool: ScreeningTool) -> Vec<(QuestionKey, ChoiceKey)> {
    let form = start.forms.iter().find(|form| form.tool == tool).unwrap();
    let questions = form.questions.iter();
    let given = questions.filter_map(|of| Some((of.key, of.given.clone()?.choice)));
    given.collect()
}

fn begun(clinic: &Clinic, patient: &Id) -> ScreeningStart {
    form::start(clinic, patient, None).unwrap()
}

#[test]
fn a_half_given_screening_is_there_after_a_lock_and_only_for_its_author() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "other", "Dietitian");
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    assert_eq!(begun(&diet, &mary).draft_saved_at, None);
    let mut half = must(&mary, "", "5_to_10", "");
    half.answers.retain(|_, answer| !answer.is_empty());
    draft::save(&mut diet, &half).unwrap();
    assert!(list::list(&diet, &mary).unwrap().is_empty());
    drop(diet);

    let other = machine.sign_in("other", PASSWORD);
    assert_eq!(begun(&other, &mary).draft_saved_at, None);
    assert!(given(&begun(&other, &mary), ScreeningTool::Must).is_empty());
    drop(other);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let start = begun(&diet, &mary);
    assert!(start.draft_saved_at.is_some());
    assert_eq!(
        given(&start, ScreeningTool::Must),
        [(QuestionKey::MustLoss, ChoiceKey::Loss5To10)]
    );
    assert!(given(&start, ScreeningTool::Mst).is_empty());

    // another tool takes its place, and is offered first
    let mut mst = half.clone();
    mst.tool = ScreeningTool::Mst;
    mst.answers = [("poor_appetite".to_owned(), "yes".to_owned())].into();
    draft::save(&mut diet, &mst).unwrap();
    let start = begun(&diet, &mary);
    assert_eq!(start.preselected, Some(ScreeningTool::Mst));
    assert!(given(&start, ScreeningTool::Must).is_empty());

    // what is recorded leaves no draft, and what is thrown away is gone
    record::record(&mut diet, &must(&mary, "above_20", "5_to_10", "no")).unwrap();
    assert_eq!(begun(&diet, &mary).draft_saved_at, None);
    draft::save(&mut diet, &half).unwrap();
    draft::discard(&mut diet, &mary, None).unwrap();
    assert_eq!(begun(&diet, &mary).draft_saved_at, None);
    assert_eq!(begun(&diet, &mary).preselected, Some(ScreeningTool::Must));
}

#[test]
fn a_correction_has_a_draft_of_its_own() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let first = record::record(&mut diet, &must(&mary, "above_20", "below_5", "no")).unwrap();
    let mut changed = must(&mary, "above_20", "above_10", "no");
    changed.replaces = Some(first.id.clone());
    draft::save(&mut diet, &changed).unwrap();
    assert_eq!(begun(&diet, &mary).draft_saved_at, None);
    let start = form::start(&diet, &mary, Some(&first.id)).unwrap();
    assert!(start.draft_saved_at.is_some());
    assert_eq!(
        given(&start, ScreeningTool::Must)[1],
        (QuestionKey::MustLoss, ChoiceKey::LossAbove10)
    );
    record::record(&mut diet, &changed).unwrap();
    let again = list::list(&diet, &mary).unwrap()[0].id.clone();
    let start = form::start(&diet, &mary, Some(&again)).unwrap();
    assert_eq!(start.draft_saved_at, None);
}

#[test]
fn a_begun_estimate_is_there_after_a_lock_with_what_is_no_number() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let start = |clinic: &Clinic| estimate_form::start(clinic, &mary, None).unwrap();
    let fresh = start(&diet);
    assert_eq!(fresh.draft_saved_at, None);
    let mut typed = estimate(&mary, EnergyMethod::HarrisBenedict, &[]);
    typed.inputs.clone_from(&fresh.inputs);
    typed.inputs.insert("stress_factor".into(), "1,".into());
    typed.inputs.insert("weight_kg".into(), "71".into());
    estimate_draft::save(&mut diet, &typed).unwrap();
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let resumed = start(&diet);
    assert!(resumed.draft_saved_at.is_some());
    assert_eq!(resumed.method, EnergyMethod::HarrisBenedict);
    assert_eq!(resumed.inputs["stress_factor"], "1,");
    assert_eq!(resumed.inputs["weight_kg"], "71");
    assert_eq!(
        resumed.inputs.get("height_cm"),
        fresh.inputs.get("height_cm")
    );
    energy_estimates::record::record(&mut diet, &by_kg(&mary)).unwrap();
    assert_eq!(start(&diet).draft_saved_at, None);
    assert_eq!(start(&diet).inputs, fresh.inputs);
}

#[test]
fn what_the_chart_knew_is_as_it_is_now_when_a_draft_is_opened_again() {
    let (machine, _) = clinic();
    let (mut diet, mary) = measured(&machine);
    let fresh = estimate_form::start(&diet, &mary, None).unwrap();
    let mut typed = estimate(&mary, fresh.method, &[]);
    typed.inputs.clone_from(&fresh.inputs);
    typed.inputs.insert("stress_factor".into(), "1.2".into());
    estimate_draft::save(&mut diet, &typed).unwrap();
    machine.clock.advance_s(DAY_S);
    let weight = MeasureKind::Weight;
    measure(&machine, &mut diet, &mary, weight, ("71 kg", 0));
    let later = estimate_form::start(&diet, &mary, None).unwrap();
    assert_eq!(later.inputs["stress_factor"], "1.2");
    assert_eq!(fresh.inputs["weight_kg"], "72.4");
    assert_eq!(later.inputs["weight_kg"], "71");
    // a weight that was typed is a person's, whatever was measured since
    typed.inputs.insert("weight_kg".into(), "70".into());
    estimate_draft::save(&mut diet, &typed).unwrap();
    let typed = estimate_form::start(&diet, &mary, None).unwrap();
    assert_eq!(typed.inputs["weight_kg"], "70");
}

#[test]
fn a_body_mass_index_of_another_day_is_asked_about_again() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let mut half = must(&mary, "below_18.5", "5_to_10", "");
    half.answers.retain(|_, answer| !answer.is_empty());
    draft::save(&mut diet, &half).unwrap();
    let both = [
        (QuestionKey::MustBmi, ChoiceKey::BmiBelow18),
        (QuestionKey::MustLoss, ChoiceKey::Loss5To10),
    ];
    assert_eq!(given(&begun(&diet, &mary), ScreeningTool::Must), both);
    machine.clock.advance_s(DAY_S);
    let later = begun(&diet, &mary);
    assert_eq!(given(&later, ScreeningTool::Must), both[1..]);
    assert!(later.draft_saved_at.is_some());
}

#[test]
fn nothing_is_drafted_without_the_right_or_of_a_patient_who_is_not_there() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let ama = person(&mut diet, "1992-11-20", Sex::Female);
    drop(diet);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let refused = draft::save(&mut reception, &must(&ama, "17", "0", "no"));
    assert!(
        matches!(refused, Err(Error::Forbidden { .. })),
        "{refused:?}"
    );
    drop(reception);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let unknown = Id::of(uuid::Uuid::from_u128(7));
    let refused = draft::save(&mut diet, &must(&unknown, "17", "0", "no"));
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}
