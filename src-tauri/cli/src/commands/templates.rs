//! The templates for sections of notes.

use clinic::Clinic;
use clinic::notes::templates;
use clinic::notes::{NoteTemplate, NoteTemplateForm};
use clinic::view::ScreenLanguage;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::notes::{TemplateEntry, Templates};
use crate::entry::{choice, entry, read_version, replace, required};
use crate::exit::{Problem, Result};
use crate::text::label;

pub fn run(who: &Who, args: Templates) -> Result<Answer> {
    match args {
        Templates::List { shown } => {
            let language: ScreenLanguage = who.language(shown.language.as_deref())?;
            let clinic = who.unlock()?;
            let rows = templates::list(&clinic, language)?;
            let lines: Vec<String> = rows.iter().map(line).collect();
            Answer::done(&json!({ "templates": rows }), lines.join("\n"))
        }
        Templates::Add {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let blank = NoteTemplateForm {
                name: required(args.name.clone(), "name")?,
                section: choice(&required(args.section.clone(), "section")?, "section")?,
                text: required(args.text.clone(), "text")?,
                is_active: true,
            };
            let form = changed(blank, args)?;
            let mut clinic = who.unlock()?;
            let added = templates::add(&mut clinic, &form)?;
            Ok(answer("Added", added)?.with_change(true))
        }
        Templates::Edit {
            which,
            shown,
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let language: ScreenLanguage = who.language(shown.language.as_deref())?;
            let mut clinic = who.unlock()?;
            let stored = find(&clinic, &which, language)?;
            let seen = read_version(args.seen.clone(), stored.seen.clone(), &input)?;
            let form = changed(stored.form.clone(), args)?;
            let edited = match form == stored.form {
                true => stored.clone(),
                false => templates::edit(&mut clinic, &stored.id, &seen, &stored.form, &form)?,
            };
            let changed = edited.seen != stored.seen;
            Ok(answer("Changed", edited)?.with_change(changed))
        }
    }
}

/// Replaces what the entry names; the rest stays.
fn changed(mut form: NoteTemplateForm, args: TemplateEntry) -> Result<NoteTemplateForm> {
    replace(&mut form.name, args.name);
    replace(&mut form.text, args.text);
    if let Some(section) = args.section {
        form.section = choice(&section, "section")?;
    }
    form.is_active = args.active.unwrap_or(form.is_active);
    Ok(form)
}

fn find(clinic: &Clinic, which: &str, language: ScreenLanguage) -> Result<NoteTemplate> {
    match templates::find(clinic, which, language) {
        Err(clinic::Error::NotFound(_)) => Err(Problem::refused(
            "not_found",
            format!(
                "No template, or more than one, is called `{which}`. Nothing was changed; `nutrivault templates \
                 list` has their ids."
            ),
        )
        .at("which")),
        template => Ok(template?),
    }
}

fn line(template: &NoteTemplate) -> String {
    let form = &template.form;
    let state = if form.is_active { "" } else { "  (not in use)" };
    format!(
        "{}  {}  {}{state}",
        template.id,
        label(&form.section),
        form.name
    )
}

fn answer(heading: &str, template: NoteTemplate) -> Result<Answer> {
    let text = format!("{heading} {}\n{}", line(&template), template.form.text);
    Answer::done(&json!({ "template": template }), text)
}
