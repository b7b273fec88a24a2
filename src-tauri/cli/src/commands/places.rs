//! Rooms that are booked and departments that people belong to.

use clinic::Clinic;
use clinic::facilities::list as facilities;
use clinic::places::view::{PlaceForm, PlaceRow};
use clinic::places::{Place, add, edit, list};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::places::{PlaceEntry, Places};
use crate::entry::{entry, required, seen};
use crate::exit::{Problem, Result};

/// `word` names the answer: `room` or `department`.
pub fn run<P: Place>(who: &Who, said: Places) -> Result<Answer> {
    match said {
        Places::List => {
            let rows = list::list::<P>(&who.unlock()?)?;
            let lines: Vec<String> = rows.iter().map(line).collect();
            let all = format!("{}s", P::WORD);
            let text = match rows.len() {
                0 => format!("There are no {all} yet: `nutrivault {all} add --name NAME`."),
                _ => lines.join("\n"),
            };
            Answer::done(&json!({ all: rows }), text)
        }
        Places::Add {
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let name = required(said.name, "name")?;
            let mut clinic = who.unlock()?;
            let form = PlaceForm {
                name,
                code: said.code.unwrap_or_default(),
                facility_id: said
                    .facility
                    .map(|facility| facility_id(&clinic, &facility))
                    .transpose()?,
                is_active: said.active.unwrap_or(true),
            };
            told::<P>("Added", add::add::<P>(&mut clinic, &form)?)
        }
        Places::Edit {
            which,
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stands = find::<P>(&clinic, &which)?;
            let (id, seen) = (
                stands.id.clone(),
                seen(said.seen.clone(), stands.seen.clone(), &input)?,
            );
            let form = changed(&clinic, stands, said)?;
            told::<P>("Changed", edit::edit::<P>(&mut clinic, &id, &seen, &form)?)
        }
    }
}

/// What the entry names replaces what is; the rest stays.
fn changed(clinic: &Clinic, stands: PlaceRow, said: PlaceEntry) -> Result<PlaceForm> {
    let facility_id = match said.facility {
        Some(facility) => facility_id(clinic, &facility)?,
        None => stands.facility_id,
    };
    Ok(PlaceForm {
        name: said.name.unwrap_or(stands.name),
        code: said.code.or(stands.code).unwrap_or_default(),
        facility_id: Some(facility_id),
        is_active: said.active.unwrap_or(stands.is_active),
    })
}

fn find<P: Place>(clinic: &Clinic, which: &str) -> Result<PlaceRow> {
    let rows = list::list::<P>(clinic)?;
    let known: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let known = known.join(", ");
    match list::find::<P>(clinic, which) {
        Err(clinic::Error::NotFound(_)) => Err(nothing_called(P::WORD, which, &known)),
        found => Ok(found?),
    }
}

pub fn facility_id(clinic: &Clinic, which: &str) -> Result<Id> {
    match facilities::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = facilities::list(clinic)?;
            let known: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called("facility", which, &known.join(", ")).at("facility"))
        }
        found => Ok(found?.id),
    }
}

pub fn nothing_called(what: &str, which: &str, known: &str) -> Problem {
    let known = match known {
        "" => "none is there yet".to_owned(),
        known => format!("there are {known}"),
    };
    Problem::refused(
        "not_found",
        format!("No {what} is called `{which}`. Nothing was changed; {known}."),
    )
}

fn line(row: &PlaceRow) -> String {
    let code = row.code.as_deref().unwrap_or("-");
    let state = if row.is_active { "" } else { "  (not in use)" };
    format!("{}  {}  {code}  {}{state}", row.id, row.name, row.facility)
}

fn told<P: Place>(what: &str, row: PlaceRow) -> Result<Answer> {
    let text = format!("{what} {}", line(&row));
    Answer::done(&json!({ P::WORD: row }), text)
}
