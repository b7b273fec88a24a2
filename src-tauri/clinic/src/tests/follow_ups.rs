use crate::appointments::{AppointmentStatus, book, status};
use crate::calls::{self, CallPurpose, CallResult, NewCall};
use crate::error::{Error, Reason};
use crate::follow_ups::{FollowUpPage, FollowUpPart, FollowUpQuery, list};
use crate::patients::view::PatientStatus;
use crate::patients::{edit as patients, register};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, at, clinic, form, registered};
use crate::view::{Day, Id};
use crate::visits::{VisitForm, VisitStart, VisitType, VisitView, discard, edit, start};
use crate::{Clinic, chart};

fn day(text: &str) -> Option<Day> {
    Some(Day(text.into()))
}

fn begun(clinic: &mut Clinic, patient: &Id) -> VisitView {
    let start = VisitStart {
        patient_id: patient.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    start::start(clinic, &start).unwrap().visit
}

/// A visit of a patient who should come again on a day.
fn seen(machine: &Machine, clinic: &mut Clinic, patient: &Id, due: Option<Day>) -> Id {
    let visit = begun(clinic, patient);
    let mut edit = visit.to_edit();
    edit.form = VisitForm {
        follow_up_on: due,
        ..edit.form
    };
    edit::end(clinic, &edit).unwrap();
    machine.clock.advance_s(60);
    visit.id
}

fn page(clinic: &Clinic, part: FollowUpPart) -> FollowUpPage {
    let query = FollowUpQuery {
        part,
        dietitian_id: None,
        offset: 0,
        limit: 100,
    };
    list(clinic, &query).unwrap()
}

/// The names of those of a part.
fn names(clinic: &Clinic, part: FollowUpPart) -> Vec<String> {
    let page = page(clinic, part);
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.patient.name).collect()
}

fn call(patient: &Id, result: CallResult, retry_on: Option<Day>) -> NewCall {
    NewCall {
        patient_id: patient.clone(),
        purpose: CallPurpose::FollowUp,
        result,
        at: None,
        retry_on,
        note: String::new(),
    }
}

use FollowUpPart::{Overdue, ThisWeek, Unbooked};

/// It is Friday, 20 November.
#[test]
fn a_patient_is_in_one_part_by_the_day_that_the_last_visit_set() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let due = [
        ("Ama", day("2026-11-19")),
        ("Ben", day("2026-11-20")),
        ("Cleo", day("2026-11-26")),
        ("Dan", day("2026-11-27")),
        ("Eve", None),
        ("Finn", day("2026-11-02")),
    ];
    for (given, due) in due {
        let patient = registered(&mut diet, given, "Okafor", "1980-01-01");
        seen(&machine, &mut diet, &patient, due);
    }
    registered(&mut diet, "Gil", "Okafor", "1980-01-01");
    assert_eq!(names(&diet, Overdue), ["Finn Okafor", "Ama Okafor"]);
    assert_eq!(names(&diet, ThisWeek), ["Ben Okafor", "Cleo Okafor"]);
    let unbooked = ["Eve Okafor", "Dan Okafor", "Gil Okafor"];
    assert_eq!(names(&diet, Unbooked), unbooked);
    let shown = page(&diet, Overdue);
    assert_eq!((shown.overdue, shown.this_week, shown.unbooked), (2, 2, 3));
    assert_eq!(shown.rows[0].due, day("2026-11-02"));
    assert!(shown.rows[0].last_visit.is_some());
    // a day later
    machine.clock.advance_s(86_400);
    assert_eq!(names(&diet, Overdue).len(), 3);
    assert_eq!(names(&diet, ThisWeek), ["Cleo Okafor", "Dan Okafor"]);
}

