//! Rows that say nothing of when they began, of patients who were seen before they were registered here.

use sync_contract::catalog::{Visit, VisitType};
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, VisitId};

use crate::allergies::Severity;
use crate::goals::GoalStatus;
use crate::testing::{PASSWORD, allergy, clinic, condition, diagnosis, goal, registered};
use crate::timeline::TimelineQuery;
use crate::timeline::list::list;
use crate::view::Id;
use crate::{Clinic, allergies, conditions, diagnoses, goals};

const DAY_US: i64 = 86_400_000_000;

fn visit_before(clinic: &mut Clinic, patient: &Id, days: i64) {
    let patient: PatientId = patient.to().unwrap();
    let write = clinic.write("record visit", |tx| {
        let id: VisitId = tx.new_id();
        let started_at = Time(tx.now().0 - days * DAY_US);
        tx.insert(&Visit {
            id,
            patient,
            provider: tx.user(),
            appointment: None,
            kind: VisitType::Initial,
            started_at,
            ended_at: Some(Time(started_at.0 + 1_800_000_000)),
            chief_complaint: None.into(),
            summary: None.into(),
            follow_up_required: false,
            follow_up_date: None,
        })?;
        Ok(())
    });
    write.unwrap();
}

/// What each row is of, its day, whether it has a time, and when it was entered where that was later.
fn rows(clinic: &Clinic, patient: &Id) -> Vec<(String, String, bool, Option<String>)> {
    let query = TimelineQuery {
        patient_id: patient.clone(),
        group: None,
        after: None,
        limit: 100,
    };
    let rows = list(clinic, &query).unwrap().rows.into_iter();
    let rows = rows.map(|row| {
        let event = serde_json::to_value(&row.event).unwrap();
        let what = event["what"].as_str().unwrap().to_owned();
        let entered = row.entered_on.map(|day| day.0);
        (what, row.on, row.at.is_some(), entered)
    });
    rows.collect()
}

#[test]
fn a_chart_of_before_is_dated_by_its_first_visit() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    visit_before(&mut diet, &mary, 40);
    visit_before(&mut diet, &mary, 12);
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    diagnoses::add(&mut diet, &mary, &diagnosis("Low intake")).unwrap();
    let mut dated = condition("Coeliac disease");
    dated.onset = "2019".into();
    conditions::add(&mut diet, &mary, &dated).unwrap();
    // when it was met is not known
    let mut met = goal("Breakfast");
    met.status = GoalStatus::Met;
    goals::add(&mut diet, &mary, &met).unwrap();
    machine.clock.advance_s(86_400);
    goals::add(&mut diet, &mary, &goal("Three meals")).unwrap();
    let row = |what: &str, on: &str, has_time: bool, entered: Option<&str>| {
        let entered = entered.map(str::to_owned);
        (what.to_owned(), on.to_owned(), has_time, entered)
    };
    let (first, typed) = ("2026-10-11", Some("2026-11-20"));
    let mut shown = rows(&diet, &mary);
    // what began together is in the order of its ids
    shown[4..7].sort();
    let expected = [
        row("goal", "2026-11-21", true, None),
        row("goal", "2026-11-20", true, None),
        row("visit", "2026-11-08", true, typed),
        row("visit", first, true, typed),
        row("allergy", first, false, typed),
        row("problem", first, false, typed),
        row("registered", first, false, typed),
        row("condition", "2019", false, typed),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_chart_that_begins_with_the_registration_has_its_own_times() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    visit_before(&mut diet, &mary, 0);
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    let has_time = |row: &(String, String, bool, Option<String>)| row.2 && row.1 == "2026-11-20";
    assert!(rows(&diet, &mary).iter().all(has_time));
}
