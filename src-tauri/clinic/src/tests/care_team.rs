//! The care team of a patient: who is on it, from when and until when, and whose patients those are.
#![allow(clippy::unwrap_used)]

use chrono::Days;
use serde_json::json;

use crate::care_team::{MemberEnd, MemberState, MemberView, NewMember};
use crate::error::{Error, Reason};
use crate::patients::list;
use crate::patients::view::{PatientQuery, PatientSort};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, care_team, chart, patients};

/// A clinic with the dietitians `diet` and `ben` and a nurse, whose receptionist has registered Mary for `diet`.
fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ben", "Dietitian");
    add_user(&mut admin, "vera", "Viewer");
    let diet = user(&admin, "diet");
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    let mut edit = chart::show(&mut receptionist, &mary)
        .unwrap()
        .form
        .to_edit();
    edit.form.dietitian_id = Some(diet);
    patients::edit::edit(&mut receptionist, &edit).unwrap();
    (machine, receptionist, mary)
}

fn user(clinic: &Clinic, username: &str) -> Id {
    let user = clinic.read().user_named(username).unwrap().unwrap();
    Id::of(user.value.id)
}

fn add(clinic: &mut Clinic, patient: &Id, username: &str, since: &Day) -> Result<MemberView> {
    let new = NewMember {
        patient_id: patient.clone(),
        user_id: user(clinic, username),
        since: since.clone(),
    };
    care_team::add(clinic, &new)
}

fn end(member: &MemberView, until: Option<&Day>) -> MemberEnd {
    MemberEnd {
        id: member.id.clone(),
        seen: member.seen.clone(),
        until: until.cloned(),
    }
}

fn today(clinic: &Clinic) -> Day {
    Day::of(clinic.today().unwrap())
}

fn in_days(clinic: &Clinic, days: u64) -> Day {
    Day::of(clinic.today().unwrap() + Days::new(days))
}

fn own(clinic: &Clinic) -> Vec<Id> {
    let query = PatientQuery {
        text: String::new(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: true,
        is_of_department: false,
        sort: PatientSort::Name,
        after: None,
        offset: 0,
        limit: 20,
    };
    let rows = list::list(clinic, &query).unwrap().rows;
    rows.into_iter().map(|row| row.patient.id).collect()
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
fn a_team_has_the_assigned_dietitian_first_and_each_member_once() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let today = today(&receptionist);
    let first = care_team::list(&receptionist, &mary).unwrap();
    assert_eq!(first.dietitian.unwrap().name, "diet Test");
    assert!(first.members.is_empty());

    let ben = add(&mut receptionist, &mary, "ben", &today).unwrap();
    assert_eq!(
        (ben.name.as_str(), ben.state),
        ("ben Test", MemberState::Current)
    );
    let again = add(&mut receptionist, &mary, "ben", &today);
    refused(again, "userId", Reason::Taken);
    let assigned = add(&mut receptionist, &mary, "diet", &today);
    refused(assigned, "userId", Reason::Taken);
    let viewer = add(&mut receptionist, &mary, "vera", &today);
    refused(viewer, "userId", Reason::Unknown);

    let before = Day("2020-01-01".into());
    let backwards = care_team::end(&mut receptionist, &end(&ben, Some(&before)));
    refused(backwards, "until", Reason::Backwards);
    let over = care_team::end(&mut receptionist, &end(&ben, Some(&today))).unwrap();
    // today is the last day
    assert_eq!(over.state, MemberState::Current);
    let tomorrow = in_days(&receptionist, 1);
    let again = add(&mut receptionist, &mary, "ben", &tomorrow).unwrap();
    assert_eq!(again.state, MemberState::Ahead);
    let open = care_team::end(&mut receptionist, &end(&over, None)).unwrap();
    assert_eq!(open.until, None);
}

#[test]
fn my_patients_are_those_assigned_to_me_and_those_of_my_teams() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    registered(&mut receptionist, "Zoe", "Tal", "1990-01-02");
    let since = in_days(&receptionist, 1);
    for year in ["0001-01-01", "9999-12-31"] {
        let refused = add(&mut receptionist, &mary, "ben", &Day(year.to_owned())).unwrap_err();
        let impossible = matches!(
            refused,
            Error::Invalid {
                field: "since",
                reason: Reason::Impossible
            }
        );
        assert!(impossible, "{year}: {refused:?}");
    }
    let member = add(&mut receptionist, &mary, "ben", &since).unwrap();
    let last = in_days(&receptionist, 2);
    care_team::end(&mut receptionist, &end(&member, Some(&last))).unwrap();
    assert!(own(&receptionist).is_empty());
    drop(receptionist);
    let own_of = |username: &str| own(&machine.sign_in(username, PASSWORD));
    assert_eq!(own_of("diet"), std::slice::from_ref(&mary));
    for is_on in [false, true, true, false] {
        assert_eq!(!own_of("ben").is_empty(), is_on);
        machine.clock.advance_s(86_400);
    }
}

#[test]
fn a_member_who_was_entered_in_error_goes_and_comes_back() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let today = today(&receptionist);
    let ben = add(&mut receptionist, &mary, "ben", &today).unwrap();
    let removal = care_team::remove(&mut receptionist, &ben.id, &ben.seen, "of her sister");
    let removal = removal.unwrap();
    assert!(
        care_team::list(&receptionist, &mary)
            .unwrap()
            .members
            .is_empty()
    );
    assert_eq!(care_team::removed(&receptionist, &ben.id).unwrap(), removal);
    let gone = care_team::end(&mut receptionist, &end(&ben, None));
    assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
    drop(receptionist);
    assert!(own(&machine.sign_in("ben", PASSWORD)).is_empty());
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    care_team::restore(&mut receptionist, &ben.id, &removal).unwrap();
    drop(receptionist);
    assert_eq!(own(&machine.sign_in("ben", PASSWORD)), [mary]);
}

#[test]
fn coming_to_a_team_and_leaving_it_are_in_the_timeline_on_their_days() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let ben = add(&mut receptionist, &mary, "ben", &Day("2026-03-01".into())).unwrap();
    let last = Day("2026-05-01".into());
    care_team::end(&mut receptionist, &end(&ben, Some(&last))).unwrap();
    drop(receptionist);
    let diet = machine.sign_in("diet", PASSWORD);
    let query = json!({ "patientId": mary.0, "group": "diary", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let rows = timeline(&diet, &query).unwrap().rows;
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let event = serde_json::to_value(&row.event).unwrap();
            json!([event["what"], event["text"], row.on])
        })
        .collect();
    assert_eq!(
        rows[1..],
        [
            json!(["teamLeft", "ben Test", "2026-05-01"]),
            json!(["teamJoined", "ben Test", "2026-03-01"]),
        ]
    );
}
