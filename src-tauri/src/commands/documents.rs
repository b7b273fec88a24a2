//! Files of a patient: of the chart, or of the front desk. What is in them travels as bytes, a few parts at a time,
//! never as text and never as a whole.

use clinic::attachments::measure::MeasuredFile;
use clinic::attachments::view::{Adding, DocumentEdit, DocumentView, DocumentsOf, NewDocument};
use clinic::filing::{self, DocumentsToFile};
use clinic::view::{Id, ReadVersionToken};
use clinic::{Clinic, documents, office_documents};
use tauri::ipc::{Request, Response};

use super::WithState;
use super::raw::{body, header, malformed, number};
use crate::event::Topic;
use crate::problem::Result;
use crate::saving;

#[tauri::command]
#[specta::specta]
pub async fn documents(
    app_state: WithState<'_>,
    of: DocumentsOf,
    patient_id: Id,
) -> Result<Vec<DocumentView>> {
    app_state
        .read(move |clinic| match of {
            DocumentsOf::Chart => documents::list(clinic, &patient_id),
            DocumentsOf::Office => office_documents::list(clinic, &patient_id),
        })
        .await
}

/// Begins to add the file that was measured under `file`, or goes on where this file of the patient was interrupted.
#[tauri::command]
#[specta::specta]
pub async fn begin_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    file: String,
    form: NewDocument,
) -> Result<Adding> {
    let measured = app_state.files().measured(&file)?;
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::begin(clinic, &form, &measured),
            DocumentsOf::Office => office_documents::begin(clinic, &form, &measured),
        })
        .await
}

/// Goes on with a document, given the file that it was begun with.
#[tauri::command]
#[specta::specta]
pub async fn resume_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    file: String,
    id: Id,
) -> Result<Adding> {
    let measured = app_state.files().measured(&file)?;
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::resume(clinic, &id, &measured),
            DocumentsOf::Office => office_documents::resume(clinic, &id, &measured),
        })
        .await
}

/// Ends what [`measure_document`] began; the screens then show what was stored, be it all of the file or not.
#[tauri::command]
#[specta::specta]
pub async fn end_document(app_state: WithState<'_>, file: String) -> Result<()> {
    app_state.files().forget(&file);
    app_state.written(&[Topic::Patients]);
    Ok(())
}

/// Reads all of a document and compares it with what was added. Returns of how many parts `document_part` has it.
#[tauri::command]
#[specta::specta]
pub async fn check_document(app_state: WithState<'_>, of: DocumentsOf, id: Id) -> Result<u32> {
    let document = app_state
        .read(move |clinic| match of {
            DocumentsOf::Chart => documents::check(clinic, &id),
            DocumentsOf::Office => office_documents::check(clinic, &id),
        })
        .await?;
    let parts = sync_contract::catalog::chunks_of(document.size.into());
    Ok(u32::try_from(parts).unwrap_or(u32::MAX))
}

/// Writes a copy, which is not encrypted, to a file that is not there yet. Returns its path.
#[tauri::command]
#[specta::specta]
pub async fn save_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    id: Id,
    path: String,
) -> Result<String> {
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::to_file(&path, |to| {
                match of {
                    DocumentsOf::Chart => documents::save(clinic, &id, to)?,
                    DocumentsOf::Office => office_documents::save(clinic, &id, to)?,
                }
                Ok(())
            })?;
            Ok(path.display().to_string())
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    edit: DocumentEdit,
) -> Result<DocumentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::edit(clinic, &edit),
            DocumentsOf::Office => office_documents::edit(clinic, &edit),
        })
        .await
}

/// Returns what takes the removal back.
#[tauri::command]
#[specta::specta]
pub async fn remove_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    id: Id,
    seen: ReadVersionToken,
    reason: String,
) -> Result<ReadVersionToken> {
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::remove(clinic, &id, &seen, &reason),
            DocumentsOf::Office => office_documents::remove(clinic, &id, &seen, &reason),
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DocumentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::restore(clinic, &id, &seen),
            DocumentsOf::Office => office_documents::restore(clinic, &id, &seen),
        })
        .await
}

/// Takes the next bytes of a file that is to be added: the body, under the name that the header `file` gives it.
#[tauri::command]
pub async fn measure_document(app_state: WithState<'_>, request: Request<'_>) -> Result<()> {
    let (file, bytes) = (header(&request, "file")?, body(&request)?);
    // without a signed-in user nothing is read
    app_state
        .run(move |app_state, state| {
            state.clinic()?;
            Ok(app_state.files().take(&file, &bytes)?)
        })
        .await
}

/// Stores parts of the file that follow each other, from the one that the header `part` names: the body.
#[tauri::command]
pub async fn store_document(app_state: WithState<'_>, request: Request<'_>) -> Result<()> {
    let of = match header(&request, "of")?.as_str() {
        "chart" => DocumentsOf::Chart,
        "office" => DocumentsOf::Office,
        _ => return Err(malformed("of")),
    };
    let first = number(&request, "part")?;
    let id = Id(header(&request, "document")?);
    let (measured, bytes) = (
        app_state.files().measured(&header(&request, "file")?)?,
        body(&request)?,
    );
    let store = move |clinic: &mut Clinic, file: &MeasuredFile| match of {
        DocumentsOf::Chart => documents::store(clinic, &id, file, first, &bytes),
        DocumentsOf::Office => office_documents::store(clinic, &id, file, first, &bytes),
    };
    // the screens are told at the end: each part would have them read everything anew
    app_state.read(move |clinic| store(clinic, &measured)).await
}

/// Returns one part of a document as bytes: its index is the header `part`. `check_document` is asked before the first.
#[tauri::command]
pub async fn document_part(app_state: WithState<'_>, request: Request<'_>) -> Result<Response> {
    let id = Id(header(&request, "document")?);
    let part = number(&request, "part")?;
    let is_office = header(&request, "of")? == "office";
    let bytes = app_state
        .read(move |clinic| match is_office {
            true => office_documents::part(clinic, &id, part),
            false => documents::part(clinic, &id, part),
        })
        .await?;
    Ok(Response::new(bytes))
}

/// Returns what is to file of all patients.
#[tauri::command]
#[specta::specta]
pub async fn documents_to_file(app_state: WithState<'_>) -> Result<DocumentsToFile> {
    app_state.read(|clinic| filing::worklist(clinic)).await
}

#[tauri::command]
#[specta::specta]
pub async fn file_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DocumentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::file(clinic, &id, &seen),
            DocumentsOf::Office => office_documents::file(clinic, &id, &seen),
        })
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn unfile_document(
    app_state: WithState<'_>,
    of: DocumentsOf,
    id: Id,
    seen: ReadVersionToken,
) -> Result<DocumentView> {
    app_state
        .write(&[Topic::Patients], move |clinic| match of {
            DocumentsOf::Chart => documents::unfile(clinic, &id, &seen),
            DocumentsOf::Office => office_documents::unfile(clinic, &id, &seen),
        })
        .await
}
