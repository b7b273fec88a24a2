#![allow(clippy::unwrap_used)]
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::event::{ClinicEvent, Topic};
use crate::testing::{SentEvents, two_clinics};

fn name_of(app_state: &AppState) -> String {
    let mut state = app_state.clinic_state();
    session(state.clinic().unwrap()).unwrap().clinic_name
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clinic_is_shown_as_it_was_left() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let first = clinics.shown().unwrap();
    assert_eq!(name_of(&first), "Riverside");
    clinics.switch_to("second").unwrap();
    let second = clinics.shown().unwrap();
    assert_eq!(name_of(&second), "Harbour");
    assert!(!first.is_shown(), "and its session goes on:");
    assert_eq!(name_of(&first), "Riverside");
    clinics.switch_to("clinic").unwrap();
    assert_eq!(name_of(&clinics.shown().unwrap()), "Riverside");
    let refused = clinics.switch_to("third").unwrap_err();
    assert_eq!(refused.0.code, ProblemCode::NotFound);
    assert_eq!(name_of(&clinics.shown().unwrap()), "Riverside");
}

#[tokio::test(flavor = "multi_thread")]
async fn between_two_clinics_no_command_works() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let (first, ended) = (clinics.shown().unwrap(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&ended);
    let renewal = move || {
        count.fetch_add(1, Ordering::Relaxed);
    };
    clinics.window().renew_by(Box::new(renewal));
    let events = SentEvents::of(&first);
    clinics.switch_to("second").unwrap();
    assert_eq!(ended.load(Ordering::Relaxed), 1, "the page is ended");
    let refused = clinics.shown().err().unwrap();
    assert_eq!(refused.0.code, ProblemCode::Locked);
    first.send(ClinicEvent::RightsChanged);
    assert_eq!(events.kinds(), [] as [&str; 0]);
    // the new page has begun
    clinics.window().arrive();
    assert_eq!(name_of(&clinics.shown().unwrap()), "Harbour");
    clinics.window().arrive();
    assert_eq!(name_of(&clinics.shown().unwrap()), "Harbour");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_is_not_shown_sends_the_page_nothing_of_itself() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let events = SentEvents::of(&clinics.shown().unwrap());
    let other = clinics.all().pop().unwrap();
    other.send(ClinicEvent::Damaged {
        damage: Vec::new(),
        key_missing: vec!["Ada".to_owned()],
    });
    other.send(ClinicEvent::RightsChanged);
    other.send(ClinicEvent::Changed {
        topics: vec![Topic::Patients],
        patient_ids: Vec::new(),
    });
    assert_eq!(events.kinds(), [] as [&str; 0]);
    let own = other.clone();
    let locked = move || sessions::end_session(&own, Some(ProblemCode::Revoked));
    tokio::task::spawn_blocking(locked).await.unwrap();
    assert_eq!(events.kinds(), ["clinicsChanged"]);
    assert!(matches!(*other.clinic_state(), ClinicState::Locked(_)));
    let shown = clinics.shown().unwrap();
    assert!(matches!(*shown.clinic_state(), ClinicState::Open(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_window_leaves_all_of_its_clinics() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let own = clinics.clone();
    let leave = move || {
        own.lock_others();
        let shown = own.shown().unwrap();
        sessions::leave(&shown, &mut shown.clinic_state());
    };
    tokio::task::spawn_blocking(leave).await.unwrap();
    for app_state in clinics.all() {
        assert!(matches!(*app_state.clinic_state(), ClinicState::Locked(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_each_clinic_with_who_is_signed_in() {
    let (clinics, folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    // a file that is no clinic's
    let odd = folder.path().join("odd");
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("vault.db"), "no database").unwrap();
    let other = clinics.all().pop().unwrap();
    let own = clinics.clone();
    let listed = move || {
        sessions::end_session(&other, None);
        own.list().unwrap()
    };
    let choices = tokio::task::spawn_blocking(listed).await.unwrap();
    let rows: Vec<_> = choices
        .iter()
        .map(|choice| (choice.folder.as_str(), choice.name.as_deref()))
        .collect();
    let expected = [
        ("second", Some("Harbour")),
        ("clinic", Some("Riverside")),
        ("odd", None),
    ];
    assert_eq!(rows, expected);
    let [harbour, riverside, odd] = &choices[..] else {
        panic!("three");
    };
    assert_eq!(riverside.user.as_deref(), Some("Ama Mensah"));
    assert!(riverside.is_shown && riverside.is_open && riverside.sync.is_some());
    assert!(!harbour.is_shown && !harbour.is_open && harbour.user.is_none());
    assert!(odd.problem.is_some() && !odd.is_open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_more_begins_with_its_first_run() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let folder = |clinics: &Clinics| folder_name(&clinics.shown().unwrap());
    clinics.add().unwrap();
    assert_eq!(folder(&clinics), "clinic-2");
    let shown = clinics.shown().unwrap();
    assert!(matches!(*shown.clinic_state(), ClinicState::Nothing));
    clinics.switch_to("clinic").unwrap();
    let own = clinics.clone();
    let listed = tokio::task::spawn_blocking(move || own.list().unwrap());
    assert_eq!(
        listed.await.unwrap().len(),
        2,
        "what was not made is not listed"
    );
    clinics.add().unwrap();
    assert_eq!(folder(&clinics), "clinic-2", "and is begun again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_critical_alert_of_another_clinic_is_listed_also_while_it_is_locked() {
    let (clinics, _folder) = tokio::task::spawn_blocking(two_clinics).await.unwrap();
    let events = SentEvents::of(&clinics.shown().unwrap());
    let other = clinics.all().pop().unwrap();
    let form = serde_json::from_value(serde_json::json!({
        "kind": "medical", "priority": "critical", "facilityId": null, "departmentId": null, "roomId": null,
        "title": "Oxygen is low", "description": "", "expiresAt": null,
    }));
    let form = form.unwrap();
    let raised = other.write(&[Topic::Alerts], move |clinic| {
        clinic::alerts::raise::raise(clinic, &form)
    });
    raised.await.unwrap();
    assert!(events.kinds().iter().any(|kind| kind == "clinicsChanged"));
    let listed = move || {
        let open = clinics.list().unwrap();
        sessions::end_session(&other, None);
        [open, clinics.list().unwrap()]
    };
    let lists = tokio::task::spawn_blocking(listed).await.unwrap();
    for choices in lists {
        let waiting: Vec<_> = choices
            .iter()
            .map(|choice| (choice.is_shown, choice.has_critical_alert))
            .collect();
        assert_eq!(waiting, [(false, true), (true, false)]);
    }
}
