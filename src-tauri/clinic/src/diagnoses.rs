//! Nutrition diagnoses of a patient: what is wrong, what it is related to, what shows it.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::NutritionDiagnosis;
use sync_contract::field::Line;
use sync_contract::ids::{NutritionDiagnosisId, PatientId};
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::Result;
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::goals::{self, GoalStatusChange};
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::DiagnosisStatus;

/// The parts of one sentence: a problem, related to its aetiology, as shown by its signs. Empty text means not
/// recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisForm {
    pub problem: String,
    pub aetiology: String,
    pub signs: String,
    pub status: DiagnosisStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: DiagnosisForm,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: DiagnosisForm,
    pub form: DiagnosisForm,
}

/// `goals` are those of this problem whose status changes with its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosisStatusChange {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub status: DiagnosisStatus,
    pub goals: Vec<GoalStatusChange>,
}

impl ChartRow for NutritionDiagnosis {
    const WHAT: &'static str = "nutrition diagnosis";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns one diagnosis that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<DiagnosisView> {
    clinic.may(Right::ChartRead)?;
    Ok(view(&chart_row::shown(clinic, id)?))
}

/// Returns the diagnoses that are not removed: the active ones first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<DiagnosisView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let mut rows = clinic.read().nutrition_diagnoses_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    rows.sort_by_key(|row| row.value.status as u8);
    Ok(rows.iter().map(view).collect())
}

fn view(row: &Stored<NutritionDiagnosis>) -> DiagnosisView {
    DiagnosisView {
        id: Id::of(row.value.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(&row.value),
    }
}

fn form_of(row: &NutritionDiagnosis) -> DiagnosisForm {
    DiagnosisForm {
        problem: row
            .problem
            .open()
            .map_or(String::new(), |text| text.to_string()),
        aetiology: text(&row.aetiology),
        signs: text(&row.signs),
        status: row.status,
    }
}

/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a problem.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &DiagnosisForm) -> Result<DiagnosisView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let id = clinic.write("add diagnosis", |tx| insert(tx, patient, form))?;
    Ok(view(&or_not_found(
        clinic.read().get(id)?,
        NutritionDiagnosis::WHAT,
    )?))
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    form: &DiagnosisForm,
) -> Result<NutritionDiagnosisId> {
    require_not_deleted(tx, patient)?;
    let id: NutritionDiagnosisId = tx.new_id();
    let (problem, aetiology, signs) = checked(form)?;
    tx.insert(&NutritionDiagnosis {
        id,
        patient,
        problem: problem.into(),
        aetiology: aetiology.into(),
        signs: signs.into(),
        status: form.status,
    })?;
    Ok(id)
}

fn checked(form: &DiagnosisForm) -> Result<(Line, Option<Line>, Option<Line>)> {
    (
        fields::required(&form.problem, "problem"),
        fields::optional(&form.aetiology, "aetiology"),
        fields::optional(&form.signs, "signs"),
    )
        .together()
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a problem.
pub fn edit(clinic: &mut Clinic, edit: &DiagnosisEdit) -> Result<DiagnosisView> {
    clinic.may(Right::ProfilesWrite)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit diagnosis", |tx| {
        let mut row = chart_row::writable::<NutritionDiagnosis>(tx, &edit.id)?.value;
        let form = merged_form!(DiagnosisForm { problem, aetiology, signs, status }
            of &edit.loaded, &edit.form, form_of(&row));
        let (problem, aetiology, signs) = checked(&form)?;
        row.problem = problem.into();
        set(&mut row.aetiology, aetiology);
        set(&mut row.signs, signs);
        row.status = form.status;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Resolves a problem or makes it active again, together with goals of it: all of that or nothing.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` also for a goal of another problem, `PatientDeleted`.
pub fn set_status(clinic: &mut Clinic, change: &DiagnosisStatusChange) -> Result<DiagnosisView> {
    clinic.may(Right::ProfilesWrite)?;
    let seen = change.seen.to_read_version()?;
    clinic.write("change diagnosis status", |tx| {
        let mut row = chart_row::writable::<NutritionDiagnosis>(tx, &change.id)?.value;
        row.status = change.status;
        tx.update(&row, &seen)?;
        for goal in &change.goals {
            goals::set_status_in(tx, goal, Some(row.id))?;
        }
        Ok(())
    })?;
    show(clinic, &change.id)
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
    clinic.write("remove diagnosis", |tx| {
        chart_row::delete::<NutritionDiagnosis>(tx, id, seen, reason)
    })?;
    chart_row::removal::<NutritionDiagnosis>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<NutritionDiagnosis>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<DiagnosisView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore diagnosis", |tx| {
        chart_row::undelete::<NutritionDiagnosis>(tx, id, seen)
    })?;
    show(clinic, id)
}
