//! What is written about a patient, signed and added to.

use clinic::Clinic;
use clinic::notes::content::SectionText;
use clinic::notes::versions::{self, NoteVersionRow};
use clinic::notes::{CustomText, NoteDraft, NoteState, NoteView, custom_values};
use clinic::notes::{NoteKind, show, sign, void, write};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::notes::{AddendumEntry, NoteEntry, Notes};
use crate::args::{FromInput, Who};
use crate::entry::{self, choice, entry, read_version, required};
use crate::exit::{Problem, Result};
use crate::text::{Clocks, label};

pub fn run(who: &Who, args: Notes) -> Result<Answer> {
    match args {
        Notes::Write {
            input,
            entry: flags,
        } => {
            let args = entry(&input, flags)?;
            let note = args
                .note
                .clone()
                .map(|note| entry::id(note, "note"))
                .transpose()?;
            let mut clinic = who.unlock()?;
            let (note, changed) = match note {
                Some(note) => rewrite(&mut clinic, &note, args, &input)?,
                None => create(&mut clinic, args, &input)?,
            };
            Ok(answer(&clinic, "Wrote", note)?.with_change(changed))
        }
        // the user who signed in for this command signs the note
        Notes::Sign { id } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let note = sign::sign_stored(&mut clinic, &id)?;
            answer(&clinic, "Signed", note)
        }
        Notes::Addendum {
            input,
            entry: flags,
        } => {
            let AddendumEntry { note, reason, text } = entry(&input, flags)?;
            let note = entry::id(required(note, "note")?, "note")?;
            let (reason, text) = (required(reason, "reason")?, required(text, "text")?);
            let mut clinic = who.unlock()?;
            let note = sign::addendum(&mut clinic, &note, &text, &reason)?;
            answer(&clinic, "Added to", note)
        }
        Notes::Void { id, reason } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let note = void::void(&mut clinic, &id, &reason)?;
            answer(&clinic, "Made void", note)
        }
        Notes::Show { id } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let note = show::show(&mut clinic, &id)?;
            answer(&clinic, "Note", note)
        }
        Notes::List { patient } => {
            let patient = entry::id(patient, "patient")?;
            let mut clinic = who.unlock()?;
            let rows = show::list(&mut clinic, &patient)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = rows.iter().map(|row| {
                let (at, state) = (clocks.time(&row.at), label(&row.state));
                let kind = label(&row.kind);
                format!("{}  {at}  {kind}  {state}  {}", row.id, row.author)
            });
            let none = "Nothing was written about this patient yet.";
            let text = clocks.headed(lines.collect(), none);
            Answer::done(&json!({ "notes": rows }), text)
        }
        Notes::Versions { id } => {
            let id = entry::id(id, "ID")?;
            let clinic = who.unlock()?;
            let rows = versions::list(&clinic, &id)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = rows.iter().map(|row| version(row, &clocks)).collect();
            let text = clocks.headed(lines, "This note was never committed.");
            Answer::done(&json!({ "versions": rows }), text)
        }
        Notes::Compare { id, earlier, later } => {
            let id = entry::id(id, "ID")?;
            let clinic = who.unlock()?;
            compare(&clinic, &id, earlier, later)
        }
    }
}

fn version(row: &NoteVersionRow, clocks: &Clocks) -> String {
    let at = clocks.time(&row.at);
    format!("{}  {at}  version {}  {}", row.id, row.number, row.by)
}

