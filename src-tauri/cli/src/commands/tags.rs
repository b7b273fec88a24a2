//! The clinic's labels, and those of a patient.

use clinic::tags::{Colour, TagChip, TagEdit, TagForm, TagRow};
use clinic::view::Id;
use clinic::{Clinic, tags};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::tags::{TagEntry, TagOf, Tags};
use crate::commands::background::choose;
use crate::commands::facilities::nothing_called;
use crate::entry::{entry, id, nothing_to_change, read_version, replace, required};
use crate::exit::Result;
use crate::text::{count, label, listed};

pub fn run(who: &Who, args: Tags) -> Result<Answer> {
    match args {
        Tags::List => {
            let clinic = who.unlock()?;
            let rows = tags::list(&clinic)?;
            let text = listed(rows.iter().map(line).collect(), "No tag is there.");
            Answer::done(&json!({ "tags": rows }), text)
        }
        Tags::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            required(args.name.as_ref(), "name")?;
            let mut form = TagForm {
                name: String::new(),
                colour: Colour::Grey,
                is_active: true,
            };
            take_in(&mut form, args)?;
            let mut clinic = who.unlock()?;
            answer("Added", tags::add(&mut clinic, &form)?)
        }
        Tags::Edit {
            which,
            input,
            entry: flags,
        } => {
            let mut args = entry(&input, flags)?;
            let token = args.seen.take();
            if args == TagEntry::default() {
                return Err(nothing_to_change("tags edit", "--colour"));
            }
            let mut clinic = who.unlock()?;
            let stored = known(&clinic, &which)?;
            let mut form = stored.form.clone();
            take_in(&mut form, args)?;
            let edit = TagEdit {
                seen: read_version(token, stored.seen, &input)?,
                id: stored.id,
                loaded: stored.form,
                form,
            };
            answer("Changed", tags::edit(&mut clinic, &edit)?)
        }
        Tags::PutOn(of) => patient_tag(who, of, tags::patient::put_on),
        Tags::TakeOff(of) => patient_tag(who, of, tags::patient::take_off),
    }
}

fn patient_tag(
    who: &Who,
    of: TagOf,
    change: fn(&mut Clinic, &Id, &Id) -> clinic::Result<Vec<TagChip>>,
) -> Result<Answer> {
    let patient = id(of.patient, "patient")?;
    let mut clinic = who.unlock()?;
    let tag = known(&clinic, &of.tag)?;
    let tags = change(&mut clinic, &patient, &tag.id)?;
    let text = match tags.is_empty() {
        true => "The patient has no tags.".to_owned(),
        false => format!("The patient's tags: {}", names(&tags)),
    };
    Answer::done(&json!({ "patient_id": patient, "tags": tags }), text)
}

/// Returns the id of a label by its name or its id.
///
/// # Errors
/// `not_found`, with those that are known.
pub fn tag_id(clinic: &Clinic, which: &str) -> Result<Id> {
    Ok(known(clinic, which)?.id)
}

fn known(clinic: &Clinic, which: &str) -> Result<TagRow> {
    match tags::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = tags::list(clinic)?;
            let names: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called("tag", which, &names.join(", ")))
        }
        row => Ok(row?),
    }
}

fn take_in(form: &mut TagForm, args: TagEntry) -> Result<()> {
    replace(&mut form.name, args.name);
    form.is_active = args.active.unwrap_or(form.is_active);
    choose(&mut form.colour, args.colour, "colour")
}

/// Returns the names of labels, or the id of a label whose name was not pulled yet.
pub fn names(tags: &[TagChip]) -> String {
    let name = |tag: &TagChip| match tag.name.as_str() {
        "" => tag.id.to_string(),
        name => name.to_owned(),
    };
    tags.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn answer(heading: &str, row: TagRow) -> Result<Answer> {
    let text = format!("{heading} {}", line(&row));
    Answer::done(&json!({ "tag": row }), text)
}

fn line(row: &TagRow) -> String {
    let TagForm {
        name,
        colour,
        is_active,
    } = &row.form;
    let state = if *is_active { "" } else { "  (not active)" };
    let used = count(row.used_by as usize, "patient", "patients");
    format!("{}  {name}  {}  {used}{state}", row.id, label(colour))
}
