//! The dates of a series, booked at once and one by one.

use std::hint::black_box;

use chrono::{Datelike, Days, NaiveDate, Utc, Weekday};
use clinic::Clinic;
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

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let mut unlocked = bench.our_clinic("booking")?;
    Office::open(&mut unlocked, &Connection::open_in_memory()?)?;
    let patient = Id::of(bench.people.patients[0].id);
    let mut clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    clinic.warm_up()?;
    let provider = day::provider_choices(&clinic)?.pop();
    let like = NewAppointment {
        patient_id: Some(patient),
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
    let (mut at_once, mut one_by_one) = (Figures::default(), Figures::default());
    // each at a time of its own, within working hours
    let minutes = (8 * 60..12 * 60).step_by(MINUTES as usize);
    let minutes: Vec<i64> = minutes.take(2 * bench.rounds(ROUNDS)).collect();
    for pair in minutes.chunks_exact(2) {
        let form = dates(&like, pair[0]);
        match at_once.time(|| series::book::book(&mut clinic, &form))? {
            SeriesOutcome::Done { appointments, .. } => drop(black_box(appointments)),
            SeriesOutcome::NotFree { .. } => return Err("a date is not free".into()),
        }
        let form = dates(&like, pair[1]);
        let booked = one_by_one.time(|| -> Outcome<()> {
            for date in &form.dates {
                let new = NewAppointment {
                    starts_at: date.starts_at.clone(),
                    ..like.clone()
                };
                black_box(book::book(&mut clinic, &new)?);
            }
            Ok(())
        });
        booked?;
    }
    let line = Line::times("60 dates booked at once", at_once, Bar::AtMost(0.3));
    bench.line(line.against("one by one in one process", one_by_one));
    Ok(())
}

/// A date on each of the coming working days.
fn dates(like: &NewAppointment, minute: i64) -> SeriesBooking {
    let tomorrow = Utc::now().date_naive() + Days::new(1);
    let is_working_day = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let days = tomorrow.iter_days().filter(is_working_day);
    let starts: Vec<At> = days
        .take(DATES as usize)
        .map(|day| At::of(Time(us_of(day) + minute * MINUTE_US)))
        .collect();
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
