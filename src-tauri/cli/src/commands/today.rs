//! What a day asks of the signed-in user, in lines: who is to be measured, and what needs them.

use clinic::today::{NeedRow, WaitingPatient, show};
use clinic::view::Day;

use crate::answer::Answer;
use crate::args::Who;
use crate::entry;
use crate::exit::Result;
use crate::text::{Clocks, label, listed};

pub fn run(who: &Who, day: Option<String>) -> Result<Answer> {
    let day = day.map(|text| entry::day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let day = day.map_or_else(|| clinic.today().map(Day::of), Ok)?;
    let shown = show(&clinic, &day)?;
    let clocks = Clocks::of(&clinic)?;
    let waiting = shown.waiting.iter().map(|one| waiting_line(one, &clocks));
    let needs = shown.needs.iter().map(|need| need_line(need, &clocks));
    let lines = waiting.chain(needs).collect();
    Answer::done(
        &shown,
        listed(lines, "Nobody waits, and nothing needs you."),
    )
}

/// `Mary Okafor (000482)  waits since 2026-11-20 10:40, in Room 2, to measure`.
fn waiting_line(one: &WaitingPatient, clocks: &Clocks) -> String {
    let room = one.room.as_deref();
    let room = room.map_or(String::new(), |room| format!(", in {room}"));
    let step = match one.is_measured {
        Some(false) => ", to measure",
        Some(true) | None => "",
    };
    format!(
        "{} ({})  waits since {}{room}{step}",
        one.patient.name,
        one.patient.file_number,
        clocks.time(&one.since)
    )
}

/// `unsigned note  Mary Okafor (000482)  of Kofi Boateng  2026-11-20 10:40`.
fn need_line(need: &NeedRow, clocks: &Clocks) -> String {
    let patient = need.patient.as_ref();
    let patient = patient.map(|of| format!("{} ({})", of.name, of.file_number));
    let by = need.by.as_ref().map(|by| format!("of {by}"));
    let parts = [
        Some(label(&need.kind)),
        need.title.clone(),
        patient,
        by,
        Some(clocks.time(&need.at)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}
