//! Nutrition diagnoses, goals and tasks of a patient.

use clinic::care_plan;
use clinic::care_plan::CarePlanView;
use clinic::diagnoses::{DiagnosisEdit, DiagnosisForm, DiagnosisStatusChange, DiagnosisView};
use clinic::goals::{GoalEdit, GoalForm, GoalStatusChange, GoalView};
use clinic::tasks::{TaskEdit, TaskForm, TaskView};
use clinic::view::{Id, ReadVersionToken};
use clinic::{diagnoses, goals, tasks};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn care_plan(app_state: WithState<'_>, patient_id: Id) -> Result<CarePlanView> {
    app_state
        .read(move |clinic| care_plan::show(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_diagnosis(
    app_state: WithState<'_>,
    patient_id: Id,
    form: DiagnosisForm,
) -> Result<DiagnosisView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            diagnoses::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_diagnosis(
    app_state: WithState<'_>,
    edit: DiagnosisEdit,
) -> Result<DiagnosisView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            diagnoses::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_diagnosis(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            diagnoses::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_diagnosis(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DiagnosisView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            diagnoses::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_goal(
    app_state: WithState<'_>,
    patient_id: Id,
    form: GoalForm,
) -> Result<GoalView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            goals::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_goal(app_state: WithState<'_>, edit: GoalEdit) -> Result<GoalView> {
    app_state
        .write(&[Topic::Patients], move |clinic| goals::edit(clinic, &edit))
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_goal(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            goals::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_goal(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<GoalView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            goals::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_task(
    app_state: WithState<'_>,
    patient_id: Id,
    form: TaskForm,
) -> Result<TaskView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tasks::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_task(app_state: WithState<'_>, edit: TaskEdit) -> Result<TaskView> {
    app_state
        .write(&[Topic::Patients], move |clinic| tasks::edit(clinic, &edit))
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_task(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tasks::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_task(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<TaskView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tasks::restore(clinic, &id, &seen)
        })
        .await
}

/// Resolves a problem or makes it active again, with goals of it.
#[tauri::command]
#[specta::specta]
pub async fn set_diagnosis_status(
    app_state: WithState<'_>,
    change: DiagnosisStatusChange,
) -> Result<DiagnosisView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            diagnoses::set_status(clinic, &change)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_goal_status(
    app_state: WithState<'_>,
    change: GoalStatusChange,
) -> Result<GoalView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            goals::set_status(clinic, &change)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn finish_task(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<TaskView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tasks::finish(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_task(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<TaskView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            tasks::reopen(clinic, &id, &seen)
        })
        .await
}
