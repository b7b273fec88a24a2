//! Visits that are recorded later than they were, and visits of which the times are corrected.
#![allow(clippy::unwrap_used)]

use crate::appointments::{AppointmentStatus, book, day};
use crate::error::{Error, Reason, Result};
use crate::measurements::{MeasureKind, list as measured, record};
use crate::notes::draft;
use crate::testing::{PASSWORD, at, clinic, registered};
use crate::tests::care::{draft_of, entry, visit};
use crate::tests::diary::booking;
use crate::view::{At, Id};
use crate::visits::{
    PastVisit, VisitTimes, VisitType, VisitView, discard, edit, list as visits, start, times,
};
use crate::{Clinic, chart, notes, users};

fn past(patient: &Id, started_at: &str, ended_at: Option<&str>) -> PastVisit {
    PastVisit {
        patient_id: patient.clone(),
        appointment_id: None,
        r#type: VisitType::FollowUp,
        started_at: at(started_at),
        ended_at: ended_at.map(at),
    }
}

fn is_at(shown: &At, expected: &str) -> bool {
    shown.to_time("at").unwrap() == at(expected).to_time("at").unwrap()
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused {
        Err(Error::Invalid { field, reason }) => (field, reason),
        other => panic!("{other:?}"),
    }
}

/// Records a weight of a visit and returns when it was taken.
fn weighed(clinic: &mut Clinic, visit: &VisitView) -> At {
    record::record(clinic, &entry(visit, MeasureKind::Weight, "72 kg")).unwrap();
    taken_at(clinic, visit)
}

fn taken_at(clinic: &Clinic, visit: &VisitView) -> At {
    let rows = measured::list(clinic, &visit.header.patient.id).unwrap();
    rows[0].measured_at.clone()
}

#[test]
fn one_of_yesterday_has_its_own_times_everywhere() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let (from, until) = ("2026-11-19T08:00:00Z", "2026-11-19T08:40:00Z");
    let visit = start::record_past(&mut diet, &past(&mary, from, Some(until))).unwrap();
    assert!(is_at(&visit.started_at, from));
    assert!(is_at(visit.ended_at.as_ref().unwrap(), until));
    assert!(!visit.asks_end);
    let taken = weighed(&mut diet, &visit);
    assert!(is_at(&taken, until), "{taken:?}");
    let note = visit.note.clone().unwrap();
    assert!(is_at(&note.started_at, from));
    notes::write::write(&mut diet, &draft_of(&note, "Eats well.")).unwrap();
    assert!(is_at(
        &notes::show::list(&mut diet, &mary).unwrap()[0].at,
        from
    ));
    assert_eq!(chart::show(&mut diet, &mary).unwrap().open_visit_id, None);
    // it is older than the one that begins now
    let begun = crate::visits::VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::FollowUp,
    };
    let now = start::start(&mut diet, &begun).unwrap();
    assert!(!now.already_open);
    let rows = visits::list(&diet, &mary).unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(ids, [now.visit.id, visit.id]);
}

#[test]
fn one_without_an_end_asks_for_it_and_is_measured_within_it() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let new = past(&mary, "2026-11-19T08:00:00Z", None);
    let visit = start::record_past(&mut diet, &new).unwrap();
    assert!(visit.asks_end && visit.ended_at.is_none());
    machine.clock.advance_s(600);
    let taken = weighed(&mut diet, &visit);
    let after_s = |of: &At| {
        let started_at = visit.started_at.to_time("at").unwrap();
        (of.to_time("at").unwrap().0 - started_at.0) / 1_000_000
    };
    assert!((590..=610).contains(&after_s(&taken)), "{taken:?}");
    draft::save(&mut diet, &draft_of(visit.note.as_ref().unwrap(), "Done.")).unwrap();
    let form = visit.to_edit();
    assert_eq!(
        fault(edit::end(&mut diet, &form)),
        ("endedAt", Reason::Required)
    );
    for (wrong, reason) in [
        ("2026-11-19T07:59:00Z", Reason::Backwards),
        ("2026-11-20T10:30:00Z", Reason::InTheFuture),
        ("yesterday", Reason::Malformed),
    ] {
        let refused = edit::end_at(&mut diet, &form, &at(wrong));
        assert_eq!(fault(refused), ("endedAt", reason), "{wrong}");
    }
    let until = "2026-11-19T08:30:00Z";
    let ended = edit::end_at(&mut diet, &form, &at(until)).unwrap();
    assert!(is_at(ended.ended_at.as_ref().unwrap(), until) && !ended.asks_end);
    // ending it once more corrects nothing
    let again = ended.to_edit();
    let other = edit::end_at(&mut diet, &again, &at("2026-11-19T08:45:00Z"));
    assert_eq!(fault(other), ("endedAt", Reason::Taken));
    let same = edit::end_at(&mut diet, &again, &at(until)).unwrap();
    assert!(is_at(same.ended_at.as_ref().unwrap(), until));
    assert_eq!(ended.note.unwrap().sections[0].text, "Done.");
    assert!(is_at(&weighed(&mut diet, &visit), until));
}

#[test]
fn one_that_begins_now_is_ended_now() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    assert!(!visit.asks_end);
    machine.clock.advance_s(600);
    let ended = edit::end(&mut diet, &visit.to_edit()).unwrap();
    assert!(ended.ended_at > Some(ended.started_at));
    // one that began within the hour may still go on
    let new = past(&mary, "2026-11-20T09:30:00Z", None);
    let late = start::record_past(&mut diet, &new).unwrap();
    assert!(!late.asks_end);
    edit::end(&mut diet, &late.to_edit()).unwrap();
}

