//! People under care.

use clinic::measurements::MeasureKind;
use clinic::measurements::view::{MeasurementView, TrendView};
use clinic::patients::view::{
    AllergyView, ContactView, Duplicate, PatientEdit, PatientForm, PatientHeader, PatientPage,
    PatientQuery, PatientView, Relation, SearchView, Severity,
};
use clinic::view::{Id, ReadVersionToken};
use clinic::visits::view::VisitRow;
use clinic::{allergies, contacts, measurements, patients, visits};

use super::WithState;
use crate::event::Topic;
use crate::failure::Result;

#[tauri::command]
#[specta::specta]
pub async fn search_patients(state: WithState<'_>, text: String, limit: u32) -> Result<SearchView> {
    state
        .read(move |clinic| patients::search::search(clinic, &text, limit))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn list_patients(state: WithState<'_>, query: PatientQuery) -> Result<PatientPage> {
    state
        .read(move |clinic| patients::list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn likely_duplicates(state: WithState<'_>, form: PatientForm) -> Result<Vec<Duplicate>> {
    state
        .read(move |clinic| patients::duplicates::duplicates(clinic, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn register_patient(state: WithState<'_>, form: PatientForm) -> Result<PatientHeader> {
    state
        .write(&[Topic::Patients], move |clinic| {
            patients::register::register(clinic, &form)
        })
        .await
}

/// Opens the record: this is the read that the audit trail keeps.
#[tauri::command]
#[specta::specta]
pub async fn patient(state: WithState<'_>, id: Id) -> Result<PatientView> {
    state
        .read(move |clinic| patients::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_patient(state: WithState<'_>, edit: PatientEdit) -> Result<PatientHeader> {
    state
        .write(&[Topic::Patients, Topic::Diary], move |clinic| {
            patients::edit::edit(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_allergy(
    state: WithState<'_>,
    patient_id: Id,
    substance: String,
    severity: Severity,
) -> Result<AllergyView> {
    state
        .write(&[Topic::Patients], move |clinic| {
            allergies::add::add(clinic, &patient_id, &substance, severity)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_allergy(
    state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<()> {
    state
        .write(&[Topic::Patients], move |clinic| {
            allergies::remove::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_contact(
    state: WithState<'_>,
    patient_id: Id,
    name: String,
    relation: Relation,
    phone: String,
) -> Result<ContactView> {
    state
        .write(&[Topic::Patients], move |clinic| {
            contacts::add::add(clinic, &patient_id, &name, relation, &phone)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn patient_visits(state: WithState<'_>, patient_id: Id) -> Result<Vec<VisitRow>> {
    state
        .read(move |clinic| visits::list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn measurements(state: WithState<'_>, patient_id: Id) -> Result<Vec<MeasurementView>> {
    state
        .read(move |clinic| measurements::list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn trend(state: WithState<'_>, patient_id: Id, kind: MeasureKind) -> Result<TrendView> {
    state
        .read(move |clinic| measurements::trend::trend(clinic, &patient_id, kind))
        .await
}
