//! Backups of the complete clinic.

use std::time::Instant;

use clinic::Error;
use clinic::backup::{self, BackupsView, Rehearsal};
use clinic::view::ReadVersionToken;
use serde::Serialize;
use specta::Type;
use vault::{BackupReport, Vault};

use super::WithState;
use super::erasure::parsed;
use crate::event::Topic;
use crate::problem::Result;
use crate::saving;
use crate::secret::TypedPassword;
use crate::state::run_blocking;

/// `lacks` are the compartments of which not all rows have come to this computer: they are not in the backup either.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupDone {
    pub path: String,
    pub kilobytes: u32,
    pub lacks: Vec<String>,
}

#[tauri::command]
#[specta::specta]
pub async fn backups(app_state: WithState<'_>) -> Result<BackupsView> {
    app_state.read(|clinic| backup::show(clinic)).await
}

/// Writes a backup that only the recovery key opens to a file that is not there yet.
#[tauri::command]
#[specta::specta]
pub async fn back_up(app_state: WithState<'_>, path: String) -> Result<BackupDone> {
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::require_free(&path)?;
            let done = backup::create(clinic, &path).map_err(|error| match error {
                Error::NotWritten(error) => saving::refused(&error),
                other => other.into(),
            })?;
            Ok(BackupDone {
                path: done.written.path.display().to_string(),
                kilobytes: u32::try_from(done.written.bytes.div_ceil(1024)).unwrap_or(u32::MAX),
                lacks: done.to_come.iter().map(|name| (*name).to_owned()).collect(),
            })
        })
        .await
}

/// Opens a backup with the recovery key and checks all of it, as a restore does, in a copy that is deleted.
#[tauri::command]
#[specta::specta]
pub async fn rehearse_backup(
    app_state: WithState<'_>,
    path: String,
    groups: Vec<TypedPassword>,
) -> Result<Rehearsal> {
    app_state.read(|clinic| backup::show(clinic)).await?;
    let path = saving::file_path(&path)?;
    let (opened, started) = (path.clone(), Instant::now());
    let report = run_blocking(move || -> Result<BackupReport> {
        let key = parsed(&groups)?;
        Ok(Vault::check_backup(&opened, &key, &mut |_, _| {})?)
    })
    .await?;
    let seconds = started.elapsed().as_secs();
    app_state
        .read(move |clinic| backup::note_rehearsal(clinic, &path, &report, seconds))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_backup_days(
    app_state: WithState<'_>,
    seen: ReadVersionToken,
    every_days: u32,
) -> Result<BackupsView> {
    app_state
        .write(&[Topic::Settings], move |clinic| {
            backup::edit_days(clinic, &seen, every_days)
        })
        .await
}
