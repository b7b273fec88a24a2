//! The insurance policies of a patient.

use clinic::Clinic;
use clinic::insurance::{self, NewPolicy, PolicyEdit, PolicyForm, PolicyRank, PolicyView};
use clinic::view::{Day, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::insurance::{Insurance, InsuranceChange, NewInsurance};
use crate::commands::background::choose;
use crate::commands::removal;
use crate::entry::{entry, id, nothing_to_change, read_version, replace, required, some_day};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Insurance) -> Result<Answer> {
    match args {
        Insurance::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let insurance = insurance::list(&clinic, &patient)?;
            let lines = insurance.policies.iter().map(line).collect();
            Answer::done(&insurance, listed(lines, "No insurance is recorded."))
        }
        Insurance::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &insurance::show(&clinic, &row)?)
        }
        Insurance::Number { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            let number = insurance::social_security_number(&clinic, &row)?;
            let text = match number.as_str() {
                "" => "No social security number is recorded.".to_owned(),
                number => number.to_owned(),
            };
            let view = json!({ "id": row, "social_security_number": number });
            Answer::done(&view, text)
        }
        Insurance::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Insurance::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let row = id(row, "ID")?;
            let mut change = entry(&input, flags)?;
            let token = change.seen.take();
            if change == InsuranceChange::default() {
                return Err(nothing_to_change("insurance edit", "--valid-to"));
            }
            let mut clinic = who.unlock()?;
            let stored = insurance::show(&clinic, &row)?;
            let mut form = stored.form.clone();
            let edit = PolicyEdit {
                seen: read_version(token, stored.seen, &input)?,
                id: row,
                loaded: stored.form,
                social_security_number: change.social_security_number.take(),
                form: {
                    take_in(&mut form, change)?;
                    form
                },
            };
            answer("Changed ", &insurance::edit(&mut clinic, &edit)?)
        }
        Insurance::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            insurance::remove(clinic, row, seen, &reason)
        }),
        Insurance::Restore { id: row, seen } => answer(
            "Restored ",
            &removal::restore(who, row, seen, insurance::removed, insurance::restore)?,
        ),
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(insurance::show(clinic, row)?.seen)
}

fn add(who: &Who, mut args: NewInsurance) -> Result<Answer> {
    let patient_id = id(required(args.patient.take(), "patient")?, "patient")?;
    let social_security_number = args.social_security_number.take().unwrap_or_default();
    required(args.insurer.as_ref(), "insurer")?;
    let mut form = PolicyForm {
        insurer: String::new(),
        plan: String::new(),
        member_id: String::new(),
        group_number: String::new(),
        holder: String::new(),
        holder_phone: String::new(),
        valid_from: None,
        valid_to: None,
        rank: PolicyRank::Primary,
    };
    take_in(&mut form, args.into())?;
    let mut clinic = who.unlock()?;
    let new = NewPolicy {
        patient_id,
        form,
        social_security_number,
    };
    answer("Recorded ", &insurance::add(&mut clinic, &new)?)
}

/// Puts what is given into a form; an empty day is none.
fn take_in(form: &mut PolicyForm, change: InsuranceChange) -> Result<()> {
    replace(&mut form.insurer, change.insurer);
    replace(&mut form.plan, change.plan);
    replace(&mut form.member_id, change.member_id);
    replace(&mut form.group_number, change.group_number);
    replace(&mut form.holder, change.holder);
    replace(&mut form.holder_phone, change.holder_phone);
    if let Some(first) = change.valid_from {
        form.valid_from = some_day(first, "valid_from")?;
    }
    if let Some(last) = change.valid_to {
        form.valid_to = some_day(last, "valid_to")?;
    }
    choose(&mut form.rank, change.rank, "rank")
}

fn answer(heading: &str, policy: &PolicyView) -> Result<Answer> {
    let text = format!("{heading}{}", line(policy));
    Answer::done(&json!({ "policy": policy }), text)
}

fn line(policy: &PolicyView) -> String {
    let form = &policy.form;
    let named = |name: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{name} {text}"),
    };
    let number = policy.social_security_end.as_ref();
    let on = |name: &str, day: Option<&Day>| day.map_or(String::new(), |day| named(name, &day.0));
    let parts = [
        label(&form.rank),
        label(&policy.state),
        on("from", form.valid_from.as_ref()),
        on("to", form.valid_to.as_ref()),
        named("plan", &form.plan),
        named("member", &form.member_id),
        named("group", &form.group_number),
        named("holder", &form.holder),
        form.holder_phone.clone(),
        number.map_or(String::new(), |end| format!("social security …{end}")),
        named("by", &policy.by),
    ];
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}  {}: {}", policy.id, form.insurer, parts.join(", "))
}
