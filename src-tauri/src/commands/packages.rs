//! Sessions that patients bought together.

use clinic::form_drafts::{EntryList, FormOf};
use clinic::invoices::packages::list::Packages;
use clinic::invoices::packages::{
    NewPackage, PackageAtVisit, PackageEdit, PackageUseForm, PackageView, list, sell, uses,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn packages(app_state: WithState<'_>, patient_id: Id) -> Result<Packages> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

/// Returns what an appointment was paid with.
#[tauri::command]
#[specta::specta]
pub async fn packages_at_visit(
    app_state: WithState<'_>,
    appointment_id: Id,
) -> Result<Vec<PackageAtVisit>> {
    app_state
        .read(move |clinic| list::at_visit(clinic, &appointment_id))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_package(app_state: WithState<'_>, sale: NewPackage) -> Result<PackageView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            let of = FormOf::Entry {
                list: EntryList::Packages,
                patient_id: sale.patient_id.clone(),
                id: None,
            };
            clinic.recording(&of, |clinic| sell::sell(clinic, &sale))
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_package(app_state: WithState<'_>, edit: PackageEdit) -> Result<PackageView> {
    app_state
        .write(&[Topic::Billing], move |clinic| sell::edit(clinic, &edit))
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_package(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            sell::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_package(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<PackageView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            sell::restore(clinic, &id, &seen)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn use_package(app_state: WithState<'_>, used: PackageUseForm) -> Result<PackageView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            uses::use_one(clinic, &used)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn return_package_use(app_state: WithState<'_>, id: Id) -> Result<PackageView> {
    app_state
        .write(&[Topic::Billing], move |clinic| {
            uses::give_back(clinic, &id)
        })
        .await
}
