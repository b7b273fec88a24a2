use sync_contract::Right;

use crate::Clinic;
use crate::error::Result;
use crate::notes::NoteTemplate;
use crate::notes::form::NoteKind;

const TEMPLATES: &str = include_str!("../../../../seeds/reference/notes/templates.csv");

/// Returns the templates of the note's form.
///
/// # Errors
/// `Forbidden` (needs `notes.write`).
pub fn templates(clinic: &Clinic, kind: NoteKind) -> Result<Vec<NoteTemplate>> {
    clinic.may(Right::NotesWrite)?;
    Ok(read(kind))
}

fn read(kind: NoteKind) -> Vec<NoteTemplate> {
    let rows = csv::Reader::from_reader(TEMPLATES.as_bytes()).into_deserialize();
    let all = rows.map(|row| row.expect("the built-in templates are checked by a test"));
    all.filter(|template: &NoteTemplate| kind.sections().contains(&template.section))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_beginnings_for_its_sections() {
        for kind in [NoteKind::Adime, NoteKind::Soap, NoteKind::Free] {
            let templates = read(kind);
            assert!(!templates.is_empty(), "{kind:?}");
            assert!(
                templates
                    .iter()
                    .all(|template| !template.text.is_empty() && !template.name.is_empty())
            );
        }
    }
}
