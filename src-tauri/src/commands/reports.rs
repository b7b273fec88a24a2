//! What a manager asks of a period.

use clinic::reports::csv;
use clinic::reports::report;
use clinic::reports::{ReportQuery, ReportTable, ReportView};

use super::WithState;
use crate::problem::Result;
use crate::saving;

#[tauri::command]
#[specta::specta]
pub async fn report(app_state: WithState<'_>, query: ReportQuery) -> Result<ReportView> {
    app_state
        .read(move |clinic| report::report(clinic, &query))
        .await
}

/// Writes a part of a report as a sheet. Returns where the file lies.
#[tauri::command]
#[specta::specta]
pub async fn save_report(
    app_state: WithState<'_>,
    query: ReportQuery,
    table: ReportTable,
    path: String,
) -> Result<String> {
    app_state
        .run(move |_, state| {
            let clinic = state.clinic()?;
            let path = saving::file_path(&path)?;
            saving::to_file(&path, |to| {
                let sheet = csv::csv(clinic, &query, table)?;
                to.write_all(sheet.as_bytes())
                    .map_err(clinic::Error::NotWritten)?;
                Ok(())
            })?;
            Ok(path.display().to_string())
        })
        .await
}
