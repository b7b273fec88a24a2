use std::thread;
use std::time::Duration;

use sync_contract::catalog::Visit;
use sync_contract::field::Time;
use sync_contract::ids::VisitId;
use vault::password::Password;

use crate::Clinic;
use crate::appointments::{AppointmentStatus, Move, NewAppointment, book, day, status};
use crate::clashes;
use crate::error::{Error, Reason};
use crate::notes::{NoteKind, NoteState, draft, sign, void, write};
use crate::problem::ProblemCode;
use crate::testing::{PASSWORD, at, clinic, registered};
use crate::tests::care::draft_of;
use crate::today;
use crate::today::{NeedKind, NextStep};
use crate::users;
use crate::view::{Day, Id};
use crate::visits::{VisitStart, VisitType, edit, start};

fn today() -> Day {
    Day("2026-11-20".into())
}

pub(super) fn booking(patient: &Id, provider: &Id, starts: &str) -> NewAppointment {
    NewAppointment {
        patient_id: Some(patient.clone()),
        provider_id: provider.clone(),
        room_id: None,
        facility_id: None,
        type_id: Id("FOLLOW_UP".into()),
        starts_at: at(starts),
        minutes: 0,
        reason: String::new(),
        seats: None,
        topic: String::new(),
    }
}

#[test]
fn an_appointment_is_booked_and_moved_out_of_a_clash() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let empty = day::day(&reception, &today()).unwrap();
    let provider_id = empty.choices.providers[0].id.clone();
    assert_eq!(empty.columns[0].free, 16);
    let new = NewAppointment {
        reason: "Tired".into(),
        ..booking(&mary, &provider_id, "2026-11-20T13:00:00Z")
    };
    let first = book::book(&mut reception, &new).unwrap();
    assert_eq!(
        (first.ends_at.0.as_str(), first.r#type.as_str()),
        ("2026-11-20T13:30:00Z", "Follow-up")
    );
    assert!(first.overlaps.is_empty() && first.patients[0].name == "Mary Okafor");
    let second = book::book(
        &mut reception,
        &NewAppointment {
            starts_at: at("2026-11-20T13:15:00Z"),
            ..new.clone()
        },
    )
    .unwrap();
    assert_eq!(second.overlaps, std::slice::from_ref(&first.id));
    assert_eq!(clashes::list::open(&reception, None).unwrap().len(), 1);
    let to = Move {
        id: second.id.clone(),
        seen: second.seen.clone(),
        provider_id,
        room_id: None,
        facility_id: None,
        starts_at: at("2026-11-20T14:00:00Z"),
        minutes: 45,
    };
    let moved = book::move_to(&mut reception, &to).unwrap();
    assert!(moved.overlaps.is_empty());
    assert!(clashes::list::open(&reception, None).unwrap().is_empty());
    let diary = day::day(&reception, &today()).unwrap();
    assert_eq!((diary.columns[0].booked, diary.columns[0].free), (2, 13));
    assert_eq!(
        (diary.opens.as_str(), diary.columns[0].breaks.len()),
        ("08:00", 1)
    );
}

#[test]
fn an_appointment_goes_through_the_day() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let choices = day::day(&reception, &today()).unwrap().choices;
    let new = NewAppointment {
        reason: "Tired".into(),
        ..booking(&mary, &choices.providers[0].id, "2026-11-20T13:00:00Z")
    };
    let first = book::book(&mut reception, &new).unwrap();
    let later = booking(&mary, &choices.providers[0].id, "2026-11-20T14:00:00Z");
    book::book(&mut reception, &later).unwrap();

    let wrong = status::set_status(
        &mut reception,
        &first.id,
        &first.seen,
        AppointmentStatus::Completed,
        None,
    );
    assert!(matches!(
        wrong,
        Err(Error::Invalid {
            field: "status",
            reason: Reason::OutOfOrder
        })
    ));
    let arrived = status::set_status(
        &mut reception,
        &first.id,
        &first.seen,
        AppointmentStatus::Arrived,
        None,
    )
    .unwrap();
    assert!(arrived.arrived_at.is_some());
    let shown = day::day(&reception, &today()).unwrap().appointments;
    let count = |status| shown.iter().filter(|view| view.status == status).count();
    let expected = count(AppointmentStatus::Scheduled) + count(AppointmentStatus::Confirmed);
    assert_eq!((expected, count(AppointmentStatus::Arrived)), (1, 1));
    assert_eq!(shown.len(), 2);
    let list = today::show(&reception, &today()).unwrap();
    assert_eq!((list.rows.len(), list.waiting.len()), (2, 1));
    assert!(
        list.rows
            .iter()
            .all(|row| row.appointment.reason.is_none() && row.next == NextStep::None)
    );
    drop(reception);

    let mut diet = machine.sign_in("diet", PASSWORD);
    let list = today::show(&diet, &today()).unwrap();
    assert_eq!(
        (
            list.rows[0].next,
            list.rows[0].appointment.reason.as_deref()
        ),
        (NextStep::StartVisit, Some("Tired"))
    );
    let begun = VisitStart {
        patient_id: mary,
        appointment_id: Some(first.id),
        r#type: VisitType::FollowUp,
    };
    start::start(&mut diet, &begun).unwrap();
    let list = today::show(&diet, &today()).unwrap();
    assert_eq!(
        (list.rows[0].next, list.rows[0].appointment.status),
        (NextStep::Continue, AppointmentStatus::InRoom)
    );
}

