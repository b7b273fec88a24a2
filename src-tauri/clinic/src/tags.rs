//! The clinic's labels: managed in the settings, put on patients by users who may edit patients.

pub mod patient;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Patient, PatientTag, Tag};
use sync_contract::ids::TagId;
use sync_contract::{Entity, Right};
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::Result;
use crate::fields;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, count};

pub use sync_contract::catalog::Colour;

/// A label as it is shown at a patient. Its name is empty while it has not come to this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagChip {
    pub id: Id,
    pub name: String,
    pub colour: Colour,
    pub is_active: bool,
}

/// `used_by` counts the patients that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: TagForm,
    pub used_by: u32,
}

/// One that is not active is offered no longer; patients who have it keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagForm {
    pub name: String,
    pub colour: Colour,
    pub is_active: bool,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: TagForm,
    pub form: TagForm,
}

/// Returns all labels by name, those that are not active last.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<TagRow>> {
    clinic.may(Right::PatientsRead)?;
    rows(&clinic.read())
}

/// Returns the labels that a patient can be given, by name.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn choices(clinic: &Clinic) -> Result<Vec<TagChip>> {
    clinic.may(Right::PatientsRead)?;
    let mut rows = in_order(&clinic.read())?;
    rows.retain(|row| row.value.is_active);
    Ok(rows.iter().map(|row| chip(&row.value)).collect())
}

/// Returns one label by its id or its name.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn find(clinic: &Clinic, name_or_id: &str) -> Result<TagRow> {
    clinic.may(Right::PatientsRead)?;
    let rows = rows(&clinic.read())?;
    let one = clinic_list::called(rows, name_or_id, |row| (&row.id, &row.form.name));
    or_not_found(one, Tag::WHAT)
}

fn rows(reader: &Reader<'_>) -> Result<Vec<TagRow>> {
    let used = used(reader)?;
    let row = |row: &Stored<Tag>| view(row, used.get(&row.value.id).copied().unwrap_or(0));
    Ok(in_order(reader)?.iter().map(row).collect())
}

/// How many patients have each label; those that are deleted are not counted.
fn used(reader: &Reader<'_>) -> Result<BTreeMap<TagId, usize>> {
    // they are asked for by the labels, which do not tell that one is gone
    reader.look_over(PatientTag::DESCRIPTOR)?;
    reader.look_over(Patient::DESCRIPTOR)?;
    let patients = reader.patient_ids(&Default::default())?;
    let mut used = BTreeMap::new();
    for row in reader.all::<PatientTag>(Deleted::Hidden)? {
        if is_on(&row) && patients.contains(&row.value.patient) {
            *used.entry(row.value.tag).or_default() += 1;
        }
    }
    Ok(used)
}

/// Returns whether a patient has a label now.
fn is_on(row: &Stored<PatientTag>) -> bool {
    row.deleted.is_none() && row.value.is_on.open() == Some(&true)
}

impl Listed for Tag {
    const WHAT: &'static str = "tag";

    fn name(&self) -> Option<&str> {
        self.name.open().map(|name| &**name)
    }
}

fn in_order(reader: &Reader<'_>) -> Result<Vec<Stored<Tag>>> {
    let mut rows: Vec<Stored<Tag>> = clinic_list::all(reader)?;
    rows.sort_by_cached_key(|row| {
        let tag = &row.value;
        (!tag.is_active, fields::sort_key(&name(tag)), tag.id.0)
    });
    Ok(rows)
}

/// Returns an empty name for one that this user cannot decrypt.
fn name(tag: &Tag) -> String {
    Listed::name(tag).unwrap_or_default().to_owned()
}

fn form_of(tag: &Tag) -> TagForm {
    TagForm {
        name: name(tag),
        colour: tag.colour,
        is_active: tag.is_active,
    }
}

fn view(row: &Stored<Tag>, used_by: usize) -> TagRow {
    TagRow {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(&row.value),
        used_by: count(used_by),
    }
}

fn chip(tag: &Tag) -> TagChip {
    TagChip {
        id: Id::of(tag.id),
        name: name(tag),
        colour: tag.colour,
        is_active: tag.is_active,
    }
}

/// Returns the checked values of a form.
fn checked(id: TagId, form: &TagForm, others: &[Stored<Tag>]) -> Result<Tag> {
    let name = fields::required(&form.name, "name")?;
    let name = clinic_list::free(name, "name", id, others)?;
    Ok(Tag {
        id,
        name: name.into(),
        colour: form.colour,
        is_active: form.is_active,
    })
}

/// Adds a label.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` (no name, or one that another label has).
pub fn add(clinic: &mut Clinic, form: &TagForm) -> Result<TagRow> {
    clinic.may(Right::SettingsManage)?;
    let id = clinic.write("add tag", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields of a label in which the form differs from the loaded one, against the version that its editor
/// saw.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`, `Invalid` (no name, or one that another label has).
pub fn edit(clinic: &mut Clinic, edit: &TagEdit) -> Result<TagRow> {
    clinic.may(Right::SettingsManage)?;
    clinic.write("edit tag", |tx| {
        clinic_list::edit(tx, &edit.id, &edit.seen, |row: &Stored<Tag>, others| {
            let form = merged_form!(TagForm { name, colour, is_active }
                of &edit.loaded, &edit.form, form_of(&row.value));
            checked(row.value.id, &form, others)
        })
    })?;
    find(clinic, &edit.id.0)
}

#[cfg(test)]
mod tests {
    use crate::fields::name_key as key;

    #[test]
    fn names_are_one_without_regard_to_case_accents_and_punctuation() {
        for (one, other) in [
            ("Diabète", "diabete"),
            ("VIP", " vip "),
            ("No-show", "no show"),
        ] {
            assert_eq!(key(one), key(other));
        }
        for (one, other) in [("A B", "B A"), ("+", "++"), ("1", "2")] {
            assert_ne!(key(one), key(other));
        }
    }
}
