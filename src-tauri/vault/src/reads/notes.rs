use sync_contract::catalog::{Addendum, Note, NoteVersion};
use sync_contract::ids::{NoteId, PatientId, VisitId};

use super::Reader;
use super::stored_row::Stored;
use crate::error::Result;

impl Reader<'_> {
    /// Newest first.
    pub fn notes_of(&self, patient: PatientId) -> Result<Vec<Stored<Note>>> {
        self.of_patient(
            include_str!("../../queries/notes/of_patient.sql"),
            patient.0,
        )
    }

    pub fn latest_note(&self, patient: PatientId) -> Result<Option<Stored<Note>>> {
        let found = self.of_patient(include_str!("../../queries/notes/latest.sql"), patient.0)?;
        Ok(found.into_iter().next())
    }

    pub fn notes_at(&self, visit: VisitId) -> Result<Vec<Stored<Note>>> {
        self.list(
            include_str!("../../queries/notes/at_visit.sql"),
            [visit.0.as_bytes()],
        )
    }

    /// Of all these visits, by one statement.
    pub fn notes_at_visits(&self, visits: &[VisitId]) -> Result<Vec<Stored<Note>>> {
        let visits = super::json(visits.iter().map(|visit| visit.0));
        self.list(include_str!("../../queries/notes/at_visits.sql"), [visits])
    }

    /// Oldest first.
    pub fn note_versions(&self, note: NoteId) -> Result<Vec<Stored<NoteVersion>>> {
        self.list(
            include_str!("../../queries/notes/versions.sql"),
            [note.0.as_bytes()],
        )
    }

    /// Oldest first.
    pub fn addenda(&self, note: NoteId) -> Result<Vec<Stored<Addendum>>> {
        self.list(
            include_str!("../../queries/notes/addenda.sql"),
            [note.0.as_bytes()],
        )
    }

    /// Of all notes of a patient, by one statement.
    pub fn addenda_of(&self, patient: PatientId) -> Result<Vec<Stored<Addendum>>> {
        self.of_patient(
            include_str!("../../queries/notes/addenda_of_patient.sql"),
            patient.0,
        )
    }
}
