//! What the visit of one patient, a second topic, and an edit of the file do to a group session.

use sync_contract::catalog::{Appointment, GroupTopic, VisitType};
use sync_contract::field::Time;
use sync_contract::ids::{GroupTopicId, PatientId};

use super::*;
use crate::appointments::pages::booked;
use crate::invoices::worklist::to_bill;
use crate::patients::view::DeletionReason;
use crate::testing::{add_user, clinic as new_clinic};
use crate::visits::{VisitView, discard};
use crate::{chart, patients};

impl Course {
    fn set(&mut self, session: &Id, to: AppointmentStatus) {
        let seen = self.show(session).appointment.seen;
        set_status(&mut self.clinic, session, &seen, to, None).unwrap();
    }

    fn status(&self, session: &Id) -> AppointmentStatus {
        self.show(session).appointment.status
    }

    fn visit(&mut self, session: &Id, patient: usize) -> VisitView {
        let start = VisitStart {
            patient_id: self.patients[patient].clone(),
            appointment_id: Some(session.clone()),
            r#type: VisitType::Group,
        };
        visit_start::start(&mut self.clinic, &start).unwrap().visit
    }

    /// A session with seats for the first two patients.
    fn shared(&mut self) -> Id {
        let session = self.booked("2026-11-20T14:00:00Z").id;
        self.give(&session, 0).unwrap();
        self.give(&session, 1).unwrap();
        session
    }

    fn with_topic(&mut self, topic: &str, seen: bool) -> Result<GroupSessionView> {
        let session = self.id();
        let view = self.show(&session);
        let group = view.appointment.group.clone().unwrap();
        let loaded = GroupForm {
            seats: group.seats,
            topic: group.topic.unwrap_or_default(),
        };
        let wanted = GroupForm {
            topic: topic.into(),
            ..loaded.clone()
        };
        let topic_seen = view.topic_seen.as_ref().filter(|_| seen);
        let seen = (&view.appointment.seen, topic_seen);
        edit(&mut self.clinic, &session, seen, &loaded, &wanted)
    }

    /// The only session of the day.
    fn id(&self) -> Id {
        let day = day::day(&self.clinic, &Day("2026-11-20".into())).unwrap();
        day.appointments[0].id.clone()
    }

    fn topic(&self) -> Option<String> {
        self.show(&self.id()).appointment.group.unwrap().topic
    }
}

#[test]
fn one_visit_neither_reopens_nor_revives_a_session() {
    let mut course = Course::new();
    let over = course.shared();
    course.set(&over, AppointmentStatus::InRoom);
    course.set(&over, AppointmentStatus::Completed);
    course.visit(&over, 0);
    assert_eq!(course.status(&over), AppointmentStatus::Completed);
    let off = course.booked("2026-11-20T16:00:00Z").id;
    course.give(&off, 1).unwrap();
    course.set(&off, AppointmentStatus::Cancelled);
    course.visit(&off, 1);
    assert_eq!(course.status(&off), AppointmentStatus::Cancelled);
}

#[test]
fn a_discarded_visit_takes_back_that_its_patient_came() {
    let mut course = Course::new();
    let session = course.shared();
    let visit = course.visit(&session, 0);
    assert_eq!(course.seat(&session, 0).attendance, Attendance::Attended);
    let removal = discard::discard(&mut course.clinic, &visit.id, &visit.seen, false).unwrap();
    assert_eq!(course.seat(&session, 0).attendance, Attendance::Expected);
    assert_eq!(course.status(&session), AppointmentStatus::InRoom);
    let visit = discard::restore(&mut course.clinic, &visit.id, &removal).unwrap();
    assert_eq!(course.seat(&session, 0).attendance, Attendance::Attended);
    // what was recorded since stays
    course.record_of(&session, 0, Attendance::Absent).unwrap();
    discard::discard(&mut course.clinic, &visit.id, &visit.seen, false).unwrap();
    assert_eq!(course.seat(&session, 0).attendance, Attendance::Absent);
}

#[test]
fn who_did_not_come_to_a_session_is_not_billed() {
    let (machine, mut admin) = new_clinic();
    add_user(&mut admin, "bill", "Billing staff");
    drop(admin);
    let mut course = Course::in_clinic(machine);
    let session = course.shared();
    let third = GroupForm {
        seats: 3,
        topic: "Diabetes basics".into(),
    };
    let loaded = GroupForm {
        seats: 2,
        ..third.clone()
    };
    let view = course.show(&session);
    let seen = (&view.appointment.seen, view.topic_seen.as_ref());
    edit(&mut course.clinic, &session, seen, &loaded, &third).unwrap();
    course.give(&session, 2).unwrap();
    for (patient, attendance) in [
        (0, Attendance::Attended),
        (1, Attendance::Absent),
        (2, Attendance::Excused),
    ] {
        course.record_of(&session, patient, attendance).unwrap();
    }
    course.set(&session, AppointmentStatus::InRoom);
    course.set(&session, AppointmentStatus::Completed);
    // its time is to come by the clock of the test
    course.machine.clock.advance_s(24 * 3_600);
    let bill = course.machine.sign_in("bill", PASSWORD);
    let billed = to_bill(&bill).unwrap().to_invoice;
    let billed: Vec<_> = billed.iter().map(|row| &row.patient_id).collect();
    assert_eq!(billed, [&course.patients[0]]);
}

