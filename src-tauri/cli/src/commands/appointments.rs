//! The diary.

mod arrivals;
mod line;
mod reminders;
mod room;
mod show;
mod week;

use clinic::appointment_types::known::USUAL_TYPE;
use clinic::appointment_types::offered;
use clinic::appointments::book::book;
use clinic::appointments::book::move_to;
use clinic::appointments::day::day;
use clinic::appointments::day::show;
use clinic::appointments::doubts::{self, BookingDoubts};
use clinic::appointments::status::{StatusWhy, set_status};
use clinic::appointments::{AppointmentStatus, AppointmentView, Move, NewAppointment};
use clinic::clock::day_of;
use clinic::error::Reason;
use clinic::view::{At, Day, Id, ReadVersionToken};
use clinic::{Clinic, Error};
use serde_json::json;

pub use line::line as appointment_line;
use line::{absent, band_line, line};
pub use room::room_id;
pub use show::why;

use crate::answer::Answer;
use crate::args::care::{Appointments, BookingEntry, MoveEntry};
use crate::args::{FromInput, Who};
use crate::commands::appointment_types::type_id;
use crate::entry::{self, choice, entry, read_version, required, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Appointments) -> Result<Answer> {
    match args {
        Appointments::Book {
            input,
            entry: flags,
            anyway,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            reserve(&mut clinic, args, anyway)
        }
        Appointments::List { day: text } => {
            let text = text.map(|text| entry::day(text, "day")).transpose()?;
            let clinic = who.unlock()?;
            let of_day = text.map_or_else(|| clinic.today().map(Day::of), Ok)?;
            let diary = day(&clinic, &of_day)?;
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
        } => week::run(who, day, provider, room),
        Appointments::Month {
            day,
            provider,
            room,
        } => week::month_of(who, day, provider, room),
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
    if !anyway {
        let doubts = doubts::of_booking(clinic, &new);
        let doubts = doubts.map_err(|error| refused(clinic, error, is_named))?;
        require_no_doubts(clinic, &doubts, "booked")?;
    }
    let booked = book(clinic, &new).map_err(|error| refused(clinic, error, is_named))?;
    answer(clinic, booked)
}

/// # Errors
/// `anyway` for another appointment at the time, and for a time that is over.
fn require_no_doubts(clinic: &Clinic, doubts: &BookingDoubts, done: &str) -> Result<()> {
    if doubts.is_empty() {
        return Ok(());
    }
    let clocks = Clocks::of(clinic)?;
    let mut message = String::new();
    for other in &doubts.overlaps {
        let shares: Vec<String> = other.shares.iter().map(label).collect();
        let who = match other.patient.as_str() {
            "" => "another appointment".to_owned(),
            name => format!("the appointment of {name}"),
        };
        message.push_str(&format!(
            "It overlaps {who} at {}, which has the same {}. ",
            clocks.time(&other.starts_at),
            shares.join(" and ")
        ));
    }
    if doubts.is_over {
        message.push_str("Its time is over. ");
    }
    message.push_str(&format!(
        "Nothing was {done}; choose another time, or say --anyway when it is right."
    ));
    Err(Problem::needs_person("anyway", message).at("anyway"))
}

/// Returns what was typed of an appointment that is to be booked.
pub fn new_appointment(clinic: &Clinic, args: BookingEntry) -> Result<NewAppointment> {
    let provider_id = match &args.provider {
        Some(name) => user_id(clinic, name, "provider"),
        None => Ok(Id::of(clinic.actor().user())),
    };
    let kind = args.kind.as_deref().unwrap_or(USUAL_TYPE);
    let kind = type_id(clinic, kind)?;
    let patient = match args.patient {
        None if is_group(clinic, &kind)? => Ok(None),
        patient => required(patient, "patient")
            .and_then(|patient| entry::id(patient, "patient"))
            .map(Some),
    };
    let (patient_id, provider_id, room_id, starts_at, minutes, seats) = (
        patient,
        provider_id,
        args.room.map(|name| room_id(clinic, &name)).transpose(),
        required(args.starts, "starts").and_then(|starts| entry::moment(starts, "starts")),
        // the clinic reads 0 as the length of the type
        args.minutes.map_or(Ok(0), length),
        args.seats.map(seats).transpose(),
    )
        .together()?;
    Ok(NewAppointment {
        patient_id,
        provider_id,
        room_id: room_id.flatten(),
        facility_id: None,
        type_id: kind,
        starts_at,
        minutes,
        reason: args.reason.unwrap_or_default(),
        seats,
        topic: args.topic.unwrap_or_default(),
    })
}

fn is_group(clinic: &Clinic, kind: &Id) -> Result<bool> {
    let mut types = offered(clinic)?.into_iter();
    Ok(types.any(|known| known.code == kind.0 && known.seats.is_some()))
}

/// The clinic decides how many are too many.
pub fn seats(seats: i64) -> Result<u32> {
    u32::try_from(seats).map_err(|_| Error::invalid("seats", Reason::Impossible).into())
}

fn shift(
    clinic: &mut Clinic,
    id: &Id,
    args: MoveEntry,
    input: &FromInput,
    anyway: bool,
) -> Result<Answer> {
    let (to, before) = destination(clinic, id, args, input)?;
    if !anyway {
        let doubts = doubts::of_move(clinic, &to);
        let doubts = doubts.map_err(|error| refused(clinic, error, true))?;
        require_no_doubts(clinic, &doubts, "moved")?;
    }
    let moved = move_to(clinic, &to).map_err(|error| refused(clinic, error, true))?;
    let changed = moved.seen != before;
    let answer = answer(clinic, moved)?;
    Ok(answer.with_change(changed))
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

/// Refuses 0, which the clinic reads as the length of the type; the clinic decides how long is too long.
pub fn length(minutes: i64) -> Result<u32> {
    match u32::try_from(minutes) {
        Ok(length @ 1..) => Ok(length),
        _ => Err(Error::invalid("minutes", Reason::Impossible).into()),
    }
}

/// `is_named`: the provider was given; otherwise it is the acting user.
pub fn refused(clinic: &Clinic, error: Error, is_named: bool) -> Problem {
    match error {
        Error::Invalid {
            field: "providerId",
            ..
        } => match providers(clinic) {
            Ok(providers) => Problem::refused(
                "invalid",
                format!(
                    "{}. Nothing was changed; {}.",
                    match is_named {
                        true => "--provider is a user who has left, or whose role does not hold visits",
                        false => "--provider is missing, and your own role does not hold visits",
                    },
                    match providers.as_slice() {
                        [] => "nobody here has a role that does, such as Dietitian".to_owned(),
                        names => format!("name one of {}", names.join(", ")),
                    }
                ),
            )
            .at("provider"),
            Err(problem) => problem,
        },
        Error::Invalid {
            field: "startsAt",
            reason: Reason::Impossible,
        } => Problem::refused(
            "invalid",
            "--starts is in a year before 1900 or after the next one. Nothing was changed; check the year.",
        )
        .at("starts"),
        other => other.into(),
    }
}

fn minutes_between(from: &At, to: &At) -> Result<u32> {
    let us = to.to_time("ends_at")?.0 - from.to_time("starts_at")?.0;
    Ok(u32::try_from(us / 60_000_000).unwrap_or(0))
}

/// Returns the user names of the providers.
fn providers(clinic: &Clinic) -> Result<Vec<String>> {
    let choices = day(clinic, &Day::of(clinic.today()?))?.choices.providers;
    let people = clinic.unlocked().vault().people()?.into_iter();
    let sees_patients = |id: Id| choices.iter().any(|choice| choice.id == id);
    Ok(people
        .filter(|person| sees_patients(Id::of(person.id)))
        .map(|person| person.username)
        .collect())
}

pub fn answer(clinic: &Clinic, appointment: AppointmentView) -> Result<Answer> {
    let starts = Clocks::of(clinic)?.time_and_zone(&appointment.starts_at);
    let mut text = line(&appointment, &starts);
    if !appointment.overlaps.is_empty() {
        let others: Vec<&str> = appointment
            .overlaps
            .iter()
            .map(|id| id.0.as_str())
            .collect();
        text.push_str(&format!("\nIt clashes with {}.", others.join(", ")));
    }
    text.push_str(&absent(&appointment));
    if appointment.outside_hours {
        text.push_str(&format!(
            "\n{} does not work at that time.",
            appointment.provider
        ));
    }
    Answer::done(&json!({ "appointment": appointment }), text)
}
