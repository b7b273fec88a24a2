//! Absences and clashes of the diary.

use sync_contract::catalog::*;
use sync_contract::field::Time;

use super::List;

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
    ("attendees_of", |full, read| {
        let appointments = full.ids::<Appointment>();
        read.attendees_of(&appointments).unwrap().len()
    }),
    ("clash_decisions_since", |_, read| {
        read.clash_decisions_since(Time(0)).unwrap().len()
    }),
    ("clash_decisions_of", |full, read| {
        let appointments = full.ids::<Appointment>();
        read.clash_decisions_of(&appointments).unwrap().len()
    }),
];
