//! Series of appointments: what is previewed, what is booked, and what moves or ends together.

mod later;

use std::sync::atomic::Ordering;

use sync_contract::catalog::{Appointment, Room};

use crate::Clinic;
use crate::absences::AbsenceForm;
use crate::absences::record::add as add_absence;
use crate::appointments::series::book::{book, preview};
use crate::appointments::series::{
    DateState, MovedDate, RepeatEnd, RepeatRule, RepeatUnit, SeriesBooking, SeriesOutcome,
    SeriesPlan, SeriesPreview, SeriesStart, list,
};
use crate::appointments::{AppointmentView, ClashOf, NewAppointment, book as single, day};
use crate::error::{Error, Reason, Result};
use crate::locations::{self, LocationForm};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, at, clinic, registered};
use crate::tests::diary::booking;
use crate::view::{Day, Id};

/// A dietitian, a room and a patient; the front desk books, on Friday, 20 November.
struct Office {
    _machine: Machine,
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
        let choices = day::day(&clinic, &Day("2026-11-20".into()))
            .unwrap()
            .choices;
        Self {
            _machine: machine,
            provider: choices.providers[0].id.clone(),
            room,
            mary,
            anna,
            clinic,
        }
    }

    fn first(&self) -> NewAppointment {
        NewAppointment {
            room_id: Some(self.room.clone()),
            reason: "Course".into(),
            ..booking(&self.mary, &self.provider, "2026-11-23T09:00:00Z")
        }
    }

    /// Mondays at 10:00 by the clinic's clocks.
    fn plan(&self, dates: u32) -> SeriesPlan {
        SeriesPlan {
            appointment: self.first(),
            rule: RepeatRule {
                every: 1,
                unit: RepeatUnit::Week,
                end: RepeatEnd::Count { count: dates },
            },
            moved: Vec::new(),
            skipped: Vec::new(),
        }
    }

    fn absence(&mut self, provider: bool, from: &str, to: &str) {
        let form = AbsenceForm {
            provider_id: provider.then(|| self.provider.clone()),
            room_id: (!provider).then(|| self.room.clone()),
            starts_at: at(from),
            ends_at: at(to),
            reason: String::new(),
        };
        add_absence(&mut self.clinic, &form).unwrap();
    }

    fn book_one(&mut self, patient: &Id, starts: &str) -> AppointmentView {
        let new = booking(patient, &self.provider, starts);
        single::book(&mut self.clinic, &new).unwrap()
    }

    fn preview(&self, plan: &SeriesPlan) -> SeriesPreview {
        preview(&self.clinic, plan).unwrap()
    }

    /// Books what was previewed and is not skipped.
    fn book(&mut self, plan: &SeriesPlan) -> SeriesOutcome {
        let dates = self.preview(plan).dates;
        let chosen = dates.iter().filter(|date| !date.is_skipped);
        let dates = chosen.map(|date| SeriesStart {
            number: date.number,
            starts_at: date.starts_at.clone(),
        });
        let form = SeriesBooking {
            appointment: plan.appointment.clone(),
            dates: dates.collect(),
        };
        book(&mut self.clinic, &form).unwrap()
    }

    fn booked(&mut self, dates: u32) -> Vec<AppointmentView> {
        let plan = self.plan(dates);
        done(self.book(&plan))
    }

    fn rows(&self) -> usize {
        let all = self
            .clinic
            .read()
            .all::<Appointment>(vault::read::Deleted::Shown);
        all.unwrap().len()
    }
}

fn done(outcome: SeriesOutcome) -> Vec<AppointmentView> {
    match outcome {
        SeriesOutcome::Done { appointments, .. } => appointments,
        SeriesOutcome::NotFree { dates } => panic!("{dates:?}"),
    }
}

fn states(preview: &SeriesPreview) -> Vec<DateState> {
    preview.dates.iter().map(|date| date.state).collect()
}

