//! Group sessions: seats that are given and taken back, and who came, each for one patient.

mod visits;

use sync_contract::Right;
use sync_contract::catalog::{AppointmentPatient, AppointmentStatusChange};

use crate::Clinic;
use crate::appointments::groups::edit::edit;
use crate::appointments::groups::list::{seat_of, show};
use crate::appointments::groups::seats::{give, record, take, undo_give, undo_take};
use crate::appointments::groups::{
    Attendance, GroupForm, GroupSessionView, Seat, SeatGiven, SeatTaken,
};
use crate::appointments::series::{RepeatEnd, RepeatRule, RepeatUnit, SeriesBooking, SeriesPlan};
use crate::appointments::series::{SeriesOutcome, SeriesStart, book as series};
use crate::appointments::status::set_status;
use crate::appointments::{
    AppointmentStatus, AppointmentView, NewAppointment, arrivals, book, day, details, status,
};
use crate::error::{Error, Reason, Result};
use crate::testing::{Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::tests::merge::merged;
use crate::today::NextStep;
use crate::view::{Day, Id};
use crate::visits::{VisitStart, start as visit_start};

/// A dietitian and three patients, on Friday, 20 November.
struct Course {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
    patients: Vec<Id>,
}

impl Course {
    fn new() -> Self {
        let (machine, admin) = clinic();
        drop(admin);
        Self::in_clinic(machine)
    }

    fn in_clinic(machine: Machine) -> Self {
        let mut clinic = machine.sign_in("diet", PASSWORD);
        let names = [("Mary", "Okafor"), ("Anna", "Weber"), ("Ben", "Tal")];
        let patients =
            names.map(|(given, family)| registered(&mut clinic, given, family, "1980-01-02"));
        let choices = day::day(&clinic, &Day("2026-11-20".into()))
            .unwrap()
            .choices;
        Self {
            machine,
            provider: choices.providers[0].id.clone(),
            patients: patients.to_vec(),
            clinic,
        }
    }

    fn group(&self, starts: &str) -> NewAppointment {
        NewAppointment {
            patient_id: None,
            type_id: Id("GROUP".into()),
            seats: Some(2),
            topic: "Diabetes basics".into(),
            ..booking(&self.patients[0], &self.provider, starts)
        }
    }

    fn booked(&mut self, starts: &str) -> AppointmentView {
        let new = self.group(starts);
        book::book(&mut self.clinic, &new).unwrap()
    }

    fn give(&mut self, session: &Id, patient: usize) -> Result<GroupSessionView> {
        let given = self.given(session, patient, false);
        Ok(give(&mut self.clinic, &given)?.session)
    }

    fn given(&self, session: &Id, patient: usize, later: bool) -> SeatGiven {
        SeatGiven {
            id: session.clone(),
            patient_id: self.patients[patient].clone(),
            reason: String::new(),
            later,
        }
    }

    fn show(&self, session: &Id) -> GroupSessionView {
        show(&self.clinic, session).unwrap()
    }

    fn seat(&self, session: &Id, patient: usize) -> Seat {
        let mut seats = self.show(session).seats.into_iter();
        seats
            .find(|seat| seat.patient.id == self.patients[patient])
            .unwrap()
    }

    fn record_of(
        &mut self,
        session: &Id,
        patient: usize,
        to: Attendance,
    ) -> Result<GroupSessionView> {
        let seat = self.seat(session, patient);
        record(&mut self.clinic, &seat.id, &seat.seen, to)
    }

    fn take(&mut self, session: &Id, patient: usize, later: bool) -> Result<u32> {
        let seat = self.seat(session, patient);
        let taken = SeatTaken {
            id: seat.id,
            seen: seat.seen,
            later,
        };
        Ok(take(&mut self.clinic, &taken)?.sessions)
    }

    /// Three Fridays at 15:00 by the clinic's clocks, from today on.
    fn series(&mut self) -> Vec<Id> {
        let plan = SeriesPlan {
            appointment: self.group("2026-11-20T14:00:00Z"),
            rule: RepeatRule {
                every: 1,
                unit: RepeatUnit::Week,
                end: RepeatEnd::Count { count: 3 },
            },
            moved: Vec::new(),
            skipped: Vec::new(),
        };
        let dates = series::preview(&self.clinic, &plan).unwrap().dates;
        let dates = dates.into_iter().map(|date| SeriesStart {
            number: date.number,
            starts_at: date.starts_at,
        });
        let form = SeriesBooking {
            dates: dates.collect(),
            appointment: plan.appointment,
        };
        match series::book(&mut self.clinic, &form).unwrap() {
            SeriesOutcome::Done { appointments, .. } => {
                appointments.into_iter().map(|one| one.id).collect()
            }
            SeriesOutcome::NotFree { .. } => panic!("not free"),
        }
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, Reason) {
    match result {
        Err(Error::Invalid { field, reason }) => (field, reason),
        other => panic!("{other:?}"),
    }
}

/// Whom a session has, by how they are marked, in the order of their names.
fn attendances(session: &GroupSessionView) -> Vec<(&str, Attendance)> {
    let seats = session.seats.iter();
    seats
        .map(|seat| (seat.patient.name.as_str(), seat.attendance))
        .collect()
}

#[test]
fn seats_are_given_until_none_is_left() {
    let mut course = Course::new();
    let session = course.booked("2026-11-20T14:00:00Z");
    let group = session.group.clone().unwrap();
    assert_eq!((group.seats, group.booked, group.present), (2, 0, 0));
    assert_eq!(group.topic.as_deref(), Some("Diabetes basics"));
    assert!(session.patients.is_empty() && session.reason.is_none());
    let id = session.id;
    course.give(&id, 0).unwrap();
    let again = course.give(&id, 0);
    assert_eq!(refused(again), ("seat", Reason::Taken));
    let both = course.give(&id, 1).unwrap();
    let expected = Attendance::Expected;
    assert_eq!(
        attendances(&both),
        [("Anna Weber", expected), ("Mary Okafor", expected)]
    );
    assert_eq!(both.appointment.group.unwrap().booked, 2);
    assert_eq!(refused(course.give(&id, 2)), ("seats", Reason::Taken));
    let single = booking(
        &course.patients[0],
        &course.provider,
        "2026-11-23T09:00:00Z",
    );
    let single = book::book(&mut course.clinic, &single).unwrap();
    assert!(single.group.is_none());
    assert!(matches!(
        course.give(&single.id, 2),
        Err(Error::NotFound(_))
    ));
    assert!(matches!(
        show(&course.clinic, &single.id),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn a_seat_that_is_taken_back_leaves_the_session_and_the_others() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    course.give(&id, 1).unwrap();
    let before = course.show(&id).appointment.seen;
    assert_eq!(course.take(&id, 0, false).unwrap(), 1);
    let left = course.show(&id);
    assert_eq!(attendances(&left), [("Anna Weber", Attendance::Expected)]);
    assert_eq!(
        (left.appointment.status, left.appointment.seen),
        (AppointmentStatus::Scheduled, before)
    );
    // who gave it back is not expected, is in no list of the day, and may have it again
    let timeline = day::appointments_of(&course.clinic, course.patients[0].to().unwrap()).unwrap();
    assert!(timeline.is_empty(), "{timeline:?}");
    course.give(&id, 2).unwrap();
    course.take(&id, 1, false).unwrap();
    course.give(&id, 0).unwrap();
    let names: Vec<_> = course.show(&id).appointment.patients;
    let mut names: Vec<_> = names.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ben Tal", "Mary Okafor"]);
}

#[test]
fn attendance_is_recorded_for_each_and_on_the_day_alone() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    course.give(&id, 1).unwrap();
    let recorded = course.record_of(&id, 0, Attendance::Attended).unwrap();
    assert_eq!(recorded.appointment.group.unwrap().present, 1);
    course.record_of(&id, 1, Attendance::Absent).unwrap();
    let both = [
        ("Anna Weber", Attendance::Absent),
        ("Mary Okafor", Attendance::Attended),
    ];
    assert_eq!(attendances(&course.show(&id)), both);
    // who came keeps the seat
    let refusal = course.take(&id, 0, false);
    assert_eq!(refused(refusal), ("attendance", Reason::OutOfOrder));
    let later = course.booked("2026-11-21T14:00:00Z").id;
    course.give(&later, 0).unwrap();
    for early in [Attendance::Attended, Attendance::Absent] {
        let early = course.record_of(&later, 0, early);
        assert_eq!(refused(early), ("attendance", Reason::InTheFuture));
    }
    course.record_of(&later, 0, Attendance::Excused).unwrap();
    course.record_of(&later, 0, Attendance::Expected).unwrap();
    let seat = course.seat(&later, 0);
    let seen = course.show(&later).appointment.seen;
    let cancelled = AppointmentStatus::Cancelled;
    set_status(&mut course.clinic, &later, &seen, cancelled, None).unwrap();
    let off = record(
        &mut course.clinic,
        &seat.id,
        &seat.seen,
        Attendance::Excused,
    );
    assert_eq!(refused(off), ("appointment", Reason::OutOfOrder));
    assert_eq!(
        refused(course.give(&later, 2)),
        ("appointment", Reason::OutOfOrder)
    );
}

#[test]
fn who_has_a_visit_came_and_it_ends_without_the_session() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    course.give(&id, 1).unwrap();
    let list = crate::today::show(&course.clinic, &Day("2026-11-20".into())).unwrap();
    assert_eq!(list.rows[0].next, NextStep::OpenSession);
    let start = VisitStart {
        patient_id: course.patients[0].clone(),
        appointment_id: Some(id.clone()),
        r#type: sync_contract::catalog::VisitType::Group,
    };
    let visit = visit_start::start(&mut course.clinic, &start)
        .unwrap()
        .visit;
    let session = course.show(&id);
    assert_eq!(session.appointment.status, AppointmentStatus::InRoom);
    let expected = [
        ("Anna Weber", Attendance::Expected),
        ("Mary Okafor", Attendance::Attended),
    ];
    assert_eq!(attendances(&session), expected);
    crate::visits::edit::end(&mut course.clinic, &visit.to_edit()).unwrap();
    assert_eq!(
        course.show(&id).appointment.status,
        AppointmentStatus::InRoom
    );
}

#[test]
fn a_group_neither_arrives_nor_is_missed_as_one() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    let day_view = arrivals::arrivals(&course.clinic, &Day("2026-11-20".into())).unwrap();
    let card = &day_view.cards[0];
    assert_eq!(card.next, Some(AppointmentStatus::InRoom));
    let group = card.group.as_ref().unwrap();
    assert_eq!((group.present, group.booked), (0, 1));
    // the board may face the waiting room
    assert_eq!(group.topic, None);
    for status in [AppointmentStatus::Arrived, AppointmentStatus::NoShow] {
        let seen = course.show(&id).appointment.seen;
        let wrong = status::set_status(&mut course.clinic, &id, &seen, status, None);
        assert_eq!(refused(wrong), ("status", Reason::OutOfOrder));
    }
    // begun by mistake
    for status in [AppointmentStatus::InRoom, AppointmentStatus::Scheduled] {
        let seen = course.show(&id).appointment.seen;
        status::set_status(&mut course.clinic, &id, &seen, status, None).unwrap();
    }
    for status in [AppointmentStatus::InRoom, AppointmentStatus::Completed] {
        let seen = course.show(&id).appointment.seen;
        status::set_status(&mut course.clinic, &id, &seen, status, None).unwrap();
    }
    let over = course.give(&id, 1);
    assert_eq!(refused(over), ("appointment", Reason::OutOfOrder));
    // each step is in the history of each patient
    let changes = course
        .clinic
        .read()
        .all::<AppointmentStatusChange>(vault::read::Deleted::Shown)
        .unwrap();
    assert_eq!(changes.len(), 5);
}

#[test]
fn seats_of_later_sessions_are_given_and_taken_with_it() {
    let mut course = Course::new();
    let ids = course.series();
    for patient in [1, 2] {
        course.give(&ids[1], patient).unwrap();
    }
    let given = course.given(&ids[0], 0, true);
    let changed = give(&mut course.clinic, &given).unwrap();
    // the second one is full
    assert_eq!((changed.sessions, changed.full), (2, 1));
    let booked = |course: &Course| -> Vec<u32> {
        let group = |id: &Id| course.show(id).appointment.group.unwrap().booked;
        ids.iter().map(group).collect()
    };
    assert_eq!(booked(&course), [1, 2, 1]);
    undo_give(&mut course.clinic, &changed.seats).unwrap();
    assert_eq!(booked(&course), [0, 2, 0]);
    give(&mut course.clinic, &given).unwrap();
    let seat = course.seat(&ids[0], 0);
    let taken = SeatTaken {
        id: seat.id,
        seen: seat.seen,
        later: true,
    };
    let taken = take(&mut course.clinic, &taken).unwrap();
    assert_eq!(booked(&course), [0, 2, 0]);
    undo_take(&mut course.clinic, &taken.seats).unwrap();
    assert_eq!(booked(&course), [1, 2, 1]);
    let again = undo_take(&mut course.clinic, &taken.seats);
    assert_eq!(refused(again), ("seat", Reason::Taken));
    assert_eq!(course.take(&ids[0], 0, true).unwrap(), 2);
    assert_eq!(booked(&course), [0, 2, 0]);
    let rows = course
        .clinic
        .read()
        .all::<AppointmentPatient>(vault::read::Deleted::Hidden)
        .unwrap();
    assert_eq!(rows.len(), 2);
    for id in &ids {
        let topic = course.show(id).appointment.group.unwrap().topic;
        assert_eq!(topic.as_deref(), Some("Diabetes basics"));
    }
}

#[test]
fn seats_and_topic_are_edited_field_by_field() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    course.give(&id, 1).unwrap();
    let form = |seats, topic: &str| GroupForm {
        seats,
        topic: topic.into(),
    };
    let loaded = form(2, "Diabetes basics");
    let mut to = |wanted: GroupForm| {
        let session = course.show(&id);
        let seen = (&session.appointment.seen, session.topic_seen.as_ref());
        edit(&mut course.clinic, &id, seen, &loaded, &wanted)
    };
    for wrong in [1, 0, 201] {
        let refusal = refused(to(form(wrong, "Diabetes basics")));
        assert_eq!(refusal, ("seats", Reason::Impossible));
    }
    let edited = to(form(5, "")).unwrap();
    let group = edited.appointment.group.unwrap();
    assert_eq!((group.seats, group.topic), (5, None));
    let third = course.give(&id, 2).unwrap().appointment.group.unwrap();
    assert_eq!(third.booked, 3);
    let session = course.show(&id);
    let seen = (&session.appointment.seen, session.topic_seen.as_ref());
    let (five, two) = (form(5, ""), form(2, ""));
    let fewer = edit(&mut course.clinic, &id, seen, &five, &two);
    assert_eq!(refused(fewer), ("seats", Reason::OutOfOrder));
}