#[test]
fn an_appointment_that_is_over_is_not_moved() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let choices = day::day(&reception, &today()).unwrap().choices;
    let provider = choices.providers[0].id.clone();
    let new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
    let mut shown = book::book(&mut reception, &new).unwrap();
    for (to, is_moved) in [
        (AppointmentStatus::NoShow, false),
        (AppointmentStatus::Arrived, true),
        (AppointmentStatus::Completed, false),
    ] {
        let (id, seen) = (shown.id.clone(), shown.seen.clone());
        shown = status::set_status(&mut reception, &id, &seen, to, None).unwrap();
        let elsewhere = Move {
            id,
            seen: shown.seen.clone(),
            provider_id: provider.clone(),
            room_id: None,
            facility_id: None,
            starts_at: at("2026-11-21T13:00:00Z"),
            minutes: 30,
        };
        let moved = book::move_to(&mut reception, &elsewhere);
        assert_eq!(moved.is_ok(), is_moved, "{to:?}");
        shown = moved.unwrap_or(shown);
    }
}

#[test]
fn a_visit_that_ended_without_a_note_is_listed_until_one_is_written() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let provider = users::session(&diet).unwrap().user_id;
    let booked = book::book(
        &mut diet,
        &booking(&mary, &provider, "2026-11-20T13:00:00Z"),
    )
    .unwrap();
    let begun = VisitStart {
        patient_id: mary.clone(),
        appointment_id: Some(booked.id),
        r#type: VisitType::FollowUp,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    let going_on = today::show(&diet, &today()).unwrap();
    assert_eq!(
        (going_on.rows[0].note, going_on.needs.len()),
        (None, 0),
        "an empty note is no draft yet"
    );
    let id = visit.id.clone();
    let change = visit.to_edit();
    edit::end(&mut diet, &change).unwrap();
    let list = today::show(&diet, &today()).unwrap();
    assert_eq!(
        (list.rows[0].next, list.rows[0].note),
        (NextStep::WriteNote, None)
    );
    let need = &list.needs[0];
    assert_eq!((need.kind, &need.id), (NeedKind::MissingNote, &id));
    assert_eq!(need.patient.as_ref().unwrap().id, mary);

    let written = draft_of(&visit.note.unwrap(), "Eats breakfast.");
    draft::save(&mut diet, &written).unwrap();
    write::commit_draft(&mut diet, &written.id).unwrap();
    let list = today::show(&diet, &today()).unwrap();
    assert_eq!(list.rows[0].next, NextStep::SignNote);
    assert_eq!(list.needs[0].kind, NeedKind::UnsignedNote);
}

#[test]
fn a_visit_is_listed_with_its_void_note_until_another_is_written() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let provider = users::session(&diet).unwrap().user_id;
    let new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
    let booked = book::book(&mut diet, &new).unwrap();
    let begun = VisitStart {
        patient_id: mary.clone(),
        appointment_id: Some(booked.id),
        r#type: VisitType::FollowUp,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    let listed = |diet: &Clinic| today::show(diet, &today()).unwrap().rows[0].note;
    let written = draft_of(visit.note.as_ref().unwrap(), "Eats breakfast.");
    let note = sign::sign(&mut diet, &written, &Password::new(PASSWORD)).unwrap();
    assert_eq!(listed(&diet), Some(NoteState::Signed));
    sign::addendum(&mut diet, &note.id, "Called back.", "Result came").unwrap();
    assert_eq!(listed(&diet), Some(NoteState::Addendum));
    void::void(&mut diet, &note.id, "Written for another patient").unwrap();
    assert_eq!(listed(&diet), Some(NoteState::Void));

    machine.clock.advance_s(60);
    let other = write::NewNote {
        patient: mary.to().unwrap(),
        visit: Some(visit.id.to().unwrap()),
        kind: NoteKind::Adime,
        sections: Vec::new(),
        custom: Vec::new(),
    };
    write::create(&mut diet, &other).unwrap();
    assert_eq!(listed(&diet), Some(NoteState::Draft));
}

