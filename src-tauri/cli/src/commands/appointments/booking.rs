//! What is to be booked, from what was typed, and why it is not.

use std::collections::BTreeMap;

use clinic::appointment_types::known::USUAL_TYPE;
use clinic::appointment_types::offered;
use clinic::appointments::NewAppointment;
use clinic::appointments::day::day;
use clinic::appointments::doubts::BookingDoubts;
use clinic::appointments::series::OtherAppointment;
use clinic::error::Reason;
use clinic::view::{Day, Id};
use clinic::{Clinic, Error};

use super::room::room_id;
use crate::args::care::BookingEntry;
use crate::commands::appointment_types::type_id;
use crate::entry::{self, required, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label};
use crate::together::Together;

/// The names of an entry that were looked up already: of many entries most name the same.
#[derive(Default)]
pub struct Names {
    types: BTreeMap<String, Result<Id>>,
    providers: BTreeMap<String, Result<Id>>,
    rooms: BTreeMap<String, Result<Option<Id>>>,
    /// By the id of a type, whether it is of group sessions.
    groups: BTreeMap<String, Result<bool>>,
}

/// Returns what a name stands for, looked up once.
fn once<T: Clone>(
    known: &mut BTreeMap<String, Result<T>>,
    name: &str,
    look_up: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if let Some(known) = known.get(name) {
        return known.clone();
    }
    let looked_up = look_up();
    known.insert(name.to_owned(), looked_up.clone());
    looked_up
}

/// Returns what was typed of an appointment that is to be booked.
pub fn new_appointment(clinic: &Clinic, args: BookingEntry) -> Result<NewAppointment> {
    named_appointment(clinic, &mut Names::default(), args)
}

/// The same of one of many.
pub fn named_appointment(
    clinic: &Clinic,
    names: &mut Names,
    args: BookingEntry,
) -> Result<NewAppointment> {
    let provider_id = match &args.provider {
        Some(name) => once(&mut names.providers, name, || {
            user_id(clinic, name, "provider")
        }),
        None => Ok(Id::of(clinic.actor().user())),
    };
    let kind = args.kind.as_deref().unwrap_or(USUAL_TYPE);
    let kind = once(&mut names.types, kind, || type_id(clinic, kind))?;
    let patient = match args.patient {
        None if once(&mut names.groups, &kind.0, || is_group(clinic, &kind))? => Ok(None),
        patient => required(patient, "patient")
            .and_then(|patient| entry::id(patient, "patient"))
            .map(Some),
    };
    let (patient_id, provider_id, room_id, starts_at, minutes, seats) = (
        patient,
        provider_id,
        args.room
            .map(|name| once(&mut names.rooms, &name, || room_id(clinic, &name)))
            .transpose(),
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
        // one who works at other facilities is among those who see patients
        Error::Invalid {
            field: "providerId",
            reason,
        } if reason != Reason::Elsewhere => match providers(clinic) {
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

/// Says that a time is over.
pub const OVER: &str = "Its time is over.";

/// Returns whose another appointment is.
pub fn whose(other: &OtherAppointment) -> String {
    match other.patient.as_str() {
        "" => "another appointment".to_owned(),
        name => format!("the appointment of {name}"),
    }
}

/// Returns the sentence that something overlaps another appointment, by whose that is.
pub fn overlap(whose: &str, other: &OtherAppointment, clocks: &Clocks) -> String {
    let shares: Vec<String> = other.shares.iter().map(label).collect();
    format!(
        "It overlaps {whose} at {}, which has the same {}.",
        clocks.time(&other.starts_at),
        shares.join(" and ")
    )
}

/// # Errors
/// `anyway` for another appointment at the time, and for a time that is over.
pub fn require_no_doubts(clinic: &Clinic, doubts: &BookingDoubts, done: &str) -> Result<()> {
    if doubts.is_empty() {
        return Ok(());
    }
    let clocks = Clocks::of(clinic)?;
    let overlaps = doubts.overlaps.iter();
    let mut sentences: Vec<String> = overlaps
        .map(|other| overlap(&whose(other), other, &clocks))
        .collect();
    sentences.extend(doubts.is_over.then(|| OVER.to_owned()));
    sentences.push(format!(
        "Nothing was {done}; choose another time, or say --anyway when it is right."
    ));
    Err(Problem::needs_person("anyway", sentences.join(" ")).at("anyway"))
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