#[test]
fn the_front_desk_gives_seats_and_never_sees_the_topic() {
    let mut course = Course::new();
    let id = course.booked("2026-11-20T14:00:00Z").id;
    let mut reception = course.machine.sign_in("desk", PASSWORD);
    let given = course.given(&id, 0, false);
    let session = give(&mut reception, &given).unwrap().session;
    let group = session.appointment.group.clone().unwrap();
    assert_eq!((group.booked, group.topic), (1, None));
    assert_eq!(session.topic_seen, None);
    let form = |seats, topic: &str| GroupForm {
        seats,
        topic: topic.into(),
    };
    let seen = (&session.appointment.seen, None);
    let more = edit(&mut reception, &id, seen, &form(2, ""), &form(8, "")).unwrap();
    assert_eq!(more.appointment.group.unwrap().seats, 8);
    let seen = (&more.appointment.seen, None);
    let written = edit(&mut reception, &id, seen, &form(8, ""), &form(8, "Renal"));
    assert!(matches!(written, Err(Error::Forbidden(Right::VisitsWrite))));
    let new = course.group("2026-11-23T14:00:00Z");
    let booked = book::book(&mut reception, &new);
    assert!(matches!(booked, Err(Error::Forbidden(Right::VisitsWrite))));
    let without = NewAppointment {
        topic: String::new(),
        seats: None,
        ..new
    };
    let booked = book::book(&mut reception, &without).unwrap();
    assert_eq!(booked.group.unwrap().seats, 10);
    let topic = course.show(&id).appointment.group.unwrap().topic;
    assert_eq!(topic.as_deref(), Some("Diabetes basics"));
}

