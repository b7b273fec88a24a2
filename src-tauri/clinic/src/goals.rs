//! Goals of a patient: what is aimed at until when, and how far it is.

pub mod progress;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Goal, NutritionDiagnosis};
use sync_contract::field::Text;
use sync_contract::ids::{GoalId, NutritionDiagnosisId, PatientId};
use sync_contract::{Phi, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::goals::progress::{Aim, aim, percent_typed, quantity_text, value_text};
use crate::measurements::list::Readings;
use crate::measurements::{MeasureKind, Point, Series, UnitSystem};
use crate::view::{Id, ReadVersionToken, set, text};
use crate::{Clinic, fields};

pub use sync_contract::catalog::GoalStatus;

/// Empty text means not recorded. `diagnosis` is the problem that it is about. With a measure, `start` and `target`
/// are values of it in any unit; `due` is a date; `progress` is in percent, and counts where no reading tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoalForm {
    pub text: String,
    pub diagnosis: String,
    pub measure: Option<MeasureKind>,
    pub start: String,
    pub target: String,
    pub due: String,
    pub progress: String,
    pub status: GoalStatus,
}

/// `percent` is how far it is: by its readings where `aim` has them, else as it was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoalView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: GoalForm,
    pub percent: Option<u8>,
    pub is_overdue: bool,
    pub aim: Option<Aim>,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoalEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: GoalForm,
    pub form: GoalForm,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GoalStatusChange {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub status: GoalStatus,
}

impl ChartRow for Goal {
    const WHAT: &'static str = "goal";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns one goal that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<GoalView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<Goal>(clinic, id)?;
    let readings = Readings::of(clinic, row.value.patient)?;
    Ok(view(&row, &readings.series(), clinic.today()?))
}

/// Returns the goals that are not removed: the active ones first, of these the one that is due first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<GoalView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    let mut rows = reader.goals_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    let due = |row: &Stored<Goal>| row.value.due.unwrap_or(NaiveDate::MAX);
    rows.sort_by_key(|row| (row.value.status as u8, due(row)));
    let readings = Readings::of(clinic, patient)?;
    let series = readings.series();
    Ok(rows.iter().map(|row| view(row, &series, today)).collect())
}

fn view(row: &Stored<Goal>, series: &Series<'_>, today: NaiveDate) -> GoalView {
    let goal = &row.value;
    let form = form_of(goal);
    let aim = form
        .measure
        .map(|kind| aim(kind, (&form.start, &form.target), goal.due, series));
    let typed = goal.progress.open().copied().flatten();
    let typed = typed.and_then(|percent| u8::try_from(percent.clamp(0, 100)).ok());
    GoalView {
        id: Id::of(goal.id),
        seen: ReadVersionToken::of(&row.seen),
        percent: aim.as_ref().and_then(|aim| aim.percent).or(typed),
        is_overdue: goal.status == GoalStatus::Active && goal.due.is_some_and(|due| due < today),
        aim,
        form,
    }
}

fn form_of(row: &Goal) -> GoalForm {
    let progress = row.progress.open().copied().flatten();
    GoalForm {
        text: row
            .text
            .open()
            .map_or(String::new(), |text| text.to_string()),
        diagnosis: chart_row::name_of(&row.diagnosis),
        measure: row.measure.as_deref().and_then(MeasureKind::from_code),
        start: text(&row.start),
        target: text(&row.target),
        due: row.due.map_or(String::new(), |due| due.to_string()),
        progress: progress.map_or(String::new(), |percent| percent.to_string()),
        status: row.status,
    }
}

/// Adds a goal. One with a measure and without a start begins at the newest reading.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a text, for a value that is
/// none of its measure, a wrong date, or a progress outside of 0 to 100.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &GoalForm) -> Result<GoalView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let readings = Readings::of(clinic, patient)?;
    let (series, today) = (readings.series(), clinic.today()?);
    let id = clinic.write("add goal", |tx| insert(tx, patient, form, series.points))?;
    let row = or_not_found(clinic.read().get(id)?, Goal::WHAT)?;
    Ok(view(&row, &series, today))
}

pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    form: &GoalForm,
    points: &[Point],
) -> Result<GoalId> {
    require_not_deleted(tx, patient)?;
    let id: GoalId = tx.new_id();
    let mut goal = Goal {
        id,
        patient,
        // the form has it, which is checked as a whole
        text: Phi::undecryptable(),
        diagnosis: None.into(),
        measure: None,
        start: None.into(),
        target: None.into(),
        due: None,
        progress: None.into(),
        status: form.status,
    };
    let mut form = form.clone();
    if let Some(kind) = form.measure.filter(|_| form.start.trim().is_empty()) {
        let newest = points.iter().rev().find(|point| point.kind == kind);
        let units = UnitSystem::of(&tx.read())?;
        form.start = newest.map_or(String::new(), |point| {
            quantity_text(units, kind, point.measured)
        });
    }
    put(tx, &mut goal, &form)?;
    tx.insert(&goal)?;
    Ok(id)
}

/// Puts a form into a row, once all of it is valid.
fn put(tx: &WriteTx<'_>, goal: &mut Goal, form: &GoalForm) -> Result<()> {
    let stored = form_of(goal);
    let linked = goal.diagnosis.open().copied().flatten();
    let measure = form.measure.map(code).transpose();
    // nothing is a value of a measure that is none
    let of = form.measure.filter(|_| measure.is_ok());
    let units = UnitSystem::of(&tx.read())?;
    let (linked, text, measure, start, target, due, progress) = (
        chart_row::named::<NutritionDiagnosis>(tx, goal.patient, &form.diagnosis, linked),
        fields::required(&form.text, "text"),
        measure,
        value((units, of), &form.start, "start"),
        value((units, of), &form.target, "target"),
        fields::optional_date(&form.due, "due"),
        percent_typed(&form.progress),
    )
        .together()?;
    goal.text = text.into();
    set(&mut goal.diagnosis, linked);
    // a measure of a later version reads as none, and stays
    if form.measure != stored.measure {
        goal.measure = measure;
    }
    set(&mut goal.start, start);
    set(&mut goal.target, target);
    goal.due = due;
    set(&mut goal.progress, progress);
    goal.status = form.status;
    Ok(())
}

fn code(kind: MeasureKind) -> Result<Text<50>> {
    let unknown = Error::invalid("measure", Reason::Unknown);
    let code = kind.code().ok_or(unknown)?;
    Text::new(code).map_err(|_| Error::invalid("measure", Reason::Unknown))
}

/// Returns a start or a target as it is stored.
fn value(
    (units, kind): (UnitSystem, Option<MeasureKind>),
    text: &str,
    field: &'static str,
) -> Result<Option<Text<100>>> {
    match kind {
        Some(kind) if !text.trim().is_empty() => {
            fields::optional(&value_text(units, kind, text, field)?, field)
        }
        _ => fields::optional(text, field),
    }
}

/// Refuses a start or a target that is no value of the measure: a decision may take them from two versions.
///
/// # Errors
/// `Invalid`.
pub(crate) fn require_of_measure(goal: &Goal) -> Result<()> {
    let form = form_of(goal);
    // what is stored names its unit
    let of = (UnitSystem::Metric, form.measure);
    (
        value(of, &form.start, "start"),
        value(of, &form.target, "target"),
    )
        .together()?;
    Ok(())
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` as [`add`].
pub fn edit(clinic: &mut Clinic, edit: &GoalEdit) -> Result<GoalView> {
    clinic.may(Right::ProfilesWrite)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit goal", |tx| {
        let mut row = chart_row::writable::<Goal>(tx, &edit.id)?.value;
        let form = merged_form!(GoalForm { text, diagnosis, measure, start, target, due, progress, status }
            of &edit.loaded, &edit.form, form_of(&row));
        put(tx, &mut row, &form)?;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Says that a goal is met, dropped, or pursued again.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn set_status(clinic: &mut Clinic, change: &GoalStatusChange) -> Result<GoalView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("change goal status", |tx| set_status_in(tx, change, None))?;
    show(clinic, &change.id)
}

/// Does the same within another operation; `of` is the problem that the goal must be about.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn set_status_in(
    tx: &mut WriteTx<'_>,
    change: &GoalStatusChange,
    of: Option<NutritionDiagnosisId>,
) -> Result<()> {
    let mut goal = chart_row::writable::<Goal>(tx, &change.id)?.value;
    let linked = goal.diagnosis.open().copied().flatten();
    or_not_found(
        Some(()).filter(|()| of.is_none() || linked == of),
        Goal::WHAT,
    )?;
    goal.status = change.status;
    tx.update(&goal, &change.seen.to_read_version()?)?;
    Ok(())
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
    clinic.write("remove goal", |tx| {
        chart_row::delete::<Goal>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Goal>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Goal>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<GoalView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore goal", |tx| {
        chart_row::undelete::<Goal>(tx, id, seen)
    })?;
    show(clinic, id)
}
