//! Follow-ups, and calls to patients.

use clinic::calls::{self, CallPurpose, CallView, NewCall};
use clinic::follow_ups::{self, FollowUpPart, FollowUpQuery};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::calls::{CallEntry, Calls, FollowUps};
use crate::entry::{choice, day, entry, id, moment, required, user_id};
use crate::exit::Result;
use crate::text::{self, Clocks, columns, label};
use crate::together::Together;

pub fn follow_ups(who: &Who, args: FollowUps) -> Result<Answer> {
    let FollowUps::List {
        part,
        dietitian,
        limit,
        offset,
    } = args;
    let part: FollowUpPart = choice(&part, "part")?;
    let clinic = who.unlock()?;
    let dietitian = dietitian.map(|name| user_id(&clinic, &name, "dietitian"));
    let query = FollowUpQuery {
        part,
        dietitian_id: dietitian.transpose()?,
        offset,
        limit,
    };
    let page = follow_ups::list(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let header_row = [
        "ID",
        "NUMBER",
        "BIRTH",
        "NAME",
        "DUE",
        "LAST VISIT",
        "PHONE",
        "LAST CALL",
    ];
    let mut rows = vec![header_row.map(str::to_owned)];
    rows.extend(page.rows.iter().map(|row| {
        let [id, number, birth, name] = text::patient_cells(&row.patient);
        let or_dash = |text: Option<String>| text.unwrap_or("-".to_owned());
        let due = or_dash(row.due.as_ref().map(|day| day.0.clone()));
        let visit = or_dash(row.last_visit.as_ref().map(|at| clocks.time(at)));
        let call = or_dash(row.last_call.as_ref().map(|call| summary(call, &clocks)));
        [
            id,
            number,
            birth,
            name,
            due,
            visit,
            or_dash(row.phone.clone()),
            call,
        ]
    }));
    let text = format!(
        "{}\n{} of {} ({} overdue, {} this week, {} without an appointment), with times by the clocks of {}",
        columns(&rows).join("\n"),
        page.rows.len(),
        page.total,
        page.overdue,
        page.this_week,
        page.unbooked,
        clocks.zone()
    );
    Answer::done(&page, text)
}

pub fn calls(who: &Who, args: Calls) -> Result<Answer> {
    match args {
        Calls::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Calls::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let (rows, clocks) = (calls::list(&clinic, &patient)?, Clocks::of(&clinic)?);
            let lines = rows.iter().map(|call| line(call, &clocks)).collect();
            let text = clocks.headed(lines, "Nobody has called yet.");
            Answer::done(&json!({ "calls": rows }), text)
        }
    }
}

fn add(who: &Who, args: CallEntry) -> Result<Answer> {
    let purpose = args.purpose.map(|purpose| choice(&purpose, "purpose"));
    let (patient_id, purpose, result, at, retry_on) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        purpose.transpose(),
        required(args.result, "result").and_then(|result| choice(&result, "result")),
        args.at.map(|at| moment(at, "at")).transpose(),
        args.retry_on.map(|on| day(on, "retry_on")).transpose(),
    )
        .together()?;
    let form = NewCall {
        patient_id,
        purpose: purpose.unwrap_or(CallPurpose::FollowUp),
        result,
        at,
        retry_on,
        note: args.note.unwrap_or_default(),
    };
    let mut clinic = who.unlock()?;
    let call = calls::record(&mut clinic, &form)?;
    let text = format!("Recorded {}", line(&call, &Clocks::of(&clinic)?));
    Answer::done(&json!({ "call": call }), text)
}

fn line(call: &CallView, clocks: &Clocks) -> String {
    let purpose = label(&call.purpose);
    let note = match call.note.as_str() {
        "" => String::new(),
        note => format!(": {note}"),
    };
    format!(
        "{}  {purpose}: {}, by {}{note}",
        call.id,
        summary(call, clocks),
        call.by
    )
}

/// Returns the result of a call and its time.
pub fn summary(call: &CallView, clocks: &Clocks) -> String {
    let result = label(&call.result);
    let again = match &call.retry_on {
        Some(day) => format!(", again on {}", day.0),
        None => String::new(),
    };
    format!("{result} {}{again}", clocks.time(&call.at))
}
