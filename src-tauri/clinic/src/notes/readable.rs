//! Drafts that were overwritten with an undecryptable value: a user with the key reads the last version that can be
//! decrypted, and can overwrite the draft.

use std::borrow::Cow;

use sync_contract::catalog::{Note, NoteStatus};
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::notes::content::canonical;

/// Returns whether a draft is undecryptable though its key is here.
pub(super) fn is_unreadable(row: &Stored<Note>) -> bool {
    let is_draft = row.value.status == NoteStatus::Draft;
    is_draft && !row.damaged.is_empty() && row.value.sections.is_undecryptable()
}

/// Returns a note as it can be read and edited: such a draft is replaced by the newest of its versions that can be
/// decrypted, or by an empty text where none is left.
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
