//! The pregnancies of a patient.

use clinic::Clinic;
use clinic::pregnancies::{self, PregnancyEdit, PregnancyForm, PregnancyView};
use clinic::view::{Day, Id, Quantity, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::pregnancies::{NewPregnancy, Pregnancies, PregnancyChange};
use crate::commands::removal;
use crate::entry::{
    choice, entry, id, nothing_to_change, read_version, replace, required, some_day,
};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Pregnancies) -> Result<Answer> {
    match args {
        Pregnancies::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let list = pregnancies::list(&clinic, &patient)?;
            let lines = list.pregnancies.iter().map(line).collect();
            Answer::done(&list, listed(lines, "No pregnancy is recorded."))
        }
        Pregnancies::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &pregnancies::show(&clinic, &row)?)
        }
        Pregnancies::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Pregnancies::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let row = id(row, "ID")?;
            let mut change = entry(&input, flags)?;
            let token = change.seen.take();
            if change == PregnancyChange::default() {
                return Err(nothing_to_change("pregnancies edit", "--ended-on"));
            }
            let mut clinic = who.unlock()?;
            let stored = pregnancies::show(&clinic, &row)?;
            let mut form = stored.form.clone();
            let edit = PregnancyEdit {
                seen: read_version(token, stored.seen, &input)?,
                id: row,
                loaded: stored.form,
                form: {
                    take_in(&mut form, change)?;
                    form
                },
            };
            answer("Changed ", &pregnancies::edit(&mut clinic, &edit)?)
        }
        Pregnancies::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            pregnancies::remove(clinic, row, seen, &reason)
        }),
        Pregnancies::Restore { id: row, seen } => answer(
            "Restored ",
            &removal::restore(who, row, seen, pregnancies::removed, pregnancies::restore)?,
        ),
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(pregnancies::show(clinic, row)?.seen)
}

fn add(who: &Who, mut args: NewPregnancy) -> Result<Answer> {
    let patient = id(required(args.patient.take(), "patient")?, "patient")?;
    required(args.due_date.as_ref(), "due_date")?;
    let mut form = PregnancyForm {
        due_date: None,
        weight_before: String::new(),
        ended_on: None,
        outcome: None,
        breastfeeding_until: None,
    };
    take_in(&mut form, args.into())?;
    let mut clinic = who.unlock()?;
    let added = pregnancies::add(&mut clinic, &patient, &form)?;
    answer("Recorded ", &added)
}

/// Puts what is given into a form; an empty day is none, and so is an empty outcome.
fn take_in(form: &mut PregnancyForm, change: PregnancyChange) -> Result<()> {
    replace(&mut form.weight_before, change.weight_before);
    if let Some(due) = change.due_date {
        form.due_date = some_day(due, "due_date")?;
    }
    if let Some(ended) = change.ended_on {
        form.ended_on = some_day(ended, "ended_on")?;
    }
    if let Some(until) = change.breastfeeding_until {
        form.breastfeeding_until = some_day(until, "breastfeeding_until")?;
    }
    if let Some(outcome) = change.outcome {
        form.outcome = match outcome.trim().is_empty() {
            true => None,
            false => Some(choice(&outcome, "outcome")?),
        };
    }
    Ok(())
}

fn answer(heading: &str, pregnancy: &PregnancyView) -> Result<Answer> {
    let text = format!("{heading}{}", line(pregnancy));
    Answer::done(&json!({ "pregnancy": pregnancy }), text)
}

fn line(pregnancy: &PregnancyView) -> String {
    let form = &pregnancy.form;
    let on = |name: &str, day: Option<&Day>| day.map(|day| format!("{name} {day}"));
    let before = Some(form.weight_before.as_str()).filter(|weight| !weight.is_empty());
    let gained = pregnancy.gained.as_ref();
    let recommended = pregnancy.recommended.as_ref();
    let parts = [
        pregnancy.age.map(|age| format!("{age} weeks")),
        pregnancy
            .trimester
            .map(|number| format!("trimester {number}")),
        on("ended", form.ended_on.as_ref()),
        form.outcome.as_ref().map(label),
        on("breastfeeding until", form.breastfeeding_until.as_ref()),
        before.map(|weight| format!("{weight} before")),
        gained.map(|gained| {
            let Quantity { value, unit, .. } = &gained.weight;
            format!("{:+} {unit} on {}", value.0, gained.measured_on)
        }),
        recommended.map(|gain| {
            let Quantity { value, unit, .. } = &gain.high;
            format!("{} to {} {unit} recommended", gain.low.value.0, value.0)
        }),
        Some(format!("by {}", pregnancy.by)),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let due = form.due_date.as_ref().map_or("", |day| &day.0);
    let state = label(&pregnancy.state);
    format!("{}  due {due}: {state}, {parts}", pregnancy.id)
}
