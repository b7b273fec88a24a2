use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, Visit};
use sync_contract::ids::{AppointmentId, NoteId, PatientId, VisitId};

use super::show::load;
use super::view::{VisitStart, VisitView};
use crate::Clinic;
use crate::appointments::{may_follow, set_status};
use crate::clinic::{found, kept};
use crate::error::Result;
use crate::notes::NoteKind;
use crate::notes::write::blank;
use crate::view::Id;

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
