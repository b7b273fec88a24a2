//! Lists of patients that other programs wrote.

use clinic::patients::import::{
    self, ImportColumn, ImportPlan, ImportProgress, ImportView, PatientImportView, UndoneImport,
};
use clinic::view::{Id, count};
use serde::Serialize;
use specta::Type;
use tauri::ipc::Request;

use super::WithState;
use super::raw::{body, number};
use crate::event::Topic;
use crate::problem::Result;
use crate::saving;

/// What a file has.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportFile {
    pub columns: Vec<ImportColumn>,
    /// Lines below the headings.
    pub lines: u32,
}

/// Takes the next bytes of a file: the body, from the one that the header `first` counts. Those at 0 begin another
/// file.
#[tauri::command]
pub async fn import_bytes(app_state: WithState<'_>, request: Request<'_>) -> Result<()> {
    let (first, bytes) = (number(&request, "first")?, body(&request)?);
    // without a signed-in user nothing is read
    app_state
        .run(move |app_state, state| {
            state.clinic()?;
            let first = usize::try_from(first).unwrap_or(usize::MAX);
            Ok(app_state.imports().take(first, &bytes)?)
        })
        .await
}

/// Returns the columns of the file whose bytes came by `import_bytes`, with the field that the heading of each names.
#[tauri::command]
#[specta::specta]
pub async fn import_columns(app_state: WithState<'_>) -> Result<ImportFile> {
    app_state
        .run(|app_state, state| {
            let table = app_state.imports().read(|bytes| Ok(import::read(bytes)?))?;
            Ok(ImportFile {
                columns: import::check::columns(state.clinic()?, &table)?,
                lines: count(table.records.len()),
            })
        })
        .await
}

/// Returns what an import would do. Writes nothing.
#[tauri::command]
#[specta::specta]
pub async fn check_import(app_state: WithState<'_>, plan: ImportPlan) -> Result<ImportView> {
    let table = app_state.imports().table()?;
    app_state
        .read(move |clinic| import::check::preview(clinic, &table, &plan))
        .await
}

/// Begins to import what `check_import` called ready, and imports the first of them. There is one import at a time.
#[tauri::command]
#[specta::specta]
pub async fn begin_import(app_state: WithState<'_>, plan: ImportPlan) -> Result<ImportProgress> {
    let table = app_state.imports().table()?;
    app_state
        .run(move |app_state, state| {
            let clinic = state.clinic()?;
            app_state.imports().require_none()?;
            let begun = import::run::begin(clinic, &table, &plan)?;
            app_state.imports().begin(begun);
            let next = |importing: &mut _| import::run::next(clinic, importing);
            Ok(app_state.imports().step(next)?)
        })
        .await
}

/// Imports the next ones. What is imported stays where this is not asked again.
#[tauri::command]
#[specta::specta]
pub async fn continue_import(app_state: WithState<'_>) -> Result<ImportProgress> {
    app_state
        .run(|app_state, state| {
            let clinic = state.clinic()?;
            let next = |importing: &mut _| import::run::next(clinic, importing);
            Ok(app_state.imports().step(next)?)
        })
        .await
}

/// Forgets the file. The screens then show what was imported, be it all of the file or not.
#[tauri::command]
#[specta::specta]
pub async fn forget_import(app_state: WithState<'_>) -> Result<()> {
    if app_state.imports().forget() {
        app_state.written(&[Topic::Patients]);
    }
    Ok(())
}

/// Writes the lines with errors to a file that is not there yet, as a list that can be corrected and imported.
/// `reasons` are the errors that `check_import` returned, in words. Returns its path.
#[tauri::command]
#[specta::specta]
pub async fn save_import_errors(
    app_state: WithState<'_>,
    plan: ImportPlan,
    reasons: Vec<String>,
    path: String,
) -> Result<String> {
    let table = app_state.imports().table()?;
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::to_file(&path, |to| {
                import::save::write_errors(clinic, &table, &plan, &reasons, to)?;
                Ok(())
            })?;
            Ok(path.display().to_string())
        })
        .await
}

/// Returns the imports, the latest first.
#[tauri::command]
#[specta::specta]
pub async fn patient_imports(app_state: WithState<'_>) -> Result<Vec<PatientImportView>> {
    app_state.read(|clinic| import::undo::list(clinic)).await
}

/// Deletes the next patients of an import who were not changed since, from the one after `after`.
#[tauri::command]
#[specta::specta]
pub async fn undo_import(
    app_state: WithState<'_>,
    id: Id,
    after: Option<Id>,
) -> Result<UndoneImport> {
    app_state
        .write(&[Topic::Patients], move |clinic| {
            import::undo::undo(clinic, &id, after.as_ref())
        })
        .await
}