#[test]
fn a_later_visit_an_appointment_or_the_end_of_care_ends_the_wait() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1980-01-01");
    seen(&machine, &mut diet, &mary, day("2026-11-02"));
    assert_eq!(names(&diet, Overdue), ["Mary Okafor"]);
    // a later visit sets no day; when it is discarded the former one counts again
    let visit = begun(&mut diet, &mary);
    assert!(names(&diet, Overdue).is_empty());
    assert_eq!(names(&diet, Unbooked), ["Mary Okafor"]);
    discard::discard(&mut diet, &visit.id, &visit.seen, false).unwrap();
    assert_eq!(names(&diet, Overdue), ["Mary Okafor"]);
    // one this morning counts until it is over
    let booking = serde_json::json!({
        "patientId": mary.0, "providerId": Id::of(diet.user()).0, "startsAt": "2026-11-20T07:00:00Z",
        "minutes": 30, "typeId": "FOLLOW_UP", "roomId": null, "reason": "", "topic": "", "override": false,
    });
    let booked = book::book(&mut diet, &serde_json::from_value(booking).unwrap()).unwrap();
    assert!(names(&diet, Overdue).is_empty() && names(&diet, Unbooked).is_empty());
    let ill = status::StatusWhy {
        code: Some(status::StatusReason::Illness),
        text: String::new(),
    };
    let cancelled = status::set_status(
        &mut diet,
        &booked.id,
        &booked.seen,
        AppointmentStatus::Cancelled,
        Some(&ill),
    );
    cancelled.unwrap();
    assert_eq!(names(&diet, Overdue), ["Mary Okafor"]);
    for (status, is_due) in [
        (PatientStatus::OnHold, true),
        (PatientStatus::Discharged, false),
        (PatientStatus::Waitlist, true),
        (PatientStatus::Inactive, false),
    ] {
        let mut edit = chart::show(&mut diet, &mary).unwrap().form.to_edit();
        edit.form.status = status;
        patients::edit(&mut diet, &edit).unwrap();
        assert_eq!(
            names(&diet, Overdue).len(),
            usize::from(is_due),
            "{status:?}"
        );
        assert!(names(&diet, Unbooked).is_empty());
    }
}

#[test]
fn a_call_puts_a_patient_off_and_one_who_declines_is_asked_no_more() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1980-01-01");
    let ben = registered(&mut diet, "Ben", "Stone", "1980-01-01");
    // before the visit: it says nothing of what is due since
    calls::record(&mut diet, &call(&mary, CallResult::Declined, None)).unwrap();
    machine.clock.advance_s(60);
    seen(&machine, &mut diet, &mary, day("2026-11-02"));
    seen(&machine, &mut diet, &ben, day("2026-11-10"));
    assert_eq!(names(&diet, Overdue), ["Mary Okafor", "Ben Stone"]);
    // Mary is called again on Monday, so Ben is first
    let missed = call(&mary, CallResult::NoAnswer, day("2026-11-23"));
    let missed = calls::record(&mut diet, &missed).unwrap();
    assert_eq!(missed.by, "diet Test");
    let shown = page(&diet, Overdue).rows;
    assert_eq!(shown[0].patient.name, "Ben Stone");
    assert_eq!(shown[1].last_call, Some(missed));
    assert_eq!(shown[1].due, day("2026-11-02"));
    machine.clock.advance_s(60);
    calls::record(&mut diet, &call(&mary, CallResult::Declined, None)).unwrap();
    assert_eq!(names(&diet, Overdue), ["Ben Stone"]);
    // still an active patient without an appointment
    let unbooked = page(&diet, Unbooked).rows;
    assert_eq!(unbooked.len(), 1);
    let last = unbooked[0].last_call.as_ref().unwrap();
    assert_eq!(
        (last.result, last.retry_on.clone()),
        (CallResult::Declined, None)
    );
    machine.clock.advance_s(60);
    let later = call(&mary, CallResult::Declined, day("2026-11-25"));
    calls::record(&mut diet, &later).unwrap();
    assert_eq!(names(&diet, ThisWeek), ["Mary Okafor"]);
    let results = calls::list(&diet, &mary).unwrap();
    let results: Vec<CallResult> = results.iter().map(|call| call.result).collect();
    let declined = CallResult::Declined;
    assert_eq!(
        results,
        [declined, declined, CallResult::NoAnswer, declined]
    );
    // another purpose says nothing about coming again
    machine.clock.advance_s(60);
    let mut reminder = call(&ben, CallResult::Declined, None);
    reminder.purpose = CallPurpose::Reminder;
    reminder.note = " asks for\ta letter ".into();
    let reminded = calls::record(&mut diet, &reminder).unwrap();
    assert_eq!(reminded.note, "asks for a letter");
    assert_eq!(names(&diet, Overdue), ["Ben Stone"]);
}

