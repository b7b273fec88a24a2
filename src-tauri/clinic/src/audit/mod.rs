//! Who did what.

pub mod export;
pub mod list;
pub mod verify;
pub mod view;

use sync_contract::ids::PatientId;
use vault::Event;

use crate::Clinic;
use crate::error::Result;

/// Opening a patient is one entry, and within ten minutes no second one.
pub(crate) fn note_read(clinic: &mut Clinic, patient: PatientId) -> Result<()> {
    let event = Event::new("open patient", "Patient").of(patient.0);
    clinic.unlocked_mut().record_read(patient.0, event)?;
    Ok(())
}
