//! The canonical content of a note: what is stored and signed.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::field::Document;

use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::notes::form::{NoteForm, NoteKind, NoteSection};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SectionText {
    pub section: NoteSection,
    pub text: String,
}

/// Returns a JSON object of section to text: the sections of the form in their order, then any others that have text,
/// in the order of [`NoteSection::ALL`]; no blanks, empty sections left out, text composed and trimmed.
///
/// # Errors
/// `TooLong` when it is longer than a note may be.
pub fn canonical(form: NoteKind, sections: &[SectionText]) -> Result<Document> {
    let others = NoteSection::ALL
        .iter()
        .copied()
        .filter(|section| !form.sections().contains(section));
    let mut members = Vec::new();
    for section in form.sections().iter().copied().chain(others) {
        let texts = sections.iter().filter(|given| given.section == section);
        let text: Vec<String> = texts.map(|given| fields::paragraph(&given.text)).collect();
        let text = text.join("\n\n").trim().to_owned();
        if !text.is_empty() {
            members.push(format!("{}:{}", quoted(section.as_str()), quoted(&text)));
        }
    }
    let full = format!("{{{}}}", members.join(","));
    fields::fitting(&full, "sections")
}

/// Checks that no section is new that the form does not have; one that is already stored stays and may be edited.
///
/// # Errors
/// `ForeignSection` for the first that holds text.
pub fn check_sections(
    form: NoteKind,
    sections: &[SectionText],
    stored: Option<&str>,
) -> Result<()> {
    let before = stored
        .map(|stored| self::sections(form, stored))
        .transpose()?
        .unwrap_or(Vec::new());
    let foreign = sections.iter().find(|given| {
        !form.takes(given.section)
            && !given.text.trim().is_empty()
            && !before.iter().any(|known| known.section == given.section)
    });
    match foreign {
        Some(given) => Err(Error::ForeignSection {
            form: form.as_str(),
            section: given.section.as_str(),
            takes: form
                .sections()
                .iter()
                .map(|section| section.as_str())
                .collect(),
        }),
        None => Ok(()),
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
}

/// Returns the sections of a stored note: all of its form, then any other that it has. A key of a later version is
/// shown with the text.
pub fn sections(form: NoteKind, stored: &str) -> Result<Vec<SectionText>> {
    let members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(stored).map_err(|_| Error::invalid("sections", Reason::Malformed))?;
    let mut read: Vec<SectionText> = form
        .sections()
        .iter()
        .map(|section| SectionText {
            section: *section,
            text: String::new(),
        })
        .collect();
    for (key, value) in &members {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let section = key.parse::<NoteSection>().unwrap_or(NoteSection::Text);
        match read.iter_mut().find(|known| known.section == section) {
            Some(known) if known.text.is_empty() => known.text = text,
            Some(known) => known.text = format!("{}\n\n{text}", known.text),
            None => read.push(SectionText { section, text }),
        }
    }
    Ok(read)
}

pub fn is_empty(stored: &str) -> bool {
    stored.trim() == "{}" || stored.trim().is_empty()
}

#[cfg(test)]
mod tests;
