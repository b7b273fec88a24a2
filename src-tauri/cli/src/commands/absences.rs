//! Absences of providers and closed rooms.

use clinic::Clinic;
use clinic::absences::list::{list as list_absences, overlapping, preview, show};
use clinic::absences::record::{add, edit, end};
use clinic::absences::{
    AbsenceForm, AbsencePart, AbsenceQuery, AbsenceRow, AbsenceState, AbsenceView,
};
use clinic::appointments::AppointmentView;
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::absences::{AbsenceEntry, Absences};
use crate::commands::appointments::{appointment_line, room_id};
use crate::entry::{entry, id, moment, read_version, replace, required, user_id};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, count, label, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Absences) -> Result<Answer> {
    match args {
        Absences::List {
            past,
            limit,
            offset,
        } => list(who, past, limit, offset),
        Absences::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?, &clinic)
        }
        Absences::Add {
            input,
            entry: flags,
            anyway,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let form = typed(&clinic, args)?;
            if !anyway {
                require_alone(&clinic, &form, None)?;
            }
            let added = add(&mut clinic, &form)?;
            Ok(answer("Recorded:", &added, &clinic)?.with_change(true))
        }
        Absences::Edit {
            id: row,
            input,
            entry: flags,
            anyway,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?.row;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(&clinic, stored.form.clone(), args)?;
            if !anyway && form != stored.form {
                require_alone(&clinic, &form, Some(&row))?;
            }
            let edited = edit(&mut clinic, &row, &seen, &stored.form, &form)?;
            let changed = edited.row.seen != stored.seen;
            Ok(answer("Changed:", &edited, &clinic)?.with_change(changed))
        }
        Absences::End { id: row } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let ended = end(&mut clinic, &row)?;
            answer("Ended:", &ended, &clinic)
        }
        Absences::Preview {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let clinic = who.unlock()?;
            let form = typed(&clinic, args)?;
            let appointments = preview(&clinic, &form)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = lines(&appointments, &clocks);
            let text = clocks.headed(lines, "No appointment would fall in it.");
            Answer::done(&json!({ "appointments": appointments }), text)
        }
    }
}

fn list(who: &Who, past: bool, limit: u32, offset: u32) -> Result<Answer> {
    let query = AbsenceQuery {
        part: match past {
            true => AbsencePart::Past,
            false => AbsencePart::Current,
        },
        offset,
        limit,
    };
    let clinic = who.unlock()?;
    let page = list_absences(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = page.rows.iter().map(|row| line(row, &clocks)).collect();
    let none = match past {
        true => "No absence of the last year is over.",
        false => "No provider is absent and no room is closed.",
    };
    Answer::done(&page, clocks.headed(lines, none))
}

/// # Errors
/// `anyway` where the provider is absent, or the room is closed, at that time already.
fn require_alone(clinic: &Clinic, form: &AbsenceForm, except: Option<&Id>) -> Result<()> {
    let others = overlapping(clinic, form, except)?;
    let Some(first) = others.first() else {
        return Ok(());
    };
    let clocks = Clocks::of(clinic)?;
    let is = match first.form.room_id {
        Some(_) => "is closed",
        None => "is absent",
    };
    let message = format!(
        "{} {is} from {} to {} already. Nothing was changed; change that absence, or say --anyway when both are right.",
        first.name,
        clocks.time(&first.form.starts_at),
        clocks.time(&first.form.ends_at)
    );
    Err(Problem::needs_person("anyway", message).at("anyway"))
}

/// Returns a form of what was typed. Neither a provider nor a room is for the clinic to refuse, with the other fields.
fn typed(clinic: &Clinic, args: AbsenceEntry) -> Result<AbsenceForm> {
    let (provider_id, room, starts_at, ends_at) = (
        args.provider
            .map(|name| user_id(clinic, &name, "provider"))
            .transpose(),
        args.room.map(|name| room_id(clinic, &name)).transpose(),
        required(args.starts, "starts").and_then(|at| moment(at, "starts")),
        required(args.ends, "ends").and_then(|at| moment(at, "ends")),
    )
        .together()?;
    Ok(AbsenceForm {
        provider_id,
        room_id: room.flatten(),
        starts_at,
        ends_at,
        reason: args.reason.unwrap_or_default(),
    })
}

/// Replaces what the entry names; a provider takes the place of a room, and a room that of a provider.
fn changed(clinic: &Clinic, mut form: AbsenceForm, args: AbsenceEntry) -> Result<AbsenceForm> {
    let (provider, room, starts, ends) = (
        args.provider
            .map(|name| user_id(clinic, &name, "provider"))
            .transpose(),
        args.room.map(|name| room_id(clinic, &name)).transpose(),
        args.starts.map(|at| moment(at, "starts")).transpose(),
        args.ends.map(|at| moment(at, "ends")).transpose(),
    )
        .together()?;
    if let Some(provider) = provider {
        (form.provider_id, form.room_id) = (Some(provider), None);
    }
    if let Some(room) = room {
        (form.provider_id, form.room_id) = (None, room);
    }
    form.starts_at = starts.unwrap_or(form.starts_at);
    form.ends_at = ends.unwrap_or(form.ends_at);
    replace(&mut form.reason, args.reason);
    Ok(form)
}

fn answer(heading: &str, view: &AbsenceView, clinic: &Clinic) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let mut text = format!("{heading} {}", line(&view.row, &clocks));
    if !view.appointments.is_empty() {
        let lines = lines(&view.appointments, &clocks);
        text.push_str(&format!("\n{}", listed(lines, "")));
    }
    Answer::done(&json!({ "absence": view }), text.trim_start())
}

/// `1f0c…  Claire Moreau  2026-11-27 13:00 to 2026-11-27 17:00  coming  Training  (3 appointments fall in it)`.
fn line(row: &AbsenceRow, clocks: &Clocks) -> String {
    let mut line = format!(
        "{}  {}  {} to {}  {}",
        row.id,
        row.name,
        clocks.time(&row.form.starts_at),
        clocks.time(&row.form.ends_at),
        label(&row.state),
    );
    if let (AbsenceState::Over, Some(at)) = (row.state, &row.ended_at) {
        line.push_str(&format!(", ended {}", clocks.time(at)));
    }
    if !row.form.reason.is_empty() {
        line.push_str(&format!("  {}", row.form.reason));
    }
    if row.inside > 0 {
        let number = usize::try_from(row.inside).unwrap_or(usize::MAX);
        let appointments = count(number, "appointment falls", "appointments fall");
        line.push_str(&format!("  ({appointments} in it)"));
    }
    line
}

fn lines(appointments: &[AppointmentView], clocks: &Clocks) -> Vec<String> {
    let lines = appointments.iter();
    lines
        .map(|one| format!("  {}", appointment_line(one, &clocks.time(&one.starts_at))))
        .collect()
}
