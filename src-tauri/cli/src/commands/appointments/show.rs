//! One appointment in lines.

use clinic::appointments::details::{self, AppointmentContact, StatusChangeView};
use clinic::appointments::status::StatusReason;

use super::line::{absent, line};
use crate::answer::Answer;
use crate::args::Who;
use crate::entry;
use crate::exit::Result;
use crate::text::{Clocks, label, listed};

pub fn run(who: &Who, id: String) -> Result<Answer> {
    let id = entry::id(id, "ID")?;
    let clinic = who.unlock()?;
    let shown = details::show(&clinic, &id)?;
    let clocks = Clocks::of(&clinic)?;
    let appointment = &shown.appointment;
    let mut text = line(appointment, &clocks.time_and_zone(&appointment.starts_at));
    text.push_str(&absent(appointment));
    for contact in &shown.contacts {
        text.push_str(&format!("\n{}", contact_line(contact)));
    }
    let history = shown.history.iter();
    let history = history.map(|change| change_line(change, &clocks)).collect();
    let history = listed(history, "No change of its status is recorded.");
    text.push_str(&format!("\n{history}"));
    Answer::done(&shown, text)
}

fn contact_line(contact: &AppointmentContact) -> String {
    let phone = contact.phone.as_deref().unwrap_or("no phone number");
    let mut line = format!("  {}  {phone}", contact.name);
    if let Some(language) = &contact.language {
        line.push_str(&format!("  {language}"));
    }
    line
}

fn change_line(change: &StatusChangeView, clocks: &Clocks) -> String {
    let to = match change.from {
        None => "booked".to_owned(),
        Some(from) => format!("{} to {}", label(&from), label(&change.to)),
    };
    let mut line = format!("  {}  {to}  {}", clocks.time(&change.at), change.by);
    if let Some(patient) = &change.patient {
        line.push_str(&format!("  {patient}"));
    }
    let why = why(change.code, &change.reason);
    if !why.is_empty() {
        line.push_str(&format!("  {why}"));
    }
    line
}

/// `illness: has a cold`; `OTHER` says nothing beside its text.
pub fn why(code: Option<StatusReason>, text: &str) -> String {
    match code.filter(|code| *code != StatusReason::Other) {
        None => text.to_owned(),
        Some(code) if text.is_empty() => label(&code),
        Some(code) => format!("{}: {text}", label(&code)),
    }
}
