use sync_contract::Right;
use sync_contract::catalog::{Appointment, AppointmentStatus, Visit};
use sync_contract::ids::VisitId;

use super::show::load;
use super::view::{VisitEdit, VisitView};
use crate::Clinic;
use crate::appointments::{may_follow, set_status};
use crate::clinic::found;
use crate::error::Result;
use crate::notes;
use crate::view::Id;

/// Ends a visit: what was typed into its note is committed, and its appointment is done. Ending twice changes nothing.
///
/// Errors: `Forbidden` (needs `visits.write`), `NotFound`, `PatientDeleted`, `Invalid`.
pub fn end(clinic: &mut Clinic, edit: &VisitEdit) -> Result<VisitView> {
    clinic.may(Right::VisitsWrite)?;
    let (id, seen): (VisitId, _) = (edit.id.to()?, edit.seen.to_seen()?);
    commit_note(clinic, id)?;
    let moves_appointment = clinic.actor.can(Right::AppointmentsWrite);
    clinic.write("end visit", |tx| {
        let mut visit = found(tx.get::<Visit>(id)?, "visit")?.value;
        if visit.ended_at.is_none() {
            visit.ended_at = Some(tx.now());
        }
        let appointment = visit.appointment;
        super::edit::apply(tx, visit, edit, &seen)?;
        let row = appointment
            .map(|id| tx.get::<Appointment>(id))
            .transpose()?
            .flatten();
        if let Some(row) = row
            && moves_appointment
            && may_follow(row.value.status, AppointmentStatus::Completed)
        {
            set_status::apply(tx, row.value, &row.seen, AppointmentStatus::Completed, None)?;
        }
        Ok(())
    })?;
    load(clinic, id)
}

fn commit_note(clinic: &mut Clinic, visit: VisitId) -> Result<()> {
    if !clinic.actor.can(Right::NotesWrite) {
        return Ok(());
    }
    for note in clinic.read().notes_at(visit)? {
        notes::write::commit_draft(clinic, &Id::of(note.value.id))?;
    }
    Ok(())
}
