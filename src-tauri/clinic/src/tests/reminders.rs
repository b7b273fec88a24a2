use crate::appointments::{AppointmentStatus, AppointmentView, book, day, status};
use crate::calls::{self, CallPurpose, CallResult, NewCall};
use crate::patients::edit::delete;
use crate::patients::register::register;
use crate::patients::view::DeletionReason;
use crate::reminders::{RemindersView, list};
use crate::testing::{Machine, PASSWORD, clinic, form};
use crate::tests::diary::booking;
use crate::view::{Day, Id};
use crate::{Clinic, chart};

/// A front desk on Friday, 20 November.
struct Office {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
}

impl Office {
    fn new() -> Self {
        let (machine, _) = clinic();
        let clinic = machine.sign_in("desk", PASSWORD);
        let friday = Day("2026-11-20".into());
        let choices = day::day(&clinic, &friday).unwrap().choices;
        Self {
            machine,
            clinic,
            provider: choices.providers[0].id.clone(),
        }
    }

    fn registered(&mut self, given: &str) -> Id {
        let mut form = form(given, "Okafor", "1992-03-12");
        form.phone = "+33 1 23 45 67 89".into();
        form.preferred_language = "fr".into();
        register(&mut self.clinic, &form).unwrap().patient.id
    }

    fn book(&mut self, patient: &Id, starts: &str) -> AppointmentView {
        let new = booking(patient, &self.provider, starts);
        book::book(&mut self.clinic, &new).unwrap()
    }

    fn call(&mut self, patient: &Id, purpose: CallPurpose, result: CallResult) {
        self.machine.clock.advance_s(60);
        let call = NewCall {
            patient_id: patient.clone(),
            purpose,
            result,
            at: None,
            retry_on: Some(Day("2026-11-22".into())),
            note: String::new(),
        };
        calls::record(&mut self.clinic, &call).unwrap();
    }

    fn list(&self, day: Option<&str>) -> RemindersView {
        let day = day.map(|day| Day(day.into()));
        list(&self.clinic, day.as_ref()).unwrap()
    }
}

fn names(view: &RemindersView) -> Vec<&str> {
    let names = view.rows.iter().map(|row| row.patient.name.as_str());
    names.collect()
}

#[test]
fn the_next_day_on_which_anyone_is_expected_is_listed_in_its_order() {
    let mut office = Office::new();
    let (mary, anna) = (office.registered("Mary"), office.registered("Anna"));
    assert_eq!(office.list(None).day.0, "2026-11-21");
    office.book(&mary, "2026-11-20T13:00:00Z");
    office.book(&mary, "2026-11-23T13:00:00Z");
    office.book(&anna, "2026-11-23T09:00:00Z");
    let cancelled = office.book(&anna, "2026-11-22T09:00:00Z");
    let (id, seen) = (&cancelled.id, &cancelled.seen);
    let to = AppointmentStatus::Cancelled;
    status::set_status(&mut office.clinic, id, seen, to, None).unwrap();
    let shown = office.list(None);
    assert_eq!((shown.day.0.as_str(), shown.to_call), ("2026-11-23", 2));
    assert_eq!(names(&shown), ["Anna Okafor", "Mary Okafor"]);
    let first = &shown.rows[0];
    assert_eq!(first.phone.as_deref(), Some("+33 1 23 45 67 89"));
    assert_eq!(first.language.as_deref(), Some("fr"));
    assert!(!first.is_group && first.last_call.is_none());
    let chosen = office.list(Some("2026-11-20"));
    assert_eq!(names(&chosen), ["Mary Okafor"]);
}

#[test]
fn who_was_reached_or_has_confirmed_is_not_called_again() {
    let mut office = Office::new();
    let (mary, anna) = (office.registered("Mary"), office.registered("Anna"));
    // a call of before it was booked is about another one
    office.call(&mary, CallPurpose::Reminder, CallResult::Reached);
    office.machine.clock.advance_s(60);
    let booked = office.book(&mary, "2026-11-23T13:00:00Z");
    office.book(&anna, "2026-11-23T14:00:00Z");
    office.call(&anna, CallPurpose::FollowUp, CallResult::Reached);
    let shown = office.list(None);
    assert!(shown.rows.iter().all(|row| row.last_call.is_none()));
    assert_eq!(shown.to_call, 2);
    office.call(&anna, CallPurpose::Reminder, CallResult::NoAnswer);
    let shown = office.list(None);
    let last = shown.rows[1].last_call.as_ref().unwrap();
    assert_eq!(last.result, CallResult::NoAnswer);
    assert_eq!(last.retry_on, Some(Day("2026-11-22".into())));
    assert_eq!(shown.to_call, 2);
    office.call(&anna, CallPurpose::Reminder, CallResult::Reached);
    let to = AppointmentStatus::Confirmed;
    status::set_status(&mut office.clinic, &booked.id, &booked.seen, to, None).unwrap();
    let shown = office.list(None);
    assert_eq!((shown.to_call, shown.rows.len()), (0, 2));
}

#[test]
fn a_call_of_weeks_before_is_about_an_earlier_appointment() {
    let mut office = Office::new();
    let mary = office.registered("Mary");
    office.book(&mary, "2026-11-27T09:00:00Z");
    office.book(&mary, "2026-12-11T09:00:00Z");
    office.call(&mary, CallPurpose::Reminder, CallResult::Reached);
    assert_eq!(office.list(Some("2026-11-27")).to_call, 0);
    assert_eq!(office.list(Some("2026-12-11")).to_call, 1);
}

#[test]
fn who_is_deleted_is_not_called() {
    let mut office = Office::new();
    let mary = office.registered("Mary");
    office.book(&mary, "2026-11-23T13:00:00Z");
    let machine = office.machine;
    drop(office.clinic);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    delete(&mut diet, &mary, &seen, DeletionReason::Duplicate, "").unwrap();
    assert!(list(&diet, None).unwrap().rows.is_empty());
}
