//! Fields that the clinic adds to its notes.

use clinic::Clinic;
use clinic::notes::custom_fields::{self, CustomFieldForm, CustomFieldKind, CustomFieldView};
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::notes::{CustomFieldEntry, CustomFields};
use crate::entry::{choice, entry, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::text::label;

pub fn run(who: &Who, args: CustomFields) -> Result<Answer> {
    match args {
        CustomFields::List => {
            let clinic = who.unlock()?;
            let rows = custom_fields::list(&clinic)?;
            let text = match rows.is_empty() {
                true => "This clinic added no fields to its notes.".to_owned(),
                false => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
            };
            Answer::done(&json!({ "custom_fields": rows }), text)
        }
        CustomFields::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let blank = CustomFieldForm {
                label: required(args.label.clone(), "label")?,
                kind: CustomFieldKind::Text,
                note_kind: None,
                options: Vec::new(),
                is_active: true,
            };
            let form = changed(blank, args)?;
            let mut clinic = who.unlock()?;
            let added = custom_fields::add(&mut clinic, &form)?;
            Ok(answer("Added", added)?.with_change(true))
        }
        CustomFields::Edit {
            which,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let mut clinic = who.unlock()?;
            let stored = find(&clinic, &which)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args)?;
            let before = stored.seen;
            let edited = custom_fields::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?;
            let changed = edited.seen != before;
            Ok(answer("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: CustomFieldForm, args: CustomFieldEntry) -> Result<CustomFieldForm> {
    replace(&mut form.label, args.label);
    if let Some(kind) = args.kind {
        form.kind = choice(&kind, "kind")?;
    }
    if let Some(note_kind) = args.note_kind {
        form.note_kind = match note_kind.trim().is_empty() {
            true => None,
            false => Some(choice(&note_kind, "noteKind")?),
        };
    }
    if !args.options.is_empty() {
        form.options = args.options;
    }
    form.is_active = args.active.unwrap_or(form.is_active);
    Ok(form)
}

fn find(clinic: &Clinic, which: &str) -> Result<CustomFieldView> {
    match custom_fields::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => Err(Problem::refused(
            "not_found",
            format!(
                "No field of notes is called `{which}`. Nothing was changed; `nutrivault custom-fields list` has \
                 their labels."
            ),
        )
        .at("which")),
        field => Ok(field?),
    }
}

fn line(field: &CustomFieldView) -> String {
    let form = &field.form;
    let of = match form.note_kind {
        Some(kind) => label(&kind),
        None => "all notes".to_owned(),
    };
    let state = if form.is_active { "" } else { "  (not in use)" };
    let kind = match form.options.is_empty() {
        true => label(&form.kind),
        false => format!("{} of {}", label(&form.kind), form.options.join(", ")),
    };
    format!("{}  {}  {kind}  {of}{state}", field.id, form.label)
}

fn answer(heading: &str, field: CustomFieldView) -> Result<Answer> {
    let text = format!("{heading} {}", line(&field));
    Answer::done(&json!({ "custom_field": field }), text)
}
