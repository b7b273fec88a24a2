//! What is prescribed for a patient, and what of it is to be dispensed.

use clinic::prescriptions::{
    DispensingPage, DispensingQuery, NewPrescription, Prescribed, PrescriptionEdit,
    PrescriptionStatus, PrescriptionView, dispense, list, prescribe, worklist,
};
use clinic::view::{Id, ReadVersionToken};

use super::WithState;
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn prescriptions(
    app_state: WithState<'_>,
    patient_id: Id,
) -> Result<Vec<PrescriptionView>> {
    app_state
        .read(move |clinic| list::list(clinic, &patient_id))
        .await
}

/// Returns what may be dispensed today, of all patients.
#[tauri::command]
#[specta::specta]
pub async fn to_dispense(
    app_state: WithState<'_>,
    query: DispensingQuery,
) -> Result<DispensingPage> {
    app_state
        .read(move |clinic| worklist::to_dispense(clinic, &query))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn prescribe_medicine(
    app_state: WithState<'_>,
    prescription: NewPrescription,
) -> Result<Prescribed> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::prescribe(clinic, &prescription)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_prescription(
    app_state: WithState<'_>,
    edit: PrescriptionEdit,
) -> Result<Prescribed> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::edit(clinic, &edit)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn renew_prescription(
    app_state: WithState<'_>,
    id: Id,
    allergy_reason: String,
) -> Result<Prescribed> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::renew(clinic, &id, &allergy_reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn set_prescription_status(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    status: PrescriptionStatus,
    reason: String,
) -> Result<PrescriptionView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::set_status(clinic, &id, &seen, status, &reason)
        })
        .await
}

/// Removes a prescription that was entered in error. Returns what puts it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_prescription(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_prescription(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<PrescriptionView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            prescribe::restore(clinic, &id, &seen)
        })
        .await
}

/// Records that a prescription was dispensed once; empty `quantity` is what was prescribed. Asks for a reason first
/// where an allergy names it.
#[tauri::command]
#[specta::specta]
pub async fn dispense_prescription(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    quantity: String,
    allergy_reason: String,
) -> Result<Prescribed> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            dispense::dispense(clinic, &id, &seen, &quantity, &allergy_reason)
        })
        .await
}

/// Takes back what was dispensed in error.
#[tauri::command]
#[specta::specta]
pub async fn take_back_dispensing(
    app_state: WithState<'_>,
    id: Id,
    reason: String,
) -> Result<PrescriptionView> {
    app_state
        .write(&[Topic::Visits], move |clinic| {
            dispense::take_back(clinic, &id, &reason)
        })
        .await
}
