//! Referrals: who has to be named, their order, their days by the clock, and the sessions that they allow.
#![allow(clippy::unwrap_used)]

use chrono::Days;
use serde_json::json;

use crate::appointments::status::set_status;
use crate::appointments::{AppointmentStatus, book, day, pages};
use crate::error::{Error, Reason};
use crate::referrals::{NewReferral, ReferralEdit, ReferralForm, ReferralState, ReferralView};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::invoices::faults;
use crate::timeline::TimelineEvent;
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, referrals};

const DAY_S: i64 = 86_400;

/// A receptionist with one patient; on Friday, 20 November, 10:00.
fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    (machine, receptionist, mary)
}

fn form(from: &str) -> ReferralForm {
    ReferralForm {
        from: from.to_owned(),
        organisation: String::new(),
        contact: String::new(),
        reason: String::new(),
        received: None,
        valid_until: None,
        sessions_allowed: String::new(),
    }
}

fn add(clinic: &mut Clinic, patient: &Id, form: ReferralForm) -> Result<ReferralView> {
    let new = NewReferral {
        patient_id: patient.clone(),
        form,
    };
    referrals::add(clinic, &new)
}

fn edit(view: &ReferralView, change: impl FnOnce(&mut ReferralForm)) -> ReferralEdit {
    let mut edit = ReferralEdit {
        id: view.id.clone(),
        seen: view.seen.clone(),
        loaded: view.form.clone(),
        form: view.form.clone(),
    };
    change(&mut edit.form);
    edit
}

fn states(clinic: &Clinic, patient: &Id) -> Vec<(String, ReferralState)> {
    let listed = referrals::list(clinic, patient).unwrap().referrals;
    let state = |view: ReferralView| (view.form.from, view.state);
    listed.into_iter().map(state).collect()
}

fn some_day(day: &str) -> Option<Day> {
    Some(Day(day.into()))
}

/// Returns the day that lies so many days ahead of today.
fn ahead(clinic: &Clinic, days: u64) -> Option<Day> {
    Some(Day::of(clinic.today().unwrap() + Days::new(days)))
}

fn fault<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    faults(answer)[0]
}

#[test]
fn a_referral_is_over_by_the_clock_and_is_then_the_last() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let mut first = form("Dr. Roy");
    first.received = some_day("2026-11-19");
    first.valid_until = ahead(&receptionist, 0);
    add(&mut receptionist, &mary, first).unwrap();
    let mut earlier = form("Dr. Sen");
    earlier.received = some_day("2026-11-02");
    add(&mut receptionist, &mary, earlier).unwrap();
    add(&mut receptionist, &mary, form("Dr. Ito")).unwrap();
    let named = |from: &str, state| (from.to_owned(), state);
    // it holds on its last day, and one without a day of receipt comes after those that have one
    assert_eq!(
        states(&receptionist, &mary),
        [
            named("Dr. Roy", ReferralState::Current),
            named("Dr. Sen", ReferralState::Current),
            named("Dr. Ito", ReferralState::Current),
        ]
    );
    machine.clock.advance_s(DAY_S);
    assert_eq!(
        states(&receptionist, &mary),
        [
            named("Dr. Sen", ReferralState::Current),
            named("Dr. Ito", ReferralState::Current),
            named("Dr. Roy", ReferralState::Over),
        ]
    );
}

#[test]
fn a_person_or_an_organisation_is_named_and_the_days_are_in_order() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let unnamed = add(&mut receptionist, &mary, form(" "));
    assert_eq!(fault(unnamed), ("from", Reason::Required));
    let mut clinic_alone = form("");
    clinic_alone.organisation = "Riverside Clinic".into();
    clinic_alone.received = some_day("2026-11-10");
    let view = add(&mut receptionist, &mary, clinic_alone).unwrap();
    let mut refused = |change: fn(&mut ReferralForm)| {
        fault(referrals::edit(&mut receptionist, &edit(&view, change)))
    };
    let unnamed = refused(|form| form.organisation = String::new());
    assert_eq!(unnamed, ("from", Reason::Required));
    let to_come = refused(|form| form.received = some_day("2026-11-21"));
    assert_eq!(to_come, ("received", Reason::InTheFuture));
    let backwards = refused(|form| form.valid_until = some_day("2026-11-09"));
    assert_eq!(backwards, ("validUntil", Reason::Backwards));
    for (typed, reason) in [
        ("0", Reason::Impossible),
        ("1000", Reason::Impossible),
        ("2.5", Reason::Malformed),
        ("six", Reason::Malformed),
    ] {
        let typed = edit(&view, |form| form.sessions_allowed = typed.into());
        let refused = referrals::edit(&mut receptionist, &typed);
        assert_eq!(fault(refused), ("sessionsAllowed", reason), "{typed:?}");
    }
    let most = edit(&view, |form| form.sessions_allowed = " 999 ".into());
    let most = referrals::edit(&mut receptionist, &most).unwrap();
    assert_eq!(most.form.sessions_allowed, "999");
}

#[test]
fn an_edit_writes_what_its_editor_changed_of_a_referral() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let view = add(&mut receptionist, &mary, form("Dr. Roy")).unwrap();
    let term = edit(&view, |form| form.valid_until = some_day("2030-01-01"));
    referrals::edit(&mut receptionist, &term).unwrap();
    // of a form that was loaded before that
    let source = edit(&view, |form| form.reason = "Weight and iron".into());
    let both = referrals::edit(&mut receptionist, &source).unwrap();
    assert_eq!(both.form.valid_until, some_day("2030-01-01"));
    assert_eq!(both.form.reason, "Weight and iron");
    let without = edit(&both, |form| form.valid_until = None);
    let without = referrals::edit(&mut receptionist, &without).unwrap();
    assert_eq!(without.form.valid_until, None);
    assert_eq!(without.form.from, "Dr. Roy");
}