#[test]
fn the_older_of_two_topics_counts_though_it_is_empty() {
    let mut course = Course::new();
    let session = course.shared().to().unwrap();
    // as another computer writes it later, which does not know of the first
    course.machine.clock.advance_s(1);
    let written = course.clinic.write("edit group session", |tx| {
        let id: GroupTopicId = tx.new_id();
        tx.insert(&GroupTopic {
            id,
            appointment: session,
            topic: crate::fields::optional("Renal diet", "topic")?.into(),
        })?;
        Ok(())
    });
    written.unwrap();
    assert_eq!(course.topic().as_deref(), Some("Diabetes basics"));
    course.with_topic("", true).unwrap();
    assert_eq!(course.topic(), None);
}

#[test]
fn a_topic_that_was_written_meanwhile_is_not_overwritten_unseen() {
    let mut course = Course::new();
    course.shared();
    let unseen = course.with_topic("Renal diet", false);
    assert!(matches!(unseen, Err(Error::ChangedMeanwhile)), "{unseen:?}");
    assert_eq!(course.topic().as_deref(), Some("Diabetes basics"));
}

#[test]
fn a_topic_that_was_edited_out_of_the_file_is_reported_with_the_day() {
    let mut course = Course::new();
    course.shared();
    let table = "group_topics";
    for set in [Some("deleted_at = 1"), None] {
        assert!(course.clinic.unlocked().edit_table(table, set) > 0);
        let again = course.machine.sign_in("diet", PASSWORD);
        day::day(&again, &Day("2026-11-20".into())).unwrap();
        let damage = again.take_unshown().unwrap().damage;
        let damage: Vec<_> = damage.into_iter().map(|of| of.what).collect();
        assert_eq!(damage, ["group_topic"], "{set:?}");
    }
}

#[test]
fn an_undo_is_of_the_seats_of_one_patient() {
    let mut course = Course::new();
    let session = course.booked("2026-11-20T14:00:00Z").id;
    let mut both = Vec::new();
    for patient in [0, 1] {
        let given = course.given(&session, patient, false);
        both.extend(give(&mut course.clinic, &given).unwrap().seats);
    }
    let mixed = undo_give(&mut course.clinic, &both);
    assert_eq!(refused(mixed), ("seats", Reason::Impossible));
    assert_eq!(course.show(&session).seats.len(), 2);
}

#[test]
fn who_is_excused_has_no_appointment_then() {
    let mut course = Course::new();
    let session = course.shared();
    let next = |course: &mut Course, patient: usize| {
        let chart = chart::show(&mut course.clinic, &course.patients[patient]);
        chart.unwrap().next_appointment.map(|view| view.id)
    };
    assert_eq!(next(&mut course, 0), Some(session.clone()));
    course.record_of(&session, 0, Attendance::Excused).unwrap();
    assert_eq!(next(&mut course, 0), None);
    assert_eq!(next(&mut course, 1), Some(session.clone()));
    // what is booked at the same time is a clash for who comes to the session alone
    let reader = course.clinic.read();
    let id = session.to().unwrap();
    let row = reader.get::<Appointment>(id).unwrap().unwrap();
    let seats = reader.attendees(id).unwrap();
    let there = booked(&reader, &[row], &seats).unwrap();
    let second: PatientId = course.patients[1].to().unwrap();
    assert_eq!(there[0].patients, [second.0]);
    let patients: Vec<PatientId> = course.patients.iter().map(|id| id.to().unwrap()).collect();
    let next = reader.next_appointments(&patients, Time(0)).unwrap();
    assert_eq!(next.len(), 1);
}

#[test]
fn the_seat_of_a_deleted_patient_is_free() {
    let mut course = Course::new();
    let session = course.shared();
    assert_eq!(refused(course.give(&session, 2)), ("seats", Reason::Taken));
    let mary = course.patients[0].clone();
    let seen = chart::show(&mut course.clinic, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut course.clinic, &mary, &seen, why, "Twice").unwrap();
    let shown = course.show(&session);
    assert_eq!(shown.seats.len(), 1);
    assert_eq!(shown.appointment.group.unwrap().booked, 1);
    let given = course.give(&session, 2).unwrap();
    assert_eq!(given.seats.len(), 2);
}

#[test]
fn a_visit_before_the_day_of_a_session_records_nothing() {
    let mut course = Course::new();
    let later = course.booked("2026-11-23T14:00:00Z").id;
    course.give(&later, 0).unwrap();
    course.visit(&later, 0);
    assert_eq!(course.seat(&later, 0).attendance, Attendance::Expected);
}
