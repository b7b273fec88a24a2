//! Tasks: work for a patient, with an owner and a due date.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{Goal, NutritionDiagnosis, Task, User};
use sync_contract::ids::{PatientId, TaskId, UserId};
use sync_contract::{Phi, Right};
use vault::WriteTx;
use vault::read::Stored;

use crate::appointments::day::holders_anywhere;
use crate::chart_row::{self, ChartRow};
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::form_edit::merged_form;
use crate::names::{StaffNames, staff_name};
use crate::view::{At, Choice, Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// Empty text means not recorded. `diagnosis` and `goal` are what it is for, `owner` is who does it, `due` is
/// a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TaskForm {
    pub text: String,
    pub diagnosis: String,
    pub goal: String,
    pub due: String,
    pub owner: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: TaskForm,
    pub owner_name: Option<String>,
    pub is_overdue: bool,
    pub done: Option<Done>,
}

/// When a task was done, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    pub at: At,
    pub by: String,
}

/// `loaded` is what the form was given: only what differs from it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TaskEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: TaskForm,
    pub form: TaskForm,
}

impl ChartRow for Task {
    const WHAT: &'static str = "task";

    fn patient(&self) -> PatientId {
        self.patient
    }
}

/// Returns one task that is not removed.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &Clinic, id: &Id) -> Result<TaskView> {
    clinic.may(Right::ChartRead)?;
    let row = chart_row::shown::<Task>(clinic, id)?;
    let staff = StaffNames::read(&clinic.read())?;
    Ok(view(&row, &staff, clinic.today()?))
}

/// Returns the tasks that are not removed: the open ones first, of these the one that is due first; of those done the
/// newest first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn list(clinic: &Clinic, patient: PatientId) -> Result<Vec<TaskView>> {
    clinic.may(Right::ChartRead)?;
    chart_row::log_list(clinic, patient)?;
    let (reader, today) = (clinic.read(), clinic.today()?);
    let staff = StaffNames::read(&reader)?;
    let mut rows = reader.tasks_of(patient)?;
    rows.retain(|row| row.deleted.is_none());
    let due = |row: &Stored<Task>| row.value.due.unwrap_or(NaiveDate::MAX);
    rows.sort_by_key(|row| {
        let done_at = row.value.done_at.map(|at| std::cmp::Reverse(at.0));
        (done_at, due(row))
    });
    Ok(rows.iter().map(|row| view(row, &staff, today)).collect())
}

fn view(row: &Stored<Task>, staff: &StaffNames, today: NaiveDate) -> TaskView {
    let task = &row.value;
    let done = task.done_at.map(|at| Done {
        at: At::of(at),
        by: task.done_by.map_or(String::new(), |user| staff.name(user)),
    });
    TaskView {
        id: Id::of(task.id),
        seen: ReadVersionToken::of(&row.seen),
        form: form_of(task),
        owner_name: task.owner.map(|user| staff.name(user)),
        is_overdue: done.is_none() && task.due.is_some_and(|due| due < today),
        done,
    }
}

fn form_of(row: &Task) -> TaskForm {
    TaskForm {
        text: row
            .text
            .open()
            .map_or(String::new(), |text| text.to_string()),
        diagnosis: chart_row::name_of(&row.diagnosis),
        goal: chart_row::name_of(&row.goal),
        due: row.due.map_or(String::new(), |due| due.to_string()),
        owner: row.owner.map_or(String::new(), |user| user.to_string()),
    }
}

/// Returns who can be given a task: active users who may read a chart, by name.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn owners(clinic: &Clinic) -> Result<Vec<Choice>> {
    clinic.may(Right::ChartRead)?;
    let users = holders_anywhere(&clinic.read(), Right::ChartRead)?;
    let choice = |user: &Stored<User>| Choice {
        id: Id::of(user.value.id),
        name: staff_name(&user.value),
    };
    let mut choices: Vec<Choice> = users.iter().map(choice).collect();
    choices.sort_by_cached_key(|choice| choice.name.to_lowercase());
    Ok(choices)
}

