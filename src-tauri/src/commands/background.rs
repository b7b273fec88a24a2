//! What is known of a patient apart from visits.

use clinic::allergies::{AllergyEdit, AllergyForm, AllergyView};
use clinic::conditions::{ConditionEdit, ConditionForm, ConditionView};
use clinic::medications::{MedicationEdit, MedicationForm, MedicationView};
use clinic::none_known::HealthList;
use clinic::profile::{ProfileForm, ProfileView};
use clinic::view::{Id, ReadVersionToken};
use clinic::{allergies, conditions, medications, none_known, profile};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn add_allergy(
    app_state: WithState<'_>,
    patient_id: Id,
    form: AllergyForm,
) -> Result<AllergyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            allergies::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_allergy(app_state: WithState<'_>, edit: AllergyEdit) -> Result<AllergyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            allergies::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_allergy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            allergies::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_allergy(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<AllergyView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            allergies::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_condition(
    app_state: WithState<'_>,
    patient_id: Id,
    form: ConditionForm,
) -> Result<ConditionView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            conditions::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_condition(
    app_state: WithState<'_>,
    edit: ConditionEdit,
) -> Result<ConditionView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            conditions::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_condition(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            conditions::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_condition(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ConditionView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            conditions::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_medication(
    app_state: WithState<'_>,
    patient_id: Id,
    form: MedicationForm,
) -> Result<MedicationView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            medications::add(clinic, &patient_id, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_medication(
    app_state: WithState<'_>,
    edit: MedicationEdit,
) -> Result<MedicationView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            medications::edit(clinic, &edit)
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_medication(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            medications::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_medication(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<MedicationView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            medications::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_none_known(
    app_state: WithState<'_>,
    patient_id: Id,
    list: HealthList,
) -> Result<()> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            none_known::add(clinic, &patient_id, list)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_none_known(
    app_state: WithState<'_>,
    patient_id: Id,
    list: HealthList,
) -> Result<()> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            none_known::remove(clinic, &patient_id, list)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_profile(
    app_state: WithState<'_>,
    loaded: ProfileForm,
    edit: ProfileView,
) -> Result<ProfileView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            profile::edit(clinic, &loaded, &edit)
        })
        .await
}
