//! What a user is asked about before an appointment is booked, or an absence recorded.

use sync_contract::field::Time;

use crate::Clinic;
use crate::absences::{AbsenceForm, list as absences, record};
use crate::appointments::doubts::{
    BookingDoubts, book_unless_taken, move_unless_taken, of_booking, of_move,
};
use crate::appointments::{AppointmentView, ClashOf, Move, NewAppointment, book, day};
use crate::error::{Error, Reason, Result};
use crate::testing::{Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{At, Day, Id};

/// A front desk on Friday, 20 November, which has booked Mary at 13:00.
struct Office {
    _machine: Machine,
    clinic: Clinic,
    mary: Id,
    provider: Id,
    booked: AppointmentView,
}

impl Office {
    fn new() -> Self {
        let (machine, _) = clinic();
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let mary = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let friday = Day("2026-11-20".into());
        let choices = day::day(&clinic, &friday).unwrap().choices;
        let provider = choices.providers[0].id.clone();
        let new = booking(&mary, &provider, "2026-11-20T13:00:00Z");
        let booked = book::book(&mut clinic, &new).unwrap();
        Self {
            _machine: machine,
            clinic,
            mary,
            provider,
            booked,
        }
    }

    fn doubts(&self, new: &NewAppointment) -> BookingDoubts {
        of_booking(&self.clinic, new).unwrap()
    }

    fn away(&self, from: &str, until: &str) -> AbsenceForm {
        AbsenceForm {
            provider_id: Some(self.provider.clone()),
            room_id: None,
            starts_at: at(from),
            ends_at: at(until),
            reason: String::new(),
        }
    }
}

#[test]
fn what_an_appointment_would_overlap_is_named_before_it_is_booked() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let after = booking(&anna, &office.provider, "2026-11-20T13:30:00Z");
    assert!(office.doubts(&after).is_empty());
    let over = booking(&anna, &office.provider, "2026-11-20T13:15:00Z");
    let doubts = office.doubts(&over);
    assert!(!doubts.is_over);
    let [other] = doubts.overlaps.as_slice() else {
        panic!("{doubts:?}");
    };
    assert_eq!(other.id.as_ref(), Some(&office.booked.id));
    assert_eq!(other.patient, "Mary Okafor");
    assert_eq!(other.shares, [ClashOf::Provider]);
    let own = booking(&office.mary, &office.provider, "2026-11-20T13:15:00Z");
    let shares = &office.doubts(&own).overlaps[0].shares;
    assert_eq!(*shares, [ClashOf::Provider, ClashOf::Patient]);
}

#[test]
fn a_time_that_is_over_is_doubted_and_one_that_lasts_is_not() {
    let office = Office::new();
    let now = office.clinic.now().0;
    let minute = |minutes: i64| At::of(Time(now + minutes * 60_000_000));
    let new = |starts| NewAppointment {
        starts_at: starts,
        ..booking(&office.mary, &office.provider, "2026-11-20T13:00:00Z")
    };
    assert!(office.doubts(&new(minute(-45))).is_over);
    assert!(!office.doubts(&new(minute(-15))).is_over);
}

#[test]
fn what_a_move_newly_overlaps_is_named_alone() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let new = booking(&anna, &office.provider, "2026-11-20T14:00:00Z");
    let annas = book::book(&mut office.clinic, &new).unwrap();
    let to = |starts: &str| Move {
        id: annas.id.clone(),
        seen: annas.seen.clone(),
        provider_id: annas.provider_id.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at(starts),
        minutes: 30,
    };
    let doubts = |office: &Office, starts: &str| of_move(&office.clinic, &to(starts)).unwrap();
    assert!(doubts(&office, "2026-11-20T13:30:00Z").is_empty());
    let [other] = &doubts(&office, "2026-11-20T13:15:00Z").overlaps[..] else {
        panic!("one is there");
    };
    assert_eq!(other.id.as_ref(), Some(&office.booked.id));
    assert_eq!(other.shares, [ClashOf::Provider]);
    assert!(doubts(&office, "2026-11-19T13:15:00Z").is_over);
    // what is past and stays as it is, is asked about no more than what is over another one already
    let moved = book::move_to(&mut office.clinic, &to("2026-11-20T13:15:00Z")).unwrap();
    let again = Move {
        seen: moved.seen,
        ..to("2026-11-20T13:10:00Z")
    };
    assert!(of_move(&office.clinic, &again).unwrap().is_empty());
}

