//! The dates of a series, and a hundred appointments of as many patients, booked at once and one by one.

use std::hint::black_box;

use chrono::{Datelike, Days, NaiveDate, Utc, Weekday};
use clinic::Clinic;
use clinic::appointments::batch::{BatchOutcome, book_all};
use clinic::appointments::series::{self, SeriesBooking, SeriesOutcome, SeriesStart};
use clinic::appointments::{NewAppointment, book, day};
use clinic::view::{At, Id};
use rusqlite::Connection;
use sync_contract::field::Time;
use vault::SystemClock;

use crate::figures::Figures;
use crate::office::{MINUTE_US, Office, us_of};
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 10;
const DATES: u32 = series::DATES_MAX;
const MINUTES: u32 = 10;
const APPOINTMENTS: usize = 100;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("booking")?;
    Office::open(&mut unlocked, &Connection::open_in_memory()?)?;
    let all = bench.people.patients.iter();
    let patients: Vec<Id> = all.take(APPOINTMENTS).map(|one| Id::of(one.id)).collect();
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    clinic.warm_up()?;
    let provider = day::provider_choices(&clinic)?.pop();
    let like = NewAppointment {
        patient_id: patients.first().cloned(),
        provider_id: provider.ok_or("there is no provider")?.id,
        room_id: None,
        facility_id: None,
        type_id: Id("FOLLOW_UP".to_owned()),
        starts_at: At(String::new()),
        minutes: MINUTES,
        reason: String::new(),
        seats: None,
        topic: String::new(),
    };
    series_of_dates(bench, &mut clinic, &like)?;
    of_many_patients(bench, &mut clinic, &like, &patients)
}

/// Returns two minutes of a day for each round, within working hours, so that each booking is at a time of its own.
fn rounds(bench: &Bench, from_hour: i64) -> Vec<[i64; 2]> {
    let minutes = (from_hour * 60..).step_by(2 * MINUTES as usize);
    let pairs = minutes.map(|minute| [minute, minute + i64::from(MINUTES)]);
    pairs.take(bench.rounds(ROUNDS)).collect()
}

fn series_of_dates(bench: &mut Bench, clinic: &mut Clinic, like: &NewAppointment) -> Outcome<()> {
    let (mut at_once, mut one_by_one) = (Figures::default(), Figures::default());
    for pair in rounds(bench, 8) {
        let form = dates(like, pair[0]);
        match at_once.time(|| series::book::book(clinic, &form))? {
            SeriesOutcome::Done { appointments, .. } => drop(black_box(appointments)),
            SeriesOutcome::NotFree { .. } => return Err("a date is not free".into()),
        }
        let form = dates(like, pair[1]);
        let booked = one_by_one.time(|| -> Outcome<()> {
            for date in &form.dates {
                let new = NewAppointment {
                    starts_at: date.starts_at.clone(),
                    ..like.clone()
                };
                black_box(book::book(clinic, &new)?);
            }
            Ok(())
        });
        booked?;
    }
    let line = Line::times("60 dates booked at once", at_once, Bar::AtMost(0.3));
    bench.line(line.against("one by one in one process", one_by_one));
    Ok(())
}

fn of_many_patients(
    bench: &mut Bench,
    clinic: &mut Clinic,
    like: &NewAppointment,
    patients: &[Id],
) -> Outcome<()> {
    let (mut at_once, mut one_by_one) = (Figures::default(), Figures::default());
    let entries = |minute: i64| -> Vec<NewAppointment> {
        let starts = starts(APPOINTMENTS, minute).into_iter();
        let entry = |(starts_at, patient): (At, &Id)| NewAppointment {
            patient_id: Some(patient.clone()),
            starts_at,
            ..like.clone()
        };
        starts.zip(patients).map(entry).collect()
    };
    for pair in rounds(bench, 14) {
        let all = entries(pair[0]);
        match at_once.time(|| book_all(clinic, &all, true))? {
            BatchOutcome::Booked(appointments) => drop(black_box(appointments)),
            BatchOutcome::Refused(_) | BatchOutcome::Doubted(_) => {
                return Err("an appointment cannot be booked".into());
            }
        }
        let all = entries(pair[1]);
        let booked = one_by_one.time(|| -> Outcome<()> {
            for new in &all {
                black_box(book::book(clinic, new)?);
            }
            Ok(())
        });
        booked?;
    }
    let line = Line::times("100 appointments booked at once", at_once, Bar::AtMost(0.3));
    bench.line(line.against("one by one in one process", one_by_one));
    Ok(())
}

/// A time on each of so many coming working days.
fn starts(number: usize, minute: i64) -> Vec<At> {
    let tomorrow = Utc::now().date_naive() + Days::new(1);
    let is_working_day = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let days = tomorrow.iter_days().filter(is_working_day);
    days.take(number)
        .map(|day| At::of(Time(us_of(day) + minute * MINUTE_US)))
        .collect()
}

/// A date on each of the coming working days.
fn dates(like: &NewAppointment, minute: i64) -> SeriesBooking {
    let starts = starts(DATES as usize, minute);
    SeriesBooking {
        appointment: NewAppointment {
            starts_at: starts[0].clone(),
            ..like.clone()
        },
        dates: (1..=DATES)
            .zip(starts)
            .map(|(number, starts_at)| SeriesStart { number, starts_at })
            .collect(),
    }
}
