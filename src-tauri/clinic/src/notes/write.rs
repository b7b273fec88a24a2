use sync_contract::Right;
use sync_contract::catalog::{Note, NoteStatus, NoteVersion};
use sync_contract::ids::{NoteId, NoteVersionId, PatientId, VisitId};
use sync_contract::read_version::ReadVersion;
use vault::WriteTx;
use vault::read::Stored;

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::error::{Error, Result};
use crate::notes::appended::Appended;
use crate::notes::content::{SectionText, canonical, check_sections};
use crate::notes::form::NoteKind;
use crate::notes::readable::is_unreadable;
use crate::notes::show::load;
use crate::notes::{
    CustomText, NoteDraft, NoteState, NoteView, custom_fields, custom_values, draft,
};
use crate::occasion::file_and_visit;
use crate::view::Id;

/// A note outside of any visit.
#[derive(Debug, Clone)]
pub struct NewNote {
    pub patient: PatientId,
    pub visit: Option<VisitId>,
    pub kind: NoteKind,
    pub sections: Vec<SectionText>,
    pub custom: Vec<CustomText>,
}

/// Writes a new note and its first version.
///
/// # Errors
/// `Forbidden` (needs `notes.write`), `NotFound`, `PatientDeleted`, `Invalid` when it is too long, `ForeignSection`,
/// `ForeignField`.
pub fn create(clinic: &mut Clinic, new: &NewNote) -> Result<NoteView> {
    clinic.may(Right::NotesWrite)?;
    check_sections(new.kind, &new.sections, None)?;
    let offered = custom_fields::active(&clinic.read())?;
    let known = custom_values::with_fields(&[], &offered, true);
    custom_values::require_known(&new.custom, &known)?;
    let visit = new.visit.map(Id::of);
    let (patient, visit) = file_and_visit(clinic, new.patient, visit.as_ref())?;
    let id = clinic.write("write note", |tx| {
        require_not_deleted(tx, patient)?;
        let id: NoteId = tx.new_id();
        let mut note = blank(id, patient, visit, new.kind);
        note.sections = canonical(new.kind, &new.sections)?.into();
        note.custom_fields = custom_values::canonical(&new.custom)?.into();
        note.version = 1;
        tx.insert(&note)?;
        insert_version(tx, &note)?;
        Ok(id)
    })?;
    load(clinic, id)
}

/// Begins a note outside of any visit. One that this user began for the patient and never wrote goes on.
///
/// # Errors
/// `Forbidden` (needs `notes.write`), `NotFound`, `PatientDeleted`.
pub fn begin(clinic: &mut Clinic, patient: &Id, kind: NoteKind) -> Result<NoteView> {
    clinic.may(Right::NotesWrite)?;
    let (patient, _) = file_and_visit(clinic, patient.to()?, None)?;
    let user = clinic.user();
    let is_begun = |row: &&Stored<Note>| {
        let note = &row.value;
        let is_unwritten = note.version == 0 && note.status == NoteStatus::Draft;
        note.visit.is_none() && is_unwritten && row.created_by == user && row.deleted.is_none()
    };
    let notes = clinic.read().notes_of(patient)?;
    if let Some(begun) = notes.iter().find(is_begun) {
        return load(clinic, begun.value.id);
    }
    let id = clinic.write("begin note", |tx| {
        require_not_deleted(tx, patient)?;
        let id: NoteId = tx.new_id();
        tx.insert(&blank(id, patient, None, kind))?;
        Ok(id)
    })?;
    load(clinic, id)
}

/// Returns the note of a visit of this patient: what is written about the visit belongs there. One that is void leaves
/// room for another.
///
/// # Errors
/// `Forbidden` (needs `notes.write`), `NotFound`, also for a visit of another provider.
pub fn at_visit(clinic: &Clinic, patient: PatientId, visit: VisitId) -> Result<Option<Id>> {
    clinic.may(Right::NotesWrite)?;
    let (file, _) = file_and_visit(clinic, patient, Some(&Id::of(visit)))?;
    let reader = clinic.read();
    let appended = Appended::of_patient(&reader, file)?;
    let mut own = reader.notes_at(file, visit)?.into_iter();
    let own = own.find(|row| appended.state(&row.value) != NoteState::Void);
    Ok(own.map(|row| Id::of(row.value.id)))
}

/// Commits what was typed: the note and an append-only version of it. A draft that equals the note is dropped.
///
/// # Errors
/// `Forbidden` (needs `notes.write`), `NotFound`, `PatientDeleted`, `AlreadySigned`, `Invalid` when it is too long,
/// `ForeignSection`.
pub fn write(clinic: &mut Clinic, new: &NoteDraft) -> Result<NoteView> {
    clinic.may(Right::NotesWrite)?;
    let (id, seen): (NoteId, _) = (new.id.to()?, new.seen.to_read_version()?);
    let stored = clinic.require_row::<Note>(id, "note")?;
    let stored = or_not_found(Some(stored).filter(|row| row.deleted.is_none()), "note")?;
    if differs(&stored, new)? {
        clinic.write("write note", |tx| apply(tx, new, &seen).map(|_| ()))?;
    }
    draft::forget(clinic, id)?;
    load(clinic, id)
}

