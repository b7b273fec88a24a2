//! The buildings of the clinic.

use clinic::Clinic;
use clinic::facilities::view::{FacilityForm, FacilityRow};
use clinic::facilities::{add, edit, list};
use serde_json::json;

use super::places::nothing_called;
use crate::answer::Answer;
use crate::args::Who;
use crate::args::places::{Facilities, FacilityEntry};
use crate::entry::{entry, required, seen};
use crate::exit::Result;

pub fn run(who: &Who, said: Facilities) -> Result<Answer> {
    match said {
        Facilities::List => {
            let rows = list::list(&who.unlock()?)?;
            let lines: Vec<String> = rows.iter().map(line).collect();
            Answer::done(&json!({ "facilities": rows }), lines.join("\n"))
        }
        Facilities::Add {
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let name = required(said.name.clone(), "name")?;
            let mut clinic = who.unlock()?;
            let first = list::list(&clinic)?.into_iter().next();
            let (time_zone, currency) = first
                .map_or(("UTC".to_owned(), "EUR".to_owned()), |first| {
                    (first.form.time_zone, first.form.currency)
                });
            let blank = FacilityForm {
                name,
                address: String::new(),
                phone: String::new(),
                licence_number: String::new(),
                time_zone,
                currency,
                is_active: true,
            };
            told("Added", add::add(&mut clinic, &changed(blank, said))?)
        }
        Facilities::Edit {
            which,
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stands = find(&clinic, &which)?;
            let seen = seen(said.seen.clone(), stands.seen, &input)?;
            let form = changed(stands.form, said);
            told(
                "Changed",
                edit::edit(&mut clinic, &stands.id, &seen, &form)?,
            )
        }
    }
}

/// What the entry names replaces what is; the rest stays.
fn changed(mut form: FacilityForm, said: FacilityEntry) -> FacilityForm {
    let take = |field: &mut String, said: Option<String>| {
        if let Some(said) = said {
            *field = said;
        }
    };
    take(&mut form.name, said.name);
    take(&mut form.address, said.address);
    take(&mut form.phone, said.phone);
    take(&mut form.licence_number, said.licence_number);
    take(&mut form.time_zone, said.time_zone);
    take(&mut form.currency, said.currency);
    form.is_active = said.active.unwrap_or(form.is_active);
    form
}

fn find(clinic: &Clinic, which: &str) -> Result<FacilityRow> {
    match list::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = list::list(clinic)?;
            let known: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called("facility", which, &known.join(", ")))
        }
        found => Ok(found?),
    }
}

fn line(row: &FacilityRow) -> String {
    let form = &row.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {}  {}{state}",
        row.id, form.name, form.time_zone, form.currency
    )
}

fn told(what: &str, row: FacilityRow) -> Result<Answer> {
    let text = format!("{what} {}", line(&row));
    Answer::done(&json!({ "facility": row }), text)
}
