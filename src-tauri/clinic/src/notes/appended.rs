//! What was appended to signed notes: which have an addendum, which are void, and who may void one now.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Addendum, Note, NoteStatus, NoteVoid};
use sync_contract::ids::{NoteId, PatientId, UserId};
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::notes::NoteState;
use crate::notes::void_rule::VoidRule;

/// Which notes have something appended.
#[derive(Default)]
pub(crate) struct Appended {
    with_addenda: BTreeSet<NoteId>,
    voids: Vec<Stored<NoteVoid>>,
    rule: VoidRule,
}

impl Appended {
    /// Reads both lists of a patient.
    ///
    /// # Errors
    /// Those of a read.
    pub fn of_patient(reader: &Reader<'_>, patient: PatientId) -> Result<Self> {
        let (addenda, voids) = (reader.addenda_of(patient)?, reader.note_voids_of(patient)?);
        Self::of(reader, &addenda, voids)
    }

    /// Does the same with lists that were read already.
    ///
    /// # Errors
    /// Those of a read.
    pub fn of(
        reader: &Reader<'_>,
        addenda: &[Stored<Addendum>],
        voids: Vec<Stored<NoteVoid>>,
    ) -> Result<Self> {
        Ok(Self {
            with_addenda: addenda.iter().map(|row| row.value.note).collect(),
            rule: VoidRule::of(reader, &voids)?,
            voids,
        })
    }

    pub fn state(&self, note: &Note) -> NoteState {
        let has_addenda = self.with_addenda.contains(&note.id);
        let mut voids = self.voids.iter().filter(|row| row.value.note == note.id);
        state(
            note,
            has_addenda,
            voids.any(|void| self.rule.allows(note, void)),
        )
    }

    /// Returns each void of the patient's notes, oldest first.
    pub fn voids(&self) -> &[Stored<NoteVoid>] {
        &self.voids
    }

    /// Returns whether a void of this note counts.
    pub fn allows(&self, note: &Note, void: &Stored<NoteVoid>) -> bool {
        self.rule.allows(note, void)
    }
}

/// Returns the state of a note. Nothing that names a draft makes it void.
pub(crate) fn state(note: &Note, has_addenda: bool, is_void: bool) -> NoteState {
    match note.status {
        NoteStatus::Draft => NoteState::Draft,
        NoteStatus::Signed if is_void => NoteState::Void,
        NoteStatus::Signed if has_addenda => NoteState::Addendum,
        NoteStatus::Signed => NoteState::Signed,
    }
}

/// Returns whether a user may void what was signed: its signer, and the head doctor of the signer, whose colleagues
/// are given.
pub(crate) fn may_void(note: &Note, user: UserId, colleagues: &BTreeMap<UserId, String>) -> bool {
    note.signed_by
        .is_some_and(|signer| signer == user || colleagues.contains_key(&signer))
}
