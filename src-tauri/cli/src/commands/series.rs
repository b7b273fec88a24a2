//! Series of appointments.

use std::fmt::Display;

use clinic::Clinic;
use clinic::appointments::day::show as show_one;
use clinic::appointments::series::book::{book, preview};
use clinic::appointments::series::cancel::cancel_later;
use clinic::appointments::series::later::{self, move_later};
use clinic::appointments::series::list::show;
use clinic::appointments::series::{
    DateState, LaterCancel, LaterDate, LaterMoves, LaterPlan, LaterPut, MovedDate,
    OtherAppointment, RepeatEnd, RepeatRule, RepeatUnit, SeriesBooking, SeriesDate, SeriesOutcome,
    SeriesPlan, SeriesPreview, SeriesStart,
};
use clinic::appointments::{AppointmentView, ClashOf};
use clinic::view::{At, Id};
use serde_json::json;

use crate::answer::Answer;
use crate::args::care::{BookingEntry, MoveEntry};
use crate::args::series::{LaterEntry, Series, SeriesEntry};
use crate::args::{FromInput, Who};
use crate::commands::appointments::{
    appointment_line, destination, new_appointment, refused, status_why,
};
use crate::entry::{choice, day, entry, id, moment, read_version, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, count, label, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Series) -> Result<Answer> {
    match args {
        Series::Preview {
            input,
            entry: flags,
        } => {
            let args = entry(&input, *flags)?;
            let clinic = who.unlock()?;
            let is_named = args.provider.is_some();
            let plan = plan(&clinic, args)?;
            let shown =
                preview(&clinic, &plan).map_err(|error| refused(&clinic, error, is_named))?;
            let shown = require_numbers(shown, &plan.skipped, &plan.moved)?;
            previewed(&clinic, &shown)
        }
        Series::Book {
            input,
            entry: flags,
        } => {
            let args = entry(&input, *flags)?;
            let mut clinic = who.unlock()?;
            reserve(&mut clinic, args)
        }
        Series::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            let series = show(&clinic, &row)?;
            let lines = lines(&series.appointments, &Clocks::of(&clinic)?);
            Answer::done(&json!({ "series": series }), listed(lines, ""))
        }
        Series::PreviewMove {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let clinic = who.unlock()?;
            let plan = later_plan(&clinic, &row, args, &input)?;
            let shown =
                later::preview(&clinic, &plan).map_err(|error| refused(&clinic, error, true))?;
            let shown = require_ids(shown, &plan)?;
            previewed(&clinic, &shown)
        }
        Series::Move {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            shift(&mut clinic, &row, args, &input)
        }
        Series::Cancel {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let stored = show_one(&clinic, &row)?;
            let (seen, why) = (
                read_version(args.seen, stored.seen, &input),
                status_why(args.reason_code.as_deref(), args.reason),
            )
                .together()?;
            let form = LaterCancel { id: row, seen, why };
            let cancelled = cancel_later(&mut clinic, &form)?;
            let clocks = Clocks::of(&clinic)?;
            let text = headed("Cancelled", &cancelled.appointments, &clocks);
            Answer::done(&cancelled, text)
        }
    }
}

fn reserve(clinic: &mut Clinic, args: SeriesEntry) -> Result<Answer> {
    let is_named = args.provider.is_some();
    let plan = plan(clinic, args)?;
    let shown = preview(clinic, &plan).map_err(|error| refused(clinic, error, is_named))?;
    let shown = require_numbers(shown, &plan.skipped, &plan.moved)?;
    require_free(clinic, &shown.dates)?;
    let form = SeriesBooking {
        appointment: plan.appointment,
        dates: chosen(&shown).map(start).collect(),
    };
    let outcome = book(clinic, &form).map_err(|error| refused(clinic, error, is_named))?;
    written(clinic, "Booked", outcome)
}

fn shift(clinic: &mut Clinic, row: &Id, args: LaterEntry, input: &FromInput) -> Result<Answer> {
    let plan = later_plan(clinic, row, args, input)?;
    let shown = later::preview(clinic, &plan).map_err(|error| refused(clinic, error, true))?;
    let shown = require_ids(shown, &plan)?;
    require_free(clinic, &shown.dates)?;
    let dates = chosen(&shown).filter_map(|date| {
        Some(LaterDate {
            id: date.id.clone()?,
            seen: date.seen.clone()?,
            starts_at: date.starts_at.clone(),
        })
    });
    let form = LaterMoves {
        dates: dates.collect(),
        to: plan.to,
    };
    let outcome = move_later(clinic, &form).map_err(|error| refused(clinic, error, true))?;
    written(clinic, "Moved", outcome)
}

