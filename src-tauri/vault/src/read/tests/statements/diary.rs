//! Absences, clashes and the waiting list of the diary, and the stays of patients.

use sync_contract::catalog::*;
use sync_contract::field::{Time, date};

use super::{FEW, Full, List};
use crate::sample::SERIES;

pub(super) const DIARY: &[List] = &[
    ("absences_between", |_, read| {
        read.absences_between(Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("inside_absences", |full, read| {
        let absences = full.ids::<Absence>();
        read.inside_absences(&absences, Time(0)).unwrap().len()
    }),
    ("booked_rooms", |_, read| {
        read.booked_rooms(Time(0)).unwrap().values().sum()
    }),
    ("attendances_of", |full, read| {
        read.attendances_of(full.first::<Patient>()).unwrap().len()
    }),
    ("attendees_of", |full, read| {
        let appointments = full.ids::<Appointment>();
        read.attendees_of(&appointments).unwrap().len()
    }),
    ("topics_of", |full, read| {
        let appointments = full.ids::<Appointment>();
        read.topics_of(&appointments).unwrap().len()
    }),
    ("appointments_in", |full, read| {
        let each = 0..i64::try_from(full.ids::<Appointment>().len()).unwrap();
        let spans: Vec<_> = each
            .map(|index| (Time(20 * index), Time(20 * index + 15)))
            .collect();
        read.appointments_in(&spans).unwrap().len()
    }),
    ("appointments_of_series", |_, read| {
        read.appointments_of_series(&[SERIES]).unwrap().len()
    }),
    ("clash_decisions_since", |_, read| {
        read.clash_decisions_since(Time(0)).unwrap().len()
    }),
    ("clash_decisions_of", |full, read| {
        let appointments = full.ids::<Appointment>();
        read.clash_decisions_of(&appointments).unwrap().len()
    }),
    ("waiting", |_, read| read.waiting().unwrap().len()),
    ("waits_of", |full, read| {
        read.waits_of(&full.ids::<Patient>()).unwrap().len()
    }),
    ("waiting_calls", |full, read| {
        read.waiting_calls(&full.ids::<Patient>()).unwrap().len()
    }),
    ("freed_slots_after", |_, read| {
        read.freed_slots_after(Time(0)).unwrap().len()
    }),
    ("stays_of", |full, read| {
        read.stays_of(full.first::<Patient>()).unwrap().len()
    }),
    ("stays_between", |_, read| {
        let (first, last) = (date(1970, 1, 1), date(1970, 2, 1));
        read.stays_between(first, last).unwrap().len()
    }),
];

#[test]
fn ended_waits_take_as_many_statements_for_many_as_for_few() {
    let asked = |count: usize| {
        let mut full = Full::of(count);
        let ids = full.ids::<WaitingListEntry>();
        let ended = full.unlocked.write("end waiting", |tx| {
            for id in ids {
                let row = tx.get::<WaitingListEntry>(id)?.unwrap();
                let mut entry = row.value;
                entry.ended_at = Some(tx.now());
                tx.update(&entry, &row.seen)?;
            }
            Ok::<_, crate::error::Error>(())
        });
        ended.unwrap();
        full.ask(|_, read| read.waits_ended_since(Time(0)).unwrap().len())
    };
    let ((few, statements), (many, of_many)) = (asked(FEW), asked(3 * FEW));
    assert_eq!((few, many), (2 * FEW, 6 * FEW));
    assert_eq!(statements, of_many);
}