#[test]
fn a_time_outside_working_hours_is_booked_with_a_warning() {
    let (machine, mut admin) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let providers = day::day(&reception, &today()).unwrap().choices.providers;
    let mut new = booking(&mary, &providers[0].id, "2026-11-20T10:30:00Z");
    // in Paris: before noon, over noon, in the evening, on Saturday
    for (starts, minutes, outside) in [
        ("2026-11-20T10:30:00Z", 30, false),
        ("2026-11-20T10:45:00Z", 30, true),
        ("2026-11-20T17:00:00Z", 30, true),
        ("2026-11-21T10:00:00Z", 30, true),
    ] {
        new.starts_at = at(starts);
        new.minutes = minutes;
        let booked = book::book(&mut reception, &new).unwrap();
        assert_eq!(booked.outside_hours, outside, "{starts}");
    }
    let seen = crate::chart::show(&mut reception, &mary).unwrap().form.seen;
    let reason = crate::patients::view::DeletionReason::Other;
    crate::patients::edit::delete(&mut admin, &mary, &seen, reason, "moved away").unwrap();
    let refused = book::book(&mut reception, &new);
    assert!(matches!(refused, Err(Error::PatientDeleted)));
}

#[test]
fn a_booking_is_refused_with_all_that_is_wrong_with_it() {
    let (machine, mut admin) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let rows = crate::users::list::list(&admin).unwrap();
    let diet = rows.iter().find(|row| row.username == "diet").unwrap();
    crate::users::edit::set_active(&mut admin, &diet.id, &diet.seen, false).unwrap();
    // one who has left
    let mut new = booking(&mary, &diet.id, "2026-11-20T13:00:00Z");
    let refused = |reception: &mut Clinic, new: &NewAppointment| {
        let error = book::book(reception, new).unwrap_err();
        let fields = error.problem(Time(0)).fields.into_iter();
        fields.map(|wrong| wrong.field).collect::<Vec<String>>()
    };
    assert_eq!(refused(&mut reception, &new), ["providerId"]);
    new.starts_at = at("1899-12-31T12:00:00Z");
    new.reason = "a".repeat(5000);
    new.room_id = Some(Id::of(uuid::Uuid::from_u128(7)));
    assert_eq!(
        refused(&mut reception, &new),
        ["startsAt", "reason", "providerId", "roomId"]
    );
}

#[test]
fn an_appointment_is_in_a_year_from_1900_to_the_next() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let providers = day::day(&reception, &today()).unwrap().choices.providers;
    let new = |starts: &str| NewAppointment {
        patient_id: Some(mary.clone()),
        provider_id: providers[0].id.clone(),
        room_id: None,
        facility_id: None,
        type_id: Id("FOLLOW_UP".into()),
        starts_at: at(starts),
        minutes: 30,
        reason: String::new(),
        seats: None,
        topic: String::new(),
    };
    for wrong in ["1899-12-31T12:00:00Z", "2028-01-01T12:00:00Z"] {
        let refused = book::book(&mut reception, &new(wrong));
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "startsAt",
                    reason: Reason::Impossible
                })
            ),
            "{wrong}"
        );
    }
    let booked = book::book(&mut reception, &new("2027-12-31T12:00:00Z")).unwrap();
    let to = Move {
        id: booked.id,
        seen: booked.seen,
        provider_id: providers[0].id.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at("2207-12-31T12:00:00Z"),
        minutes: 30,
    };
    assert!(book::move_to(&mut reception, &to).is_err());
    assert!(book::book(&mut reception, &new("1900-01-01T12:00:00Z")).is_ok());
}

#[test]
fn no_patient_is_booked_with_a_user_who_sees_no_patients() {
    let (machine, admin) = clinic();
    let receptionist = Id::of(admin.read().user_named("desk").unwrap().unwrap().value.id);
    let boss = Id::of(admin.user());
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let starts = "2026-11-20T13:00:00Z";
    let is_refused = |answer| {
        matches!(
            answer,
            Err(Error::Invalid {
                field: "providerId",
                reason: Reason::Unknown
            })
        )
    };
    for provider in [&receptionist, &boss] {
        assert!(is_refused(book::book(
            &mut reception,
            &booking(&mary, provider, starts)
        )));
    }
    let diet = day::day(&reception, &today()).unwrap().choices.providers[0]
        .id
        .clone();
    let booked = book::book(&mut reception, &booking(&mary, &diet, starts)).unwrap();
    let to = |provider_id: &Id| Move {
        id: booked.id.clone(),
        seen: booked.seen.clone(),
        provider_id: provider_id.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at("2026-11-20T14:00:00Z"),
        minutes: 30,
    };
    assert!(is_refused(book::move_to(
        &mut reception,
        &to(&receptionist)
    )));
    book::move_to(&mut reception, &to(&diet)).unwrap();
}

