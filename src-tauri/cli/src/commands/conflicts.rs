//! Cells that were changed in two places at once.

use clinic::Clinic;
use clinic::conflicts::list::list;
use clinic::conflicts::release::release_equal;
use clinic::conflicts::resolve::resolve;
use clinic::conflicts::show::show;
use clinic::conflicts::view::{ConflictView, Keep, KeepChoice, Resolution};
use clinic::view::{Id, SeenToken};
use serde_json::json;
use sync_contract::Right;

use super::words;
use crate::answer::Answer;
use crate::args::care::{Conflicts, ResolutionEntry};
use crate::args::{FromInput, Who};
use crate::entry::{entry, required};
use crate::exit::{Failure, Result};

pub fn obey(who: &Who, said: Conflicts) -> Result<Answer> {
    match said {
        Conflicts::List => {
            let mut clinic = who.unlock()?;
            release_those_that_say_the_same(&mut clinic)?;
            let rows = list(&clinic)?;
            let lines = rows.iter().map(|row| {
                let patient = row
                    .patient
                    .as_ref()
                    .map_or("", |patient| patient.name.as_str());
                format!("{}  {}  {}  {patient}", row.id, row.at, row.what)
            });
            let text = match rows.len() {
                0 => "Nothing waits for a decision.".to_owned(),
                _ => lines.collect::<Vec<_>>().join("\n"),
            };
            Answer::done(&json!({ "conflicts": rows }), text)
        }
        Conflicts::Show { id } => {
            let conflict = show(&who.unlock()?, &Id(id))?;
            let text = sides(&conflict);
            Answer::done(&conflict, text)
        }
        Conflicts::Resolve { id, input, entry } => decide(who, Id(id), &input, entry),
    }
}

/// Sides that turn out to be equal once they are opened leave nothing to decide.
fn release_those_that_say_the_same(clinic: &mut Clinic) -> Result<()> {
    if clinic.unlocked().session().may(Right::ConflictsResolve) {
        release_equal(clinic)?;
    }
    Ok(())
}

fn decide(who: &Who, id: Id, input: &FromInput, flags: ResolutionEntry) -> Result<Answer> {
    let said = entry(input, flags)?;
    let mut clinic = who.unlock()?;
    let conflict = show(&clinic, &id)?;
    let seen = match said.seen.clone() {
        Some(token) => SeenToken(token),
        // an entry was written by somebody who looked before: what they saw only they know
        None if input.stdin => SeenToken(required(None, "seen")?),
        None => conflict.seen.clone(),
    };
    let choices = choices(&conflict, &said)?;
    take(&mut clinic, Resolution { id, seen, choices })
}

fn take(clinic: &mut Clinic, resolution: Resolution) -> Result<Answer> {
    resolve(clinic, &resolution)?;
    Answer::done(
        &json!({ "id": resolution.id }),
        format!("Decided {}", resolution.id),
    )
}

fn choices(conflict: &ConflictView, said: &ResolutionEntry) -> Result<Vec<KeepChoice>> {
    // a signed text stays as it is: what was written beside it becomes an addendum, and there is nothing to choose
    let is_signed = conflict.sides.iter().any(|side| side.signed);
    if is_signed && said.side.is_none_or(|side| side == 0) && said.choices.is_empty() {
        return Ok(Vec::new());
    }
    if said.side.is_none() && said.choices.is_empty() {
        return Err(Failure::usage(
            "What is kept? Say --side PLACE, or --choose FIELD=PLACE for each field that differs. Nothing was changed.",
        ));
    }
    let mut choices = said
        .choices
        .iter()
        .map(|choice| parse(choice))
        .collect::<Result<Vec<_>>>()?;
    if let Some(side) = said.side {
        let named: Vec<String> = choices.iter().map(|choice| choice.key.clone()).collect();
        let rest = conflict
            .fields
            .iter()
            .filter(|field| !named.contains(&field.key));
        choices.extend(rest.map(|field| KeepChoice {
            key: field.key.clone(),
            keep: Keep::Side { side },
        }));
    }
    Ok(choices)
}

/// `FIELD=PLACE`, `FIELD=all` or `FIELD:TEXT`, whichever sign comes first.
fn parse(choice: &str) -> Result<KeepChoice> {
    let wrong = || {
        Failure::usage(format!("`{choice}` is no choice: write FIELD=PLACE, FIELD=all or FIELD:TEXT. Nothing was changed.")).at("choices")
    };
    let sign = choice.find(['=', ':']).ok_or_else(wrong)?;
    let (key, rest) = (choice[..sign].trim().to_owned(), &choice[sign + 1..]);
    let keep = match (&choice[sign..=sign], rest.trim()) {
        (":", _) => Keep::Text {
            text: rest.to_owned(),
        },
        (_, "all") => Keep::All,
        (_, place) => Keep::Side {
            side: place.parse().map_err(|_| wrong())?,
        },
    };
    Ok(KeepChoice { key, keep })
}

fn sides(conflict: &ConflictView) -> String {
    let mut text = conflict.what.clone();
    if let Some(patient) = &conflict.patient {
        text.push_str(&format!(" of {}", words::patient(patient)));
    }
    for (place, side) in conflict.sides.iter().enumerate() {
        let shown = if place == 0 { ", shown now" } else { "" };
        text.push_str(&format!(
            "\n{place}: {} on {} at {}{shown}",
            side.by, side.device, side.at
        ));
    }
    for field in conflict.fields.iter().filter(|field| !field.same) {
        text.push_str(&format!("\n{}:", field.key));
        for (place, value) in field.values.iter().enumerate() {
            text.push_str(&format!("\n  {place}: {}", value.as_deref().unwrap_or("-")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_choice_is_a_place_all_or_a_text() {
        assert_eq!(parse("phones=1").unwrap().keep, Keep::Side { side: 1 });
        assert_eq!(parse("phones=all").unwrap().keep, Keep::All);
        assert_eq!(
            parse("phones:024 = 7").unwrap().keep,
            Keep::Text {
                text: "024 = 7".into()
            }
        );
        for wrong in ["phones", "phones=theirs", "phones=-1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
