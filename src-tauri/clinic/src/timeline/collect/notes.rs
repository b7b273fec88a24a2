use std::collections::BTreeMap;

use sync_contract::catalog::{Note, NoteStatus};
use sync_contract::field::Time;
use sync_contract::ids::{NoteId, VisitId};
use vault::read::Stored;

use crate::error::Result;
use crate::notes::appended::Appended;
use crate::timeline::TimelineEvent;
use crate::timeline::collect::{Collected, Happened, opened, written};

impl Collected<'_> {
    /// Notes with text, what was added to them and what voids them, by when each visit started.
    pub(super) fn notes_and_appended(&mut self, started: &BTreeMap<VisitId, Time>) -> Result<()> {
        let addenda = self.reader.addenda_of(self.patient)?;
        let voids = self.reader.note_voids_of(self.patient)?;
        let appended = Appended::of(&self.reader, &addenda, voids)?;
        let notes = self.reader.notes_of(self.patient)?;
        for row in notes.iter().filter(|row| row.value.version > 0) {
            let state = appended.state(&row.value);
            self.add(written(row, started), TimelineEvent::Note { state });
        }
        let of = |id: NoteId| {
            let row: Option<&Stored<Note>> = notes.iter().find(|note| note.value.id == id);
            row.map(|row| &row.value)
        };
        for row in &addenda {
            let text = opened(&row.value.reason);
            let happened = Happened {
                visit: of(row.value.note).and_then(|note| note.visit),
                ..Happened::of(row, row.value.id)
            };
            self.add(happened, TimelineEvent::Addendum { text });
        }
        for row in appended.voids() {
            let note = of(row.value.note);
            if note.is_some_and(|note| note.status == NoteStatus::Draft) {
                // it has no effect on one
                continue;
            }
            let text = opened(&row.value.reason);
            let happened = Happened {
                visit: note.and_then(|note| note.visit),
                ..Happened::of(row, row.value.id)
            };
            // whose note is not here is not known either
            let counts = note.is_none_or(|note| appended.allows(note, row));
            let event = match counts {
                true => TimelineEvent::NoteVoid { text },
                false => TimelineEvent::NoteVoidRefused { text },
            };
            self.add(happened, event);
        }
        Ok(())
    }
}
