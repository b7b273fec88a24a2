//! The photo of a patient. The picture itself travels as bytes.

use clinic::photos::{self, NewPhoto, PhotoRemoval, PhotoView};
use clinic::view::{Id, ReadVersionToken};
use tauri::ipc::{Request, Response};

use super::WithState;
use super::raw::{body, header, number, optional_header};
use crate::event::Topic;
use crate::problem::Result;

#[tauri::command]
#[specta::specta]
pub async fn photo(app_state: WithState<'_>, patient_id: Id) -> Result<Option<PhotoView>> {
    app_state
        .read(move |clinic| photos::show(clinic, &patient_id))
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_photo(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<PhotoRemoval> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            photos::remove(clinic, &id, &seen, &reason)
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_photo(
    app_state: WithState<'_>,
    id: Id,
    seen: ReadVersionToken,
) -> Result<PhotoView> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            photos::restore(clinic, &id, &seen)
        })
        .await
}

/// Sets the body as the photo of the patient whom the header `patient` names, in the place of the one that the header
/// `seen` names.
#[tauri::command]
pub async fn set_photo(app_state: WithState<'_>, request: Request<'_>) -> Result<()> {
    let content = body(&request)?;
    let form = NewPhoto {
        patient_id: Id(header(&request, "patient")?),
        seen: optional_header(&request, "seen").map(ReadVersionToken),
    };
    app_state
        .write(&[Topic::Patients], move |clinic| {
            photos::set(clinic, &form, &content).map(drop)
        })
        .await
}

/// Returns the picture of the patient whom the header `patient` names.
#[tauri::command]
pub async fn photo_content(app_state: WithState<'_>, request: Request<'_>) -> Result<Response> {
    let patient = Id(header(&request, "patient")?);
    let content = app_state
        .read(move |clinic| photos::content(clinic, &patient))
        .await?;
    Ok(Response::new(content))
}

/// Returns the picture of one of several that were set apart: the header `sibling` counts them as the conflict does
/// that the header `conflict` names.
#[tauri::command]
pub async fn conflicting_photo(app_state: WithState<'_>, request: Request<'_>) -> Result<Response> {
    let conflict = Id(header(&request, "conflict")?);
    let sibling = number(&request, "sibling")?;
    let content = app_state
        .read(move |clinic| clinic::conflicts::show::photo(clinic, &conflict, sibling))
        .await?;
    Ok(Response::new(content))
}
