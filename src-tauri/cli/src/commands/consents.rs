//! What a patient consented to.

use clinic::Clinic;
use clinic::consents::{
    self, ConsentMethod, ConsentState, ConsentView, NewConsent, SignedForm, Withdrawal,
};
use clinic::view::{Day, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::consents::{ConsentEntry, Consents};
use crate::commands::removal;
use crate::entry::{choice, day, entry, id, read_version_or, required};
use crate::exit::Result;
use crate::text::{label, listed};
use crate::together::Together;

pub fn run(who: &Who, args: Consents) -> Result<Answer> {
    match args {
        Consents::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let consents = consents::list(&clinic, &patient)?;
            let mut lines: Vec<String> = consents.rows.iter().map(line).collect();
            match consents.state {
                ConsentState::NotAsked | ConsentState::Signed => {}
                ConsentState::Withdrawn => {
                    lines.push("The patient does not consent today.".to_owned())
                }
                ConsentState::Unsure => {
                    lines.push("Whether the patient consents today cannot be told.".to_owned());
                }
            }
            let text = listed(lines, "No consent is recorded.");
            Answer::done(&consents, text)
        }
        Consents::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Consents::NameForm {
            id: row,
            document,
            none: _,
            seen,
        } => {
            let row = id(row, "ID")?;
            let document_id = document.map(|named| id(named, "document")).transpose()?;
            let mut clinic = who.unlock()?;
            let form = SignedForm {
                seen: read_version_or(&clinic, seen, |clinic| read(clinic, &row))?,
                id: row,
                document_id,
            };
            answer("Changed", &consents::name_form(&mut clinic, &form)?)
        }
        Consents::Withdraw {
            id: row,
            on,
            undo,
            seen,
        } => {
            let row = id(row, "ID")?;
            let on = on.map(|on| day(on, "on")).transpose()?;
            let mut clinic = who.unlock()?;
            let withdrawn_on = match (undo, on) {
                (true, _) => None,
                (false, Some(day)) => Some(day),
                (false, None) => Some(Day::of(clinic.today()?)),
            };
            let withdrawal = Withdrawal {
                seen: read_version_or(&clinic, seen, |clinic| read(clinic, &row))?,
                id: row,
                withdrawn_on,
            };
            answer("Changed", &consents::withdraw(&mut clinic, &withdrawal)?)
        }
        Consents::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(who, row, seen, read, |clinic, row, seen| {
            consents::remove(clinic, row, seen, &reason)
        }),
        Consents::Restore { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen =
                read_version_or(&clinic, seen, |clinic| Ok(consents::removed(clinic, &row)?))?;
            answer("Restored", &consents::restore(&mut clinic, &row, &seen)?)
        }
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(consents::show(clinic, row)?.seen)
}

fn add(who: &Who, args: ConsentEntry) -> Result<Answer> {
    let method = args.method.map(|method| choice(&method, "method"));
    let document_id = args.document.map(|named| id(named, "document"));
    let (patient_id, version, signed_on, method, document_id) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        required(args.version, "version"),
        args.signed_on.map(|on| day(on, "signed_on")).transpose(),
        method.transpose(),
        document_id.transpose(),
    )
        .together()?;
    let method = method.unwrap_or(ConsentMethod::Paper);
    let mut clinic = who.unlock()?;
    let form = NewConsent {
        patient_id,
        version,
        signed_on: match signed_on {
            Some(day) => day,
            None => Day::of(clinic.today()?),
        },
        method,
        note: args.note.unwrap_or_default(),
        document_id,
    };
    answer("Recorded", &consents::add(&mut clinic, &form)?)
}

fn answer(heading: &str, consent: &ConsentView) -> Result<Answer> {
    let text = format!("{heading} {}", line(consent));
    Answer::done(&json!({ "consent": consent }), text)
}

fn line(consent: &ConsentView) -> String {
    let (version, method) = (&consent.version, label(&consent.method));
    let withdrawn = match &consent.withdrawn_on {
        Some(day) => format!(", withdrawn {day}"),
        None => String::new(),
    };
    let note = match consent.note.as_str() {
        "" => String::new(),
        note => format!(": {note}"),
    };
    let document = match &consent.document {
        Some(form) if form.name.is_empty() => ", signed form not here".to_owned(),
        Some(form) => format!(", signed form `{}`", form.name),
        None => String::new(),
    };
    let scans = consent.scans.iter();
    let scans: String = scans
        .map(|scan| format!(", of that day `{}`", scan.name))
        .collect();
    format!(
        "{}  version {version}, signed {}, {method}, by {}{withdrawn}{document}{scans}{note}",
        consent.id, consent.signed_on, consent.by
    )
}