fn fault<T: std::fmt::Debug>(refused: Result<T>) -> (&'static str, Reason) {
    match refused.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

use DateState::{Absent, Closed, Free, Overlaps};

#[test]
fn each_date_of_a_series_has_what_prevents_it() {
    let mut office = Office::new();
    office.absence(true, "2026-11-30T08:00:00Z", "2026-11-30T12:00:00Z");
    office.absence(false, "2026-12-07T08:00:00Z", "2026-12-07T12:00:00Z");
    let anna = office.anna.clone();
    let other = office.book_one(&anna, "2026-12-14T09:15:00Z");
    let shown = office.preview(&office.plan(5));
    assert_eq!(states(&shown), [Free, Absent, Closed, Overlaps, Free]);
    assert_eq!((shown.ready, shown.blocked), (2, 3));
    assert_eq!(shown.dates[1].absent, [ClashOf::Provider]);
    assert_eq!(shown.dates[2].absent, [ClashOf::Room]);
    let overlap = &shown.dates[3].overlaps[0];
    assert_eq!(
        (overlap.id.as_ref(), overlap.patient.as_str()),
        (Some(&other.id), "Anna Weber")
    );
    assert_eq!(overlap.shares, [ClashOf::Provider]);
    // on Saturdays nobody works
    let mut weekend = office.plan(2);
    weekend.appointment.starts_at = at("2026-11-28T09:00:00Z");
    let shown = office.preview(&weekend);
    assert_eq!(states(&shown), [Closed, Closed]);
    assert!(shown.dates[0].absent.is_empty());
    assert_eq!(office.rows(), 1);
}

#[test]
fn a_date_that_is_not_free_is_skipped_or_moved() {
    let mut office = Office::new();
    office.absence(true, "2026-11-30T08:00:00Z", "2026-11-30T17:00:00Z");
    let anna = office.anna.clone();
    office.book_one(&anna, "2026-12-07T09:00:00Z");
    let mut plan = office.plan(4);
    plan.skipped = vec![2];
    plan.moved = vec![MovedDate {
        number: 3,
        starts_at: at("2026-12-07T10:00:00Z"),
    }];
    let shown = office.preview(&plan);
    assert_eq!((shown.ready, shown.blocked), (3, 0));
    assert_eq!(shown.dates[2].planned_at, at("2026-12-07T09:00:00Z"));
    let booked = done(office.book(&plan));
    let starts: Vec<&str> = booked.iter().map(|one| one.starts_at.0.as_str()).collect();
    let wanted = [
        "2026-11-23T09:00:00Z",
        "2026-12-07T10:00:00Z",
        "2026-12-14T09:00:00Z",
    ];
    assert_eq!(starts, wanted);
    let numbers: Vec<(u32, u32)> = booked
        .iter()
        .map(|one| one.series.as_ref().unwrap())
        .map(|own| (own.number, own.of))
        .collect();
    assert_eq!(numbers, [(1, 3), (2, 3), (3, 3)]);
    assert!(
        booked
            .iter()
            .all(|one| one.patients[0].name == "Mary Okafor")
    );
    let series = list::show(&office.clinic, &booked[1].id).unwrap();
    assert_eq!(series.appointments.len(), 3);
    assert_eq!(
        Some(series.id),
        booked[0].series.as_ref().map(|own| own.id.clone())
    );
}

#[test]
fn dates_of_one_series_overlap_each_other() {
    let office = Office::new();
    let mut plan = office.plan(3);
    plan.moved = vec![MovedDate {
        number: 2,
        starts_at: at("2026-12-07T09:15:00Z"),
    }];
    let shown = office.preview(&plan);
    assert_eq!(states(&shown), [Free, Overlaps, Overlaps]);
    assert_eq!(shown.dates[1].overlaps[0].id, None);
    let shares = &shown.dates[1].overlaps[0].shares;
    assert_eq!(
        *shares,
        [ClashOf::Provider, ClashOf::Room, ClashOf::Patient]
    );
    plan.skipped = vec![3];
    assert_eq!(states(&office.preview(&plan)), [Free, Free, Free]);
}

#[test]
fn a_date_taken_between_preview_and_booking_books_none() {
    let mut office = Office::new();
    let plan = office.plan(4);
    let form = SeriesBooking {
        appointment: plan.appointment.clone(),
        dates: office
            .preview(&plan)
            .dates
            .iter()
            .map(|date| SeriesStart {
                number: date.number,
                starts_at: date.starts_at.clone(),
            })
            .collect(),
    };
    // a colleague meanwhile, and an absence
    let anna = office.anna.clone();
    office.book_one(&anna, "2026-11-30T09:00:00Z");
    office.absence(true, "2026-12-14T08:00:00Z", "2026-12-14T12:00:00Z");
    let before = office.rows();
    let SeriesOutcome::NotFree { dates } = book(&mut office.clinic, &form).unwrap() else {
        panic!("two of the dates are taken");
    };
    let listed: Vec<_> = dates.iter().map(|date| (date.number, date.state)).collect();
    assert_eq!(listed, [(1, Free), (2, Overlaps), (3, Free), (4, Absent)]);
    assert_eq!(office.rows(), before);
    let left = SeriesBooking {
        dates: form
            .dates
            .into_iter()
            .filter(|date| [1, 3].contains(&date.number))
            .collect(),
        ..form
    };
    assert_eq!(done(book(&mut office.clinic, &left).unwrap()).len(), 2);
}

#[test]
fn a_series_has_one_time_across_the_clock_change() {
    let mut office = Office::new();
    let mut plan = office.plan(3);
    plan.appointment.starts_at = at("2027-03-22T09:00:00Z");
    let booked = done(office.book(&plan));
    let starts: Vec<&str> = booked.iter().map(|one| one.starts_at.0.as_str()).collect();
    let wanted = [
        "2027-03-22T09:00:00Z",
        "2027-03-29T08:00:00Z",
        "2027-04-05T08:00:00Z",
    ];
    assert_eq!(starts, wanted);
}

#[test]
fn a_series_of_sixty_is_booked_by_as_many_reads_as_one_of_three() {
    let mut office = Office::new();
    let mut daily = office.plan(60);
    daily.rule.unit = RepeatUnit::Day;
    let few = SeriesPlan {
        rule: RepeatRule {
            end: RepeatEnd::Count { count: 3 },
            ..daily.rule.clone()
        },
        ..daily.clone()
    };
    let statements = office.clinic.unlocked_mut().vault_mut().count_statements();
    let asked = |plan: &SeriesPlan| {
        office.preview(plan);
        statements.store(0, Ordering::Relaxed);
        let shown = office.preview(plan);
        (shown, statements.load(Ordering::Relaxed))
    };
    let ((_, of_few), (many, of_many)) = (asked(&few), asked(&daily));
    assert_eq!(of_few, of_many);
    let weekends = many.dates.iter().filter(|date| date.state == Closed);
    daily.skipped = weekends.map(|date| date.number).collect();
    assert_eq!(daily.skipped.len(), 16);
    let booked = done(office.book(&daily));
    assert_eq!(booked.len(), 44);
    assert_eq!(booked[43].series.as_ref().unwrap().of, 44);
}

#[test]
fn a_series_that_cannot_be_is_refused() {
    let mut office = Office::new();
    let form = |dates: Vec<SeriesStart>| SeriesBooking {
        appointment: booking(&office.mary, &office.provider, "2026-11-23T09:00:00Z"),
        dates,
    };
    let start = |number| SeriesStart {
        number,
        starts_at: at("2026-11-23T09:00:00Z"),
    };
    let (none, twice) = (form(Vec::new()), form(vec![start(1), start(1)]));
    let many = form((1..=61).map(start).collect());
    let clinic = &mut office.clinic;
    assert_eq!(fault(book(clinic, &none)), ("dates", Reason::Impossible));
    assert_eq!(fault(book(clinic, &many)), ("dates", Reason::Impossible));
    assert_eq!(fault(book(clinic, &twice)), ("dates", Reason::Taken));
    let mut plan = office.plan(3);
    plan.appointment.type_id = Id("TEA".into());
    let refused = preview(&office.clinic, &plan);
    assert_eq!(fault(refused), ("typeId", Reason::Unknown));
    let alone = office.book_one(&office.mary.clone(), "2026-11-23T09:00:00Z");
    assert_eq!(alone.series, None);
    let refused = list::show(&office.clinic, &alone.id);
    assert!(
        matches!(refused, Err(Error::NotFound("series"))),
        "{refused:?}"
    );
}