/// # Errors
/// A usage error for a number that no date has.
fn require_numbers(
    shown: SeriesPreview,
    skipped: &[u32],
    moved: &[MovedDate],
) -> Result<SeriesPreview> {
    let is_none = |number: &u32| shown.dates.iter().all(|date| date.number != *number);
    let refused = |number: u32, flag: &'static str| {
        Err(Problem::usage(format!(
            "--{flag} names date {number}, and the series has {} here. Nothing was changed.",
            count(shown.dates.len(), "date", "dates")
        ))
        .at(flag))
    };
    if let Some(number) = skipped.iter().copied().find(|number| is_none(number)) {
        return refused(number, "skip");
    }
    match moved
        .iter()
        .map(|date| date.number)
        .find(|number| is_none(number))
    {
        Some(number) => refused(number, "put"),
        None => Ok(shown),
    }
}

/// # Errors
/// A usage error for an id that is none of the dates'.
fn require_ids(shown: SeriesPreview, plan: &LaterPlan) -> Result<SeriesPreview> {
    let skipped = plan.skipped.iter().map(|id| (id, "skip"));
    let mut named = skipped.chain(plan.moved.iter().map(|date| (&date.id, "put")));
    let other = named.find(|(id, _)| shown.dates.iter().all(|date| date.id.as_ref() != Some(*id)));
    match other {
        Some((id, flag)) => Err(Problem::usage(format!(
            "--{flag} names {id}, which is not among the {} to be moved. Nothing was changed.",
            count(shown.dates.len(), "appointment", "appointments")
        ))
        .at(flag)),
        None => Ok(shown),
    }
}

fn chosen(preview: &SeriesPreview) -> impl Iterator<Item = &SeriesDate> {
    preview.dates.iter().filter(|date| !date.is_skipped)
}

fn start(date: &SeriesDate) -> SeriesStart {
    SeriesStart {
        number: date.number,
        starts_at: date.starts_at.clone(),
    }
}

fn plan(clinic: &Clinic, args: SeriesEntry) -> Result<SeriesPlan> {
    let booking = BookingEntry {
        patient: args.patient,
        provider: args.provider,
        starts: args.starts,
        minutes: args.minutes,
        kind: args.kind,
        room: args.room,
        reason: args.reason,
        seats: args.seats,
        topic: args.topic,
    };
    let unit = args
        .unit
        .map_or(Ok(RepeatUnit::Week), |unit| choice(&unit, "unit"));
    // the clinic refuses 0
    let number = |number: i64| u32::try_from(number).unwrap_or(0);
    let end = match (args.count, args.until) {
        (Some(_), Some(_)) => Err(Problem::usage(
            "Both --count and --until are given. Nothing was booked; a series ends by one of them.",
        )
        .at("until")),
        (_, Some(until)) => day(until, "until").map(|until| RepeatEnd::Until { until }),
        (count, None) => required(count, "count").map(|count| RepeatEnd::Count {
            count: number(count),
        }),
    };
    let (appointment, unit, end, moved) =
        (new_appointment(clinic, booking), unit, end, moved(args.put)).together()?;
    Ok(SeriesPlan {
        appointment,
        rule: RepeatRule {
            every: args.every.map_or(1, number),
            unit,
            end,
        },
        moved,
        skipped: args.skip,
    })
}

fn later_plan(clinic: &Clinic, row: &Id, args: LaterEntry, input: &FromInput) -> Result<LaterPlan> {
    let entry = MoveEntry {
        starts: args.starts,
        minutes: args.minutes,
        provider: args.provider,
        room: args.room,
        seen: args.seen,
    };
    let one = |row: String, starts_at| {
        Ok(LaterPut {
            id: id(row, "put")?,
            starts_at,
        })
    };
    let skipped = args.skip.into_iter().map(|row| id(row, "skip"));
    let skipped: Result<Vec<Id>> = skipped.collect();
    let ((to, _), moved, skipped) = (
        destination(clinic, row, entry, input),
        put(args.put, "the id of an appointment", row, one),
        skipped,
    )
        .together()?;
    Ok(LaterPlan { to, moved, skipped })
}

/// Parses `3=2026-12-04T10:00:00Z`.
fn moved(dates: Vec<String>) -> Result<Vec<MovedDate>> {
    put(dates, "the number of a date", "3", |number, starts_at| {
        let number = number.parse().map_err(|_| {
            Problem::usage(format!(
                "`{number}` is not the number of a date as `nutrivault series preview` counts them. Nothing was \
                 changed."
            ))
            .at("put")
        })?;
        Ok(MovedDate { number, starts_at })
    })
}

