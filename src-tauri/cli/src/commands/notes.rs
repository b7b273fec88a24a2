//! What is written about a patient, signed and added to.

use clinic::Clinic;
use clinic::notes::content::SectionText;
use clinic::notes::view::{NoteDraft, NoteState, NoteView};
use clinic::notes::{NoteKind, addendum, list, show, sign, write};
use clinic::view::Id;
use serde_json::json;

use super::clocks::Clocks;
use super::words::label;
use crate::answer::Answer;
use crate::args::care::{AddendumEntry, NoteEntry, Notes};
use crate::args::{FromInput, Who};
use crate::entry::{self, choice, entry, required, seen};
use crate::exit::{Problem, Result};

pub fn run(who: &Who, said: Notes) -> Result<Answer> {
    match said {
        Notes::Write {
            input,
            entry: flags,
        } => {
            let said = entry(&input, flags)?;
            let note = said
                .note
                .clone()
                .map(|note| entry::id(note, "note"))
                .transpose()?;
            let mut clinic = who.unlock()?;
            let note = match note {
                Some(note) => rewrite(&mut clinic, &note, said, &input)?,
                None => create(&mut clinic, said, &input)?,
            };
            told(&clinic, "Wrote", note)
        }
        // whoever gave the password for this one command is who signs
        Notes::Sign { id } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let note = sign::sign_stored(&mut clinic, &id)?;
            told(&clinic, "Signed", note)
        }
        Notes::Addendum {
            input,
            entry: flags,
        } => {
            let AddendumEntry { note, reason, text } = entry(&input, flags)?;
            let note = entry::id(required(note, "note")?, "note")?;
            let (reason, text) = (required(reason, "reason")?, required(text, "text")?);
            let mut clinic = who.unlock()?;
            let note = addendum::addendum(&mut clinic, &note, &text, &reason)?;
            told(&clinic, "Added to", note)
        }
        Notes::Show { id } => {
            let id = entry::id(id, "ID")?;
            let mut clinic = who.unlock()?;
            let note = show::show(&mut clinic, &id)?;
            told(&clinic, "Note", note)
        }
        Notes::List { patient } => {
            let patient = entry::id(patient, "patient")?;
            let mut clinic = who.unlock()?;
            let rows = list::list(&mut clinic, &patient)?;
            let clocks = Clocks::of(&clinic)?;
            let lines = rows.iter().map(|row| {
                let (at, state) = (clocks.time(&row.at), label(&row.state));
                format!("{}  {at}  {state}  {}", row.id, row.author)
            });
            let none = "Nothing was written about this patient yet.";
            let text = clocks.headed(lines.collect(), none);
            Answer::done(&json!({ "notes": rows }), text)
        }
    }
}

/// A note of its own, or for a visit that has one, that one.
fn create(clinic: &mut Clinic, said: NoteEntry, input: &FromInput) -> Result<NoteView> {
    let patient = entry::id(required(said.patient.clone(), "patient")?, "patient")?.to()?;
    let visit = said
        .visit
        .clone()
        .map(|visit| entry::id(visit, "visit")?.to().map_err(Problem::from))
        .transpose()?;
    let own = match visit {
        Some(visit) => write::at_visit(clinic, patient, visit)?,
        None => None,
    };
    if let Some(own) = own {
        return rewrite(clinic, &own, said, input).map_err(|failure| signed(failure, &own));
    }
    let new = write::NewNote {
        patient,
        visit,
        kind: said
            .kind
            .map_or(Ok(NoteKind::Adime), |kind| choice(&kind, "kind"))?,
        sections: said
            .sections
            .iter()
            .map(|section| parse(section))
            .collect::<Result<_>>()?,
    };
    Ok(write::create(clinic, &new)?)
}

/// Whoever named the visit learns which note it has.
fn signed(failure: Problem, note: &Id) -> Problem {
    if failure.code != "already_signed" {
        return failure;
    }
    let message = format!(
        "The note of this visit is signed and stays as it is. Nothing was changed; add to it with \
         `nutrivault notes addendum --note {note}`."
    );
    Problem::refused("already_signed", message).at("visit")
}

fn rewrite(clinic: &mut Clinic, note: &Id, said: NoteEntry, input: &FromInput) -> Result<NoteView> {
    let stands = show::show(clinic, note)?;
    let mut sections = stands.sections;
    for section in &said.sections {
        let given = parse(section)?;
        match sections
            .iter_mut()
            .find(|known| known.section == given.section)
        {
            Some(known) => known.text = given.text,
            None => sections.push(given),
        }
    }
    let draft = NoteDraft {
        id: stands.id,
        seen: seen(said.seen, stands.seen, input)?,
        kind: said
            .kind
            .map_or(Ok(stands.kind), |kind| choice(&kind, "kind"))?,
        sections,
    };
    Ok(write::write(clinic, &draft)?)
}

fn parse(section: &str) -> Result<SectionText> {
    let (name, text) = section.split_once('=').ok_or_else(|| {
        Problem::usage(format!("`{section}` is no section: write NAME=TEXT, such as assessment=\"Eats late\". Nothing was changed."))
            .at("sections")
    })?;
    Ok(SectionText {
        section: choice(name, "section").map_err(|failure| failure.at("sections"))?,
        text: text.to_owned(),
    })
}

fn told(clinic: &Clinic, what: &str, note: NoteView) -> Result<Answer> {
    let clocks = Clocks::of(clinic)?;
    let mut text = format!("{what} {} ({})", note.id, label(&note.state));
    for section in note
        .sections
        .iter()
        .filter(|section| !section.text.is_empty())
    {
        text.push_str(&format!("\n{}: {}", label(&section.section), section.text));
    }
    if let Some(signature) = &note.signature {
        let holds = if signature.valid {
            "the signature holds"
        } else {
            "the signature does NOT hold"
        };
        text.push_str(&format!(
            "\nSigned by {} at {}; {holds}",
            signature.by,
            clocks.time_and_zone(&signature.at)
        ));
    }
    for added in &note.addenda {
        let holds = if added.valid {
            ""
        } else {
            " (the signature does NOT hold)"
        };
        text.push_str(&format!(
            "\nAddendum by {} at {}, {}: {}{holds}",
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
            && note.addenda.iter().all(|added| added.valid));
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
    fn a_section_is_a_name_and_a_text_that_may_hold_anything() {
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
