//! A draft over which somebody has written what does not open: whoever has its key reads its last version, and can
//! write over it.

use std::borrow::Cow;

use sync_contract::catalog::{Note, NoteStatus};
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::notes::content::canonical;

/// Returns whether a draft does not open for anybody: its key is here.
pub(super) fn is_unreadable(row: &Stored<Note>) -> bool {
    let is_draft = row.value.status == NoteStatus::Draft;
    is_draft && !row.damaged.is_empty() && row.value.sections.is_undecryptable()
}

/// Returns a note as it can be read and edited: for a draft that does not open for anybody stands the newest of its
/// versions that does, and an empty text where none is left.
///
/// # Errors
/// Those of a read.
pub(super) fn readable<'n>(reader: &Reader<'_>, row: &'n Stored<Note>) -> Result<Cow<'n, Note>> {
    let note = &row.value;
    if !is_unreadable(row) {
        return Ok(Cow::Borrowed(note));
    }
    let versions = reader.note_versions(note.patient, note.id)?.into_iter();
    let newest = versions
        .filter(|version| version.damaged.is_empty() && version.value.sections.open().is_some())
        .max_by_key(|version| version.created);
    let (sections, custom_fields) = match newest {
        Some(version) => (version.value.sections, version.value.custom_fields),
        None => (canonical(note.kind, &[])?.into(), None.into()),
    };
    Ok(Cow::Owned(Note {
        sections,
        custom_fields,
        ..note.clone()
    }))
}
