use std::collections::BTreeMap;

use sync_contract::catalog::{Addendum, Note, NoteStatus, NoteVoid, Patient, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{NoteId, PatientId, VisitId};
use sync_contract::{Compartment, Entity, Right};
use vault::read::{Reader, Stored};

use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::names::StaffNames;
use crate::notes::appended::{self, Appended};
use crate::notes::content::sections;
use crate::notes::readable::readable;
use crate::notes::verify::Signatures;
use crate::notes::void_rule::Voids;
use crate::notes::{
    AddendumView, NoteRow, NoteState, NoteView, NoteVoidView, Signature, custom_fields,
    custom_values, draft,
};
use crate::view::{At, Id, ReadVersionToken};
use crate::{Clinic, department};

/// Returns a note with its addenda, what voids it and this user's draft of it.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`.
pub fn show(clinic: &mut Clinic, note: &Id) -> Result<NoteView> {
    clinic.may(Right::NotesRead)?;
    let id: NoteId = note.to()?;
    let patient = clinic.require_row::<Note>(id, "note")?.value.patient;
    crate::reads::log_read(clinic, patient)?;
    load(clinic, id)
}

/// Does the same without checking a right, for an operation that has checked one.
pub(crate) fn load(clinic: &Clinic, id: NoteId) -> Result<NoteView> {
    let reader = clinic.read();
    let row = or_not_found(reader.get::<Note>(id)?, "note")?;
    load_row(clinic, &row, &StaffNames::read(&reader)?)
}

/// Does the same for a row that was read already.
pub(crate) fn load_row(
    clinic: &Clinic,
    row: &Stored<Note>,
    staff: &StaffNames,
) -> Result<NoteView> {
    let (id, reader) = (row.value.id, clinic.read());
    let mut view = view(clinic, &reader, row, staff)?;
    if row.value.status == NoteStatus::Draft
        && let Some(stored) = draft::find(clinic, id)?
    {
        view.kind = stored.draft.kind;
        view.sections = stored.draft.sections;
        let offered = custom_fields::active(&reader)?;
        view.custom = custom_values::with_fields(&stored.draft.custom, &offered, true);
        view.seen = stored.draft.seen;
        view.saved_at = stored.is_stored.then(|| At::of(stored.saved_at));
        // lock, sign-out and the end of a visit commit drafts: one from another session was left by a crash, or by a
        // full disk
        view.recovered = (stored.saved_at < clinic.since()).then(|| At::of(stored.saved_at));
    }
    Ok(view)
}

fn view(
    clinic: &Clinic,
    reader: &Reader<'_>,
    row: &Stored<Note>,
    staff: &StaffNames,
) -> Result<NoteView> {
    let note = readable(reader, row)?;
    let note = note.as_ref();
    let kind = note.kind;
    let stored_sections = note
        .sections
        .open()
        .ok_or(Error::KeyMissing(Compartment::Clinical))?;
    let (added, voids) = match note.status {
        NoteStatus::Draft => (Vec::new(), Voids::default()),
        NoteStatus::Signed => (
            reader.addenda(note.patient, note.id)?,
            Voids::of(reader, note)?,
        ),
    };
    let signatures = Signatures::of(reader, clinic.tenant(), note, &added)?;
    let addenda = addenda(&added, &signatures, staff);
    let void_view = |row| void_view(row, signatures.has_voided(note, row), staff);
    let void = voids.counting.first().map(void_view);
    let refused_voids = voids.refused.iter().map(void_view).collect();
    let may_void = note.status == NoteStatus::Signed
        && void.is_none()
        && clinic.actor.can(Right::NotesSign)
        && appended::may_void(note, clinic.user(), &department::colleagues(clinic)?);
    let signature = match (note.signed_by, note.signed_at) {
        (Some(by), Some(at)) => Some(Signature {
            by: staff.name(by),
            at: At::of(at),
            valid: signatures.has_signed(note),
        }),
        _ => None,
    };
    let visit = note
        .visit
        .map(|visit| reader.get::<Visit>(visit))
        .transpose()?
        .flatten();
    if note.visit.is_some() && visit.is_none() {
        reader.note_missing_rows(Visit::DESCRIPTOR)?;
    }
    let started_at = visit.map_or(row.created_at, |visit| visit.value.started_at);
    Ok(NoteView {
        id: Id::of(note.id),
        seen: ReadVersionToken::of(&row.seen),
        patient_id: Id::of(note.patient),
        visit_id: note.visit.map(Id::of),
        kind,
        state: appended::state(note, !addenda.is_empty(), void.is_some()),
        author: staff.name(row.created_by),
        started_at: At::of(started_at),
        sections: sections(kind, stored_sections)?,
        custom: custom_values::with_fields(
            &custom_values::of_note(note)?,
            &custom_fields::active(reader)?,
            note.status == NoteStatus::Draft,
        ),
        signature,
        addenda,
        void,
        refused_voids,
        may_void,
        saved_at: None,
        recovered: None,
    })
}

fn void_view(row: &Stored<NoteVoid>, valid: bool, staff: &StaffNames) -> NoteVoidView {
    NoteVoidView {
        id: Id::of(row.value.id),
        reason: row
            .value
            .reason
            .open()
            .map_or(String::new(), |text| text.to_string()),
        by: staff.name(row.created_by),
        at: At::of(row.created_at),
        valid,
    }
}

fn addenda(
    rows: &[Stored<Addendum>],
    signatures: &Signatures<'_>,
    staff: &StaffNames,
) -> Vec<AddendumView> {
    let view = |row: &Stored<Addendum>| AddendumView {
        id: Id::of(row.value.id),
        text: row
            .value
            .text
            .open()
            .map_or(String::new(), |text| text.to_string()),
        reason: row
            .value
            .reason
            .open()
            .map_or(String::new(), |text| text.to_string()),
        by: staff.name(row.created_by),
        at: At::of(row.created_at),
        valid: signatures.has_added(row),
    };
    rows.iter().map(view).collect()
}

/// Returns the notes of a patient that have text, each with when it is of, the newest first.
fn newest_first(
    reader: &Reader<'_>,
    patient: PatientId,
    visits: &[Stored<Visit>],
) -> Result<Vec<(Time, Stored<Note>)>> {
    let mut notes = reader.notes_of(patient)?;
    notes.retain(|row| row.deleted.is_none() && row.value.version > 0);
    let visits: BTreeMap<VisitId, Time> = visits
        .iter()
        .map(|row| (row.value.id, row.value.started_at))
        .collect();
    // a note is dated by what it describes: its visit, if there is one
    let dated = notes.into_iter().map(|row| {
        let visit = row.value.visit;
        let at = visit.and_then(|visit| visits.get(&visit).copied());
        (at.unwrap_or(row.created_at), row)
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|(at, row)| std::cmp::Reverse((*at, row.value.id)));
    Ok(dated)
}

/// Returns the newest note of a patient, whose visits were read already, that has text and is not void.
pub(crate) fn last(
    reader: &Reader<'_>,
    patient: PatientId,
    visits: &[Stored<Visit>],
) -> Result<Option<Stored<Note>>> {
    let appended = Appended::of_patient(reader, patient)?;
    let mut notes = newest_first(reader, patient, visits)?.into_iter();
    let last = notes.find(|(_, row)| appended.state(&row.value) != NoteState::Void);
    Ok(last.map(|(_, row)| row))
}

/// Returns the notes of a patient that have text, the newest first.
pub(crate) fn rows(clinic: &Clinic, patient: PatientId) -> Result<Vec<NoteRow>> {
    let reader = clinic.read();
    let staff = StaffNames::read(&reader)?;
    let appended = Appended::of_patient(&reader, patient)?;
    let notes = newest_first(&reader, patient, &reader.visits_of(patient)?)?;
    let row = |(at, row): &(Time, Stored<Note>)| NoteRow {
        id: Id::of(row.value.id),
        visit_id: row.value.visit.map(Id::of),
        at: At::of(*at),
        kind: row.value.kind,
        author: staff.name(row.created_by),
        state: appended.state(&row.value),
    };
    Ok(notes.iter().map(row).collect())
}

/// Returns the notes of a patient that have text, the newest first. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`.
pub fn list(clinic: &mut Clinic, patient: &Id) -> Result<Vec<NoteRow>> {
    clinic.may(Right::NotesRead)?;
    let id: PatientId = patient.to()?;
    clinic.require_row::<Patient>(id, "patient")?;
    crate::reads::log_read(clinic, id)?;
    rows(clinic, id)
}