/// Books an appointment and brings it to a status.
fn appointment(clinic: &mut Clinic, patient: &Id, starts: &str, to: &[AppointmentStatus]) {
    let today = Day("2026-11-20".into());
    let providers = day::day(clinic, &today).unwrap().choices.providers;
    let new = booking(patient, &providers[0].id, starts);
    let id = book::book(clinic, &new).unwrap().id;
    for status in to {
        let view = pages::one(clinic, id.to().unwrap()).unwrap();
        set_status(clinic, &id, &view.seen, *status, None).unwrap();
    }
}

#[test]
fn sessions_that_a_patient_came_to_use_a_referral_up() {
    use AppointmentStatus::{Arrived, Completed, NoShow};
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let mut limited = form("Dr. Roy");
    limited.received = some_day("2026-11-20");
    limited.valid_until = some_day("2026-11-30");
    limited.sessions_allowed = "2".into();
    let view = add(&mut receptionist, &mary, limited).unwrap();
    assert_eq!(view.sessions_used, Some(0));
    let shown = |clinic: &Clinic| {
        let view = referrals::show(clinic, &view.id).unwrap();
        (view.sessions_used, view.state)
    };
    let clinic = &mut receptionist;
    appointment(clinic, &mary, "2026-11-20T07:00:00Z", &[Arrived, Completed]);
    // of another day, missed, and not yet come to
    appointment(clinic, &mary, "2026-11-19T07:00:00Z", &[Arrived, Completed]);
    appointment(clinic, &mary, "2026-11-20T07:30:00Z", &[NoShow]);
    appointment(clinic, &mary, "2026-11-24T08:00:00Z", &[]);
    assert_eq!(shown(clinic), (Some(1), ReferralState::Current));
    appointment(clinic, &mary, "2026-11-20T08:00:00Z", &[Arrived]);
    assert_eq!(shown(clinic), (Some(2), ReferralState::UsedUp));
    let more = edit(&view, |form| form.sessions_allowed = "3".into());
    let more = referrals::edit(clinic, &more).unwrap();
    assert_eq!(more.state, ReferralState::Current);
    // without a limit, or a day to count from, nothing is counted
    let changes: [fn(&mut ReferralForm); 2] = [
        |form| form.sessions_allowed = String::new(),
        |form| form.received = None,
    ];
    for change in changes {
        let stored = referrals::show(clinic, &view.id).unwrap();
        let changed = referrals::edit(clinic, &edit(&stored, change)).unwrap();
        assert_eq!(changed.sessions_used, None);
        let back = edit(&changed, |form| *form = stored.form.clone());
        referrals::edit(clinic, &back).unwrap();
    }
}

#[test]
fn who_cannot_count_its_sessions_does_not_know_whether_it_is_current() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let mut limited = form("Dr. Roy");
    limited.received = some_day("2026-11-20");
    limited.sessions_allowed = "1".into();
    let view = add(&mut receptionist, &mary, limited).unwrap();
    let free = add(&mut receptionist, &mary, form("Dr. Sen")).unwrap();
    assert_eq!(view.state, ReferralState::Current);
    drop(receptionist);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    add_user(&mut admin, "bill", "Billing staff");
    drop(admin);
    let bill = machine.sign_in("bill", PASSWORD);
    let state = |id: &Id| referrals::show(&bill, id).unwrap().state;
    assert_eq!(state(&view.id), ReferralState::NotKnown);
    // one without a limit is not used up
    assert_eq!(state(&free.id), ReferralState::Current);
}

#[test]
fn a_referral_is_in_the_chart_and_on_the_timeline() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let mut over = form("Dr. Roy");
    over.organisation = "Riverside Clinic".into();
    over.received = some_day("2026-10-01");
    over.valid_until = some_day("2026-11-01");
    add(&mut receptionist, &mary, over).unwrap();
    drop(receptionist);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let listed = chart::show(&mut diet, &mary).unwrap().referrals;
    assert!(!listed.is_unsure);
    assert_eq!(listed.referrals[0].state, ReferralState::Over);
    let query = json!({ "patientId": mary.0, "group": "diary", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let rows = timeline(&diet, &query).unwrap().rows;
    let text = "Dr. Roy, Riverside Clinic".to_owned();
    let events = [
        (
            "2026-11-01",
            TimelineEvent::ReferralEnded { text: text.clone() },
        ),
        ("2026-10-01", TimelineEvent::Referred { text }),
    ];
    for (on, event) in events {
        let is_there = rows.iter().any(|row| row.on == on && row.event == event);
        assert!(is_there, "{on}: {rows:?}");
    }
}

#[test]
fn a_referral_that_was_entered_in_error_goes_and_comes_back() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let view = add(&mut receptionist, &mary, form("Dr. Roy")).unwrap();
    let without = referrals::remove(&mut receptionist, &view.id, &view.seen, " ");
    assert_eq!(fault(without), ("reason", Reason::Required));
    let removal = referrals::remove(&mut receptionist, &view.id, &view.seen, "not hers");
    let removal = removal.unwrap();
    assert!(states(&receptionist, &mary).is_empty());
    let gone = referrals::show(&receptionist, &view.id);
    assert!(matches!(gone, Err(Error::NotFound("referral"))));
    assert_eq!(
        referrals::removed(&receptionist, &view.id).unwrap(),
        removal
    );
    referrals::restore(&mut receptionist, &view.id, &removal).unwrap();
    assert_eq!(states(&receptionist, &mary).len(), 1);
}
