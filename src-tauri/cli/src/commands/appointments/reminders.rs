//! Whom to remind, in lines.

use clinic::reminders::{self, ReminderRow};

use crate::answer::Answer;
use crate::args::Who;
use crate::commands::calls::summary;
use crate::entry;
use crate::exit::Result;
use crate::text::{Clocks, elsewhere, label, listed};

pub fn run(who: &Who, day: Option<String>) -> Result<Answer> {
    let day = day.map(|text| entry::day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let shown = reminders::list(&clinic, day.as_ref())?;
    let clocks = Clocks::of(&clinic)?;
    let lines = shown.rows.iter().map(|row| line(row, &clocks)).collect();
    let text = format!(
        "{} by the clocks of {}, {} to call\n{}",
        shown.day,
        clocks.zone(),
        shown.to_call,
        listed(lines, "Nobody is expected.")
    );
    Answer::done(&shown, text)
}

fn line(row: &ReminderRow, clocks: &Clocks) -> String {
    let mut line = format!(
        "  {}  {}  {}  {}  {}  {}  {}",
        row.appointment_id,
        clocks.time(&row.starts_at),
        label(&row.status),
        row.patient.name,
        row.phone.as_deref().unwrap_or("no phone number"),
        row.language.as_deref().unwrap_or("-"),
        row.provider,
    );
    line.push_str(&elsewhere(row.facility.as_deref()));
    if row.is_group {
        line.push_str("  group");
    }
    if let Some(call) = &row.last_call {
        line.push_str(&format!("  {}", summary(call, clocks)));
    }
    line
}
