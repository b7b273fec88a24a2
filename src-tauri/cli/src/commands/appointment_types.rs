//! Types of appointments.

use clinic::appointment_types::{
    self, AppointmentMode, AppointmentTypeForm, AppointmentTypeView, Colour,
};
use clinic::view::Id;
use clinic::{Clinic, Reason};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::appointment_types::{AppointmentTypeEntry, AppointmentTypes};
use crate::entry::{choice, entry, nothing_to_change, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::text::{count, label, listed};

pub fn run(who: &Who, args: AppointmentTypes) -> Result<Answer> {
    match args {
        AppointmentTypes::List => {
            let clinic = who.unlock()?;
            let rows = appointment_types::list(&clinic)?;
            let text = listed(rows.iter().map(line).collect(), "No type is there.");
            Answer::done(&json!({ "appointment_types": rows }), text)
        }
        AppointmentTypes::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let blank = AppointmentTypeForm {
                name: required(args.name.clone(), "name")?,
                minutes: 30,
                mode: AppointmentMode::InPerson,
                seats: None,
                colour: Colour::Grey,
                is_active: true,
            };
            let form = changed(blank, args)?;
            let mut clinic = who.unlock()?;
            let added = appointment_types::add(&mut clinic, &form).map_err(refused)?;
            Ok(answer("Added", added)?.with_change(true))
        }
        AppointmentTypes::Edit {
            which,
            input,
            entry: flags,
        } => {
            let mut args = entry(&input, flags)?;
            let token = args.seen.take();
            if args == AppointmentTypeEntry::default() {
                return Err(nothing_to_change("appointment-types edit", "--colour"));
            }
            let mut clinic = who.unlock()?;
            let stored = find(&clinic, &which)?;
            let seen = read_version(token, stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args)?;
            let edited =
                appointment_types::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)
                    .map_err(refused)?;
            let has_changed = edited.seen != stored.seen;
            Ok(answer("Changed", edited)?.with_change(has_changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(
    mut form: AppointmentTypeForm,
    args: AppointmentTypeEntry,
) -> Result<AppointmentTypeForm> {
    replace(&mut form.name, args.name);
    form.minutes = args.minutes.unwrap_or(form.minutes);
    if let Some(seats) = args.seats {
        form.seats = (seats > 0).then_some(seats);
    }
    if let Some(mode) = args.mode {
        form.mode = choice(&mode, "mode")?;
    }
    if let Some(colour) = args.colour {
        form.colour = choice(&colour, "colour")?;
    }
    form.is_active = args.active.unwrap_or(form.is_active);
    Ok(form)
}

fn refused(error: clinic::Error) -> Problem {
    let (flag, sentence) = match error {
        clinic::Error::Invalid {
            field: "isActive",
            reason: Reason::Impossible,
        } => (
            "active",
            "This is the last type that can be booked. Nothing was changed; put another one in use first.",
        ),
        clinic::Error::Invalid {
            field: "minutes", ..
        } => (
            "minutes",
            "--minutes is not 1 to 1440. Nothing was changed; write how long one takes.",
        ),
        clinic::Error::Invalid { field: "seats", .. } => (
            "seats",
            "--seats is not 2 to 200, and not 0. Nothing was changed; write how many a session has room for.",
        ),
        other => return other.into(),
    };
    Problem::refused("invalid", sentence).at(flag)
}

fn find(clinic: &Clinic, which: &str) -> Result<AppointmentTypeView> {
    match appointment_types::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => Err(Problem::refused(
            "not_found",
            format!(
                "No type of appointment is called `{which}`. Nothing was changed; `nutrivault appointment-types list` \
                 has their names."
            ),
        )
        .at("which")),
        known => Ok(known?),
    }
}

/// Returns the code of a type that can be booked, by its name or its code.
pub fn type_id(clinic: &Clinic, name: &str) -> Result<Id> {
    match appointment_types::booked_as(clinic, name) {
        Err(clinic::Error::Invalid {
            field: "typeId", ..
        }) => Err(Problem::refused(
            "invalid",
            format!(
                "No type of appointment that can be booked is called `{name}`. Nothing was booked; `nutrivault \
                 appointment-types list` has their names."
            ),
        )
        .at("kind")),
        code => Ok(code?),
    }
}

fn line(row: &AppointmentTypeView) -> String {
    let form = &row.form;
    let mut parts = vec![
        format!("{}  {}", row.code, form.name),
        format!("{} min", form.minutes),
        label(&form.mode),
    ];
    parts.extend(form.seats.map(|seats| format!("{seats} seats")));
    parts.push(label(&form.colour));
    parts.push(count(row.used_by as usize, "appointment", "appointments"));
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!("{}{state}", parts.join(", "))
}

fn answer(heading: &str, row: AppointmentTypeView) -> Result<Answer> {
    let text = format!("{heading} {}", line(&row));
    Answer::done(&json!({ "appointment_type": row }), text)
}