#[test]
fn only_a_group_session_has_seats_and_a_topic_or_no_patient() {
    let mut course = Course::new();
    let of_one = NewAppointment {
        type_id: Id("FOLLOW_UP".into()),
        patient_id: Some(course.patients[0].clone()),
        seats: None,
        topic: String::new(),
        ..course.group("2026-11-20T14:00:00Z")
    };
    let wrong = [
        (
            "seats",
            NewAppointment {
                seats: Some(2),
                ..of_one.clone()
            },
        ),
        (
            "topic",
            NewAppointment {
                topic: "Salt".into(),
                ..of_one.clone()
            },
        ),
    ];
    for (field, new) in wrong {
        let refusal = refused(book::book(&mut course.clinic, &new));
        assert_eq!(refusal, (field, Reason::Impossible));
    }
    let without = NewAppointment {
        patient_id: None,
        ..of_one
    };
    let refusal = refused(book::book(&mut course.clinic, &without));
    assert_eq!(refusal, ("patientId", Reason::Required));
    let other = at("2026-11-20T14:30:00Z");
    let id = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&id, 0).unwrap();
    // who has a seat cannot be elsewhere at the time: it is said, and prevents nothing
    let elsewhere = NewAppointment {
        starts_at: other,
        ..booking(
            &course.patients[0],
            &course.provider,
            "2026-11-20T14:30:00Z",
        )
    };
    let elsewhere = book::book(&mut course.clinic, &elsewhere).unwrap();
    assert_eq!(elsewhere.overlaps, [id]);
}