/// Words that only the earlier version has stand in `[-…-]`, those that only the later one has in `{+…+}`.
fn compare(
    clinic: &Clinic,
    note: &Id,
    earlier: Option<String>,
    later: Option<String>,
) -> Result<Answer> {
    let rows = versions::list(clinic, note)?;
    let given = |id: Option<String>, field| id.map(|id| entry::id(id, field)).transpose();
    let (earlier, later) = (given(earlier, "earlier")?, given(later, "later")?);
    let missing = || {
        Problem::refused(
            "not_found",
            "This note has no two such versions. Nothing was changed; `nutrivault notes versions` lists them.",
        )
    };
    let later = match later {
        Some(later) => later,
        None => rows.first().ok_or_else(missing)?.id.clone(),
    };
    let earlier = match earlier {
        Some(earlier) => earlier,
        None => {
            let mut from_later = rows.iter().skip_while(|row| row.id != later).skip(1);
            from_later.next().ok_or_else(missing)?.id.clone()
        }
    };
    let comparison = versions::compare(clinic, note, &earlier, &later)?;
    let clocks = Clocks::of(clinic)?;
    let mut text = format!(
        "{}\n{}",
        version(&comparison.earlier, &clocks),
        version(&comparison.later, &clocks)
    );
    for change in &comparison.sections {
        let section = change.section.as_ref();
        let section = section.map_or("further fields".to_owned(), label);
        text.push_str(&format!("\n{section}:"));
        for (pieces, [open, close]) in [
            (&change.earlier, ["[-", "-]"]),
            (&change.later, ["{+", "+}"]),
        ] {
            text.push_str("\n  ");
            for piece in pieces {
                match piece.changed {
                    true => text.push_str(&format!("{open}{}{close}", piece.text)),
                    false => text.push_str(&piece.text),
                }
            }
        }
    }
    Answer::done(&json!({ "comparison": comparison }), text)
}

/// Creates a note, or writes that of the visit, where it has one. Returns whether anything was written.
fn create(clinic: &mut Clinic, args: NoteEntry, input: &FromInput) -> Result<(NoteView, bool)> {
    let patient = entry::id(required(args.patient.clone(), "patient")?, "patient")?.to()?;
    let visit = args
        .visit
        .clone()
        .map(|visit| entry::id(visit, "visit")?.to().map_err(Problem::from))
        .transpose()?;
    let own = match visit {
        Some(visit) => write::at_visit(clinic, patient, visit)?,
        None => None,
    };
    if let Some(own) = own {
        return rewrite(clinic, &own, args, input).map_err(|problem| signed(problem, &own));
    }
    let custom = fields(&args)?;
    let new = write::NewNote {
        patient,
        visit,
        kind: args
            .kind
            .map_or(Ok(NoteKind::Adime), |kind| choice(&kind, "kind"))?,
        sections: args
            .sections
            .iter()
            .map(|section| parse(section))
            .collect::<Result<_>>()?,
        custom,
    };
    Ok((write::create(clinic, &new)?, true))
}

/// Names the note of a visit in a refusal.
fn signed(problem: Problem, note: &Id) -> Problem {
    if problem.code != "already_signed" {
        return problem;
    }
    let message = format!(
        "The note of this visit is signed and stays as it is. Nothing was changed; add to it with \
         `nutrivault notes addendum --note {note}`."
    );
    Problem::refused("already_signed", message).at("visit")
}

fn rewrite(
    clinic: &mut Clinic,
    note: &Id,
    args: NoteEntry,
    input: &FromInput,
) -> Result<(NoteView, bool)> {
    let stored = show::show(clinic, note)?;
    let before = stored.seen.clone();
    let mut sections = stored.sections;
    for section in &args.sections {
        let given = parse(section)?;
        match sections
            .iter_mut()
            .find(|known| known.section == given.section)
        {
            Some(known) => known.text = given.text,
            None => sections.push(given),
        }
    }
    let mut values = custom_values::of_view(&stored.custom);
    let given = fields(&args)?;
    custom_values::require_known(&given, &stored.custom)?;
    for given in given {
        let folded = given.label.to_lowercase();
        let known = values
            .iter_mut()
            .find(|known| known.label.to_lowercase() == folded);
        match known {
            Some(known) => known.value = given.value,
            None => values.push(given),
        }
    }
    let draft = NoteDraft {
        id: stored.id,
        seen: read_version(args.seen, stored.seen, input)?,
        kind: args
            .kind
            .map_or(Ok(stored.kind), |kind| choice(&kind, "kind"))?,
        sections,
        custom: values,
    };
    let written = write::write(clinic, &draft)?;
    let changed = written.seen != before;
    Ok((written, changed))
}

