//! The referrals of a patient.

use clinic::Clinic;
use clinic::referrals::{self, NewReferral, ReferralEdit, ReferralForm, ReferralView};
use clinic::view::{Day, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::referrals::{NewReferralEntry, ReferralChange, Referrals};
use crate::commands::removal;
use crate::entry::{entry, id, nothing_to_change, read_version, replace, required, some_day};
use crate::exit::Result;
use crate::sentences::of_referral;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Referrals) -> Result<Answer> {
    match args {
        Referrals::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let listed_rows = referrals::list(&clinic, &patient)?;
            let lines = listed_rows.referrals.iter().map(line).collect();
            Answer::done(&listed_rows, listed(lines, "No referral is recorded."))
        }
        Referrals::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &referrals::show(&clinic, &row)?)
        }
        Referrals::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Referrals::Edit {
            id: row,
            input,
            entry: flags,
        } => {
            let row = id(row, "ID")?;
            let mut change = entry(&input, flags)?;
            let token = change.seen.take();
            if change == ReferralChange::default() {
                return Err(nothing_to_change("referrals edit", "--valid-until"));
            }
            let mut clinic = who.unlock()?;
            let stored = referrals::show(&clinic, &row)?;
            let mut form = stored.form.clone();
            take_in(&mut form, change)?;
            let edit = ReferralEdit {
                seen: read_version(token, stored.seen, &input)?,
                id: row,
                loaded: stored.form,
                form,
            };
            let edited = referrals::edit(&mut clinic, &edit).map_err(of_referral)?;
            answer("Changed ", &edited)
        }
        Referrals::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            referrals::remove(clinic, row, seen, &reason)
        }),
        Referrals::Restore { id: row, seen } => answer(
            "Restored ",
            &removal::restore(who, row, seen, referrals::removed, referrals::restore)?,
        ),
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(referrals::show(clinic, row)?.seen)
}

fn add(who: &Who, mut args: NewReferralEntry) -> Result<Answer> {
    let patient_id = id(required(args.patient.take(), "patient")?, "patient")?;
    let mut form = ReferralForm {
        from: String::new(),
        organisation: String::new(),
        contact: String::new(),
        reason: String::new(),
        received: None,
        valid_until: None,
        sessions_allowed: String::new(),
    };
    take_in(&mut form, args.into())?;
    let mut clinic = who.unlock()?;
    let new = NewReferral { patient_id, form };
    let added = referrals::add(&mut clinic, &new).map_err(of_referral)?;
    answer("Recorded ", &added)
}

/// Puts what is given into a form; an empty day is none.
fn take_in(form: &mut ReferralForm, change: ReferralChange) -> Result<()> {
    replace(&mut form.from, change.from);
    replace(&mut form.organisation, change.organisation);
    replace(&mut form.contact, change.contact);
    replace(&mut form.reason, change.reason);
    replace(&mut form.sessions_allowed, change.sessions_allowed);
    if let Some(day) = change.received {
        form.received = some_day(day, "received")?;
    }
    if let Some(last) = change.valid_until {
        form.valid_until = some_day(last, "valid_until")?;
    }
    Ok(())
}

fn answer(heading: &str, referral: &ReferralView) -> Result<Answer> {
    let text = format!("{heading}{}", line(referral));
    Answer::done(&json!({ "referral": referral }), text)
}

fn line(referral: &ReferralView) -> String {
    let form = &referral.form;
    let named = |name: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{name} {text}"),
    };
    let on = |name: &str, day: Option<&Day>| day.map_or(String::new(), |day| named(name, &day.0));
    let sessions = match (&*form.sessions_allowed, referral.sessions_used) {
        ("", _) => String::new(),
        (allowed, None) => format!("{allowed} sessions"),
        (allowed, Some(used)) => format!("{used} of {allowed} sessions used"),
    };
    let parts = [
        label(&referral.state),
        on("received", form.received.as_ref()),
        on("to", form.valid_until.as_ref()),
        sessions,
        form.contact.clone(),
        form.reason.clone(),
        named("by", &referral.by),
    ];
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let names = [&*form.from, &*form.organisation];
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    format!(
        "{}  {}: {}",
        referral.id,
        names.join(", "),
        parts.join(", ")
    )
}
