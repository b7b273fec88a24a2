//! Many appointments at once: what is checked of all of them together, and that all are booked or none.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use sync_contract::catalog::{Appointment, Room};
use sync_contract::field::Time;
use uuid::Uuid;
use vault::read::Deleted;

use crate::absences::{AbsenceForm, record::add as add_absence};
use crate::appointments::batch::{
    BatchOutcome, BatchPreview, ENTRIES_MAX, RefusedEntry, book_all, preview,
};
use crate::appointments::{AppointmentView, ClashOf, NewAppointment, book, day};
use crate::audit::list::list as audit;
use crate::audit::view::AuditQuery;
use crate::error::{Error, Reason};
use crate::locations::{self, LocationForm};
use crate::patients::edit;
use crate::patients::view::DeletionReason;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{At, Day, Id};
use crate::{Clinic, chart};

const FIRST: &str = "2026-11-23T08:00:00Z";

/// A front desk on Friday, 20 November.
struct Office {
    machine: Machine,
    clinic: Clinic,
    provider: Id,
    room: Id,
    mary: Id,
    anna: Id,
}

impl Office {
    fn new() -> Self {
        let (machine, mut admin) = clinic();
        let form = LocationForm {
            name: "Room 7".into(),
            code: String::new(),
            facility_id: None,
            is_active: true,
        };
        let room = locations::add::<Room>(&mut admin, &form).unwrap().id;
        drop(admin);
        let mut clinic = machine.sign_in("desk", PASSWORD);
        let mary = registered(&mut clinic, "Mary", "Okafor", "1992-03-12");
        let anna = registered(&mut clinic, "Anna", "Weber", "1980-01-02");
        let friday = Day("2026-11-20".into());
        let choices = day::day(&clinic, &friday).unwrap().choices;
        Self {
            machine,
            provider: choices.providers[0].id.clone(),
            room,
            mary,
            anna,
            clinic,
        }
    }

    fn entry(&self, patient: &Id, starts: &str) -> NewAppointment {
        booking(patient, &self.provider, starts)
    }

    /// Returns entries of both patients in turn, twenty a day from 08:00 on, the last one first.
    fn entries(&self, first: &str, number: usize) -> Vec<NewAppointment> {
        let first = at(first).to_time("startsAt").unwrap().0;
        let entry = |at: usize| {
            let minutes = i64::try_from(at / 20 * 1440 + at % 20 * 30).unwrap();
            let patient = if at.is_multiple_of(2) {
                &self.mary
            } else {
                &self.anna
            };
            NewAppointment {
                room_id: Some(self.room.clone()),
                starts_at: At::of(Time(first + minutes * 60_000_000)),
                ..self.entry(patient, FIRST)
            }
        };
        (0..number).rev().map(entry).collect()
    }

    fn preview(&self, all: &[NewAppointment]) -> BatchPreview {
        preview(&self.clinic, all).unwrap()
    }

    fn book_all(&mut self, all: &[NewAppointment]) -> Vec<AppointmentView> {
        match book_all(&mut self.clinic, all, true).unwrap() {
            BatchOutcome::Booked(appointments) => appointments,
            other => panic!("{other:?}"),
        }
    }

    fn rows(&self) -> usize {
        let all = self.clinic.read().all::<Appointment>(Deleted::Shown);
        all.unwrap().len()
    }
}

fn sentences(refused: &[RefusedEntry]) -> Vec<(u32, String)> {
    let one = |entry: &RefusedEntry| (entry.number, entry.error.to_string());
    refused.iter().map(one).collect()
}

#[test]
fn a_hundred_are_booked_at_once_in_the_order_of_their_entries() {
    let mut office = Office::new();
    let entries = office.entries(FIRST, 100);
    let seen = office.preview(&entries);
    assert!(
        seen.refused.is_empty() && seen.doubted.is_empty(),
        "{seen:?}"
    );
    assert_eq!(office.rows(), 0);
    let booked = office.book_all(&entries);
    assert_eq!((booked.len(), office.rows()), (100, 100));
    for (entry, view) in entries.iter().zip(&booked) {
        assert_eq!(view.starts_at, entry.starts_at);
        assert_eq!(Some(&view.patients[0].id), entry.patient_id.as_ref());
        assert_eq!(view.room.as_deref(), Some("Room 7"));
        assert!(view.overlaps.is_empty() && view.series.is_none());
    }
    let ids: BTreeSet<&Id> = booked.iter().map(|view| &view.id).collect();
    assert_eq!(ids.len(), 100);
}

