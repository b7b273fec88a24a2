//! What leaves the clinic as a file: complete where it was asked for, or not at all, and never over another. The audit
//! log leaves so while everybody goes on working.

use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use clinic::Reason;
use clinic::audit::export::{Form, begin};
use clinic::audit::view::AuditQuery;
use clinic::view::count;
use serde::{Deserialize, Serialize};
use specta::Type;
use vault::private::NewFile;

use crate::event::ClinicEvent;
use crate::problem::{BoxedProblem, Result};
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
                app_state.events().send(ClinicEvent::Exporting {
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

/// Returns the path that was typed; one that does not begin at the root lies in the user's own folder.
///
/// # Errors
/// `Invalid` for none.
pub fn file_path(typed: &str) -> Result<PathBuf> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(at_fault(Reason::Required));
    }
    let typed = Path::new(typed.strip_prefix("~/").unwrap_or(typed));
    let home = env::var_os("HOME").filter(|home| !home.is_empty());
    let path = home.map_or_else(|| typed.to_owned(), |home| Path::new(&home).join(typed));
    if path.is_absolute() && path.file_name().is_some() {
        Ok(path)
    } else {
        Err(at_fault(Reason::Malformed))
    }
}

/// Lets `write` fill a file that only this user may read, and gives it its name when all of it is there.
///
/// # Errors
/// `Invalid` for a name that is taken, a folder that is not there or one that nothing may be put into; `DiskFull`;
/// those of `write`.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let mut file = NewFile::next_to(path).map_err(|error| refused(&error))?;
    let written = write(&mut file)?;
    file.finish().map_err(|error| refused(&error))?;
    Ok(written)
}

fn at_fault(reason: Reason) -> BoxedProblem {
    clinic::Error::invalid("path", reason).into()
}

fn refused(error: &io::Error) -> BoxedProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => at_fault(Reason::Unknown),
        ErrorKind::AlreadyExists => at_fault(Reason::Taken),
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::InvalidFilename => at_fault(Reason::Impossible),
        kind => io::Error::from(kind).into(),
    }
}

#[cfg(test)]
mod tests;