/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` without a text, for a wrong date or an
/// owner who may not read charts or does not work here any more.
pub fn add(clinic: &mut Clinic, patient: &Id, form: &TaskForm) -> Result<TaskView> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let id = clinic.write("add task", |tx| insert(tx, patient, form))?;
    show(clinic, &Id::of(id))
}

pub(crate) fn insert(tx: &mut WriteTx<'_>, patient: PatientId, form: &TaskForm) -> Result<TaskId> {
    require_not_deleted(tx, patient)?;
    let id: TaskId = tx.new_id();
    let mut task = Task {
        id,
        patient,
        // the form has it, which is checked as a whole
        text: Phi::undecryptable(),
        diagnosis: None.into(),
        goal: None.into(),
        due: None,
        owner: None,
        done_at: None,
        done_by: None,
    };
    put(tx, &mut task, form)?;
    tx.insert(&task)?;
    Ok(id)
}

/// Puts a form into a row, once all of it is valid.
fn put(tx: &WriteTx<'_>, task: &mut Task, form: &TaskForm) -> Result<()> {
    let diagnosis = task.diagnosis.open().copied().flatten();
    let goal = task.goal.open().copied().flatten();
    let (diagnosis, goal, text, due, owner) = (
        chart_row::named::<NutritionDiagnosis>(tx, task.patient, &form.diagnosis, diagnosis),
        chart_row::named::<Goal>(tx, task.patient, &form.goal, goal),
        fields::required(&form.text, "text"),
        fields::optional_date(&form.due, "due"),
        owner(tx, &form.owner, task.owner),
    )
        .together()?;
    task.text = text.into();
    set(&mut task.diagnosis, diagnosis);
    set(&mut task.goal, goal);
    task.due = due;
    task.owner = owner;
    Ok(())
}

/// Reads the owner. The stored owner may keep the task, also after they left.
fn owner(tx: &WriteTx<'_>, id: &str, stored: Option<UserId>) -> Result<Option<UserId>> {
    let id: UserId = match id.trim() {
        "" => return Ok(None),
        id => Id(id.to_owned()).to()?,
    };
    if stored != Some(id) {
        or_not_found(tx.get::<User>(id)?, "user")?;
        // a task is part of the chart
        let may_see = holders_anywhere(&tx.read(), Right::ChartRead)?;
        if may_see.iter().all(|user| user.value.id != id) {
            return Err(Error::invalid("owner", Reason::Unknown));
        }
    }
    Ok(Some(id))
}

/// Changes what the editor changed, against the version that they saw.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` as [`add`].
pub fn edit(clinic: &mut Clinic, edit: &TaskEdit) -> Result<TaskView> {
    clinic.may(Right::ProfilesWrite)?;
    let seen = edit.seen.to_read_version()?;
    clinic.write("edit task", |tx| {
        let mut row = chart_row::writable::<Task>(tx, &edit.id)?.value;
        let form = merged_form!(TaskForm { text, diagnosis, goal, due, owner }
            of &edit.loaded, &edit.form, form_of(&row));
        put(tx, &mut row, &form)?;
        tx.update(&row, &seen)?;
        Ok(())
    })?;
    show(clinic, &edit.id)
}

/// Marks a task as done. The user who did so first stays the one who did it.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn finish(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<TaskView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("finish task", |tx| set_done(tx, id, seen, true))?;
    show(clinic, id)
}

/// Says that a task is still to be done.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn reopen(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<TaskView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("reopen task", |tx| set_done(tx, id, seen, false))?;
    show(clinic, id)
}

fn set_done(tx: &mut WriteTx<'_>, id: &Id, seen: &ReadVersionToken, is_done: bool) -> Result<()> {
    let mut task = chart_row::writable::<Task>(tx, id)?.value;
    if task.done_at.is_some() != is_done {
        task.done_at = is_done.then(|| tx.now());
        task.done_by = is_done.then(|| tx.user());
        tx.update(&task, &seen.to_read_version()?)?;
    }
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
    clinic.write("remove task", |tx| {
        chart_row::delete::<Task>(tx, id, seen, reason)
    })?;
    chart_row::removal::<Task>(clinic, id)
}

/// Returns what names the removal of a removed one, for [`restore`].
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound` where none is removed.
pub fn removed(clinic: &Clinic, id: &Id) -> Result<ReadVersionToken> {
    clinic.may(Right::ProfilesWrite)?;
    chart_row::removal::<Task>(clinic, id)
}

/// Puts a removed one back.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`.
pub fn restore(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken) -> Result<TaskView> {
    clinic.may(Right::ProfilesWrite)?;
    clinic.write("restore task", |tx| {
        chart_row::undelete::<Task>(tx, id, seen)
    })?;
    show(clinic, id)
}
