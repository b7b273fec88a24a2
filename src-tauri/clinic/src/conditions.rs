//! Conditions of a patient: diseases and other states of health that last.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Condition;
use sync_contract::ids::{ConditionId, PatientId};
use vault::read::Stored;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::ConditionStatus;

/// Empty text means not recorded. `onset` is a year, a month or a day, as exactly as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConditionForm {
    pub name: String,
    pub code: String,
    pub status: ConditionStatus,
    pub onset: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConditionView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: ConditionForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConditionEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: ConditionForm,
    pub form: ConditionForm,
}

impl ChartRow for Condition {
    const WHAT: &'static str = "condition";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns one condition that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<ConditionView> {
    clinic.may(Right::ChartRead)?;
    Ok(view(&chart_row::shown(clinic, id)?))
}

/// Returns the conditions that are not removed: the active ones first, those in remission next.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<ConditionView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let mut rows = clinic.read().conditions(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| row.value.status as u8);
    Ok(rows.iter().map(view).collect())
}

fn view(row: &Stored<Condition>) -> ConditionView {
    ConditionView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(&row.value),
    }
}

fn form_of(row: &Condition) -> ConditionForm {
    ConditionForm {
        name: row
            .name
            .open()
            .map_or(String::new(), |text| text.to_string()),
        code: text(&row.code),
        status: row.status,
        onset: text(&row.onset),
    }
}

/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a date
/// that is none, is to come or lies before birth.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &ConditionForm) -> Result<ConditionView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let today = clinic.today()?;
    let id = clinic.write("add condition", |tx| {
        require_not_deleted(tx, patient)?;
        let id: ConditionId = tx.new_id();
        let (name, code, onset) = (
            fields::required(&form.name, "name"),
            fields::optional(&form.code, "code"),
            chart_row::onset(tx, patient, &form.onset, "", today),
        )
            .together()?;
        tx.insert(&Condition {
            id,
            patient,
            name: name.into(),
            code: code.into(),
            status: form.status,
            onset: onset.into(),
        })?;
        Ok(id)
    })?;
    Ok(view(&or_not_found(
        clinic.read().get(id)?,
        Condition::WHAT,
    )?))
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a name, or for a date
/// that is none, is to come or lies before birth.
pub fn edit(clinic: &mut Clinic, edit: &ConditionEdit) -> Result<ConditionView> {
    clinic.may(Right::ProfilesWrite)?;
    let today = clinic.today()?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit condition", |tx| {
        let mut row = chart_row::writable::<Condition>(tx, &edit.id)?.value;
        let form = merged_form!(ConditionForm { name, code, status, onset }
            of &edit.loaded, &edit.form, form_of(&row));
        let (name, code, onset) = (
            fields::required(&form.name, "name"),
            fields::optional(&form.code, "code"),
            chart_row::onset(tx, row.patient, &form.onset, &text(&row.onset), today),
        )
            .together()?;
        row.name = name.into();
        set(&mut row.code, code);
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
    clinic.write("remove condition", |tx| {
        chart_row::delete::<Condition>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Condition>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Condition>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<ConditionView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore condition", |tx| {
        chart_row::undelete::<Condition>(tx, id, seen)
    })?;
    show(clinic, id)
}