#[test]
fn one_change_of_a_session_is_one_line_of_its_history() {
    let mut course = Course::new();
    let session = course.booked("2026-11-27T09:00:00Z").id;
    for patient in [0, 1] {
        course.machine.clock.advance_s(60);
        course.give(&session, patient).unwrap();
    }
    course.machine.clock.advance_s(60);
    let seen = course.show(&session).appointment.seen;
    let why = status::StatusWhy {
        code: Some(status::StatusReason::Weather),
        text: String::new(),
    };
    let cancelled = AppointmentStatus::Cancelled;
    set_status(&mut course.clinic, &session, &seen, cancelled, Some(&why)).unwrap();
    let shown = details::show(&course.clinic, &session).unwrap();
    let lines: Vec<_> = shown
        .history
        .iter()
        .map(|one| (one.to, one.patient.as_deref()))
        .collect();
    let booked = AppointmentStatus::Scheduled;
    let seats = [(booked, Some("Anna Weber")), (booked, Some("Mary Okafor"))];
    assert_eq!(lines, [(cancelled, None), seats[0], seats[1]]);
    assert_eq!(shown.history[0].code, why.code);
    assert_eq!(shown.contacts.len(), 2);
}

#[test]
fn the_seat_of_a_merged_file_is_that_of_the_patient() {
    let mut course = Course::new();
    let session = course.booked("2026-11-20T14:00:00Z").id;
    course.give(&session, 0).unwrap();
    let [mary, anna] = [0, 1].map(|at| course.patients[at].clone());
    let none = seat_of(&course.clinic, &session, &anna);
    assert!(matches!(none, Err(Error::NotFound(_))), "{none:?}");
    merged(&mut course.clinic, &mary, &anna).unwrap();
    let again = course.give(&session, 1);
    assert_eq!(refused(again), ("seat", Reason::Taken));
    let seat = seat_of(&course.clinic, &session, &anna).unwrap();
    assert_eq!(seat, course.seat(&session, 0));
    let excused = Attendance::Excused;
    let shown = record(&mut course.clinic, &seat.id, &seat.seen, excused).unwrap();
    assert_eq!(shown.seats[0].attendance, excused);
    let seat = seat_of(&course.clinic, &session, &anna).unwrap();
    let taken = SeatTaken {
        id: seat.id,
        seen: seat.seen,
        later: false,
    };
    let left = take(&mut course.clinic, &taken).unwrap().session;
    assert_eq!(left.seats, []);
}
