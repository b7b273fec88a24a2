//! The trail leaves as a file while everybody goes on working.

use std::thread;
use std::time::{Duration, Instant};

use clinic::audit::export::{Form, begin};
use clinic::view::count;

use crate::commands::audit::{AuditExport, AuditFile, AuditFormat};
use crate::event::ClinicEvent;
use crate::failure::Result;
use crate::leaving;
use crate::state::AppState;

/// How often it says how far it has come.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// Whoever waits for the clinic has it between two pages: the lock by itself would not wait for them.
const MAKE_WAY: Duration = Duration::from_millis(1);

/// Blocks until the file is there. Errors: `Locked` also when the window is locked meanwhile; then there is no file.
pub fn export(app_state: &AppState, form: &AuditExport) -> Result<AuditFile> {
    let path = leaving::place(&form.path)?;
    let shape = match form.format {
        AuditFormat::Json => Form::Json,
        AuditFormat::Csv => Form::Csv,
    };
    let entries = leaving::to_file(&path, |out| {
        let mut export = begin(app_state.held().clinic()?, &form.query, &form.reason, shape)?;
        let mut told_at: Option<Instant> = None;
        while export.page(app_state.held().clinic()?, out)? {
            if told_at.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
                told_at = Some(Instant::now());
                app_state.events().send(ClinicEvent::Exporting {
                    entries: count(export.written()),
                });
            }
            thread::sleep(MAKE_WAY);
        }
        Ok(export.written())
    })?;
    Ok(AuditFile {
        path: path.display().to_string(),
        entries: count(entries),
    })
}

#[cfg(test)]
#[path = "exporting_tests.rs"]
mod tests;