#[test]
fn each_of_a_batch_has_an_audit_entry_about_its_patient() {
    let mut office = Office::new();
    let entries = office.entries(FIRST, 4);
    let booked = office.book_all(&entries);
    let admin = office.machine.sign_in("Admin", ADMIN_PASSWORD);
    let query = AuditQuery {
        action: Some("book appointment".into()),
        limit: 100,
        ..AuditQuery::default()
    };
    let rows = audit(&admin, &query).unwrap().rows;
    let logged = rows.iter().map(|row| {
        let patient = row.patient.as_ref().map(|patient| patient.id.clone());
        (row.resource_id.clone(), patient)
    });
    let mut logged: Vec<_> = logged.collect();
    logged.sort();
    let wanted = booked.iter().zip(&entries);
    let wanted = wanted.map(|(view, entry)| (Some(view.id.clone()), entry.patient_id.clone()));
    let mut wanted: Vec<_> = wanted.collect();
    wanted.sort();
    assert_eq!(logged, wanted);
}

#[test]
fn what_is_wrong_with_each_entry_is_named_and_none_is_booked() {
    let mut office = Office::new();
    let eva = registered(&mut office.clinic, "Eva", "Lind", "1990-05-06");
    let mut diet = office.machine.sign_in("diet", PASSWORD);
    let read = chart::show(&mut diet, &eva).unwrap().form.seen;
    edit::delete(&mut diet, &eva, &read, DeletionReason::Other, "moved away").unwrap();
    let absence = AbsenceForm {
        provider_id: Some(office.provider.clone()),
        room_id: None,
        starts_at: at("2026-11-24T08:00:00Z"),
        ends_at: at("2026-11-24T12:00:00Z"),
        reason: String::new(),
    };
    add_absence(&mut office.clinic, &absence).unwrap();
    let free = office.entry(&office.mary, FIRST);
    let unknown = Id::of(Uuid::from_u128(1));
    let with = |change: fn(&mut NewAppointment, &Id)| {
        let mut entry = free.clone();
        change(&mut entry, &unknown);
        entry
    };
    let mut entries = vec![
        free.clone(),
        with(|entry, unknown| entry.provider_id = unknown.clone()),
        with(|entry, unknown| entry.room_id = Some(unknown.clone())),
        with(|entry, unknown| entry.patient_id = Some(unknown.clone())),
        with(|entry, _| entry.patient_id = None),
        with(|entry, _| (entry.type_id, entry.minutes) = (Id("TEA".into()), 2_000)),
        with(|entry, _| entry.provider_id = Id("dora".into())),
        office.entry(&eva, FIRST),
        office.entry(&office.anna, "2026-11-24T11:45:00Z"),
        office.entry(&office.anna, "2026-11-24T12:00:00Z"),
    ];
    let absent = format!("startsAt: {}", Reason::Absent.as_str());
    let wanted = [
        (2, "providerId: unknown"),
        (3, "roomId: unknown"),
        (4, "no such patient on this device"),
        (5, "patientId: required"),
        (6, "minutes: impossible; typeId: unknown"),
        (7, "id: malformed"),
        (8, "the patient is deleted"),
        (9, absent.as_str()),
    ]
    .map(|(number, sentence)| (number, sentence.to_owned()));
    assert_eq!(sentences(&office.preview(&entries).refused), wanted);
    let outcome = book_all(&mut office.clinic, &entries, true).unwrap();
    let BatchOutcome::Refused(refused) = outcome else {
        panic!("none is booked");
    };
    assert_eq!(sentences(&refused), wanted);
    assert_eq!(office.rows(), 0);
    entries.drain(1..9);
    assert_eq!(office.book_all(&entries).len(), 2);
    assert_eq!(office.rows(), 2);
}

