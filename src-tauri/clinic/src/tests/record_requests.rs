//! Requests for a copy of a patient's records: their days, what becomes of them, and who may answer them.
#![allow(clippy::unwrap_used)]

use sync_contract::Right;

use crate::error::{Error, Reason};
use crate::patients::edit;
use crate::patients::view::DeletionReason;
use crate::record_requests::{
    self, NewRecordRequest, RecordRequestForm, RecordRequestStatus, RecordRequestView,
};
use crate::testing::{Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::invoices::faults;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart};

const DAY_S: i64 = 86_400;

/// Medical records with one patient; on Friday, 20 November, 10:00.
fn records_with_mary() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "files", "Medical records");
    drop(admin);
    let mut records = machine.sign_in("files", PASSWORD);
    let mary = registered(&mut records, "Mary", "Okafor", "1992-03-12");
    (machine, records, mary)
}

fn asked(patient: &Id, asked_by: &str, due_on: &str) -> NewRecordRequest {
    NewRecordRequest {
        patient_id: patient.clone(),
        form: RecordRequestForm {
            asked_by: asked_by.to_owned(),
            asked_for: "Visits of this year".to_owned(),
            asked_on: Day("2026-11-18".to_owned()),
            due_on: Day(due_on.to_owned()),
        },
    }
}

fn add(clinic: &mut Clinic, patient: &Id, asked_by: &str, due_on: &str) -> RecordRequestView {
    record_requests::add(clinic, &asked(patient, asked_by, due_on)).unwrap()
}

fn fault<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    faults(answer)[0]
}

/// Who asked, of the requests on the list of work.
fn waiting(clinic: &Clinic) -> Vec<String> {
    let listed = record_requests::worklist(clinic).unwrap().requests;
    listed.into_iter().map(|view| view.form.asked_by).collect()
}

#[test]
fn the_request_that_is_due_first_leads_and_may_be_overdue() {
    let (machine, mut records, mary) = records_with_mary();
    add(&mut records, &mary, "Union Insurance", "2026-12-01");
    let first = add(&mut records, &mary, "Riverside Clinic", "2026-11-20");
    assert_eq!(first.status, RecordRequestStatus::Open);
    assert_eq!(waiting(&records), ["Riverside Clinic", "Union Insurance"]);
    // on its last day it is in time
    assert!(!first.is_overdue);
    machine.clock.advance_s(DAY_S);
    let listed = record_requests::worklist(&records).unwrap().requests;
    let overdue: Vec<bool> = listed.iter().map(|view| view.is_overdue).collect();
    assert_eq!(overdue, [true, false]);
    assert_eq!(listed[0].patient.name, "Mary Okafor");
}

#[test]
fn a_request_names_who_asked_for_what_and_is_due_after_it_was_made() {
    let (_machine, mut records, mary) = records_with_mary();
    let mut refused = |change: fn(&mut RecordRequestForm)| {
        let mut new = asked(&mary, "The patient", "2026-12-01");
        change(&mut new.form);
        fault(record_requests::add(&mut records, &new))
    };
    let by = refused(|form| form.asked_by = "  ".to_owned());
    assert_eq!(by, ("askedBy", Reason::Required));
    let what = refused(|form| form.asked_for = String::new());
    assert_eq!(what, ("askedFor", Reason::Required));
    let due = refused(|form| form.due_on = Day("2026-11-17".to_owned()));
    assert_eq!(due, ("dueOn", Reason::Backwards));
    let asked_on = refused(|form| form.asked_on = Day("2026-11-21".to_owned()));
    assert_eq!(asked_on, ("askedOn", Reason::InTheFuture));
    assert_eq!(waiting(&records), Vec::<String>::new());
}

#[test]
fn a_request_that_is_answered_leaves_the_list_and_can_be_opened_again() {
    let (_machine, mut records, mary) = records_with_mary();
    let open = add(&mut records, &mary, "The patient", "2026-12-01");
    let done = record_requests::done(&mut records, &open.id, &open.seen).unwrap();
    assert_eq!(done.status, RecordRequestStatus::Done);
    assert!(done.answered_at.is_some() && !done.answered_by.is_empty());
    assert_eq!(waiting(&records), Vec::<String>::new());
    // it stays with the patient
    let listed = record_requests::list(&records, &mary).unwrap();
    assert!(!listed.is_unsure);
    assert_eq!(listed.requests, std::slice::from_ref(&done));
    let again = record_requests::done(&mut records, &done.id, &done.seen);
    assert_eq!(fault(again), ("recordRequest", Reason::Cancelled));
    let opened = record_requests::reopen(&mut records, &done.id, &done.seen).unwrap();
    assert_eq!(opened.status, RecordRequestStatus::Open);
    assert_eq!(
        (opened.answered_at, opened.answered_by),
        (None, String::new())
    );
    let twice = record_requests::reopen(&mut records, &opened.id, &opened.seen);
    assert_eq!(fault(twice), ("recordRequest", Reason::OutOfOrder));
    assert_eq!(waiting(&records), ["The patient"]);
}

#[test]
fn a_refusal_has_its_reason() {
    let (_machine, mut records, mary) = records_with_mary();
    let open = add(&mut records, &mary, "A neighbour", "2026-12-01");
    let without = record_requests::refuse(&mut records, &open.id, &open.seen, " ");
    assert_eq!(fault(without), ("reason", Reason::Required));
    let why = "No consent of the patient";
    let refused = record_requests::refuse(&mut records, &open.id, &open.seen, why).unwrap();
    assert_eq!(refused.status, RecordRequestStatus::Refused);
    assert_eq!(refused.reason, why);
    assert!(!refused.is_overdue);
}

#[test]
fn the_open_requests_of_a_patient_are_before_the_answered_ones() {
    let (_machine, mut records, mary) = records_with_mary();
    let answered = add(&mut records, &mary, "Closed", "2026-11-19");
    record_requests::done(&mut records, &answered.id, &answered.seen).unwrap();
    add(&mut records, &mary, "Later", "2026-12-02");
    add(&mut records, &mary, "Sooner", "2026-12-01");
    let listed = record_requests::list(&records, &mary).unwrap().requests;
    let names = listed.iter().map(|view| view.form.asked_by.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["Sooner", "Later", "Closed"]);
}

#[test]
fn the_front_desk_sees_the_requests_of_a_patient_and_answers_none() {
    let (machine, mut records, mary) = records_with_mary();
    let open = add(&mut records, &mary, "The patient", "2026-12-01");
    drop(records);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let listed = record_requests::list(&receptionist, &mary)
        .unwrap()
        .requests;
    assert_eq!(listed[0].form.asked_for, "Visits of this year");
    let answers = [
        record_requests::worklist(&receptionist).map(drop),
        record_requests::done(&mut receptionist, &open.id, &open.seen).map(drop),
    ];
    for answer in answers {
        let is_refused = matches!(answer, Err(Error::Forbidden(Right::PatientsExport)));
        assert!(is_refused, "{answer:?}");
    }
}

#[test]
fn the_requests_of_a_deleted_patient_are_on_no_list_of_work() {
    let (_machine, mut records, mary) = records_with_mary();
    add(&mut records, &mary, "The patient", "2026-12-01");
    let seen = chart::show(&mut records, &mary).unwrap().form.seen;
    edit::delete(&mut records, &mary, &seen, DeletionReason::Other, "moved").unwrap();
    assert_eq!(waiting(&records), Vec::<String>::new());
}
