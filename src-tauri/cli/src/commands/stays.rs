//! The stays of patients in the clinic.

use clinic::Clinic;
use clinic::stays::inside::{current, sharing};
use clinic::stays::list::{list, show};
use clinic::stays::record::{add, edit, remove, removed, restore};
use clinic::stays::{InpatientQuery, InpatientRow, StayDoubt, StayEdit, StayForm, StayView};
use clinic::view::{Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::stays::{NewStay, StayChange, Stays};
use crate::commands::appointments::room_id;
use crate::commands::removal;
use crate::commands::user_details::department_id;
use crate::entry::{entry, id, nothing_to_change, read_version, replace, required, some_day};
use crate::exit::{Problem, Result};
use crate::text::{elsewhere, label, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Stays) -> Result<Answer> {
    match args {
        Stays::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let all = list(&clinic, &patient)?;
            let lines = all.stays.iter().map(line).collect();
            Answer::done(&all, listed(lines, "No stay is recorded."))
        }
        Stays::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &show(&clinic, &row)?)
        }
        Stays::Current {
            department,
            limit,
            offset,
        } => inside(who, department, limit, offset),
        Stays::Add {
            input,
            entry: flags,
            anyway,
        } => record(who, entry(&input, flags)?, anyway),
        Stays::Edit {
            id: row,
            input,
            entry: flags,
            anyway,
        } => {
            let row = id(row, "ID")?;
            let mut change = entry(&input, flags)?;
            let token = change.seen.take();
            if change == StayChange::default() {
                return Err(nothing_to_change("stays edit", "--until-day"));
            }
            let mut clinic = who.unlock()?;
            let stored = show(&clinic, &row)?;
            let mut form = stored.form.clone();
            take_in(&clinic, &mut form, change)?;
            if !anyway && form != stored.form {
                require_alone(&clinic, &form, Some(&row))?;
            }
            let change = StayEdit {
                seen: read_version(token, stored.seen, &input)?,
                id: row,
                loaded: stored.form,
                form,
            };
            answer("Changed ", &edit(&mut clinic, &change)?)
        }
        Stays::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            remove(clinic, row, seen, &reason)
        }),
        Stays::Restore { id: row, seen } => answer(
            "Restored ",
            &removal::restore(who, row, seen, removed, restore)?,
        ),
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(show(clinic, row)?.seen)
}

fn inside(who: &Who, department: Option<String>, limit: u32, offset: u32) -> Result<Answer> {
    let clinic = who.unlock()?;
    let department = department.map(|which| department_id(&clinic, &which));
    let query = InpatientQuery {
        department_id: department.transpose()?.flatten(),
        offset,
        limit,
    };
    let page = current(&clinic, &query)?;
    let lines = page.rows.iter().map(inpatient_line).collect();
    Answer::done(&page, listed(lines, "No patient is in today."))
}

fn record(who: &Who, mut args: NewStay, anyway: bool) -> Result<Answer> {
    let patient = id(required(args.patient.take(), "patient")?, "patient")?;
    required(args.from_day.as_ref(), "from_day")?;
    let mut form = StayForm {
        department_id: None,
        room_id: None,
        bed: String::new(),
        from_day: None,
        until_day: None,
    };
    let mut clinic = who.unlock()?;
    take_in(&clinic, &mut form, args.into())?;
    if !anyway {
        require_alone(&clinic, &form, None)?;
    }
    let added = add(&mut clinic, &patient, &form)?;
    answer("Recorded ", &added)
}

/// Puts what is given into a form; an empty day is none, and so are an empty department and an empty room.
fn take_in(clinic: &Clinic, form: &mut StayForm, change: StayChange) -> Result<()> {
    let (department, room, from_day, until_day) = (
        change
            .department
            .map(|which| department_id(clinic, &which))
            .transpose(),
        change.room.map(|name| room_id(clinic, &name)).transpose(),
        change
            .from_day
            .map(|day| some_day(day, "from_day"))
            .transpose(),
        change
            .until_day
            .map(|day| some_day(day, "until_day"))
            .transpose(),
    )
        .together()?;
    replace(&mut form.bed, change.bed);
    form.department_id = department.unwrap_or(form.department_id.take());
    form.room_id = room.unwrap_or(form.room_id.take());
    form.from_day = from_day.unwrap_or(form.from_day.take());
    form.until_day = until_day.unwrap_or(form.until_day.take());
    Ok(())
}

/// # Errors
/// `anyway` where another patient has the bed on one of these days.
fn require_alone(clinic: &Clinic, form: &StayForm, except: Option<&Id>) -> Result<()> {
    let others = sharing(clinic, form, except)?;
    let Some(first) = others.first() else {
        return Ok(());
    };
    let message = format!(
        "{} is in this bed {}. Nothing was changed; give another bed, or say --anyway when both are right.",
        first.patient.name,
        days(&first.stay.form)
    );
    Err(Problem::needs_person("anyway", message).at("anyway"))
}

fn answer(heading: &str, stay: &StayView) -> Result<Answer> {
    let text = format!("{heading}{}", line(stay));
    Answer::done(&json!({ "stay": stay }), text)
}

/// `1f0c…  Cardiology, Room 12, bed 3: current, from 2026-11-18 until 2026-11-25, by Claire Moreau`.
fn line(stay: &StayView) -> String {
    let (site, state) = (&stay.site, label(&stay.state));
    let days = days(&stay.form);
    let (at, doubts) = (elsewhere(stay.facility.as_deref()), doubts(stay));
    format!(
        "{}  {site}{at}: {state}, {days}, by {}{doubts}",
        stay.id, stay.by
    )
}

/// What speaks against a stay, in words.
fn doubts(stay: &StayView) -> String {
    let words = stay.doubts.iter().map(|doubt| match doubt {
        StayDoubt::TwoStays => " (another stay of this patient is during it)",
        StayDoubt::BedTwice => " (another patient has this bed then)",
    });
    words.collect()
}

fn inpatient_line(row: &InpatientRow) -> String {
    let (patient, stay) = (&row.patient, &row.stay);
    let (site, days) = (&stay.site, days(&stay.form));
    let (name, number) = (&patient.name, &patient.file_number);
    let (at, doubts) = (elsewhere(stay.facility.as_deref()), doubts(stay));
    format!(
        "{}  {name} ({number}): {site}{at}, {days}{doubts}",
        patient.id
    )
}

fn days(form: &StayForm) -> String {
    let from = form.from_day.as_ref().map_or("", |day| &day.0);
    match &form.until_day {
        Some(until) => format!("from {from} until {until}"),
        None => format!("from {from} on"),
    }
}
