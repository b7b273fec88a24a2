//! The waiting list: who is on it, who fits a time that frees, and how a wait ends.

use sync_contract::Right;

use crate::Clinic;
use crate::appointments::{AppointmentStatus, AppointmentView, Move, book as diary, day, status};
use crate::calls::CallResult;
use crate::error::{Error, Reason, Result};
use crate::testing::{Machine, PASSWORD, add_user, at, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{Day, Id};
use crate::waiting_list::book::book;
use crate::waiting_list::list::{list, show};
use crate::waiting_list::offers::{self, dismiss, fits};
use crate::waiting_list::record::{add, ask_to_call, call, edit, end, reopen};
use crate::waiting_list::{
    FreeSlotView, NewWaiting, WaitingBooking, WaitingCall, WaitingEntry, WaitingOutcome,
    WaitingPart, WaitingQuery, WaitingWishes, WishedDay,
};

/// Friday, 20 November, 10:42 by the clinic's clocks, which are an hour ahead of UTC.
struct Office {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
    mary: Id,
    anna: Id,
    /// Anna's, at 14:00.
    booked: AppointmentView,
}

impl Office {
    fn new() -> Self {
        let (machine, admin) = clinic();
        drop(admin);
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let mary = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let anna = registered(&mut clinic, "Anna", "Weber", "1980-01-02");
        let friday = Day("2026-11-20".into());
        let choices = day::day(&clinic, &friday).unwrap().choices;
        let provider = choices.providers[0].id.clone();
        let new = booking(&anna, &provider, "2026-11-20T13:00:00Z");
        let booked = diary::book(&mut clinic, &new).unwrap();
        Self {
            machine,
            clinic,
            provider,
            mary,
            anna,
            booked,
        }
    }

    fn add(&mut self, wishes: WaitingWishes) -> Result<WaitingEntry> {
        let new = NewWaiting {
            patient_id: self.mary.clone(),
            wishes,
        };
        add(&mut self.clinic, &new)
    }

    fn cancel(&mut self) {
        let now = day::show(&self.clinic, &self.booked.id).unwrap();
        let to = AppointmentStatus::Cancelled;
        status::set_status(&mut self.clinic, &now.id, &now.seen, to, None).unwrap();
    }

    fn move_to(&mut self, time: &str, minutes: u32) {
        let now = day::show(&self.clinic, &self.booked.id).unwrap();
        let to = Move {
            id: now.id,
            seen: now.seen,
            provider_id: now.provider_id,
            room_id: now.room_id,
            facility_id: None,
            starts_at: at(&format!("2026-11-20T{time}:00Z")),
            minutes,
        };
        diary::move_to(&mut self.clinic, &to).unwrap();
    }

    fn rows(&self, part: WaitingPart) -> Vec<WaitingEntry> {
        let query = WaitingQuery {
            part,
            offset: 0,
            limit: 100,
        };
        let page = list(&self.clinic, &query).unwrap();
        assert_eq!(page.total as usize, page.rows.len());
        page.rows
    }

    fn slots(&self) -> Vec<FreeSlotView> {
        offers::list(&self.clinic).unwrap().slots
    }

    fn times(&self) -> Vec<(String, u32)> {
        let slots = self.slots().into_iter();
        slots.map(|slot| (slot.starts_at.0, slot.fits)).collect()
    }

    fn book(&mut self, row: &WaitingEntry, starts: &str) -> Result<AppointmentView> {
        let form = WaitingBooking {
            id: row.id.clone(),
            seen: row.seen.clone(),
            appointment: booking(&self.mary, &self.provider, starts),
        };
        book(&mut self.clinic, &form)
    }
}

pub(super) fn any() -> WaitingWishes {
    WaitingWishes {
        type_id: None,
        provider_id: None,
        weekdays: Vec::new(),
        from_time: String::new(),
        until_time: String::new(),
        from_day: None,
        until_day: None,
        note: String::new(),
    }
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_is_put_on_the_list_is_on_it_with_wishes_and_calls() {
    let mut office = Office::new();
    let wishes = WaitingWishes {
        type_id: Some(Id("INITIAL".into())),
        provider_id: Some(office.provider.clone()),
        weekdays: vec![WishedDay::Fri, WishedDay::Mon],
        from_time: "9:00".into(),
        until_day: Some(Day("2026-12-24".into())),
        note: "Short notice".into(),
        ..any()
    };
    let added = office.add(wishes).unwrap();
    assert_eq!(added.wishes.weekdays, [WishedDay::Mon, WishedDay::Fri]);
    assert_eq!(
        (added.r#type.as_deref(), added.since.0.as_str()),
        (Some("Initial"), "2026-11-20")
    );
    assert_eq!(added.wishes.from_time, "09:00");
    let form = WaitingCall {
        id: added.id.clone(),
        result: CallResult::NoAnswer,
        retry_on: Some(Day("2026-11-23".into())),
        note: String::new(),
    };
    call(&mut office.clinic, &form).unwrap();
    let listed = office.rows(WaitingPart::Current).remove(0);
    assert_eq!(
        (listed.calls, listed.patient.name.as_str()),
        (1, "Mary Okafor")
    );
    assert_eq!(listed.last_call.unwrap().result, CallResult::NoAnswer);
    assert_eq!(fault(office.add(any())), ("patientId", Reason::Taken));
}

#[test]
fn what_is_wrong_with_the_wishes_is_answered_at_once() {
    let mut office = Office::new();
    let wrong = WaitingWishes {
        from_time: "12:00".into(),
        until_time: "12:00".into(),
        from_day: Some(Day("2026-12-02".into())),
        until_day: Some(Day("2026-12-01".into())),
        ..any()
    };
    let Error::Several(faults) = office.add(wrong).unwrap_err() else {
        panic!("one fault");
    };
    assert_eq!(faults.len(), 2);
    let one = WaitingWishes {
        until_time: "half past".into(),
        ..any()
    };
    assert_eq!(fault(office.add(one)), ("untilTime", Reason::Malformed));
    assert!(office.rows(WaitingPart::Current).is_empty());
}

#[test]
fn a_time_that_is_cancelled_is_offered_until_it_is_dismissed() {
    let mut office = Office::new();
    office.add(any()).unwrap();
    assert_eq!(office.times(), []);
    office.cancel();
    assert_eq!(office.times(), [("2026-11-20T13:00:00Z".into(), 1)]);
    let ids = office.slots().remove(0).ids;
    let fit = fits(&office.clinic, &ids[0]).unwrap();
    assert_eq!((fit.rows.len(), fit.rows[0].minutes), (1, 30));
    assert!(
        dismiss(&mut office.clinic, &ids, true)
            .unwrap()
            .slots
            .is_empty()
    );
    let again = dismiss(&mut office.clinic, &ids, false).unwrap();
    assert_eq!(again.slots.len(), 1);
    office.machine.clock.advance_s(4 * 3600);
    assert_eq!(office.times(), [], "it has begun");
}

#[test]
fn a_time_that_an_appointment_left_or_gave_back_is_offered() {
    let mut office = Office::new();
    let friday_afternoon = WaitingWishes {
        type_id: Some(Id("PHONE".into())),
        ..any()
    };
    office.add(friday_afternoon).unwrap();
    office.move_to("14:00", 30);
    assert_eq!(office.times(), [("2026-11-20T13:00:00Z".into(), 1)]);
    office.move_to("14:00", 15);
    let times = office.times();
    assert_eq!(times[1], ("2026-11-20T14:15:00Z".into(), 1), "{times:?}");
    // the first is taken again
    office.move_to("13:00", 30);
    let starts: Vec<String> = office.times().into_iter().map(|(at, _)| at).collect();
    assert_eq!(starts, ["2026-11-20T14:00:00Z"]);
}

#[test]
fn a_cancelled_time_that_is_expected_again_is_offered_no_more() {
    let mut office = Office::new();
    office.add(any()).unwrap();
    office.cancel();
    let now = day::show(&office.clinic, &office.booked.id).unwrap();
    let back = AppointmentStatus::Scheduled;
    status::set_status(&mut office.clinic, &now.id, &now.seen, back, None).unwrap();
    assert_eq!(office.times(), []);
}

#[test]
fn only_who_wishes_it_and_is_free_fits() {
    let mut office = Office::new();
    let row = office.add(any()).unwrap();
    office.cancel();
    let try_wishes = |office: &mut Office, wishes: WaitingWishes| {
        let now = show(&office.clinic, &row.id).unwrap();
        edit(&mut office.clinic, &row.id, &now.seen, &now.wishes, &wishes).unwrap();
        offers::list(&office.clinic).unwrap().slots.len()
    };
    let on = |weekdays: &[WishedDay]| WaitingWishes {
        weekdays: weekdays.to_vec(),
        ..any()
    };
    assert_eq!(try_wishes(&mut office, on(&[WishedDay::Mon])), 0);
    assert_eq!(try_wishes(&mut office, on(&[WishedDay::Fri])), 1);
    let until = |time: &str| WaitingWishes {
        until_time: time.into(),
        ..any()
    };
    // by the clocks of the clinic, from 14:00 to 14:30
    assert_eq!(try_wishes(&mut office, until("14:29")), 0);
    assert_eq!(try_wishes(&mut office, until("14:30")), 1);
    let long = WaitingWishes {
        type_id: Some(Id("GROUP".into())),
        ..any()
    };
    assert_eq!(try_wishes(&mut office, long), 0);
    assert_eq!(try_wishes(&mut office, any()), 1);
    let elsewhere = booking(&office.mary, &office.provider, "2026-11-20T13:15:00Z");
    let other = diary::book(&mut office.clinic, &elsewhere).unwrap();
    assert_eq!(office.times(), []);
    assert!(other.overlaps.is_empty());
}

#[test]
fn who_is_booked_from_the_list_waits_no_longer() {
    let mut office = Office::new();
    let row = office.add(any()).unwrap();
    office.cancel();
    let booked = office.book(&row, "2026-11-20T13:00:00Z").unwrap();
    assert_eq!(booked.patients[0].name, "Mary Okafor");
    assert!(office.rows(WaitingPart::Current).is_empty());
    let ended = office.rows(WaitingPart::Ended).remove(0);
    let wait = ended.end.clone().unwrap();
    assert_eq!(wait.outcome, WaitingOutcome::Booked);
    assert_eq!(wait.starts_at.unwrap(), booked.starts_at);
    assert_eq!(office.times(), []);
    let again = office.book(&ended, "2026-11-20T14:00:00Z");
    assert_eq!(fault(again), ("entry", Reason::Cancelled));
}

#[test]
fn no_patient_is_booked_over_another_appointment() {
    let mut office = Office::new();
    let row = office.add(any()).unwrap();
    let taken = office.book(&row, "2026-11-20T13:15:00Z");
    assert_eq!(fault(taken), ("slot", Reason::Taken));
    let form = WaitingBooking {
        id: row.id.clone(),
        seen: row.seen.clone(),
        appointment: booking(&office.anna, &office.provider, "2026-11-20T15:00:00Z"),
    };
    let other = book(&mut office.clinic, &form);
    assert_eq!(fault(other), ("patientId", Reason::Impossible));
    assert_eq!(
        office.rows(WaitingPart::Current).len(),
        1,
        "nothing half done"
    );
    let friday = day::day(&office.clinic, &Day("2026-11-20".into())).unwrap();
    assert_eq!(friday.appointments.len(), 1);
}

#[test]
fn a_wait_ends_with_a_reason_and_can_be_reopened() {
    let mut office = Office::new();
    let row = office.add(any()).unwrap();
    let empty = end(&mut office.clinic, &row.id, &row.seen, " ");
    assert_eq!(fault(empty), ("reason", Reason::Required));
    let ended = end(
        &mut office.clinic,
        &row.id,
        &row.seen,
        "Found another clinic",
    )
    .unwrap();
    let wait = ended.end.clone().unwrap();
    assert_eq!(
        (wait.outcome, wait.reason.as_str()),
        (WaitingOutcome::NoLongerWanted, "Found another clinic")
    );
    let form = WaitingCall {
        id: row.id.clone(),
        result: CallResult::Reached,
        retry_on: None,
        note: String::new(),
    };
    assert_eq!(
        fault(call(&mut office.clinic, &form)),
        ("entry", Reason::Cancelled)
    );
    let waiting = reopen(&mut office.clinic, &row.id, &ended.seen).unwrap();
    assert_eq!((waiting.end, waiting.since), (None, row.since));
    let twice = reopen(&mut office.clinic, &row.id, &waiting.seen);
    assert_eq!(fault(twice), ("entry", Reason::OutOfOrder));
}

#[test]
fn the_front_desk_is_asked_to_call_with_dates_alone() {
    let office = Office::new();
    let Office {
        machine,
        clinic,
        mary,
        ..
    } = office;
    drop(clinic);
    let mut dietitian = machine.sign_in("diet", PASSWORD);
    let row = ask_to_call(&mut dietitian, &mary).unwrap();
    assert_eq!(row.wishes.note, "");
    drop(dietitian);
    let mut reception = machine.sign_in("desk", PASSWORD);
    assert_eq!(
        show(&reception, &row.id).unwrap().patient.name,
        "Mary Okafor"
    );
    let asked = ask_to_call(&mut reception, &mary).unwrap_err();
    assert!(
        matches!(asked, Error::Forbidden(Right::ChartRead)),
        "{asked:?}"
    );
}

#[test]
fn who_may_not_see_the_diary_sees_no_waiting_list() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ops", "Operator");
    drop(admin);
    let operator = machine.sign_in("ops", PASSWORD);
    let query = WaitingQuery {
        part: WaitingPart::Current,
        offset: 0,
        limit: 100,
    };
    assert!(matches!(list(&operator, &query), Err(Error::Forbidden(_))));
    assert!(matches!(offers::list(&operator), Err(Error::Forbidden(_))));
}
