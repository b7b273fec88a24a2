//! Records as they are printed: made here, looked at, and then printed or saved as they were seen.

use clinic::ProblemCode;
use clinic::prints::{PrintForm, PrintOf, PrintView};
use tauri::ipc::{Request, Response};

use super::WithState;
use crate::printer::{self, PrinterAnswer};
use crate::prints::PrintFacts;
use crate::problem::Result;
use crate::state::{AppState, run_blocking};

/// Makes a print and keeps it until [`end_print`] or the next one; `print_content` has its pages.
#[tauri::command]
#[specta::specta]
pub async fn make_print(app_state: WithState<'_>, form: PrintForm) -> Result<PrintFacts> {
    let of = form.of.clone();
    let own = app_state.inner().clone();
    // with the view, under the same guard of the clinic
    let (session, view) = app_state
        .read(move |clinic| {
            let view = clinic::prints::view(clinic, &form)?;
            Ok((own.prints().session(), view))
        })
        .await?;
    let own = app_state.inner().clone();
    run_blocking(move || make(&own, session, of, &view)).await
}

/// Writes the print, which is not encrypted, to a file that is not there yet. Returns its path.
#[tauri::command]
#[specta::specta]
pub async fn save_print(app_state: WithState<'_>, path: String) -> Result<String> {
    app_state
        .run(move |app_state, state| app_state.prints().save(state.clinic()?, &path))
        .await
}

/// Sends the print to the printer of this computer. Without one nothing is sent, and nothing is in the audit log.
#[tauri::command]
#[specta::specta]
pub async fn send_print(app_state: WithState<'_>) -> Result<PrinterAnswer> {
    let own = app_state.inner().clone();
    run_blocking(move || {
        if !printer::is_there() {
            return Ok(PrinterAnswer::NoPrinter);
        }
        let bytes = own.prints().send(own.clinic_state().clinic()?)?;
        Ok(printer::send(&bytes))
    })
    .await
}

/// Forgets the print.
#[tauri::command]
#[specta::specta]
pub async fn end_print(app_state: WithState<'_>) -> Result<()> {
    app_state.prints().forget();
    Ok(())
}

/// Returns the print that is looked at, as the bytes of a PDF.
#[tauri::command]
pub async fn print_content(app_state: WithState<'_>, _request: Request<'_>) -> Result<Response> {
    // without a signed-in user nothing is read
    let bytes = app_state
        .run(|app_state, state| {
            state.clinic()?;
            app_state.prints().bytes()
        })
        .await?;
    Ok(Response::new(bytes))
}

/// Makes the print of a view, which is looked at from now on. Others have the clinic while it is laid out.
///
/// # Errors
/// `Locked`, also when the window is locked meanwhile, whichever user has signed in since; `Internal`.
fn make(app_state: &AppState, session: u64, of: PrintOf, view: &PrintView) -> Result<PrintFacts> {
    let printed = paper::print(view).map_err(|error| {
        tracing::error!(%error, "a print cannot be made");
        ProblemCode::Internal
    })?;
    let facts = PrintFacts {
        sections: view.sections.clone(),
        language: view.language,
        of_patient: view.head.language(),
        pages: u32::try_from(printed.pages).unwrap_or(u32::MAX),
        missing: printed.missing.iter().map(ToString::to_string).collect(),
        title: printed.title,
    };
    let mut state = app_state.clinic_state();
    state.clinic()?;
    app_state.prints().set(session, of, printed.bytes)?;
    Ok(facts)
}
