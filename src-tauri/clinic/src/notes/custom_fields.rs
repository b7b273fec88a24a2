//! The fields that a clinic adds to its notes.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::CustomField;
use sync_contract::field::Text;
use sync_contract::ids::CustomFieldId;
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::clinic_list::{self, Listed};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::notes::form::NoteKind;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, fields};

pub use sync_contract::catalog::CustomFieldKind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CustomFieldView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: CustomFieldForm,
}

/// `note_kind` is none for a field of all notes; `options` are those of a choice. One that is not active is offered no
/// longer; what was written in it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CustomFieldForm {
    pub label: String,
    pub kind: CustomFieldKind,
    pub note_kind: Option<NoteKind>,
    pub options: Vec<String>,
    pub is_active: bool,
}

/// Returns all fields, the first added first.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`).
pub fn list(clinic: &Clinic) -> Result<Vec<CustomFieldView>> {
    clinic.may(Right::SettingsManage)?;
    Ok(in_order(&clinic.read())?.iter().map(view).collect())
}

/// Returns one field by its id or its label.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `NotFound`.
pub fn find(clinic: &Clinic, label_or_id: &str) -> Result<CustomFieldView> {
    clinic.may(Right::SettingsManage)?;
    let one = clinic_list::called(list(clinic)?, label_or_id, |field| {
        (&field.id, &field.form.label)
    });
    or_not_found(one, CustomField::WHAT)
}

/// Returns those that are offered.
pub(super) fn active(reader: &Reader<'_>) -> Result<Vec<CustomFieldForm>> {
    let forms = in_order(reader)?.into_iter().map(|row| view(&row).form);
    Ok(forms.filter(|form| form.is_active).collect())
}

impl Listed for CustomField {
    const WHAT: &'static str = "field";

    fn name(&self) -> Option<&str> {
        Some(&self.label)
    }
}

fn in_order(reader: &Reader<'_>) -> Result<Vec<Stored<CustomField>>> {
    let mut rows: Vec<Stored<CustomField>> = clinic_list::all(reader)?;
    rows.sort_by_key(|row| row.created);
    Ok(rows)
}

fn view(row: &Stored<CustomField>) -> CustomFieldView {
    let field = &row.value;
    let options = field.options.as_deref().unwrap_or_default();
    CustomFieldView {
        id: Id::of(field.id),
        seen: ReadVersionToken::of(&row.seen),
        form: CustomFieldForm {
            label: field.label.to_string(),
            kind: field.kind,
            note_kind: field.note_kind,
            options: options.lines().map(str::to_owned).collect(),
            is_active: field.is_active,
        },
    }
}

pub(super) fn folded(label: &str) -> String {
    fields::line(label).to_lowercase()
}

/// Adds a field.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` (no label, one that is taken or has a colon, a choice without two
/// different options), `TooLong`.
pub fn add(clinic: &mut Clinic, form: &CustomFieldForm) -> Result<CustomFieldView> {
    clinic.may(Right::SettingsManage)?;
    let id = clinic.write("add custom field", |tx| {
        clinic_list::add(tx, |id, others| checked(id, form, others))
    })?;
    find(clinic, &id.0)
}

/// Changes the fields in which the form differs from the loaded one. What kind of values it takes stays: another kind
/// is another field.
///
/// # Errors
/// As [`add`], `NotFound`, `Invalid` for another kind.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    loaded: &CustomFieldForm,
    form: &CustomFieldForm,
) -> Result<CustomFieldView> {
    clinic.may(Right::SettingsManage)?;
    clinic.write("edit custom field", |tx| {
        clinic_list::edit(tx, id, seen, |row: &Stored<CustomField>, others| {
            let stored = view(row).form;
            if form.kind != stored.kind {
                return Err(Error::invalid("kind", Reason::OutOfOrder));
            }
            let form = merged_form!(CustomFieldForm {
                label, kind, note_kind, options, is_active
            } of loaded, form, stored);
            checked(row.value.id, &form, others)
        })
    })?;
    find(clinic, &id.0)
}

/// Checks a stored field as a form that has the same.
///
/// # Errors
/// `NotFound`, `Invalid` as [`add`].
pub(crate) fn require_valid(reader: &Reader<'_>, id: CustomFieldId) -> Result<()> {
    let rows = clinic_list::all::<CustomField>(reader)?;
    checked(id, &view(clinic_list::of_id(&rows, id)?).form, &rows).map(drop)
}

/// Returns the checked values of a form.
fn checked(
    id: CustomFieldId,
    form: &CustomFieldForm,
    others: &[Stored<CustomField>],
) -> Result<CustomField> {
    let (label, options) = (checked_label(id, form, others), checked_options(form)).together()?;
    Ok(CustomField {
        id,
        label,
        kind: form.kind,
        note_kind: form.note_kind,
        options,
        is_active: form.is_active,
    })
}

fn checked_label(
    id: CustomFieldId,
    form: &CustomFieldForm,
    others: &[Stored<CustomField>],
) -> Result<Text<60>> {
    let label: Text<60> = fields::required(&form.label, "label")?;
    if label.contains(':') {
        return Err(Error::invalid("label", Reason::Malformed));
    }
    clinic_list::free(label, "label", id, others)
}

fn checked_options<const MAX: u32>(form: &CustomFieldForm) -> Result<Option<Text<MAX>>> {
    let mut options: Vec<String> = Vec::new();
    if form.kind == CustomFieldKind::Choice {
        for option in form.options.iter().map(|option| fields::line(option)) {
            let is_new = !options.iter().any(|known| folded(known) == folded(&option));
            if is_new && !option.is_empty() {
                options.push(option);
            }
        }
        if options.len() < 2 {
            return Err(Error::invalid("options", Reason::Required));
        }
    }
    fields::optional_paragraph(&options.join("\n"), "options")
}