#[test]
fn entries_that_overlap_each_other_or_are_over_are_doubted() {
    let mut office = Office::new();
    let stored = office.entry(&office.mary, "2026-11-23T13:00:00Z");
    let stored = book::book(&mut office.clinic, &stored).unwrap();
    let entries = [
        office.entry(&office.anna, "2026-11-23T13:15:00Z"),
        office.entry(&office.anna, "2026-11-23T15:00:00Z"),
        office.entry(&office.mary, "2026-11-23T15:15:00Z"),
        office.entry(&office.mary, "2026-11-23T16:00:00Z"),
        office.entry(&office.mary, "2026-11-19T16:00:00Z"),
    ];
    let seen = office.preview(&entries);
    assert!(seen.refused.is_empty(), "{seen:?}");
    let doubted = seen.doubted.iter().map(|entry| {
        let overlaps = entry.overlaps.iter();
        let overlaps = overlaps.map(|one| (one.entry, one.other.id.clone()));
        (entry.number, entry.is_over, overlaps.collect::<Vec<_>>())
    });
    let wanted = [
        (1, false, vec![(None, Some(stored.id.clone()))]),
        (2, false, vec![(Some(3), None)]),
        (3, false, vec![(Some(2), None)]),
        (5, true, Vec::new()),
    ];
    assert_eq!(doubted.collect::<Vec<_>>(), wanted);
    let other = &seen.doubted[0].overlaps[0].other;
    assert_eq!(
        (other.patient.as_str(), other.shares.as_slice()),
        ("Mary Okafor", &[ClashOf::Provider][..])
    );
    // what was not asked about, as it came since, is not booked either
    let outcome = book_all(&mut office.clinic, &entries, false).unwrap();
    let BatchOutcome::Doubted(asked) = outcome else {
        panic!("none is booked");
    };
    assert_eq!((asked, office.rows()), (seen.doubted, 1));
    // a user has said that they are right
    let booked = office.book_all(&entries);
    let overlaps = |at: usize| booked[at].overlaps.clone();
    assert_eq!(overlaps(0), [stored.id]);
    assert_eq!(overlaps(1), [booked[2].id.clone()]);
    assert_eq!(overlaps(2), [booked[1].id.clone()]);
    assert!(overlaps(3).is_empty() && overlaps(4).is_empty());
}

#[test]
fn a_batch_has_one_entry_to_a_thousand() {
    let mut office = Office::new();
    let many = vec![office.entry(&office.mary, FIRST); ENTRIES_MAX + 1];
    let none: &[NewAppointment] = &[];
    for entries in [none, many.as_slice()] {
        let previewed = preview(&office.clinic, entries).map(drop);
        let booked = book_all(&mut office.clinic, entries, true).map(drop);
        for refused in [previewed, booked] {
            let is_count = matches!(
                refused,
                Err(Error::Invalid {
                    field: "appointments",
                    reason: Reason::Impossible
                })
            );
            assert!(is_count, "{refused:?}");
        }
    }
    assert_eq!(office.rows(), 0);
}

#[test]
fn many_are_checked_by_as_many_statements_as_few() {
    let mut office = Office::new();
    let statements = office.clinic.unlocked_mut().vault_mut().count_statements();
    let (few, many) = (office.entries(FIRST, 2), office.entries(FIRST, 40));
    let checked = |all: &[NewAppointment]| {
        office.preview(all);
        counted(&statements, || drop(office.preview(all)))
    };
    assert_eq!(checked(&few), checked(&many));
    // what is read for each that is booked alone is read once for all of them
    let alone = office.entry(&office.mary, "2026-12-21T08:00:00Z");
    let later = office.entry(&office.mary, "2026-12-22T08:00:00Z");
    book::book(&mut office.clinic, &alone).unwrap();
    let alone = counted(&statements, || {
        book::book(&mut office.clinic, &later).unwrap();
    });
    let (some, more) = (
        office.entries("2026-11-30T08:00:00Z", 20),
        office.entries("2026-12-07T08:00:00Z", 40),
    );
    let of_some = counted(&statements, || drop(office.book_all(&some)));
    let of_more = counted(&statements, || drop(office.book_all(&more)));
    let each = (of_more - of_some) / 20;
    assert!(each + 15 <= alone, "{each} of each, {alone} alone");
}

/// Returns how many statements are run.
fn counted(statements: &AtomicUsize, run: impl FnOnce()) -> usize {
    statements.store(0, Ordering::Relaxed);
    run();
    statements.load(Ordering::Relaxed)
}
