//! Requests for a copy of a patient's records.

use clinic::Clinic;
use clinic::record_requests::{
    self, NewRecordRequest, RecordRequestForm, RecordRequestView, RecordRequests as Listed,
};
use clinic::view::{Day, Id, ReadVersionToken};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::record_requests::{NewRecordRequestEntry, RecordRequests};
use crate::entry::{day, entry, id, read_version, read_version_or, required};
use crate::exit::Result;
use crate::text::{label, listed, patient as named};
use crate::together::Together;

pub fn run(who: &Who, args: RecordRequests) -> Result<Answer> {
    match args {
        RecordRequests::List { patient } => {
            let patient = patient.map(|patient| id(patient, "patient")).transpose()?;
            let clinic = who.unlock()?;
            list(&clinic, patient.as_ref())
        }
        RecordRequests::Show { id: row } => {
            let row = id(row, "ID")?;
            let clinic = who.unlock()?;
            answer("", &record_requests::show(&clinic, &row)?)
        }
        RecordRequests::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let new = typed(&clinic, args)?;
            answer("Recorded ", &record_requests::add(&mut clinic, &new)?)
        }
        RecordRequests::Done { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| read(clinic, &row))?;
            answer("Sent ", &record_requests::done(&mut clinic, &row, &seen)?)
        }
        RecordRequests::Refuse {
            id: row,
            input,
            entry: flags,
        } => {
            let (row, args) = (id(row, "ID")?, entry(&input, flags)?);
            let mut clinic = who.unlock()?;
            let seen = read_version(args.seen, read(&clinic, &row)?, &input)?;
            let reason = args.reason.unwrap_or_default();
            let refused = record_requests::refuse(&mut clinic, &row, &seen, &reason)?;
            answer("Refused ", &refused)
        }
        RecordRequests::Reopen { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| read(clinic, &row))?;
            let opened = record_requests::reopen(&mut clinic, &row, &seen)?;
            answer("Open again ", &opened)
        }
    }
}

fn read(clinic: &Clinic, row: &Id) -> Result<ReadVersionToken> {
    Ok(record_requests::show(clinic, row)?.seen)
}

fn list(clinic: &Clinic, patient: Option<&Id>) -> Result<Answer> {
    let (read, none): (Listed, _) = match patient {
        Some(patient) => (
            record_requests::list(clinic, patient)?,
            "Nobody has asked for these records.",
        ),
        None => (record_requests::worklist(clinic)?, "No request is open."),
    };
    let lines = read.requests.iter().map(line).collect();
    Answer::done(&read, listed(lines, none))
}

fn typed(clinic: &Clinic, args: NewRecordRequestEntry) -> Result<NewRecordRequest> {
    let today = Day::of(clinic.today()?);
    let asked_on = match args.asked_on {
        Some(text) => day(text, "asked_on"),
        None => Ok(today),
    };
    let (patient_id, asked_on, due_on) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        asked_on,
        required(args.due_on, "due_on").and_then(|text| day(text, "due_on")),
    )
        .together()?;
    Ok(NewRecordRequest {
        patient_id,
        form: RecordRequestForm {
            asked_by: args.asked_by.unwrap_or_default(),
            asked_for: args.asked_for.unwrap_or_default(),
            asked_on,
            due_on,
        },
    })
}

fn answer(heading: &str, request: &RecordRequestView) -> Result<Answer> {
    let text = format!("{heading}{}", line(request));
    Answer::done(&json!({ "request": request }), text)
}

/// `1f0c…  due 2026-12-01, open  1f0d…  000012  1992-03-12  Mary Okafor  Union Insurance: visits, asked 2026-11-18`.
fn line(request: &RecordRequestView) -> String {
    let form = &request.form;
    let state = match request.is_overdue {
        true => "overdue".to_owned(),
        false => label(&request.status),
    };
    let mut line = format!(
        "{}  due {}, {state}  {}  {}: {}, asked {}",
        request.id,
        form.due_on,
        named(&request.patient),
        form.asked_by,
        form.asked_for,
        form.asked_on
    );
    if !request.answered_by.is_empty() {
        line.push_str(&format!("  by {}", request.answered_by));
    }
    if !request.reason.is_empty() {
        line.push_str(&format!("  ({})", request.reason));
    }
    line
}
