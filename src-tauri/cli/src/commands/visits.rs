//! The visits of a patient.

use clinic::measurements::MeasureGrid;
use clinic::view::Id;
use clinic::visits::start::Begun;
use clinic::visits::{PastVisit, VisitStart, VisitTimes, VisitType, VisitView};
use clinic::visits::{discard, edit, show, start, times};
use serde_json::json;

use crate::answer::Answer;
use crate::args::care::{VisitEditEntry, VisitEntry, Visits};
use crate::args::{FromInput, Who};
use crate::commands::centiles::centile_remark;
use crate::commands::measured_values::how_remark;
use crate::entry::{
    choice, day, entry, id, moment, nothing_to_change, read_version, read_version_or, replace,
    required,
};
use crate::exit::{Problem, Result};
use crate::text::{self, Clocks, quantity};
use crate::together::Together;

pub fn run(who: &Who, args: Visits) -> Result<Answer> {
    match args {
        Visits::Start {
            input,
            entry: flags,
        } => begin(who, entry(&input, flags)?),
        Visits::Edit {
            id: visit,
            input,
            entry: flags,
        } => change(who, &id(visit, "ID")?, &input, entry(&input, flags)?),
        Visits::End {
            id: visit,
            ended_at,
        } => {
            let (visit, ended_at) = (
                id(visit, "ID"),
                ended_at.map(|at| moment(at, "ended_at")).transpose(),
            )
                .together()?;
            let mut clinic = who.unlock()?;
            let edit = show::show(&mut clinic, &visit)?.to_edit();
            let visit = match &ended_at {
                Some(at) => edit::end_at(&mut clinic, &edit, at)?,
                None => edit::end(&mut clinic, &edit)?,
            };
            answer("Ended", &visit, &Clocks::of(&clinic)?)
        }
        Visits::Show { id: args } => {
            let args = id(args, "ID")?;
            let mut clinic = who.unlock()?;
            let visit = show::show(&mut clinic, &args)?;
            answer("Visit", &visit, &Clocks::of(&clinic)?)
        }
        Visits::Discard {
            id: visit,
            of_another,
            reason,
            seen,
        } => {
            let visit = id(visit, "ID")?;
            let mut clinic = who.unlock()?;
            let shown = show::show(&mut clinic, &visit)?;
            if !shown.is_own && !of_another {
                let message = format!(
                    "This visit is of {}. Nothing was changed; ask them, and say --of-another when it is to be \
                     discarded.",
                    shown.provider
                );
                return Err(Problem::needs_person("of_another", message).at("of_another"));
            }
            let seen = read_version_or(&clinic, seen, |_| Ok(shown.seen))?;
            let removal = match &reason {
                Some(reason) => {
                    discard::discard_ended(&mut clinic, &visit, &seen, of_another, reason)?
                }
                None => discard::discard(&mut clinic, &visit, &seen, of_another)?,
            };
            let text = format!("Discarded {visit}.");
            Answer::done(&json!({ "id": visit, "seen": removal }), text)
        }
        Visits::Restore { id: visit, seen } => {
            let visit = id(visit, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| {
                Ok(discard::removed(clinic, &visit)?)
            })?;
            let visit = discard::restore(&mut clinic, &visit, &seen)?;
            answer("Restored", &visit, &Clocks::of(&clinic)?)
        }
    }
}

