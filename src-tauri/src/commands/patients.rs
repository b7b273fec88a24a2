//! People under care.

use clinic::measurements::MeasureKind;
use clinic::measurements::view::{MeasurementView, TrendView};
use clinic::patients::view::{
    AllergyView, ContactView, Duplicate, PatientEdit, PatientForm, PatientHeader, PatientPage,
    PatientQuery, PatientView, Relation, SearchView, Severity,
};
use clinic::view::{Id, SeenToken};
use clinic::visits::view::VisitRow;
use clinic::{allergies, contacts, measurements, patients, visits};

use super::AtDesk;
use crate::failure::Result;
use crate::happening::Noun;

#[tauri::command]
#[specta::specta]
pub async fn search_patients(desk: AtDesk<'_>, text: String, limit: u32) -> Result<SearchView> {
    desk.read(move |clinic| patients::search::search(clinic, &text, limit))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn list_patients(desk: AtDesk<'_>, query: PatientQuery) -> Result<PatientPage> {
    desk.read(move |clinic| patients::list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn likely_duplicates(desk: AtDesk<'_>, form: PatientForm) -> Result<Vec<Duplicate>> {
    desk.read(move |clinic| patients::duplicates::duplicates(clinic, &form))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn register_patient(desk: AtDesk<'_>, form: PatientForm) -> Result<PatientHeader> {
    desk.write(&[Noun::Patients], move |clinic| {
        patients::register::register(clinic, &form)
    })
    .await
}

/// Opens the record: this is the read that the audit trail keeps.
#[tauri::command]
#[specta::specta]
pub async fn patient(desk: AtDesk<'_>, id: Id) -> Result<PatientView> {
    desk.read(move |clinic| patients::show::show(clinic, &id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_patient(desk: AtDesk<'_>, edit: PatientEdit) -> Result<PatientHeader> {
    desk.write(&[Noun::Patients, Noun::Diary], move |clinic| {
        patients::edit::edit(clinic, &edit)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_allergy(
    desk: AtDesk<'_>,
    patient_id: Id,
    substance: String,
    severity: Severity,
) -> Result<AllergyView> {
    desk.write(&[Noun::Patients], move |clinic| {
        allergies::add::add(clinic, &patient_id, &substance, severity)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_allergy(
    desk: AtDesk<'_>,
    id: Id,
    seen: SeenToken,
    reason: String,
) -> Result<()> {
    desk.write(&[Noun::Patients], move |clinic| {
        allergies::remove::remove(clinic, &id, &seen, &reason)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_contact(
    desk: AtDesk<'_>,
    patient_id: Id,
    name: String,
    relation: Relation,
    phone: String,
) -> Result<ContactView> {
    desk.write(&[Noun::Patients], move |clinic| {
        contacts::add::add(clinic, &patient_id, &name, relation, &phone)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn patient_visits(desk: AtDesk<'_>, patient_id: Id) -> Result<Vec<VisitRow>> {
    desk.read(move |clinic| visits::list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn measurements(desk: AtDesk<'_>, patient_id: Id) -> Result<Vec<MeasurementView>> {
    desk.read(move |clinic| measurements::list::list(clinic, &patient_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn trend(desk: AtDesk<'_>, patient_id: Id, kind: MeasureKind) -> Result<TrendView> {
    desk.read(move |clinic| measurements::trend::trend(clinic, &patient_id, kind))
        .await
}