/// Parses what stands before the `=` and the time after it.
fn put<T>(
    dates: Vec<String>,
    what: &str,
    sample: impl Display,
    one: impl Fn(String, At) -> Result<T>,
) -> Result<Vec<T>> {
    let parsed = |text: String| {
        let Some((named, time)) = text.split_once('=') else {
            return Err(Problem::usage(format!(
                "--put takes {what} and its time, such as {sample}=2026-12-04T10:00:00Z; `{text}` is none. Nothing \
                 was changed."
            ))
            .at("put"));
        };
        one(named.trim().to_owned(), moment(time.to_owned(), "put")?)
    };
    dates.into_iter().map(parsed).collect()
}

/// # Errors
/// `invalid`, with the dates that are not free.
fn require_free(clinic: &Clinic, dates: &[SeriesDate]) -> Result<()> {
    let is_blocked = |date: &&SeriesDate| !date.is_skipped && date.state != DateState::Free;
    let blocked: Vec<&SeriesDate> = dates.iter().filter(is_blocked).collect();
    if blocked.is_empty() {
        return Ok(());
    }
    let clocks = Clocks::of(clinic)?;
    let lines: Vec<String> = blocked.iter().map(|date| line(date, &clocks)).collect();
    Err(Problem::refused(
        "invalid",
        format!(
            "{} of {} not free, so nothing was changed:\n{}\nLeave such a date out with `--skip {}`, or put it at \
             another time with `--put {}=TIME`.",
            blocked.len(),
            count(dates.len(), "date is", "dates are"),
            lines.join("\n"),
            name(blocked[0]),
            name(blocked[0]),
        ),
    )
    .at("skip"))
}

fn written(clinic: &Clinic, verb: &str, outcome: SeriesOutcome) -> Result<Answer> {
    match outcome {
        SeriesOutcome::Done { appointments, .. } => {
            let text = headed(verb, &appointments, &Clocks::of(clinic)?);
            Answer::done(&json!({ "appointments": appointments }), text)
        }
        // taken since the dates were read
        SeriesOutcome::NotFree { dates } => {
            require_free(clinic, &dates)?;
            Answer::done(&json!({ "appointments": [] }), "Nothing was changed.")
        }
    }
}

fn headed(verb: &str, appointments: &[AppointmentView], clocks: &Clocks) -> String {
    let dates = count(appointments.len(), "appointment", "appointments");
    let lines = lines(appointments, clocks);
    clocks.headed(
        [vec![format!("{verb} {dates}:")], lines].concat(),
        "Nothing was changed.",
    )
}

fn lines(appointments: &[AppointmentView], clocks: &Clocks) -> Vec<String> {
    let lines = appointments.iter();
    lines
        .map(|one| appointment_line(one, &clocks.time(&one.starts_at)))
        .collect()
}

fn previewed(clinic: &Clinic, preview: &SeriesPreview) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let mut lines: Vec<String> = preview
        .dates
        .iter()
        .map(|date| line(date, &clocks))
        .collect();
    let all = count(preview.dates.len(), "date", "dates");
    lines.push(format!(
        "{} of {all} can be written, {} to be skipped or put at another time.",
        preview.ready, preview.blocked
    ));
    Answer::done(preview, clocks.headed(lines, ""))
}

/// Returns what `--skip` and `--put` call a date.
fn name(date: &SeriesDate) -> String {
    match &date.id {
        Some(id) => id.to_string(),
        None => date.number.to_string(),
    }
}

/// `3  2026-12-04 11:00  overlaps  11:00 Mary Okafor (provider)`.
fn line(date: &SeriesDate, clocks: &Clocks) -> String {
    let mut line = format!(
        "{:>2}  {}  {}",
        date.number,
        clocks.time(&date.starts_at),
        label(&date.state)
    );
    if date.starts_at != date.planned_at {
        line.push_str(&format!(
            "  put there from {}",
            clocks.time(&date.planned_at)
        ));
    }
    if date.absent.contains(&ClashOf::Room) {
        line.push_str("  the room is closed");
    }
    for other in &date.overlaps {
        line.push_str(&format!("  {}", overlap(other, clocks)));
    }
    if date.outside_hours && date.state == DateState::Free {
        line.push_str("  outside the provider's hours");
    }
    if date.is_skipped {
        line.push_str("  skipped");
    }
    if let Some(id) = &date.id {
        line.push_str(&format!("  {id}"));
    }
    line
}

fn overlap(other: &OtherAppointment, clocks: &Clocks) -> String {
    let shares: Vec<String> = other.shares.iter().map(label).collect();
    let whose = match (&other.id, other.patient.as_str()) {
        (None, _) => "another date of the series",
        (Some(_), "") => "an appointment",
        (Some(_), name) => name,
    };
    let time = clocks.time(&other.starts_at);
    format!("{whose} at {time} ({})", shares.join(", "))
}
