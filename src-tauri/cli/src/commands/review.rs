//! What a computer sent after it was taken out of the clinic: an admin, or whoever may write it, admits or rejects it.

use clinic::sync::review::{ReviewChangeView, ReviewRowView, list, show};
use clinic::view::{At, Id};
use host::{ReviewDecision, decide, review_changes};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Review;
use crate::entry;
use crate::exit::Result;
use crate::online::{self, OneCommand};
use crate::text::{self, Clocks, count};

pub fn run(who: &Who, args: Review) -> Result<Answer> {
    match args {
        Review::List => listed(who),
        Review::Show { id } => shown(who, id),
        Review::Admit { ids } => admitted(who, ids),
        Review::Reject { id, reason } => rejected(who, id, reason),
    }
}

fn listed(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    let fetched = online::runtime()?.block_on(review_changes(&command))?;
    let (rows, clocks) = (list(&clinic, &fetched)?, Clocks::of(&clinic)?);
    let time = |at: &At| clocks.time(at);
    let lines: Vec<String> = rows.iter().map(|row| line(row, time)).collect();
    let text = clocks.headed(lines, "Nothing waits for a review.");
    Answer::done(&json!({ "held": rows }), text)
}

fn shown(who: &Who, id: String) -> Result<Answer> {
    let id = entry::id(id, "ID")?;
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    let fetched = online::runtime()?.block_on(review_changes(&command))?;
    let (views, clocks) = (show(&clinic, &fetched, &[id])?, Clocks::of(&clinic)?);
    let text = views.iter().map(|view| values(view, |at| clocks.time(at)));
    let text = text.collect::<Vec<_>>().join("\n");
    Answer::done(&json!({ "change": views.first() }), text)
}

fn admitted(who: &Who, ids: Vec<String>) -> Result<Answer> {
    let ids = ids.into_iter().map(|id| entry::id(id, "ID"));
    let ids = ids.collect::<Result<Vec<Id>>>()?;
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    online::runtime()?.block_on(async {
        for id in &ids {
            decide(&command, id, ReviewDecision::Admit).await?;
        }
        Ok::<_, host::Error>(())
    })?;
    Answer::done(
        &json!({ "ids": ids }),
        format!(
            "Admitted {}: every computer shows it after its next sync.",
            count(ids.len(), "change", "changes")
        ),
    )
}

fn rejected(who: &Who, id: String, reason: String) -> Result<Answer> {
    let id = entry::id(id, "ID")?;
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    let decided = decide(&command, &id, ReviewDecision::Reject(reason));
    online::runtime()?.block_on(decided)?;
    let text = format!("{id} is rejected for good. The reason is in the audit log.");
    Answer::done(&json!({ "id": id }), text)
}

fn line(row: &ReviewRowView, time: impl Fn(&At) -> String) -> String {
    let at = row.written_at.as_ref().unwrap_or(&row.received_at);
    let patient = row.patient.as_ref().map_or(String::new(), |patient| {
        format!("  {}", text::patient(patient))
    });
    let why = row.inadmissible.map_or(String::new(), |why| {
        format!("  cannot be admitted: {}", why.as_str())
    });
    format!(
        "{}  {}  {} on computer {}: {}{patient}{why}",
        row.id,
        time(at),
        row.by,
        row.device,
        row.what.join(", "),
    )
}

fn values(view: &ReviewChangeView, time: impl Fn(&At) -> String) -> String {
    let mut text = line(&view.row, time);
    for field in &view.fields {
        text.push_str(&format!(
            "\n{}, {}: {}",
            text::spoken(&field.what),
            text::spoken(&field.name),
            field.text.replace('\n', "\n     ")
        ));
    }
    text
}
