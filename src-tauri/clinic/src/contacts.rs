//! Emergency contacts of a patient.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{DeletionReason, EmergencyContact};
use sync_contract::field::{Line, Paragraph, Text};
use sync_contract::ids::{EmergencyContactId, PatientId};
use vault::read::Stored;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::Relation;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub name: String,
    pub relation: Relation,
    pub phone: String,
    pub email: String,
    pub address: String,
}

/// Empty text is not recorded. `phone` may have several numbers between semicolons, `address` several lines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactForm {
    pub name: String,
    pub relation: Relation,
    pub phone: String,
    pub email: String,
    pub address: String,
}

/// `loaded` is the form as its editor got it: only the fields in which `form` differs from it are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: ContactForm,
    pub form: ContactForm,
}

impl ContactView {
    /// Returns what can be edited of it.
    pub fn form(&self) -> ContactForm {
        ContactForm {
            name: self.name.clone(),
            relation: self.relation,
            phone: self.phone.clone(),
            email: self.email.clone(),
            address: self.address.clone(),
        }
    }
}

impl ChartRow for EmergencyContact {
    const WHAT: &'static str = "contact";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<ContactView>> {
    clinic.may(Right::PatientsRead)?;
    chart_row::log_list(clinic, patient)?;
    let rows = clinic.read().emergency_contacts(patient)?;
    Ok(rows
        .iter()
        .filter(|row| row.deleted.is_none())
        .map(view)
        .collect())
}

fn view(row: &Stored<EmergencyContact>) -> ContactView {
    ContactView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        name: row
            .value
            .name
            .open()
            .map_or(String::new(), |text| text.to_string()),
        relation: row.value.relation,
        phone: text(&row.value.phone),
        email: text(&row.value.email),
        address: text(&row.value.address),
    }
}

/// Returns one contact that is not removed.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ContactView> {
    clinic.may(Right::PatientsRead)?;
    let id: EmergencyContactId = id.to()?;
    let row = clinic.read().get::<EmergencyContact>(id)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_none()), "contact")?;
    crate::reads::log_read(clinic, row.value.patient)?;
    Ok(view(&row))
}

/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a wrong number
/// or e-mail address, `TooLong` for a text.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &ContactForm) -> Result<ContactView> {
    clinic.may(Right::PatientsUpdate)?;
    let patient: PatientId = patient.to()?;
    let (name, phone, email, address) = checked(form)?;
    let id = clinic.write("add contact", |tx| {
        require_not_deleted(tx, patient)?;
        let id: EmergencyContactId = tx.new_id();
        tx.insert(&EmergencyContact {
            id,
            patient,
            name: name.into(),
            relation: form.relation,
            phone: phone.into(),
            email: email.into(),
            address: address.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&or_not_found(
        clinic.read().get::<EmergencyContact>(id)?,
        "contact",
    )?))
}

type Checked = (Line, Option<Text<50>>, Option<Text<255>>, Option<Paragraph>);

fn checked(form: &ContactForm) -> Result<Checked> {
    let checked = (
        fields::required(&form.name, "name"),
        fields::phones(&form.phone),
        fields::email(&form.email),
        fields::optional_paragraph(&form.address, "address"),
    );
    checked.together()
}

/// Changes what the editor changed of a contact, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a wrong number
/// or e-mail address, `TooLong` for a text.
pub fn edit(clinic: &mut Clinic, edit: &ContactEdit) -> Result<ContactView> {
    clinic.may(Right::PatientsUpdate)?;
    let (id, seen): (EmergencyContactId, _) = (edit.id.to()?, edit.seen.to_read_version()?);
    clinic.write("edit contact", |tx| {
        let stored = or_not_found(tx.get::<EmergencyContact>(id)?, "contact")?;
        let stored_form = view(&stored).form();
        let mut contact = stored.value;
        require_not_deleted(tx, contact.patient)?;
        let form = merged_form!(ContactForm { name, relation, phone, email, address }
            of &edit.loaded, &edit.form, stored_form);
        let (name, phone, email, address) = checked(&form)?;
        contact.name = name.into();
        contact.relation = form.relation;
        set(&mut contact.phone, phone);
        set(&mut contact.email, email);
        set(&mut contact.address, address);
        tx.update(&contact, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Removes a contact that is not to be called any more. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`, `ChangedMeanwhile`.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    let version = seen.to_read_version()?;
    clinic.write("remove contact", |tx| {
        chart_row::writable::<EmergencyContact>(tx, id)?;
        let reason = DeletionReason::NoLongerNeeded;
        tx.delete::<EmergencyContact>(id.to()?, reason, None, &version)?;
        chart_row::require_removed::<EmergencyContact>(tx, id)
    })?;
    chart_row::removal::<EmergencyContact>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::PatientsUpdate)?;
    chart_row::removal::<EmergencyContact>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `patients.update`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ContactView> {
    clinic.may(Right::PatientsUpdate)?;
    clinic.write("restore contact", |tx| {
        chart_row::undelete::<EmergencyContact>(tx, id, seen)
    })?;
    show(clinic, id)
}
