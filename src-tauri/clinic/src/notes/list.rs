use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use super::show::rows;
use super::view::NoteRow;
use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::Id;

/// The notes of a patient in which something is written, the newest first. A read of the patient.
///
/// Errors: `Forbidden` (needs `notes.read`), `NotFound`.
pub fn list(clinic: &mut Clinic, patient: &Id) -> Result<Vec<NoteRow>> {
    clinic.may(Right::NotesRead)?;
    let id: PatientId = patient.to()?;
    found(clinic.read().get::<Patient>(id)?, "patient")?;
    crate::audit::note_read(clinic, id)?;
    rows(clinic, id)
}