/// Commits the draft that this user left; without one the note stays unchanged.
///
/// # Errors
/// As [`write`].
pub fn commit_draft(clinic: &mut Clinic, note: &Id) -> Result<NoteView> {
    clinic.may(Right::NotesWrite)?;
    match draft::find(clinic, note.to()?)? {
        Some(stored_draft) => write(clinic, &stored_draft.draft),
        None => load(clinic, note.to()?),
    }
}

/// Commits all drafts of this user: called at lock, sign-out and a switch of user. Returns whether anything was saved.
///
/// # Errors
/// `Forbidden` (needs `notes.write`).
pub fn commit_all(clinic: &mut Clinic) -> Result<bool> {
    if !clinic.actor.can(Right::NotesWrite) {
        return Ok(false);
    }
    clinic.may(Right::NotesWrite)?;
    let mut has_saved = false;
    for line in clinic.unlocked().drafts::<Note>(None)? {
        let Some(stored_draft) = draft::find(clinic, line.id)? else {
            continue;
        };
        match write(clinic, &stored_draft.draft) {
            Ok(_) => has_saved = true,
            // signed or deleted on another device meanwhile: the draft stays, to be offered as an addendum, or once the
            // patient or the note is restored
            Err(Error::AlreadySigned | Error::PatientDeleted | Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(has_saved)
}

fn differs(row: &Stored<Note>, draft: &NoteDraft) -> Result<bool> {
    let stored = &row.value;
    if is_unreadable(row) {
        check_sections(draft.kind, &draft.sections, None)?;
        return Ok(true);
    }
    if stored.status == NoteStatus::Signed {
        return Err(Error::AlreadySigned);
    }
    let stored_sections = stored
        .sections
        .open()
        .ok_or(Error::KeyMissing(sync_contract::Compartment::Clinical))?;
    check_sections(draft.kind, &draft.sections, Some(stored_sections.as_str()))?;
    let now = canonical(draft.kind, &draft.sections)?;
    let custom = custom_values::canonical(&draft.custom)?;
    Ok(*stored_sections != now
        || stored.custom_fields.open() != Some(&custom)
        || stored.kind != draft.kind)
}

/// Returns a note that was not taken back with its visit.
pub(super) fn not_removed(tx: &WriteTx<'_>, id: NoteId) -> Result<Note> {
    let row = tx.get::<Note>(id)?;
    let row = row.filter(|row| row.deleted.is_none());
    Ok(or_not_found(row, "note")?.value)
}

/// Writes the draft's text as the next version of the note, and its history row.
pub(super) fn apply(tx: &mut WriteTx<'_>, draft: &NoteDraft, seen: &ReadVersion) -> Result<Note> {
    let mut note = not_removed(tx, draft.id.to()?)?;
    if note.status == NoteStatus::Signed {
        return Err(Error::AlreadySigned);
    }
    require_not_deleted(tx, note.patient)?;
    note.kind = draft.kind;
    note.sections = canonical(draft.kind, &draft.sections)?.into();
    note.custom_fields = custom_values::canonical(&draft.custom)?.into();
    note.version += 1;
    tx.update(&note, seen)?;
    if note.treatment_plan.is_undecryptable() {
        // it was undecryptable, so nothing of it was carried over
        note = not_removed(tx, note.id)?;
    }
    insert_version(tx, &note)?;
    Ok(note)
}

pub(crate) fn insert_version(tx: &mut WriteTx<'_>, note: &Note) -> Result<()> {
    let id: NoteVersionId = tx.new_id();
    tx.insert(&NoteVersion {
        id,
        patient: note.patient,
        note: note.id,
        version: note.version,
        sections: note.sections.clone(),
        treatment_plan: note.treatment_plan.clone(),
        custom_fields: note.custom_fields.clone(),
    })?;
    Ok(())
}

/// Returns a note without text.
pub(crate) fn blank(
    id: NoteId,
    patient: PatientId,
    visit: Option<VisitId>,
    kind: NoteKind,
) -> Note {
    Note {
        id,
        patient,
        visit,
        kind,
        status: NoteStatus::Draft,
        version: 0,
        signed_at: None,
        signed_by: None,
        sections: canonical(kind, &[])
            .expect("a note without words is short")
            .into(),
        treatment_plan: None.into(),
        metadata: None.into(),
        custom_fields: None.into(),
        template: None,
        signature: None.into(),
    }
}
