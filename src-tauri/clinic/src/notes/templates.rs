//! Templates: what a section of a note may begin with, from the program and from the clinic.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{NoteTemplate as Row, note_template_id};
use sync_contract::field::Text;
use sync_contract::ids::NoteTemplateId;
use sync_contract::read_version::ReadVersion;
use vault::read::{Deleted, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Reason, Result};
use crate::form_edit::merged_form;
use crate::notes::form::{NoteForm, NoteKind, NoteSection};
use crate::view::{Id, ReadVersionToken, ScreenLanguage};
use crate::{Clinic, fields};

const BUILT_IN: &str = include_str!("../../../../seeds/reference/notes/templates.csv");

/// What a template may name between braces: `{weight}` becomes the weight when the template is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChartField {
    Today,
    Age,
    /// Why the patient came.
    Complaint,
    /// All that was measured at this visit.
    Measures,
    Weight,
    Height,
    Bmi,
    Allergies,
    Conditions,
    Medications,
    Problems,
    Goals,
}

sync_contract::spelled! {
    ChartField {
        Today = "today",
        Age = "age",
        Complaint = "complaint",
        Measures = "measures",
        Weight = "weight",
        Height = "height",
        Bmi = "bmi",
        Allergies = "allergies",
        Conditions = "conditions",
        Medications = "medications",
        Problems = "problems",
        Goals = "goals",
    }
}

/// `is_built_in`: it came with the program, whether or not the clinic reworded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteTemplate {
    pub id: Id,
    /// Empty where the clinic has not changed a template of the program.
    pub seen: ReadVersionToken,
    pub is_built_in: bool,
    #[serde(flatten)]
    pub form: NoteTemplateForm,
}

/// One that is not active is offered no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteTemplateForm {
    pub name: String,
    pub section: NoteSection,
    pub text: String,
    pub is_active: bool,
}

/// One line of the program's list; the key is the same in all languages.
#[derive(Debug, Clone, Deserialize)]
struct BuiltIn {
    key: String,
    language: ScreenLanguage,
    name: String,
    section: NoteSection,
    text: String,
}

/// Returns the templates for the sections of a kind of note, those that are not offered left out.
///
/// # Errors
/// `Forbidden` (needs `notes.write`).
pub fn offered(
    clinic: &Clinic,
    kind: NoteKind,
    language: ScreenLanguage,
) -> Result<Vec<NoteTemplate>> {
    clinic.may(Right::NotesWrite)?;
    let mut templates = all(clinic, language)?;
    templates.retain(|template| template.form.is_active && kind.takes(template.form.section));
    Ok(templates)
}

/// Returns all templates, by section and name.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<NoteTemplate>> {
    clinic.may(Right::SettingsManage)?;
    all(clinic, language)
}

/// Returns one template by its id, or by its name where only one has it.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str, language: ScreenLanguage) -> Result<NoteTemplate> {
    clinic.may(Right::SettingsManage)?;
    let wanted = name_or_id.trim();
    let is_wanted = |template: &NoteTemplate| {
        template.id.0 == wanted || template.form.name.to_lowercase() == wanted.to_lowercase()
    };
    let mut rows: Vec<_> = list(clinic, language)?
        .into_iter()
        .filter(is_wanted)
        .collect();
    let one = if rows.len() == 1 { rows.pop() } else { None };
    or_not_found(one, "template")
}

