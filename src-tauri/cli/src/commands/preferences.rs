//! What a clinic chooses for all of its computers.

use clinic::preferences::{self, Preference, PreferenceEdit, PreferenceView};
use clinic::{Error, Reason};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::preferences::Settings;
use crate::entry::{choice, of_record};
use crate::exit::{Problem, Result};
use crate::text::{label, listed};

pub fn run(who: &Who, args: Settings) -> Result<Answer> {
    match args {
        Settings::List => {
            let clinic = who.unlock()?;
            let rows = preferences::list(&clinic)?;
            let text = listed(rows.iter().map(line).collect(), "Nothing can be chosen.");
            Answer::done(&json!({ "settings": rows }), text)
        }
        Settings::Set { name, value, seen } => {
            let of: Preference = choice(&name, "name")?;
            let mut clinic = who.unlock()?;
            let rows = preferences::list(&clinic)?;
            let stored = rows.into_iter().find(|row| row.of == of);
            let Some(stored) = stored else {
                return Err(Error::NotFound("setting").into());
            };
            let seen = match seen {
                Some(token) => of_record(token, &stored.seen)?,
                None => stored.seen.clone(),
            };
            let value = match value.trim() {
                "" => stored.usual.clone(),
                value => value.to_owned(),
            };
            let edit = PreferenceEdit { of, seen, value };
            let chosen = preferences::choose(&mut clinic, &edit)
                .map_err(|error| refused(error, &stored, &edit.value))?;
            let changed = chosen.value != stored.value;
            let text = format!("Set {}", line(&chosen));
            Ok(Answer::done(&json!({ "setting": chosen }), text)?.with_change(changed))
        }
    }
}

/// Names what it takes.
fn refused(error: Error, stored: &PreferenceView, value: &str) -> Problem {
    let Error::Invalid {
        field: "value",
        reason: Reason::Malformed | Reason::Impossible | Reason::Unknown | Reason::Required,
    } = error
    else {
        return error.into();
    };
    let takes = takes(stored);
    let sentence = format!(
        "`{value}` is nothing that {} can be. Nothing was changed; write {takes}.",
        label(&stored.of)
    );
    Problem::refused("invalid", sentence).at("value")
}

fn takes(row: &PreferenceView) -> String {
    match (row.least, row.most, row.letters) {
        (Some(least), Some(most), _) => format!("{least} to {most}"),
        (_, _, Some(letters)) => format!("up to {letters} letters from A to Z"),
        _ if row.is_several => format!(
            "one or more of {}, with commas between",
            row.choices.join(", ")
        ),
        _ => row.choices.join(" or "),
    }
}

fn line(row: &PreferenceView) -> String {
    let shown = |value: &str| match value {
        "" => "none".to_owned(),
        value => value.to_owned(),
    };
    format!(
        "{}: {}  (usual {}; {})",
        label(&row.of),
        shown(&row.value),
        shown(&row.usual),
        takes(row)
    )
}
