//! Exports the audit log to a file while other commands run.

use std::thread;
use std::time::{Duration, Instant};

use clinic::audit::export::{Form, begin};
use clinic::audit::view::AuditQuery;
use clinic::view::count;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::event::ClinicEvent;
use crate::problem::Result;
use crate::saving::{file_path, to_file};
use crate::state::AppState;

/// How often the page is sent how far it has come.
const SEND_EVERY: Duration = Duration::from_millis(250);
/// Between two pages other commands have the clinic: the mutex by itself would not wait for them.
const YIELD_FOR: Duration = Duration::from_millis(1);

#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AuditFormat {
    Json,
    Csv,
}

/// Everything that `query` selects, whatever its page; `reason` is recorded in the audit log.
#[derive(Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditExport {
    pub query: AuditQuery,
    pub format: AuditFormat,
    pub path: String,
    pub reason: String,
}

/// Where the file lies, and how many entries are in it.
#[derive(Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditFile {
    pub path: String,
    pub entries: u32,
}

/// Writes the audit log to a file. Blocks until the file is there.
///
/// # Errors
/// `Locked`, also when the window is locked meanwhile; then there is no file. Those of [`to_file`].
pub fn export_audit(app_state: &AppState, form: &AuditExport) -> Result<AuditFile> {
    let path = file_path(&form.path)?;
    let format = match form.format {
        AuditFormat::Json => Form::Json,
        AuditFormat::Csv => Form::Csv,
    };
    let entries = to_file(&path, |out| {
        let mut export = begin(
            app_state.clinic_state().clinic()?,
            &form.query,
            &form.reason,
            format,
        )?;
        let mut last_sent: Option<Instant> = None;
        while export.page(app_state.clinic_state().clinic()?, out)? {
            if last_sent.is_none_or(|at| at.elapsed() >= SEND_EVERY) {
                last_sent = Some(Instant::now());
                app_state.send(ClinicEvent::Exporting {
                    entries: count(export.written()),
                });
            }
            thread::sleep(YIELD_FOR);
        }
        Ok(export.written())
    })?;
    Ok(AuditFile {
        path: path.display().to_string(),
        entries: count(entries),
    })
}

#[cfg(test)]
mod tests;