fn all(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<NoteTemplate>> {
    let rows = clinic.read().all::<Row>(Deleted::Hidden)?;
    let mut stored: BTreeMap<NoteTemplateId, NoteTemplate> = BTreeMap::new();
    for row in &rows {
        stored.insert(row.value.id, view(row));
    }
    let mut templates = Vec::new();
    for built_in in built_in(language) {
        let id = note_template_id(clinic.tenant(), &built_in.key);
        templates.push(match stored.remove(&id) {
            Some(reworded) => NoteTemplate {
                is_built_in: true,
                ..reworded
            },
            None => NoteTemplate {
                id: Id::of(id),
                seen: ReadVersionToken(String::new()),
                is_built_in: true,
                form: NoteTemplateForm {
                    name: built_in.name,
                    section: built_in.section,
                    text: built_in.text,
                    is_active: true,
                },
            },
        });
    }
    templates.extend(stored.into_values());
    templates.sort_by_cached_key(|template| {
        let form = &template.form;
        let order = NoteSection::ALL
            .iter()
            .position(|section| *section == form.section);
        (order, form.name.to_lowercase(), template.id.0.clone())
    });
    Ok(templates)
}

/// One of a section that a later version of this program has is shown with the text.
fn view(row: &Stored<Row>) -> NoteTemplate {
    let template = &row.value;
    NoteTemplate {
        id: Id::of(template.id),
        seen: ReadVersionToken::of(&row.seen),
        is_built_in: false,
        form: NoteTemplateForm {
            name: template.name.to_string(),
            section: template.section.parse().unwrap_or(NoteSection::Text),
            text: template.text.to_string(),
            is_active: template.is_active,
        },
    }
}

fn built_in(language: ScreenLanguage) -> impl Iterator<Item = BuiltIn> {
    let rows = csv::Reader::from_reader(BUILT_IN.as_bytes()).into_deserialize();
    let all = rows.map(|row| row.expect("the built-in templates are checked by a test"));
    all.filter(move |template: &BuiltIn| template.language == language)
}

/// Adds a template of the clinic's own.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` without a name or a text, or for a name that its section has
/// already, `UnknownChartField`, `TooLong`.
pub fn add(clinic: &mut Clinic, form: &NoteTemplateForm) -> Result<NoteTemplate> {
    clinic.may(Right::SettingsManage)?;
    refuse_taken(clinic, None, form)?;
    let id = clinic.write("add note template", |tx| {
        let id: NoteTemplateId = tx.new_id();
        tx.insert(&checked(id, form)?)?;
        Ok(id)
    })?;
    shown(clinic, id)
}

/// Changes the fields of a template in which the form differs from the loaded one; one of the program is then the
/// clinic's own in every language.
///
/// # Errors
/// As [`add`], `NotFound`.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &NoteTemplateForm,
    form: &NoteTemplateForm,
) -> Result<NoteTemplate> {
    clinic.may(Right::SettingsManage)?;
    let (own, seen): (NoteTemplateId, ReadVersion) = (id.to()?, seen.to_seen()?);
    let row = clinic.read().get::<Row>(own)?;
    let stored = row.filter(|row| row.deleted.is_none());
    let is_built_in = all(clinic, ScreenLanguage::En)?
        .iter()
        .any(|template| template.is_built_in && template.id == *id);
    let form = match stored.as_ref().map(view) {
        Some(NoteTemplate { form: stored, .. }) => merged_form!(NoteTemplateForm {
            name, section, text, is_active
        } of loaded, form, stored),
        None if is_built_in => form.clone(),
        None => return Err(Error::NotFound("template")),
    };
    refuse_taken(clinic, Some(id), &form)?;
    let template = checked(own, &form)?;
    clinic.write("edit note template", |tx| {
        if tx.get::<Row>(own)?.is_some() {
            tx.update(&template, &seen)?;
        } else {
            tx.insert(&template)?;
        }
        Ok(())
    })?;
    shown(clinic, own)
}

fn shown(clinic: &Clinic, id: NoteTemplateId) -> Result<NoteTemplate> {
    let id = Id::of(id);
    let mut templates = all(clinic, ScreenLanguage::En)?.into_iter();
    or_not_found(templates.find(|template| template.id == id), "template")
}

/// Names are unique within a section, in each language.
fn refuse_taken(clinic: &Clinic, own: Option<&Id>, form: &NoteTemplateForm) -> Result<()> {
    let folded = fields::line(&form.name).to_lowercase();
    for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
        let is_taken = all(clinic, language)?.iter().any(|template| {
            Some(&template.id) != own
                && template.form.section == form.section
                && template.form.name.to_lowercase() == folded
        });
        if is_taken {
            return Err(Error::invalid("name", Reason::Taken));
        }
    }
    Ok(())
}

/// Returns the checked values of a form.
pub(crate) fn checked(id: NoteTemplateId, form: &NoteTemplateForm) -> Result<Row> {
    let text = fields::optional_paragraph(&form.text, "text")?
        .ok_or(Error::invalid("text", Reason::Required))?;
    if let Some(name) = names(&text).find(|name| name.parse::<ChartField>().is_err()) {
        return Err(Error::UnknownChartField(name.to_owned()));
    }
    Ok(Row {
        id,
        name: fields::required(&form.name, "name")?,
        section: Text::new(form.section.as_str()).map_err(vault::Error::from)?,
        text,
        is_active: form.is_active,
    })
}

/// Returns what a text names between braces: letters alone, so that other braces are text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let is_name = !name.is_empty() && name.chars().all(char::is_alphabetic);
        is_name.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_program_has_a_template_for_each_kind_in_each_language() {
        let keys = |language| built_in(language).map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(keys(ScreenLanguage::En), keys(ScreenLanguage::Fr));
        for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
            for &kind in NoteKind::ALL {
                assert!(
                    built_in(language).any(|row| kind.takes(row.section)),
                    "{kind:?}"
                );
            }
            for row in built_in(language) {
                let form = NoteTemplateForm {
                    name: row.name,
                    section: row.section,
                    text: row.text,
                    is_active: true,
                };
                assert!(
                    checked(NoteTemplateId(uuid::Uuid::nil()), &form).is_ok(),
                    "{}",
                    row.key
                );
            }
        }
    }

    #[test]
    fn a_text_names_fields_of_the_chart_between_braces() {
        let text = "{weight}, {BMI now} {2} {} {{height}} { age } {unknown";
        assert_eq!(names(text).collect::<Vec<_>>(), ["weight", "height"]);
        for &field in ChartField::ALL {
            assert_eq!(names(&format!("{{{}}}", field.as_str())).count(), 1);
        }
    }
}
