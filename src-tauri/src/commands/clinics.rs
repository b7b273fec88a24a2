//! The clinics of this computer, of which the window shows one.

use super::WithClinics;
use crate::clinics::ClinicChoice;
use crate::problem::Result;
use crate::state::run_blocking;

/// Returns the clinics of this computer by name. One that was not opened yet is opened, and syncs from now on.
#[tauri::command]
#[specta::specta]
pub async fn clinics(clinics: WithClinics<'_>) -> Result<Vec<ClinicChoice>> {
    let own = clinics.clone();
    run_blocking(move || own.list()).await
}

/// Ends the page. The next one shows the clinic of this folder, as it is: signed in, or its lock screen.
#[tauri::command]
#[specta::specta]
pub async fn switch_clinic(clinics: WithClinics<'_>, folder: String) -> Result<()> {
    clinics.switch_to(&folder)
}

/// Ends the page. The next one makes or joins a clinic.
#[tauri::command]
#[specta::specta]
pub async fn add_clinic(clinics: WithClinics<'_>) -> Result<()> {
    clinics.add()
}
