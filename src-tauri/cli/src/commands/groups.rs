//! Group sessions and who has a seat in them.

use clinic::Clinic;
use clinic::appointments::groups::edit::edit;
use clinic::appointments::groups::list::{seat_of, show};
use clinic::appointments::groups::seats::{give, record, take};
use clinic::appointments::groups::{
    Attendance, GroupForm, GroupSessionView, Seat, SeatGiven, SeatTaken, SeatsChanged,
};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::FromInput;
use crate::args::Who;
use crate::args::groups::{AttendanceEntry, GroupEntry, Groups, SeatEntry, TakenEntry};
use crate::commands::appointments::{appointment_line, seats};
use crate::entry::{choice, entry, id, read_version, replace, required};
use crate::exit::Result;
use crate::text::{Clocks, count, label, listed, patient};
use crate::together::Together;

pub fn run(who: &Who, args: Groups) -> Result<Answer> {
    match args {
        Groups::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            let session = show(&clinic, &row)?;
            let text = text(&session, &clinic)?;
            Answer::done(&json!({ "session": session }), text)
        }
        Groups::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            edited(&mut clinic, &row, args, &input)
        }
        Groups::Give {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args): (Id, SeatEntry) = (id(row, "ID")?, entry(&input, flags)?);
            let patient_id = id(required(args.patient, "patient")?, "patient")?;
            let mut clinic = who.unlock()?;
            let given = SeatGiven {
                id: row,
                patient_id,
                reason: args.reason.unwrap_or_default(),
                later: args.later,
            };
            let changed = give(&mut clinic, &given)?;
            answer(&clinic, &changed)
        }
        Groups::Take {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args): (Id, TakenEntry) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let seat = named(&clinic, &row, args.patient)?;
            let taken = SeatTaken {
                id: seat.id,
                seen: read_version(args.seen, seat.seen, &input)?,
                later: args.later,
            };
            let changed = take(&mut clinic, &taken)?;
            answer(&clinic, &changed)
        }
        Groups::Record {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args): (Id, AttendanceEntry) = (id(row, "ID")?, entry(&input, flags)?);
            let attendance: Attendance =
                choice(&required(args.attendance, "attendance")?, "attendance")?;
            let mut clinic = who.unlock()?;
            let seat = named(&clinic, &row, args.patient)?;
            let seen = read_version(args.seen, seat.seen, &input)?;
            let session = record(&mut clinic, &seat.id, &seen, attendance)?;
            let text = text(&session, &clinic)?;
            let changed = seat.attendance != attendance;
            Ok(Answer::done(&json!({ "session": session }), text)?.with_change(changed))
        }
    }
}

fn edited(clinic: &mut Clinic, row: &Id, args: GroupEntry, input: &FromInput) -> Result<Answer> {
    let stored = show(clinic, row)?;
    let group = stored.appointment.group.as_ref();
    let loaded = GroupForm {
        seats: group.map_or(0, |group| group.seats),
        topic: group
            .and_then(|group| group.topic.clone())
            .unwrap_or_default(),
    };
    let mut form = loaded.clone();
    let (wanted, seen) = (
        args.seats.map(seats).transpose(),
        read_version(args.seen, stored.appointment.seen.clone(), input),
    )
        .together()?;
    form.seats = wanted.unwrap_or(form.seats);
    replace(&mut form.topic, args.topic);
    let seen = (&seen, stored.topic_seen.as_ref());
    let session = edit(clinic, row, seen, &loaded, &form)?;
    let changed = session.appointment.seen != stored.appointment.seen
        || session.topic_seen != stored.topic_seen;
    let text = text(&session, clinic)?;
    Ok(Answer::done(&json!({ "session": session }), text)?.with_change(changed))
}

/// Returns the seat of a patient in a session.
fn named(clinic: &Clinic, session: &Id, patient: Option<String>) -> Result<Seat> {
    let patient = id(required(patient, "patient")?, "patient")?;
    Ok(seat_of(clinic, session, &patient)?)
}

fn answer(clinic: &Clinic, changed: &SeatsChanged) -> Result<Answer> {
    let mut text = text(&changed.session, clinic)?;
    if changed.sessions > 1 {
        let sessions = usize::try_from(changed.sessions).unwrap_or(usize::MAX);
        text.push_str(&format!("\nIn {}.", count(sessions, "session", "sessions")));
    }
    if changed.full > 0 {
        let full = usize::try_from(changed.full).unwrap_or(usize::MAX);
        let full = count(full, "later session has", "later sessions have");
        text.push_str(&format!("\n{full} no seat left."));
    }
    Answer::done(changed, text)
}

/// The appointment, and a line for each who has a seat.
fn text(session: &GroupSessionView, clinic: &Clinic) -> Result<String> {
    let starts = Clocks::of(clinic)?.time_and_zone(&session.appointment.starts_at);
    let seats = session.seats.iter().map(line).collect();
    let seats = listed(seats, "Nobody has a seat yet.");
    Ok(format!(
        "{}\n{seats}",
        appointment_line(&session.appointment, &starts)
    ))
}

fn line(seat: &Seat) -> String {
    let mut line = format!("  {}  {}", patient(&seat.patient), label(&seat.attendance));
    if let Some(reason) = &seat.reason {
        line.push_str(&format!("  {reason}"));
    }
    line
}
