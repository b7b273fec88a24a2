//! A series before it is booked, and as it is booked: all of its dates, or none.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::Appointment;
use sync_contract::field::Time;
use sync_contract::ids::AppointmentId;
use uuid::Uuid;

use crate::Clinic;
use crate::appointments::Move;
use crate::appointments::book::{Bookable, Booking, starts};
use crate::appointments::day::look_over;
use crate::appointments::pages;
use crate::appointments::series::check::{Wanted, are_free, check, preview as counted};
use crate::appointments::series::rule::starts_of;
use crate::appointments::series::{
    DATES_MAX, MovedDate, SeriesBooking, SeriesDate, SeriesOutcome, SeriesPlan, SeriesPreview,
};
use crate::error::{Error, Reason, Result};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id};

const MINUTE_US: i64 = 60_000_000;

/// Returns every date of a series, with what prevents it. Nothing is written.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), as a booking, `Invalid` as the rule and for a date that is moved to a year
/// before 1900 or after the next.
pub fn preview(clinic: &Clinic, plan: &SeriesPlan) -> Result<SeriesPreview> {
    clinic.may(Right::AppointmentsWrite)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over(&reader)?;
    let bookable = Booking::of(clinic, &plan.appointment)?.check(&reader)?;
    let planned = starts_of(&plan.rule, bookable.starts, &bookable.zone, clinic.today()?)?;
    let moved = moved(clinic, &plan.moved)?;
    let numbered = (1u32..).zip(planned);
    let wanted: Vec<Wanted> = numbered
        .map(|(number, planned)| {
            let starts = moved.get(&number).copied().unwrap_or(planned);
            wanted(
                &bookable,
                number,
                planned,
                starts,
                plan.skipped.contains(&number),
            )
        })
        .collect();
    Ok(counted(check(&reader, &wanted)?))
}

/// Returns where dates are moved, by their numbers.
///
/// # Errors
/// `Invalid` as the start of a booking.
fn moved(clinic: &Clinic, dates: &[MovedDate]) -> Result<BTreeMap<u32, Time>> {
    let one = |date: &MovedDate| Ok((date.number, starts(clinic, &date.starts_at)?));
    dates.iter().map(one).collect()
}

/// Returns a date on which an appointment is to be booked.
pub(in crate::appointments) fn wanted(
    bookable: &Bookable,
    number: u32,
    planned: Time,
    starts: Time,
    is_skipped: bool,
) -> Wanted {
    Wanted {
        number,
        stored: None,
        planned,
        slot: bookable.slot(starts),
        facility: bookable.facility,
        zone: bookable.zone,
        patients: bookable.patient.into_iter().collect(),
        is_skipped,
    }
}

/// Books every date, or none where one of them is free no more: then it returns them as they are now.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`, `PatientDeleted`, `Invalid` as a booking and for no date, more
/// than 60 or two of one number.
pub fn book(clinic: &mut Clinic, form: &SeriesBooking) -> Result<SeriesOutcome> {
    clinic.may(Right::AppointmentsWrite)?;
    let booking = Booking::of(clinic, &form.appointment)?;
    let mut dates: BTreeMap<u32, Time> = BTreeMap::new();
    for date in &form.dates {
        let starts = starts(clinic, &date.starts_at)?;
        if dates.insert(date.number, starts).is_some() {
            return Err(Error::invalid("dates", Reason::Taken));
        }
    }
    require_count(dates.len())?;
    let booked = all_or_none(|not_free| {
        clinic.write("book series of appointments", |tx| {
            let bookable = booking.check(&tx.read())?;
            let wanted: Vec<Wanted> = dates
                .iter()
                .map(|(number, starts)| wanted(&bookable, *number, *starts, *starts, false))
                .collect();
            require_free(check(&tx.read(), &wanted)?, not_free)?;
            let series = (wanted.len() > 1).then(|| tx.new_id::<Uuid>());
            let mut booked: Vec<AppointmentId> = Vec::new();
            for date in &wanted {
                booked.push(bookable.insert(tx, date.slot, series)?.id);
            }
            let (first, patient) = (booked.first().map(|id| id.0), bookable.patient);
            tx.audit(|event| {
                let event = match first {
                    Some(first) => event.of(first),
                    None => event,
                };
                match patient {
                    Some(patient) => event.about(patient.0),
                    None => event,
                }
            });
            Ok(booked)
        })
    })?;
    outcome(clinic, booked, &[])
}

/// # Errors
/// `Invalid`.
pub(super) fn require_count(dates: usize) -> Result<()> {
    match (1..=DATES_MAX as usize).contains(&dates) {
        true => Ok(()),
        false => Err(Error::invalid("dates", Reason::Impossible)),
    }
}

/// Ids of what was written, or dates that are not free.
pub(super) type Written = Result<Vec<AppointmentId>, Vec<SeriesDate>>;

/// Runs a write that is undone where dates are not free, which it puts into its argument.
pub(super) fn all_or_none(
    write: impl FnOnce(&mut Option<Vec<SeriesDate>>) -> Result<Vec<AppointmentId>>,
) -> Result<Written> {
    let mut not_free = None;
    let written = write(&mut not_free);
    match (written, not_free) {
        (Err(_), Some(dates)) => Ok(Err(dates)),
        (written, _) => Ok(Ok(written?)),
    }
}

/// # Errors
/// `Invalid`, with the dates.
pub(super) fn require_free(
    dates: Vec<SeriesDate>,
    not_free: &mut Option<Vec<SeriesDate>>,
) -> Result<()> {
    match are_free(&dates) {
        true => Ok(()),
        false => {
            *not_free = Some(dates);
            Err(Error::invalid("dates", Reason::Taken))
        }
    }
}

/// Returns what was written; `before` are moved appointments as they had been.
pub(super) fn outcome(
    clinic: &Clinic,
    written: Written,
    before: &[Appointment],
) -> Result<SeriesOutcome> {
    let ids = match written {
        Ok(ids) => ids,
        Err(dates) => return Ok(SeriesOutcome::NotFree { dates }),
    };
    let appointments = pages::some(clinic, &ids)?;
    let back = appointments.iter().filter_map(|view| {
        let one = before.iter().find(|one| Id::of(one.id) == view.id)?;
        let length_us = one.ends.0.saturating_sub(one.starts.0);
        Some(Move {
            id: view.id.clone(),
            seen: view.seen.clone(),
            provider_id: Id::of(one.provider),
            room_id: one.room.map(Id::of),
            facility_id: Some(Id::of(one.facility)),
            starts_at: At::of(one.starts),
            minutes: u32::try_from(length_us / MINUTE_US).unwrap_or(0),
        })
    });
    Ok(SeriesOutcome::Done {
        back: back.collect(),
        appointments,
    })
}