/// Begins a visit now; one of which the begin is given was earlier.
fn begin(who: &Who, args: VisitEntry) -> Result<Answer> {
    let appointment = args.appointment.map(|named| id(named, "appointment"));
    let is_missing = args.started_at.is_none() && args.ended_at.is_some();
    let started_at = match is_missing {
        true => required(None, "started_at").map(Some),
        false => Ok(args.started_at),
    };
    let started_at = started_at.and_then(|at| at.map(|at| moment(at, "started_at")).transpose());
    let (patient_id, appointment_id, r#type, started_at, ended_at) = (
        required(args.patient, "patient").and_then(|patient| id(patient, "patient")),
        appointment.transpose(),
        args.kind
            .map_or(Ok(VisitType::FollowUp), |kind| choice(&kind, "kind")),
        started_at,
        args.ended_at.map(|at| moment(at, "ended_at")).transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let begun = match started_at {
        Some(started_at) => {
            let past = PastVisit {
                patient_id,
                appointment_id,
                r#type,
                started_at,
                ended_at,
            };
            Begun {
                visit: start::record_past(&mut clinic, &past)?,
                already_open: false,
            }
        }
        None => {
            let now = VisitStart {
                patient_id,
                appointment_id,
                r#type,
            };
            start::start(&mut clinic, &now)?
        }
    };
    started(&begun, &Clocks::of(&clinic)?)
}

fn change(who: &Who, id: &Id, input: &FromInput, args: VisitEditEntry) -> Result<Answer> {
    let is_timed = args.started_at.is_some() || args.ended_at.is_some();
    if !is_timed && (&args.kind, &args.complaint, &args.follow_up_on) == (&None, &None, &None) {
        return Err(nothing_to_change("visits edit", "--complaint"));
    }
    let follow_up_on = match args.follow_up_on {
        None => Ok(None),
        Some(text) if text.trim().is_empty() => Ok(Some(None)),
        Some(text) => day(text, "follow_up_on").map(|on| Some(Some(on))),
    };
    let kind = args.kind.map(|kind| choice(&kind, "kind")).transpose();
    let (kind, follow_up_on, started_at, ended_at) = (
        kind,
        follow_up_on,
        args.started_at
            .map(|at| moment(at, "started_at"))
            .transpose(),
        args.ended_at.map(|at| moment(at, "ended_at")).transpose(),
    )
        .together()?;
    let mut clinic = who.unlock()?;
    let shown = show::show(&mut clinic, id)?;
    let mut edit = shown.to_edit();
    edit.seen = read_version(args.seen, edit.seen, input)?;
    edit.form.r#type = kind.unwrap_or(edit.form.r#type);
    edit.form.follow_up_on = follow_up_on.unwrap_or(edit.form.follow_up_on);
    replace(&mut edit.form.complaint, args.complaint);
    if is_timed {
        let times = VisitTimes {
            started_at: started_at.unwrap_or(shown.started_at),
            ended_at: ended_at.or(shown.ended_at),
        };
        times::correct(&mut clinic, &edit, &times)?;
    } else {
        edit::edit(&mut clinic, &edit)?;
    }
    let visit = show::show(&mut clinic, id)?;
    answer("Changed", &visit, &Clocks::of(&clinic)?)
}

fn started(begun: &Begun, clocks: &Clocks) -> Result<Answer> {
    let Begun {
        visit,
        already_open,
    } = begun;
    if *already_open {
        eprintln!(
            "This patient has a visit with you that began at {} and has not ended. No other was started; go on with \
             it, \
             or end it first with `nutrivault visits end {}`.",
            clocks.time_and_zone(&visit.started_at),
            visit.id
        );
    }
    let heading = match already_open {
        true => "Open already",
        false if visit.asks_end || visit.ended_at.is_some() => "Recorded",
        false => "Started",
    };
    let document = json!({ "visit": visit, "already_open": already_open });
    Answer::done(&document, lines_of(heading, visit, clocks))
}

fn answer(heading: &str, visit: &VisitView, clocks: &Clocks) -> Result<Answer> {
    Answer::done(&json!({ "visit": visit }), lines_of(heading, visit, clocks))
}

fn lines_of(heading: &str, visit: &VisitView, clocks: &Clocks) -> String {
    let note = visit
        .note
        .as_ref()
        .map_or(String::new(), |note| format!("\nNote {}", note.id));
    let mut purpose = String::new();
    if !visit.complaint.is_empty() {
        purpose.push_str(&format!("\nComplaint: {}", visit.complaint));
    }
    if let Some(day) = &visit.follow_up_on {
        purpose.push_str(&format!("\nFollow-up on {}", day.0));
    }
    format!(
        "{heading} {} of {}\n{}, {}, from {}{} ({}){purpose}{}{note}",
        visit.id,
        text::patient(&visit.header.patient),
        text::label(&visit.r#type),
        visit.provider,
        clocks.time(&visit.started_at),
        visit
            .ended_at
            .as_ref()
            .map_or(String::new(), |at| format!(" to {}", clocks.time(at))),
        clocks.zone(),
        measured(&visit.grid, clocks)
    )
}

/// Returns what was measured at this visit with the value before, the computed figures, and the change of weight.
fn measured(grid: &MeasureGrid, clocks: &Clocks) -> String {
    let mut lines = Vec::new();
    for line in &grid.lines {
        let Some(current) = &line.current else {
            continue;
        };
        let before = line.last.as_ref().map_or(String::new(), |last| {
            format!(
                " (before: {}{}{} at {})",
                quantity(&last.quantity),
                centile_remark(last.centile.as_ref()),
                how_remark(&last.how),
                clocks.time(&last.measured_at)
            )
        });
        let stored = quantity(&current.quantity);
        let typed = match current.entered_text.as_str() {
            "" => String::new(),
            typed if stored.starts_with(typed) => String::new(),
            typed => format!(", typed as {typed}"),
        };
        let centile = centile_remark(current.centile.as_ref());
        let how = how_remark(&current.how);
        lines.push(format!(
            "{}: {stored}{typed}{centile}{how}{before}",
            text::measure(&line.kind)
        ));
    }
    for derived in &grid.derived {
        if let Some(figure) = &derived.quantity {
            lines.push(format!(
                "{}: {}{}",
                text::name(&derived.kind),
                quantity(figure),
                centile_remark(derived.centile.as_ref())
            ));
        }
    }
    for change in &grid.weight_change {
        let (Some(percent), Some(from)) = (&change.percent, &change.from) else {
            continue;
        };
        let since = match change.months {
            0 => "the last day that has one".to_owned(),
            months => format!("{months} months ago"),
        };
        let loss = change.loss.map_or(String::new(), |grade| {
            format!("; {} loss", text::label(&grade))
        });
        lines.push(format!(
            "weight change: {:+.1} % since {since}, {} at {}{loss}",
            percent.0,
            quantity(&from.quantity),
            clocks.time(&from.measured_at)
        ));
    }
    lines.iter().map(|line| format!("\n{line}")).collect()
}
