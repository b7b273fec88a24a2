use sync_contract::Right;
use sync_contract::catalog::Visit;
use sync_contract::ids::VisitId;

use crate::clinic::or_not_found;
use crate::error::Result;
use crate::measurements::doubt::is_recorded_later;
use crate::measurements::list::grid;
use crate::names::StaffNames;
use crate::notes::NoteState;
use crate::notes::appended::Appended;
use crate::patients::header::header;
use crate::view::text;
use crate::view::{At, Day, Id, ReadVersionToken};
use crate::visits::VisitView;
use crate::{Clinic, notes};

/// Returns a visit with its grid of measurements, its note and the notes before it. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn show(clinic: &mut Clinic, visit: &Id) -> Result<VisitView> {
    clinic.may(Right::ChartRead)?;
    let id: VisitId = visit.to()?;
    let patient = clinic.require_row::<Visit>(id, "visit")?.value.patient;
    crate::reads::log_read(clinic, patient)?;
    load(clinic, id)
}

/// Does the same without checking a right, for an operation that has checked one.
pub(super) fn load(clinic: &Clinic, id: VisitId) -> Result<VisitView> {
    let reader = clinic.read();
    let row = reader.get::<Visit>(id)?;
    let row = or_not_found(row.filter(|row| row.deleted.is_none()), "visit")?;
    let visit = &row.value;
    let mut previous_notes = Vec::new();
    let mut note = None;
    if clinic.actor.can(Right::NotesRead) {
        let mut own = reader.notes_at(visit.patient, id)?;
        own.retain(|note| note.deleted.is_none());
        if own.len() > 1 {
            // one that was written in the place of a void one
            let appended = Appended::of_patient(&reader, visit.patient)?;
            own.sort_by_key(|note| appended.state(&note.value) == NoteState::Void);
        }
        if let Some(own) = own.first() {
            note = Some(notes::show::load(clinic, own.value.id)?);
        }
        previous_notes = notes::show::rows(clinic, visit.patient)?;
        previous_notes.retain(|row| {
            let is_other = note.as_ref().is_none_or(|note| note.id != row.id);
            is_other && row.state != NoteState::Void
        });
    }
    let grid = grid(clinic, &row)?;
    Ok(VisitView {
        id: Id::of(visit.id),
        seen: ReadVersionToken::of(&row.seen),
        // the last read: it says what could not be shown
        header: header(clinic, visit.patient)?,
        r#type: visit.kind,
        provider: StaffNames::read(&reader)?.name(visit.provider),
        is_own: visit.provider == clinic.user(),
        started_at: At::of(visit.started_at),
        ended_at: visit.ended_at.map(At::of),
        asks_end: visit.ended_at.is_none() && is_recorded_later(&row),
        complaint: text(&visit.chief_complaint),
        follow_up_on: visit.follow_up_date.map(Day::of),
        grid,
        note,
        previous_notes,
    })
}
