//! The diary.

mod arrivals;
mod batch;
mod booking;
mod line;
mod reminders;
mod room;
mod show;
mod week;

use clinic::appointments::book::book;
use clinic::appointments::book::move_to;
use clinic::appointments::day::day;
use clinic::appointments::day::show;
use clinic::appointments::doubts::{self, book_unless_taken, move_unless_taken};
use clinic::appointments::status::{StatusWhy, set_status};
use clinic::appointments::{AppointmentStatus, AppointmentView, Move, NewAppointment};
use clinic::clock::day_of;
use clinic::error::Reason;
use clinic::view::{At, Day, Id, ReadVersionToken};
use clinic::{Clinic, Error};
use serde_json::json;

use booking::require_no_doubts;
pub use booking::{length, new_appointment, refused, seats};
pub use line::line as appointment_line;
use line::{band_line, line, notes};
pub use room::room_id;
pub use show::why;

use crate::answer::Answer;
use crate::args::care::{Appointments, BookingEntry, MoveEntry};
use crate::args::{FromInput, Who};
use crate::commands::user_details::department_id;
use crate::entry::{self, EntryInput, choice, entries, entry, read_version, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Appointments) -> Result<Answer> {
    match args {
        Appointments::Book {
            input,
            entry: flags,
            anyway,
        } => match entries(&input, flags)? {
            EntryInput::One(one) => {
                let mut clinic = who.unlock()?;
                reserve(&mut clinic, one, anyway)
            }
            EntryInput::Several(all) => {
                let all = batch::readable(all)?;
                let mut clinic = who.unlock()?;
                batch::reserve(&mut clinic, all, anyway)
            }
        },
        Appointments::List {
            day: text,
            department,
        } => {
            let text = text.map(|text| entry::day(text, "day")).transpose()?;
            let clinic = who.unlock()?;
            let department = department.map(|which| department_id(&clinic, &which));
            let department = department.transpose()?.flatten();
            let of_day = text.map_or_else(|| clinic.today().map(Day::of), Ok)?;
            let diary = day(&clinic, &of_day)?;
            let diary = match &department {
                Some(department) => diary.of_department(department),
                None => diary,
            };
            let clocks = Clocks::of(&clinic)?;
            let bands = diary.absences.iter().map(|band| band_line(band, &clocks));
            let appointments = diary
                .appointments
                .iter()
                .map(|appointment| line(appointment, &clocks.time(&appointment.starts_at)));
            let lines = bands.chain(appointments);
            let text = format!(
                "{} by the clocks of {}\n{}",
                diary.day,
                clocks.zone(),
                listed(lines.collect(), "Nothing is booked.")
            );
            Answer::done(&diary, text)
        }
        Appointments::Week {
            day,
            provider,
            room,
            department,
        } => week::run(who, day, (provider, room, department)),
        Appointments::Month {
            day,
            provider,
            room,
            department,
        } => week::month_of(who, day, (provider, room, department)),
        Appointments::Arrivals { day, provider } => arrivals::run(who, day, provider),
        Appointments::Reminders { day } => reminders::run(who, day),
        Appointments::Show { id } => show::run(who, id),
        Appointments::Status {
            id,
            status,
            reason,
            reason_code,
            early,
            seen,
        } => {
            let (id, status) = (entry::id(id, "ID")?, choice(&status, "STATUS")?);
            let why = status_why(reason_code.as_deref(), reason)?;
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &id)?;
            if let Some(day) = later_day(&clinic, &stored, status)?.filter(|_| !early) {
                let message = format!(
                    "This appointment is on {}, not today. Nothing was changed; set this status on that day, or say \
                     --early when it is right.",
                    day.0
                );
                return Err(Problem::needs_person("early", message).at("early"));
            }
            let read = stored.seen;
            let looked_at =
                seen.map_or(Ok(read.clone()), |token| entry::of_record(token, &read))?;
            let updated =
                set_status(&mut clinic, &id, &looked_at, status, Some(&why)).map_err(not_back)?;
            answer(&clinic, updated)
        }
        Appointments::Move {
            id,
            anyway,
            input,
            entry: flags,
        } => {
            let (id, args) = (entry::id(id, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            shift(&mut clinic, &id, args, &input, anyway)
        }
    }
}

/// Returns why a status is set, as it was given.
pub fn status_why(code: Option<&str>, text: Option<String>) -> Result<StatusWhy> {
    let code = code.map(|code| choice(code, "reason_code")).transpose()?;
    Ok(StatusWhy {
        code,
        text: text.unwrap_or_default(),
    })
}

/// Returns the day of an appointment that is on a later day than today, by the clock of its facility, for a status that
/// says that the patient came or did not.
fn later_day(
    clinic: &Clinic,
    stored: &AppointmentView,
    to: AppointmentStatus,
) -> Result<Option<Day>> {
    use AppointmentStatus::{Cancelled, Confirmed, Scheduled};
    if matches!(to, Scheduled | Confirmed | Cancelled) {
        return Ok(None);
    }
    let zone = clinic.zone_at(&stored.facility_id)?;
    let day = day_of(stored.starts_at.to_time("starts")?, &zone);
    Ok((day > day_of(clinic.now(), &zone)).then(|| Day::of(day)))
}

/// One that was cancelled is at no other time, so that is not what is proposed.
fn not_back(error: Error) -> Problem {
    let absent = match &error {
        Error::Invalid {
            field,
            reason: Reason::Absent,
        } => Some(*field),
        _ => None,
    };
    let who = match absent {
        Some("roomId") => "room is closed",
        Some(_) => "provider is absent",
        None => return error.into(),
    };
    Problem::refused(
        "invalid",
        format!(
            "The {who} then, so this appointment does not come back. Nothing was changed; book another one, or change \
             the absence first: `nutrivault absences list` has it."
        ),
    )
    .at("status")
}

fn reserve(clinic: &mut Clinic, args: BookingEntry, anyway: bool) -> Result<Answer> {
    let is_named = args.provider.is_some();
    let new = new_appointment(clinic, args)?;
    let booked = match anyway {
        true => book(clinic, &new),
        false => {
            require_undoubted(clinic, &new, is_named)?;
            book_unless_taken(clinic, &new, &[])
        }
    };
    if booked.as_ref().is_err_and(is_taken) {
        // another process was faster: what it booked is asked about
        require_undoubted(clinic, &new, is_named)?;
    }
    let booked = booked.map_err(|error| refused(clinic, error, is_named))?;
    answer(clinic, booked)
}

/// # Errors
/// `anyway`, and why it cannot be booked.
fn require_undoubted(clinic: &Clinic, new: &NewAppointment, is_named: bool) -> Result<()> {
    let doubts = doubts::of_booking(clinic, new);
    let doubts = doubts.map_err(|error| refused(clinic, error, is_named))?;
    require_no_doubts(clinic, &doubts, "booked")
}

fn is_taken(error: &Error) -> bool {
    matches!(
        error,
        Error::Invalid {
            field: "slot",
            reason: Reason::Taken
        }
    )
}

fn shift(
    clinic: &mut Clinic,
    id: &Id,
    args: MoveEntry,
    input: &FromInput,
    anyway: bool,
) -> Result<Answer> {
    let (to, before) = destination(clinic, id, args, input)?;
    let moved = match anyway {
        true => move_to(clinic, &to),
        false => {
            require_movable(clinic, &to)?;
            move_unless_taken(clinic, &to)
        }
    };
    if moved.as_ref().is_err_and(is_taken) {
        require_movable(clinic, &to)?;
    }
    let moved = moved.map_err(|error| refused(clinic, error, true))?;
    let changed = moved.seen != before;
    let answer = answer(clinic, moved)?;
    Ok(answer.with_change(changed))
}

/// # Errors
/// `anyway`, and why it cannot be moved.
fn require_movable(clinic: &Clinic, to: &Move) -> Result<()> {
    let doubts = doubts::of_move(clinic, to);
    let doubts = doubts.map_err(|error| refused(clinic, error, true))?;
    require_no_doubts(clinic, &doubts, "moved")
}

/// Returns where an appointment goes, with what was not given as it is, and the version that it is moved from.
pub fn destination(
    clinic: &Clinic,
    id: &Id,
    args: MoveEntry,
    input: &FromInput,
) -> Result<(Move, ReadVersionToken)> {
    let stored = show(clinic, id)?;
    let minutes = minutes_between(&stored.starts_at, &stored.ends_at)?;
    let before = stored.seen.clone();
    let provider_id = args.provider.map_or(Ok(stored.provider_id), |name| {
        user_id(clinic, &name, "provider")
    });
    let (provider_id, room_id, starts_at, minutes, seen) = (
        provider_id,
        args.room
            .map_or(Ok(stored.room_id), |name| room_id(clinic, &name)),
        args.starts
            .map_or(Ok(stored.starts_at), |at| entry::moment(at, "starts")),
        args.minutes.map_or(Ok(minutes), length),
        read_version(args.seen, stored.seen, input),
    )
        .together()?;
    let to = Move {
        id: stored.id,
        seen,
        provider_id,
        room_id,
        facility_id: None,
        starts_at,
        minutes,
    };
    Ok((to, before))
}

fn minutes_between(from: &At, to: &At) -> Result<u32> {
    let us = to.to_time("ends_at")?.0 - from.to_time("starts_at")?.0;
    Ok(u32::try_from(us / 60_000_000).unwrap_or(0))
}

pub fn answer(clinic: &Clinic, appointment: AppointmentView) -> Result<Answer> {
    let starts = Clocks::of(clinic)?.time_and_zone(&appointment.starts_at);
    let text = line(&appointment, &starts) + &notes(&appointment);
    Answer::done(&json!({ "appointment": appointment }), text)
}
