use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, Patient, Visit};
use sync_contract::ids::{AppointmentId, NoteId, PatientId, VisitId};
use vault::reads::Stored;

use super::show::load;
use super::view::{VisitStart, VisitView};
use crate::Clinic;
use crate::appointments::{may_follow, set_status};
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::notes::NoteKind;
use crate::notes::write::blank;
use crate::view::Id;

/// The visit of this patient that whoever acts has begun and not ended, the latest of several. A read of the patient.
///
/// Errors: `Forbidden` (needs `visits.write`).
pub fn already_open(clinic: &Clinic, patient: &Id) -> Result<Option<VisitView>> {
    clinic.may(Right::VisitsWrite)?;
    let patient: PatientId = patient.to()?;
    let reader = clinic.read();
    let is_kept = |row: &Stored<Patient>| row.deleted.is_none();
    let patient_kept = reader.get::<Patient>(patient)?.filter(is_kept);
    let open = reader.open_visits(clinic.user())?;
    let theirs = open.iter().rfind(|row| row.value.patient == patient);
    // of a deleted patient nothing goes on, and beginning says so
    let (Some(row), true) = (theirs, patient_kept.is_some()) else {
        return Ok(None);
    };
    crate::audit::note_read(clinic, patient)?;
    load(clinic, row.value.id).map(Some)
}

/// Begins a visit now, with an empty note for whoever may write one; its appointment goes to the room.
///
/// Errors: `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`.
pub fn start(clinic: &mut Clinic, start: &VisitStart) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let patient: PatientId = start.patient_id.to()?;
    let appointment: Option<AppointmentId> =
        start.appointment_id.as_ref().map(Id::to).transpose()?;
    let writes_notes = clinic.actor.can(Right::NotesWrite);
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    let id = clinic.write("start visit", |tx| {
        kept(tx, patient)?;
        let (id, started_at): (VisitId, _) = (tx.new_id(), tx.now());
        tx.insert(&Visit {
            id,
            patient,
            provider: tx.user(),
            appointment,
            kind: start.r#type.into(),
            started_at,
            ended_at: None,
            chief_complaint: None.into(),
            summary: None.into(),
            follow_up_required: false,
            follow_up_date: None,
        })?;
        if writes_notes {
            let note: NoteId = tx.new_id();
            tx.insert(&blank(note, patient, Some(id), NoteKind::Adime))?;
        }
        if let Some(appointment) = appointment {
            let row = found(tx.get::<Appointment>(appointment)?, "appointment")?;
            if moves_appointment && may_follow(row.value.status, AppointmentStatus::InRoom) {
                set_status::apply(tx, row.value, &row.seen, AppointmentStatus::InRoom, None)?;
            }
        }
        tx.audit(|event| event.of(id.0).about(patient.0));
        Ok(id)
    })?;
    load(clinic, id)
}
