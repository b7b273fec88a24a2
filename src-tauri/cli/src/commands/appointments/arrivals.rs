//! The arrivals board in lines.

use clinic::appointments::arrivals::{ArrivalCard, ArrivalColumn, arrivals};
use clinic::view::Day;

use crate::answer::Answer;
use crate::args::Who;
use crate::entry::{self, user_id};
use crate::exit::Result;
use crate::text::{Clocks, elsewhere, label, listed};

pub fn run(who: &Who, day: Option<String>, provider: Option<String>) -> Result<Answer> {
    let day = day.map(|text| entry::day(text, "day")).transpose()?;
    let clinic = who.unlock()?;
    let day = day.map_or_else(|| clinic.today().map(Day::of), Ok)?;
    let mut shown = arrivals(&clinic, &day)?;
    if let Some(name) = provider {
        let wanted = user_id(&clinic, &name, "provider")?;
        shown.cards.retain(|card| card.provider_id == wanted);
        shown.providers.retain(|choice| choice.id == wanted);
    }
    let clocks = Clocks::of(&clinic)?;
    let now = clinic.now().0;
    let mut lines = Vec::new();
    for column in [
        ArrivalColumn::Expected,
        ArrivalColumn::Arrived,
        ArrivalColumn::InRoom,
        ArrivalColumn::Done,
        ArrivalColumn::Off,
    ] {
        let cards = shown.cards.iter().filter(|card| card.column == column);
        let cards: Vec<String> = cards.map(|card| line(card, &clocks, now)).collect();
        if !cards.is_empty() {
            lines.push(format!("{} ({})", label(&column), cards.len()));
            lines.extend(cards);
        }
    }
    let text = format!(
        "{} by the clocks of {}\n{}",
        shown.day,
        clocks.zone(),
        listed(lines, "Nobody is expected.")
    );
    Answer::done(&shown, text)
}

fn line(card: &ArrivalCard, clocks: &Clocks, now: i64) -> String {
    let names: Vec<&str> = card.patients.iter().map(|one| one.name.as_str()).collect();
    let who = match &card.group {
        Some(group) => format!("group, {} of {} here", group.present, group.booked),
        None => names.join(", "),
    };
    let mut line = format!(
        "  {}  {}  {}  {}  {}{}",
        card.id,
        clocks.time(&card.starts_at),
        who,
        card.provider,
        card.room.as_deref().unwrap_or("-"),
        elsewhere(card.facility.as_deref()),
    );
    let arrived = card.arrived_at.as_ref();
    if let Some(Ok(arrived)) = arrived.map(|at| at.to_time("arrived_at")) {
        let minutes = (now - arrived.0).max(0) / 60_000_000;
        line.push_str(&format!("  {minutes} min waiting"));
    }
    if card.lacks_consent {
        line.push_str("  consent missing");
    }
    for owed in &card.owes {
        line.push_str(&format!("  owes {} {}", owed.amount, owed.currency));
    }
    if card.column == ArrivalColumn::Off {
        line.push_str(&format!("  {}", label(&card.status)));
    }
    line
}
