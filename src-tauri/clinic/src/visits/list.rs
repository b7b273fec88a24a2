use std::collections::BTreeMap;

use sync_contract::catalog::{Note, Visit};
use sync_contract::ids::{PatientId, VisitId};
use sync_contract::{Entity, Right};
use vault::read::Stored;

use crate::Clinic;
use crate::error::Result;
use crate::names::StaffNames;
use crate::notes::appended::Appended;
use crate::view::{At, Id};
use crate::view::{RecordSync, text};
use crate::visits::VisitRow;

/// Returns the visits of a patient, the newest first.
///
/// # Errors
/// `Forbidden` (needs `chart.read`).
pub fn list(clinic: &Clinic, patient: &Id) -> Result<Vec<VisitRow>> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    crate::reads::log_read(clinic, patient)?;
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let notes_shown = if clinic.actor.can(Right::NotesRead) {
        reader.notes_of(patient)?
    } else {
        Vec::new()
    };
    let appended = Appended::of_patient(&reader, patient)?;
    let of_visit = by_visit(&notes_shown);
    let mut visits = reader.visits_of(patient)?;
    visits.retain(|row| row.deleted.is_none());
    let (visits_queued, notes_queued) = (
        reader.sync_of(Visit::DESCRIPTOR, &visits)?,
        reader.sync_of(Note::DESCRIPTOR, &notes_shown)?,
    );
    let row = |row: &Stored<Visit>| {
        let note = of_visit.get(&row.value.id);
        let sync = RecordSync::of(row, &visits_queued);
        VisitRow {
            id: Id::of(row.value.id),
            r#type: row.value.kind,
            started_at: At::of(row.value.started_at),
            ended_at: row.value.ended_at.map(At::of),
            provider: staff.name(row.value.provider),
            complaint: text(&row.value.chief_complaint),
            note: note.map(|note| appended.state(&note.value)),
            note_id: note.map(|note| Id::of(note.value.id)),
            sync: note.map_or(sync.clone(), |note| {
                sync.and(RecordSync::of(note, &notes_queued))
            }),
        }
    };
    Ok(visits.iter().map(row).collect())
}

/// Returns the note of each visit that has text.
fn by_visit(rows: &[Stored<Note>]) -> BTreeMap<VisitId, &Stored<Note>> {
    let written = rows
        .iter()
        .filter(|row| row.deleted.is_none() && row.value.version > 0);
    written
        .filter_map(|row| row.value.visit.map(|visit| (visit, row)))
        .collect()
}