/// Returns the field that a refusal names, and why.
fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused {
        Err(Error::Invalid { field, reason }) => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_another_process_booked_since_the_question_is_not_booked_over() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let new = booking(&anna, &office.provider, "2026-11-20T14:00:00Z");
    assert!(office.doubts(&new).is_empty());
    let mary = booking(&office.mary, &office.provider, "2026-11-20T14:15:00Z");
    let first = book::book(&mut office.clinic, &mary).unwrap();
    let taken = ("slot", Reason::Taken);
    let refused = book_unless_taken(&mut office.clinic, &new, &[]);
    assert_eq!(fault(refused), taken);
    let other = [office.booked.id.clone()];
    assert_eq!(
        fault(book_unless_taken(&mut office.clinic, &new, &other)),
        taken
    );
    let asked = [first.id.clone()];
    let booked = book_unless_taken(&mut office.clinic, &new, &asked).unwrap();
    assert_eq!(booked.overlaps, asked);
}

#[test]
fn what_was_booked_since_the_question_is_not_moved_over() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let new = booking(&anna, &office.provider, "2026-11-20T14:00:00Z");
    let annas = book::book(&mut office.clinic, &new).unwrap();
    let to = |seen: &AppointmentView, starts: &str| Move {
        id: annas.id.clone(),
        seen: seen.seen.clone(),
        provider_id: annas.provider_id.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at(starts),
        minutes: 30,
    };
    let there = to(&annas, "2026-11-20T13:15:00Z");
    let refused = move_unless_taken(&mut office.clinic, &there);
    assert_eq!(fault(refused), ("slot", Reason::Taken));
    let free = to(&annas, "2026-11-20T15:00:00Z");
    let moved = move_unless_taken(&mut office.clinic, &free).unwrap();
    let time = |at: &At| at.to_time("startsAt").unwrap();
    assert_eq!(time(&moved.starts_at), time(&free.starts_at));
    // what it overlaps already is overlapped no worse
    let there = book::move_to(&mut office.clinic, &to(&moved, "2026-11-20T13:15:00Z")).unwrap();
    let later = to(&there, "2026-11-20T13:10:00Z");
    move_unless_taken(&mut office.clinic, &later).unwrap();
}

#[test]
fn an_absence_is_refused_before_anything_is_asked() {
    let mut office = Office::new();
    let anna = registered(&mut office.clinic, "Anna", "Weber", "1980-01-02");
    let new = booking(&anna, &office.provider, "2026-11-20T15:00:00Z");
    let annas = book::book(&mut office.clinic, &new).unwrap();
    let away = office.away("2026-11-20T12:00:00Z", "2026-11-20T14:00:00Z");
    record::add(&mut office.clinic, &away).unwrap();
    let over = booking(&anna, &office.provider, "2026-11-20T13:15:00Z");
    let absent = ("startsAt", Reason::Absent);
    assert_eq!(fault(of_booking(&office.clinic, &over)), absent);
    let to = Move {
        id: annas.id.clone(),
        seen: annas.seen.clone(),
        provider_id: annas.provider_id.clone(),
        room_id: None,
        facility_id: None,
        starts_at: at("2026-11-20T13:15:00Z"),
        minutes: 30,
    };
    assert_eq!(fault(of_move(&office.clinic, &to)), absent);
}

#[test]
fn another_absence_of_the_same_provider_is_named_and_its_own_is_not() {
    let mut office = Office::new();
    let form = office.away("2026-11-23T08:00:00Z", "2026-11-23T12:00:00Z");
    assert!(
        absences::overlapping(&office.clinic, &form, None)
            .unwrap()
            .is_empty()
    );
    let first = record::add(&mut office.clinic, &form).unwrap().row;
    let later = office.away("2026-11-23T11:00:00Z", "2026-11-24T12:00:00Z");
    let others = absences::overlapping(&office.clinic, &later, None).unwrap();
    assert_eq!(others.len(), 1);
    assert_eq!(others[0].id, first.id);
    let own = absences::overlapping(&office.clinic, &later, Some(&first.id)).unwrap();
    assert!(own.is_empty());
    let touching = office.away("2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z");
    assert!(
        absences::overlapping(&office.clinic, &touching, None)
            .unwrap()
            .is_empty()
    );
    record::end(&mut office.clinic, &first.id).unwrap();
    assert!(
        absences::overlapping(&office.clinic, &later, None)
            .unwrap()
            .is_empty()
    );
}