#[test]
fn an_open_visit_takes_one_appointment_of_its_patient() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let me = Id::of(diet.user());
    let mut register = |name: &str| registered(&mut diet, name, "Okafor", "1992-03-12");
    let (mary, zoe) = (register("Mary"), register("Zoe"));
    let [first, second] = ["2026-11-20T13:00:00Z", "2026-11-20T15:00:00Z"].map(|starts| {
        book::book(&mut diet, &booking(&mary, &me, starts))
            .unwrap()
            .id
    });
    let begin = |patient: &Id, appointment: Option<&Id>| VisitStart {
        patient_id: patient.clone(),
        appointment_id: appointment.cloned(),
        r#type: VisitType::FollowUp,
    };
    assert!(matches!(
        start::start(&mut diet, &begin(&zoe, Some(&first))),
        Err(Error::NotFound("appointment of this patient"))
    ));
    let open = start::start(&mut diet, &begin(&mary, None)).unwrap().visit;
    let status = |clinic: &crate::Clinic, id: &Id| {
        crate::appointments::day::show(clinic, id).unwrap().status
    };
    assert_eq!(status(&diet, &first), AppointmentStatus::Scheduled);
    for _ in 0..2 {
        let gone_on = start::start(&mut diet, &begin(&mary, Some(&first))).unwrap();
        assert_eq!((gone_on.already_open, &gone_on.visit.id), (true, &open.id));
        assert_eq!(status(&diet, &first), AppointmentStatus::InRoom);
    }
    let refused = start::start(&mut diet, &begin(&mary, Some(&second)));
    let shown = refused.unwrap_err().problem(diet.now());
    assert_eq!(
        (shown.code, shown.visit),
        (ProblemCode::VisitOpen, Some(open.id.clone()))
    );
    assert_eq!(status(&diet, &second), AppointmentStatus::Scheduled);
    let shown = crate::visits::show::show(&mut diet, &open.id).unwrap();
    let edit = shown.to_edit();
    edit::end(&mut diet, &edit).unwrap();
    assert_eq!(status(&diet, &first), AppointmentStatus::Completed);
    // a patient who was marked as no-show arrives after all
    let gone = crate::appointments::day::show(&diet, &second).unwrap();
    status::set_status(
        &mut diet,
        &second,
        &gone.seen,
        AppointmentStatus::NoShow,
        None,
    )
    .unwrap();
    assert!(
        !start::start(&mut diet, &begin(&mary, Some(&second)))
            .unwrap()
            .already_open
    );
    assert_eq!(status(&diet, &second), AppointmentStatus::InRoom);
}

#[test]
fn the_first_appointment_to_take_an_open_visit_has_it() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let me = Id::of(diet.user());
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let [first, second] = ["2026-11-20T13:00:00Z", "2026-11-20T15:00:00Z"].map(|starts| {
        book::book(&mut diet, &booking(&mary, &me, starts))
            .unwrap()
            .id
    });
    let begin = |appointment: Option<&Id>| VisitStart {
        patient_id: mary.clone(),
        appointment_id: appointment.cloned(),
        r#type: VisitType::FollowUp,
    };
    let open = start::start(&mut diet, &begin(None)).unwrap().visit.id;
    let visit: VisitId = open.to().unwrap();
    let (late, mut other) = (begin(Some(&second)), machine.sign_in("diet", PASSWORD));
    let came = thread::scope(|threads| {
        diet.write("edit visit", |tx| {
            let came = threads.spawn(|| start::start(&mut other, &late));
            // time for another transaction to look for a visit before either has written
            thread::sleep(Duration::from_millis(200));
            let mut row = tx.get::<Visit>(visit)?.unwrap();
            row.value.appointment = Some(first.to()?);
            tx.update(&row.value, &row.seen)?;
            Ok::<_, Error>(came)
        })
        .unwrap()
        .join()
        .unwrap()
    });
    assert!(matches!(came, Err(Error::OtherVisitOpen(id)) if id == visit));
    let tied = diet.read().get::<Visit>(visit).unwrap().unwrap().value;
    assert_eq!(tied.appointment, Some(first.to().unwrap()));
}
