//! Medicines that a patient takes, prescribed by this clinic or elsewhere.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Medication;
use sync_contract::ids::{MedicationId, PatientId};
use vault::read::Stored;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::MedicationStatus;

/// Empty text means not recorded. `onset` is a year, a month or a day, as exactly as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MedicationForm {
    pub name: String,
    pub code: String,
    pub dose: String,
    pub status: MedicationStatus,
    pub onset: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MedicationView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: MedicationForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MedicationEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: MedicationForm,
    pub form: MedicationForm,
}

impl ChartRow for Medication {
    const WHAT: &'static str = "medication";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns one medication that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<MedicationView> {
    clinic.may(Right::ChartRead)?;
    Ok(view(&chart_row::shown(clinic, id)?))
}

/// Returns the medicines that are not removed: those being taken first, the stopped ones last.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<MedicationView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let mut rows = clinic.read().medications(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| row.value.status as u8);
    Ok(rows.iter().map(view).collect())
}

fn view(row: &Stored<Medication>) -> MedicationView {
    MedicationView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(&row.value),
    }
}

fn form_of(row: &Medication) -> MedicationForm {
    MedicationForm {
        name: row
            .name
            .open()
            .map_or(String::new(), |text| text.to_string()),
        code: text(&row.code),
        dose: text(&row.dose),
        status: row.status,
        onset: text(&row.onset),
    }
}

/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a date
/// that is none, is to come or lies before birth.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &MedicationForm) -> Result<MedicationView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let id = clinic.write("add medication", |tx| {
        require_not_deleted(tx, patient)?;
        let id: MedicationId = tx.new_id();
        let (name, code, dose, onset) = (
            fields::required(&form.name, "name"),
            fields::optional(&form.code, "code"),
            fields::optional(&form.dose, "dose"),
            chart_row::onset(tx, patient, &form.onset, "", today),
        )
            .together()?;
        tx.insert(&Medication {
            id,
            patient,
            name: name.into(),
            code: code.into(),
            dose: dose.into(),
            status: form.status,
            onset: onset.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&or_not_found(
        clinic.read().get(id)?,
        Medication::WHAT,
    )?))
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a date
/// that is none, is to come or lies before birth.
pub fn edit(clinic: &mut Clinic, edit: &MedicationEdit) -> Result<MedicationView> {
    clinic.may(Right::ProfilesWrite)?;
    let today = clinic.today()?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit medication", |tx| {
        let mut row = chart_row::writable::<Medication>(tx, &edit.id)?.value;
        let form = merged_form!(MedicationForm { name, code, dose, status, onset }
            of &edit.loaded, &edit.form, form_of(&row));
        let (name, code, dose, onset) = (
            fields::required(&form.name, "name"),
            fields::optional(&form.code, "code"),
            fields::optional(&form.dose, "dose"),
            chart_row::onset(tx, row.patient, &form.onset, &text(&row.onset), today),
        )
            .together()?;
        row.name = name.into();
        set(&mut row.code, code);
        set(&mut row.dose, dose);
        row.status = form.status;
        set(&mut row.onset, onset);
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Removes one that was entered in error. Returns what [`restore`] needs.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason.
pub fn remove(
    clinic: &mut Clinic,
    id: &Id,
    seen: &ReadVersionToken,
    reason: &str,
) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("remove medication", |tx| {
        chart_row::delete::<Medication>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Medication>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Medication>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<MedicationView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore medication", |tx| {
        chart_row::undelete::<Medication>(tx, id, seen)
    })?;
    show(clinic, id)
}
