//! People under care.

use clinic::chart::PatientView;
use clinic::contacts::{ContactEdit, ContactForm, ContactView};
use clinic::form_drafts::FormOf;
use clinic::patients::deleted::DeletedPatient;
use clinic::patients::duplicates::list::{DuplicatePage, DuplicateQuery};
use clinic::patients::merge::{MergeForm, MergePreview};
use clinic::patients::view::{
    DeletionReason, Duplicate, MergeUndone, PatientEdit, PatientForm, PatientHeader, PatientPage,
    PatientQuery, SearchView,
};
use clinic::timeline::records::{RecordPage, RecordQuery};
use clinic::timeline::{TimelinePage, TimelineQuery};
use clinic::view::{Choice, Id, ReadVersionToken};
use clinic::visits::VisitRow;
use clinic::{appointments, chart, contacts, patients, timeline, visits};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn search_patients(
    app_state: WithState<'_>,
    text: String,
    limit: u32,
) -> Result<SearchView> {
    app_state
        .read(move |clinic| patients::search::search(clinic, &text, limit))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn list_patients(app_state: WithState<'_>, query: PatientQuery) -> Result<PatientPage> {
    app_state
        .read(move |clinic| patients::list::list(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn likely_duplicates(
    app_state: WithState<'_>,
    form: PatientForm,
) -> Result<Vec<Duplicate>> {
    app_state
        .read(move |clinic| patients::duplicates::duplicates(clinic, &form))
        .await
}

/// Returns a page of the pairs of patients who are likely one person.
#[tauri::command]
#[specta::specta]
pub async fn duplicate_pairs(
    app_state: WithState<'_>,
    query: DuplicateQuery,
) -> Result<DuplicatePage> {
    app_state
        .read(move |clinic| patients::duplicates::list::list(clinic, &query))
        .await
}

/// Returns what brings the patient back.
#[tauri::command]
#[specta::specta]
pub async fn delete_patient(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: DeletionReason,
    words: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            patients::edit::delete(clinic, &id, &seen, reason, &words)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn deleted_patients(app_state: WithState<'_>) -> Result<Vec<DeletedPatient>> {
    app_state
        .read(|clinic| patients::deleted::list(clinic))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_patient(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<()> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            patients::edit::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn register_patient(
    app_state: WithState<'_>,
    form: PatientForm,
) -> Result<PatientHeader> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            clinic.recording(&FormOf::Registration, |clinic| {
                patients::register::register(clinic, &form)
            })
        })
        .await
}

/// Opens the record: this is the read that the audit log records.
#[tauri::command]
#[specta::specta]
pub async fn patient(app_state: WithState<'_>, id: Id) -> Result<PatientView> {
    app_state.read(move |clinic| chart::show(clinic, &id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_patient(app_state: WithState<'_>, edit: PatientEdit) -> Result<PatientHeader> {
    app_state
        .write(&[Topic::Patients, Topic::Diary], move |clinic| {
            let of = FormOf::Details {
                patient_id: edit.id.clone(),
            };
            clinic.recording(&of, |clinic| patients::edit::edit(clinic, &edit))
        })
        .await
}

/// What two files that become one, or no longer are, change.
pub(super) const ALL_OF_A_PATIENT: [Topic; 4] =
    [Topic::Patients, Topic::Diary, Topic::Visits, Topic::Notes];

/// Returns two files next to each other.
#[tauri::command]
#[specta::specta]
pub async fn merge_preview(app_state: WithState<'_>, from: Id, into: Id) -> Result<MergePreview> {
    app_state
        .read(move |clinic| patients::merge::preview(clinic, &from, &into))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn merge_patients(app_state: WithState<'_>, form: MergeForm) -> Result<PatientHeader> {
    app_state
        .write(&ALL_OF_A_PATIENT, move |clinic| {
            patients::merge::merge(clinic, &form)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn undo_merge(app_state: WithState<'_>, id: Id) -> Result<MergeUndone> {
    app_state
        .write(&ALL_OF_A_PATIENT, move |clinic| {
            patients::undo_merge::undo(clinic, &id)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_contact(
    app_state: WithState<'_>,
    patient_id: Id,
    form: ContactForm,
) -> Result<ContactView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            let of = FormOf::Contact {
                patient_id: patient_id.clone(),
            };
            clinic.recording(&of, |clinic| contacts::add(clinic, &patient_id, &form))
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_contact(
    app_state: WithState<'_>,
    edit: ContactEdit,
    patient_id: Id,
) -> Result<ContactView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            let of = FormOf::Contact { patient_id };
            clinic.recording(&of, |clinic| contacts::edit(clinic, &edit))
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_contact(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            contacts::remove(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_contact(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<ContactView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            contacts::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn patient_visits(app_state: WithState<'_>, patient_id: Id) -> Result<Vec<VisitRow>> {
    app_state
        .read(move |clinic| visits::list::list(clinic, &patient_id))
        .await
}

/// Returns the providers that a patient can be assigned to.
#[tauri::command]
#[specta::specta]
pub async fn dietitians(app_state: WithState<'_>) -> Result<Vec<Choice>> {
    app_state
        .read(|clinic| appointments::day::provider_choices(clinic))
        .await
}

/// Returns a page of what happened to a patient, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn timeline(app_state: WithState<'_>, query: TimelineQuery) -> Result<TimelinePage> {
    app_state
        .read(move |clinic| timeline::list::list(clinic, &query))
        .await
}

/// Returns a page of what is written about a patient, by type and by version, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn records(app_state: WithState<'_>, query: RecordQuery) -> Result<RecordPage> {
    app_state
        .read(move |clinic| timeline::records::list(clinic, &query))
        .await
}
