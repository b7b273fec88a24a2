//! Templates: what a section of a note may begin with, from the program and from the clinic.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{NoteTemplate as Row, note_template_id};
use sync_contract::field::Text;
use sync_contract::ids::NoteTemplateId;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
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
    let mut templates = all(&clinic.read(), language)?;
    templates.retain(|template| template.form.is_active && kind.takes(template.form.section));
    Ok(templates)
}

/// Returns all templates, by section and name.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic, language: ScreenLanguage) -> Result<Vec<NoteTemplate>> {
    clinic.may(Right::SettingsManage)?;
    all(&clinic.read(), language)
}

/// Returns one template by its id, or by its name where only one has it.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str, language: ScreenLanguage) -> Result<NoteTemplate> {
    clinic.may(Right::SettingsManage)?;
    let one = clinic_list::called(list(clinic, language)?, name_or_id, |template| {
        (&template.id, &template.form.name)
    });
    or_not_found(one, Row::WHAT)
}

impl Listed for Row {
    const WHAT: &'static str = "template";

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

fn all(reader: &Reader<'_>, language: ScreenLanguage) -> Result<Vec<NoteTemplate>> {
    let rows: Vec<Stored<Row>> = clinic_list::all(reader)?;
    let mut stored: BTreeMap<NoteTemplateId, NoteTemplate> = BTreeMap::new();
    for row in &rows {
        stored.insert(row.value.id, view(row));
    }
    let mut templates = Vec::new();
    for built_in in built_in(language) {
        let id = note_template_id(reader.tenant_id(), &built_in.key);
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
    let id = clinic.write("add note template", |tx| {
        require_free(&of_all_languages(&tx.read())?, None, form)?;
        clinic_list::add(tx, |id, _| checked(id, form))
    })?;
    shown(clinic, &id)
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
    let (own, seen): (NoteTemplateId, _) = (id.to()?, seen.to_read_version()?);
    clinic.write("edit note template", |tx| {
        let all = of_all_languages(&tx.read())?;
        let before = or_not_found(all.iter().find(|template| template.id == *id), Row::WHAT)?;
        let form = match before.seen.0.is_empty() {
            true => form.clone(),
            false => merged_form!(NoteTemplateForm { name, section, text, is_active }
                of loaded, form, before.form.clone()),
        };
        require_free(&all, Some(before), &form)?;
        let template = checked(own, &form)?;
        if tx.get::<Row>(own)?.is_some() {
            tx.update(&template, &seen)?;
        } else {
            tx.insert(&template)?;
        }
        Ok(())
    })?;
    shown(clinic, id)
}

fn shown(clinic: &Clinic, id: &Id) -> Result<NoteTemplate> {
    let mut templates = all(&clinic.read(), ScreenLanguage::En)?.into_iter();
    or_not_found(templates.find(|template| template.id == *id), Row::WHAT)
}

fn of_all_languages(reader: &Reader<'_>) -> Result<Vec<NoteTemplate>> {
    let (mut all, french) = (
        all(reader, ScreenLanguage::En)?,
        all(reader, ScreenLanguage::Fr)?,
    );
    all.extend(french);
    Ok(all)
}

/// Names are unique within a section, in each language. A template keeps the one that it has.
fn require_free(
    all: &[NoteTemplate],
    own: Option<&NoteTemplate>,
    form: &NoteTemplateForm,
) -> Result<()> {
    let name = fields::line(&form.name);
    if own.is_some_and(|own| own.form.section == form.section && own.form.name == name) {
        return Ok(());
    }
    let others = all.iter().filter(|template| {
        let is_own = own.is_some_and(|own| own.id == template.id);
        !is_own && template.form.section == form.section
    });
    let names = others.map(|template| template.form.name.as_str());
    clinic_list::require_free(&name, "name", names)
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