#[test]
fn none_is_recorded_at_a_time_that_cannot_be() {
    let (machine, _) = clinic();
    let (mut diet, mary, open) = visit(&machine);
    for (from, until, field, reason) in [
        (
            "2026-11-20T10:30:00Z",
            None,
            "startedAt",
            Reason::InTheFuture,
        ),
        ("1992-03-11T12:00:00Z", None, "startedAt", Reason::Backwards),
        (
            "2026-11-19T08:00:00Z",
            Some("2026-11-19T07:00:00Z"),
            "endedAt",
            Reason::Backwards,
        ),
        (
            "2026-11-19T08:00:00Z",
            Some("2026-11-20T10:30:00Z"),
            "endedAt",
            Reason::InTheFuture,
        ),
        ("yesterday", None, "startedAt", Reason::Malformed),
    ] {
        let refused = start::record_past(&mut diet, &past(&mary, from, until));
        assert_eq!(fault(refused), (field, reason), "{from} {until:?}");
    }
    // a second open one is none, but one that has ended is another visit
    let second = start::record_past(&mut diet, &past(&mary, "2026-11-19T08:00:00Z", None));
    assert!(
        matches!(second, Err(Error::OtherVisitOpen(_))),
        "{second:?}"
    );
    let ended = past(&mary, "2026-11-19T08:00:00Z", Some("2026-11-19T08:10:00Z"));
    start::record_past(&mut diet, &ended).unwrap();
    assert_eq!(visits::list(&diet, &mary).unwrap().len(), 2);
    let removal = discard::discard(&mut diet, &open.id, &open.seen, false);
    removal.unwrap();
}

#[test]
fn its_appointment_is_done_with_it() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let provider = users::session(&diet).unwrap().user_id;
    let mut booked = |starts: &str| {
        let new = booking(&mary, &provider, starts);
        book::book(&mut diet, &new).unwrap().id
    };
    let [first, second] = ["2026-11-20T08:00:00Z", "2026-11-20T08:30:00Z"].map(&mut booked);
    for (appointment, until, status) in [
        (
            &first,
            Some("2026-11-20T08:25:00Z"),
            AppointmentStatus::Completed,
        ),
        (&second, None, AppointmentStatus::InRoom),
    ] {
        let new = PastVisit {
            appointment_id: Some(appointment.clone()),
            ..past(&mary, "2026-11-20T08:00:00Z", until)
        };
        start::record_past(&mut diet, &new).unwrap();
        assert_eq!(day::show(&diet, appointment).unwrap().status, status);
    }
}

#[test]
fn the_times_of_a_visit_are_corrected_and_its_readings_move_along() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    machine.clock.advance_s(120);
    weighed(&mut diet, &visit);
    let to = |started_at: &str, ended_at: Option<&str>| VisitTimes {
        started_at: at(started_at),
        ended_at: ended_at.map(at),
    };
    let mut form = visit.to_edit();
    form.form.complaint = "Tired".into();
    let yesterday = to("2026-11-19T09:00:00Z", None);
    let moved = times::correct(&mut diet, &form, &yesterday).unwrap();
    assert!(is_at(&moved.started_at, "2026-11-19T09:00:00Z"));
    assert_eq!((moved.complaint.as_str(), moved.asks_end), ("Tired", true));
    let taken = taken_at(&diet, &moved);
    assert!(
        taken > at("2026-11-19T09:01:59Z") && taken < at("2026-11-19T09:02:01Z"),
        "{taken:?}"
    );
    assert!(is_at(
        &visits::list(&diet, &mary).unwrap()[0].started_at,
        "2026-11-19T09:00:00Z"
    ));
    let form = moved.to_edit();
    for (times, fault_of) in [
        (
            to("2026-11-20T11:30:00Z", None),
            ("startedAt", Reason::InTheFuture),
        ),
        (
            to("1992-03-11T12:00:00Z", None),
            ("startedAt", Reason::Backwards),
        ),
        (
            to("2026-11-19T09:00:00Z", Some("2026-11-19T09:30:00Z")),
            ("endedAt", Reason::Impossible),
        ),
    ] {
        let refused = times::correct(&mut diet, &form, &times);
        assert_eq!(fault(refused), fault_of);
    }
    let ended = edit::end_at(&mut diet, &form, &at("2026-11-19T09:30:00Z")).unwrap();
    let reopened = times::correct(&mut diet, &ended.to_edit(), &yesterday);
    assert_eq!(fault(reopened), ("endedAt", Reason::Impossible));
    // of the same day, only what would be outside of the visit moves
    let shorter = to("2026-11-19T09:10:00Z", Some("2026-11-19T09:20:00Z"));
    let shorter = times::correct(&mut diet, &ended.to_edit(), &shorter).unwrap();
    assert!(is_at(
        shorter.ended_at.as_ref().unwrap(),
        "2026-11-19T09:20:00Z"
    ));
    assert!(is_at(&taken_at(&diet, &shorter), "2026-11-19T09:10:00Z"));
}

#[test]
fn times_that_are_sent_back_as_shown_stay_to_the_microsecond() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let stored = |clinic: &Clinic| {
        let id: sync_contract::ids::VisitId = visit.id.to().unwrap();
        let row = clinic.read().get::<sync_contract::catalog::Visit>(id);
        row.unwrap().unwrap().value.started_at
    };
    let before = stored(&diet);
    let same = VisitTimes {
        started_at: visit.started_at.clone(),
        ended_at: None,
    };
    let after = times::correct(&mut diet, &visit.to_edit(), &same).unwrap();
    assert_eq!((stored(&diet), after.seen), (before, visit.seen));
}