/// Of two calls at one moment every list takes the same one as the last.
#[test]
fn of_calls_at_one_moment_the_later_row_is_the_last() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1980-01-01");
    seen(&machine, &mut diet, &mary, day("2026-11-02"));
    let at = Some(crate::view::At::of(machine.now()));
    for result in [
        CallResult::Declined,
        CallResult::Reached,
        CallResult::Declined,
    ] {
        machine.clock.advance_s(60);
        let mut call = call(&mary, result, None);
        call.at = at.clone();
        calls::record(&mut diet, &call).unwrap();
        let last = calls::list(&diet, &mary).unwrap().remove(0);
        let part = match last.result {
            CallResult::Declined => Unbooked,
            _ => Overdue,
        };
        let rows = page(&diet, part).rows;
        assert_eq!(rows.len(), 1, "{last:?}");
        assert_eq!(rows[0].last_call.as_ref(), Some(&last));
    }
}

#[test]
fn a_call_that_cannot_be_is_refused() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1980-01-01");
    let good = call(&mary, CallResult::NoAnswer, day("2026-11-20"));
    let mut refused = |change: &dyn Fn(&mut NewCall)| {
        let mut bad = good.clone();
        change(&mut bad);
        calls::record(&mut diet, &bad).unwrap_err()
    };
    let past = refused(&|call| call.retry_on = day("2026-11-19"));
    let (field, reason) = ("retryOn", Reason::Backwards);
    assert!(matches!(past, Error::Invalid { field: f, reason: r } if (f, r) == (field, reason)));
    let far = refused(&|call| call.retry_on = day("9999-12-31"));
    let reason = Reason::Impossible;
    assert!(matches!(far, Error::Invalid { field: f, reason: r } if (f, r) == (field, reason)));
    let none = refused(&|call| call.retry_on = day("2026-02-30"));
    assert!(matches!(
        none,
        Error::Invalid {
            field: "retryOn",
            reason: Reason::NotADate
        }
    ));
    let future = refused(&|call| call.at = Some(at("2026-11-21T10:00:00Z")));
    assert!(matches!(
        future,
        Error::Invalid {
            field: "at",
            reason: Reason::InTheFuture
        }
    ));
    let unborn = refused(&|call| call.at = Some(at("1979-12-31T10:00:00Z")));
    assert!(matches!(
        unborn,
        Error::Invalid {
            field: "at",
            reason: Reason::Backwards
        }
    ));
    let long = refused(&|call| call.note = "x".repeat(501));
    assert!(
        matches!(long, Error::TooLong { field: "note", .. }),
        "{long}"
    );
    let unknown = refused(&|call| call.patient_id = Id::of(uuid::Uuid::from_u128(7)));
    assert!(matches!(unknown, Error::NotFound("patient")));
    assert!(calls::list(&diet, &mary).unwrap().is_empty());
    // of yesterday
    let mut late = good;
    late.at = Some(at("2026-11-19T16:00:00Z"));
    late.retry_on = day("2026-11-19");
    calls::record(&mut diet, &late).unwrap();
}

#[test]
fn the_list_has_the_patients_of_one_dietitian_and_comes_in_pages() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let me = Id::of(diet.user());
    for count in 0..5 {
        let mut patient = form(&format!("N{count}"), "Okafor", "1980-01-01");
        patient.dietitian_id = (count % 2 == 0).then(|| me.clone());
        let patient = register::register(&mut diet, &patient).unwrap().patient.id;
        seen(&machine, &mut diet, &patient, day("2026-11-02"));
    }
    let query = |offset, dietitian_id| FollowUpQuery {
        part: Overdue,
        dietitian_id,
        offset,
        limit: 2,
    };
    let mine = list(&diet, &query(0, Some(me.clone()))).unwrap();
    assert_eq!((mine.rows.len(), mine.total, mine.overdue), (2, 3, 3));
    assert_eq!(mine.rows[0].dietitian.as_deref(), Some("diet Test"));
    let mut all = Vec::new();
    for offset in [0, 2, 4, 6] {
        let page = list(&diet, &query(offset, None)).unwrap();
        all.extend(page.rows.into_iter().map(|row| row.patient.name));
    }
    all.sort();
    let expected = [
        "N0 Okafor",
        "N1 Okafor",
        "N2 Okafor",
        "N3 Okafor",
        "N4 Okafor",
    ];
    assert_eq!(all, expected);
    // it is part of the chart
    let admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert!(matches!(
        list(&admin, &query(0, None)),
        Err(Error::Forbidden(_))
    ));
}
