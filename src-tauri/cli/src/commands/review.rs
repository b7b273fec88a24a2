//! Changes from revoked computers and deactivated users: an admin, or a user who may write them, admits or rejects
//! them.

use clinic::sync::review::{ReviewChangeView, ReviewField, ReviewRowView, list, show};
use clinic::view::{At, Id};
use host::{ReviewDecision, decide, review_changes};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Review;
use crate::entry;
use crate::exit::{Problem, Result, Status};
use crate::online::{self, OneCommand};
use crate::sentences::of_review;
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
    let fetched = online::runtime()?
        .block_on(review_changes(&command))
        .map_err(of_review)?;
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
    let fetched = online::runtime()?
        .block_on(review_changes(&command))
        .map_err(of_review)?;
    let (views, clocks) = (
        show(&clinic, &fetched, &[id]).map_err(|error| of_review(error.into()))?,
        Clocks::of(&clinic)?,
    );
    let text = views.iter().map(|view| values(view, |at| clocks.time(at)));
    let text = text.collect::<Vec<_>>().join("\n");
    Answer::done(&json!({ "change": views.first() }), text)
}

/// Admits each of them; a refused one does not stop the others.
fn admitted(who: &Who, ids: Vec<String>) -> Result<Answer> {
    let ids = ids.into_iter().map(|id| entry::id(id, "ID"));
    let ids = ids.collect::<Result<Vec<Id>>>()?;
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    let decided = online::runtime()?.block_on(async {
        let mut decided = Vec::with_capacity(ids.len());
        for id in &ids {
            let admitted = decide(&command, id, ReviewDecision::Admit).await;
            decided.push(admitted.map_err(of_review));
        }
        decided
    });
    let mut decided: Vec<_> = ids.into_iter().zip(decided).collect();
    if let [(_, Err(_))] = decided.as_slice()
        && let Some((_, Err(problem))) = decided.pop()
    {
        return Err(problem);
    }
    Admissions::of(decided).answer()
}

/// The outcome of each change that was to be admitted.
#[derive(Default)]
struct Admissions {
    admitted: Vec<Id>,
    refused: Vec<(Id, Problem)>,
}

impl Admissions {
    fn of(decided: Vec<(Id, Result<()>)>) -> Self {
        let mut admissions = Self::default();
        for (id, decided) in decided {
            match decided {
                Ok(()) => admissions.admitted.push(id),
                Err(problem) => admissions.refused.push((id, problem)),
            }
        }
        admissions
    }

    fn answer(self) -> Result<Answer> {
        let admitted = count(self.admitted.len(), "change", "changes");
        let mut lines = vec![match self.admitted.is_empty() {
            true => "Admitted none.".to_owned(),
            false => format!("Admitted {admitted}: every computer shows it after its next sync."),
        }];
        let refusals = self.refused.iter();
        lines.extend(refusals.map(|(id, problem)| format!("{id}: {}", problem.message)));
        let refusals = self.refused.iter();
        let refusals = refusals.map(|(id, problem)| json!({ "id": id, "error": problem }));
        let refusals = refusals.collect::<Vec<_>>();
        let answer = Answer::done(
            &json!({ "ids": self.admitted, "refused": refusals }),
            lines.join("\n"),
        )?;
        let mut statuses = self.refused.iter().map(|(_, problem)| problem.status);
        Ok(match (self.admitted.is_empty(), statuses.next()) {
            (_, None) => answer,
            (false, Some(_)) => answer.needs_person(),
            (true, Some(Status::Unreachable)) => answer.unreachable(),
            (true, Some(_)) => answer.refused(),
        })
    }
}

fn rejected(who: &Who, id: String, reason: String) -> Result<Answer> {
    let id = entry::id(id, "ID")?;
    let mut clinic = who.unlock()?;
    let command = OneCommand::with_clinic(&mut clinic);
    let decided = decide(&command, &id, ReviewDecision::Reject(reason));
    online::runtime()?.block_on(decided).map_err(of_review)?;
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
    let key = match row.is_by_replaced_key {
        true => "  signed with an old password after it was reset: ask its author",
        false => "",
    };
    format!(
        "{}  {}  {} on computer {}: {}{patient}{key}{why}",
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
        text.push_str(&field_line(field));
    }
    text
}

/// A line of its own for a value that a change would write.
pub(super) fn field_line(field: &ReviewField) -> String {
    format!(
        "\n{}, {}: {}",
        text::spoken(&field.what),
        text::spoken(&field.name),
        field.text.replace('\n', "\n     ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exit::Problem;

    #[test]
    fn each_change_has_its_own_outcome_and_the_status_covers_all() {
        let id = |number: u128| Id::of(uuid::Uuid::from_u128(number));
        let refused = || {
            Err(Problem::refused(
                "missing_reference",
                "It builds on another.",
            ))
        };
        let answer = |decided: Vec<(Id, Result<()>)>| Admissions::of(decided).answer().unwrap();
        let some = answer(vec![(id(1), Ok(())), (id(2), refused()), (id(3), Ok(()))]);
        let (status, text) = some.status_and_text();
        assert_eq!(status, Status::NeedsPerson);
        assert!(text.contains("Admitted 2 changes"), "{text}");
        let second = format!("{}: It builds on another.", id(2));
        assert!(text.contains(&second), "{text}");
        let none = answer(vec![(id(1), refused()), (id(2), refused())]);
        let (status, text) = none.status_and_text();
        assert_eq!(status, Status::Refused);
        assert!(text.starts_with("Admitted none."));
        let all = answer(vec![(id(1), Ok(())), (id(2), Ok(()))]);
        assert_eq!(all.status_and_text().0, Status::Done);
    }
}
