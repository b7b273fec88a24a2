//! Appointments that overlap, and what is decided about them.

use clinic::appointments::AppointmentView;
use clinic::clashes::decide::{decide, move_one};
use clinic::clashes::list::{history, list as list_clashes};
use clinic::clashes::{
    ClashMove, ClashPart, ClashQuery, ClashRef, ClashRow, DecisionQuery, DecisionRow, DecisionState,
};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clashes::Clashes;
use crate::commands::appointments::{answer, destination, refused};
use crate::entry::{choice as chosen, entry, id};
use crate::exit::Result;
use crate::text::{Clocks, elsewhere, label};

pub fn run(who: &Who, args: Clashes) -> Result<Answer> {
    match args {
        Clashes::List {
            decided,
            limit,
            offset,
        } => list(who, decided, limit, offset),
        Clashes::History { limit, offset } => {
            let clinic = who.unlock()?;
            let page = history(&clinic, &DecisionQuery { offset, limit })?;
            let clocks = Clocks::of(&clinic)?;
            let lines = page.rows.iter().map(|row| decision_line(row, &clocks));
            let text = clocks.headed(lines.collect(), "Nothing was decided in three months.");
            Answer::done(&page, text)
        }
        Clashes::Decide {
            appointment,
            other,
            choice,
            clash,
        } => {
            let clash = reference(appointment, other, clash)?;
            let choice = chosen(&choice, "CHOICE")?;
            let mut clinic = who.unlock()?;
            let decided = decide(&mut clinic, &clash, choice)?;
            let text = line(&decided, &Clocks::of(&clinic)?);
            Answer::done(&json!({ "clash": decided }), text)
        }
        Clashes::Move {
            appointment,
            other,
            clash,
            input,
            entry: flags,
        } => {
            let clash = reference(appointment, other, clash)?;
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let (to, _) = destination(&clinic, &clash.appointment_id, args, &input)?;
            let form = ClashMove { clash, to };
            let moved =
                move_one(&mut clinic, &form).map_err(|error| refused(&clinic, error, true))?;
            answer(&clinic, moved)
        }
    }
}

fn list(who: &Who, decided: bool, limit: u32, offset: u32) -> Result<Answer> {
    let query = ClashQuery {
        part: match decided {
            true => ClashPart::Decided,
            false => ClashPart::Current,
        },
        offset,
        limit,
    };
    let clinic = who.unlock()?;
    let page = list_clashes(&clinic, &query)?;
    let clocks = Clocks::of(&clinic)?;
    let lines = page.rows.iter().map(|row| line(row, &clocks)).collect();
    let none = match decided {
        true => "No clash was decided so that both stay.",
        false => "No appointments clash.",
    };
    Answer::done(&page, clocks.headed(lines, none))
}

fn reference(appointment: String, other: String, clash: Option<String>) -> Result<ClashRef> {
    Ok(ClashRef {
        id: clash.map(|clash| id(clash, "clash")).transpose()?,
        appointment_id: id(appointment, "APPOINTMENT")?,
        other_id: id(other, "OTHER")?,
    })
}

/// `  open  provider` and a line of each appointment; then whom to call.
fn line(row: &ClashRow, clocks: &Clocks) -> String {
    let shares: Vec<String> = row.shares.iter().map(label).collect();
    let mut text = format!("{}  share {}", label(&row.state), shares.join(", "));
    if let Some(step) = &row.decision {
        text.push_str(&format!("  ({}, {})", step.by, clocks.time(&step.at)));
    }
    for one in [&row.first, &row.second] {
        text.push_str(&format!("\n  {}", card_line(one, clocks)));
    }
    for contact in &row.contacts {
        if let Some(phone) = &contact.phone {
            text.push_str(&format!("\n  {}: {phone}", contact.name));
        }
    }
    text
}

fn decision_line(row: &DecisionRow, clocks: &Clocks) -> String {
    let became = match row.state {
        DecisionState::Current => "",
        DecisionState::Replaced => "  replaced by a later decision",
        DecisionState::Cancelled => "  one of the two is cancelled",
        DecisionState::Over => "  a time was changed since",
    };
    let mut text = format!(
        "{}  {}  {}{became}",
        clocks.time(&row.at),
        label(&row.choice),
        row.by
    );
    if let Some(was) = &row.was {
        let (from, room) = (clocks.time(&was.starts_at), was.room.as_deref());
        let room = room.map_or(String::new(), |room| format!(", {room}"));
        text.push_str(&format!("\n  before: {from}  {}{room}", was.provider));
    }
    for one in [&row.appointment, &row.other] {
        text.push_str(&format!("\n  {}", card_line(one, clocks)));
    }
    text
}

fn card_line(view: &AppointmentView, clocks: &Clocks) -> String {
    let names: Vec<&str> = view.patients.iter().map(|one| one.name.as_str()).collect();
    format!(
        "{}  {} to {}  {}  {}  {}{}  {}",
        view.id,
        clocks.time(&view.starts_at),
        clocks.time(&view.ends_at),
        label(&view.status),
        view.provider,
        view.room.as_deref().unwrap_or("-"),
        elsewhere(view.facility.as_deref()),
        names.join(", ")
    )
}