fn fields(args: &NoteEntry) -> Result<Vec<CustomText>> {
    args.fields.iter().map(|field| custom(field)).collect()
}

fn custom(field: &str) -> Result<CustomText> {
    let (name, value) = field.split_once('=').ok_or_else(|| {
        Problem::usage(format!(
            "`{field}` is no field: write LABEL=VALUE, such as Appetite=good. Nothing was changed."
        ))
        .at("fields")
    })?;
    Ok(CustomText {
        label: name.trim().to_owned(),
        value: value.to_owned(),
    })
}

fn parse(section: &str) -> Result<SectionText> {
    let (name, text) = section.split_once('=').ok_or_else(|| {
        Problem::usage(format!(
            "`{section}` is no section: write NAME=TEXT, such as assessment=\"Eats late\". Nothing \
        was changed."
        ))
        .at("sections")
    })?;
    Ok(SectionText {
        section: choice(name, "section").map_err(|problem| problem.at("sections"))?,
        text: text.to_owned(),
    })
}

fn answer(clinic: &Clinic, heading: &str, note: NoteView) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let mut text = format!("{heading} {} ({})", note.id, label(&note.state));
    if let Some(void) = &note.void {
        let validity = if void.valid {
            ""
        } else {
            " (the signature does NOT hold)"
        };
        text.push_str(&format!(
            "\nVoid since {}, by {}: {}{validity}",
            clocks.time_and_zone(&void.at),
            void.by,
            void.reason
        ));
    }
    for refused in &note.refused_voids {
        text.push_str(&format!(
            "\n{} asked at {} to make this note void, and may not: {}",
            refused.by,
            clocks.time_and_zone(&refused.at),
            refused.reason
        ));
    }
    for section in note
        .sections
        .iter()
        .filter(|section| !section.text.is_empty())
    {
        text.push_str(&format!("\n{}: {}", label(&section.section), section.text));
    }
    for field in note.custom.iter().filter(|field| !field.value.is_empty()) {
        text.push_str(&format!("\n{}: {}", field.label, field.value));
    }
    if let Some(signature) = &note.signature {
        let validity = if signature.valid {
            "the signature holds"
        } else {
            "the signature does NOT hold"
        };
        text.push_str(&format!(
            "\nSigned by {} at {}; {validity}",
            signature.by,
            clocks.time_and_zone(&signature.at)
        ));
    }
    for added in &note.addenda {
        let validity = if added.valid {
            ""
        } else {
            " (the signature does NOT hold)"
        };
        text.push_str(&format!(
            "\nAddendum by {} at {}, {}: {}{validity}",
            added.by,
            clocks.time_and_zone(&added.at),
            added.reason,
            added.text
        ));
    }
    let broken = note.state != NoteState::Draft
        && !(note
            .signature
            .as_ref()
            .is_none_or(|signature| signature.valid)
            && note.addenda.iter().all(|added| added.valid)
            && note.void.as_ref().is_none_or(|void| void.valid));
    if broken {
        text.push_str(
            "\nWhere the key does not count any more since the server was restored, an admin who runs `nutrivault \
             sync --user NAME` on this computer can make it count again.",
        );
    }
    let answer = Answer::done(&json!({ "note": note }), text)?;
    Ok(if broken {
        answer.needs_person()
    } else {
        answer
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_section_is_a_name_and_any_text() {
        let section = parse("Assessment=BMI = 27, \"stable\"").unwrap();
        assert_eq!(
            (label(&section.section).as_str(), section.text.as_str()),
            ("assessment", "BMI = 27, \"stable\"")
        );
        for text in ["no sign of equality", "weather=fine"] {
            assert_eq!(parse(text).unwrap_err().field.as_deref(), Some("sections"));
        }
    }
}
