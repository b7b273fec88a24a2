use sync_contract::Right;
use sync_contract::catalog::{Note, NoteStatus};
use sync_contract::field::Time;
use sync_contract::ids::NoteId;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::{Error, Result};
use crate::notes::content::{canonical, check_sections, sections};
use crate::notes::{DraftSaved, NoteDraft, custom_values};
use crate::view::{At, Id, ReadVersionToken};

/// A stored draft: local to this device, sealed, one per author and note.
#[derive(Debug, Clone)]
pub(crate) struct StoredDraft {
    pub draft: NoteDraft,
    pub saved_at: Time,
    /// Whether it is on the disk.
    pub is_stored: bool,
}

/// Stores what is being typed. It is neither queued nor audited: leaving the note commits it. What the disk does not
/// take waits in memory.
///
/// # Errors
/// `Forbidden` (needs `notes.write`), `NotFound`, `AlreadySigned`, `Invalid` when it is too long, `ForeignSection`.
pub fn save(clinic: &mut Clinic, draft: &NoteDraft) -> Result<DraftSaved> {
    clinic.may(Right::NotesWrite)?;
    let mut note =
        or_not_found(clinic.read().get::<Note>(draft.id.to::<NoteId>()?)?, "note")?.value;
    if note.status == NoteStatus::Signed {
        return Err(Error::AlreadySigned);
    }
    let stored = note.sections.open().map(|stored| stored.as_str());
    check_sections(draft.kind, &draft.sections, stored)?;
    note.kind = draft.kind;
    note.sections = canonical(draft.kind, &draft.sections)?.into();
    note.custom_fields = custom_values::canonical(&draft.custom)?.into();
    clinic
        .unlocked_mut()
        .save_draft(&note, &draft.seen.to_read_version()?)?;
    Ok(DraftSaved {
        saved_at: At::of(clinic.now()),
    })
}

/// Returns this user's draft of a note.
pub(crate) fn find(clinic: &Clinic, id: NoteId) -> Result<Option<StoredDraft>> {
    let Some(stored) = clinic.unlocked().draft::<Note>(id)? else {
        return Ok(None);
    };
    let kind = stored.value.kind;
    let stored_sections = stored
        .value
        .sections
        .open()
        .ok_or(Error::KeyMissing(sync_contract::Compartment::Clinical))?;
    let draft = NoteDraft {
        id: Id::of(id),
        seen: ReadVersionToken::of(&stored.seen),
        kind,
        sections: sections(kind, stored_sections)?,
        custom: custom_values::of_note(&stored.value)?,
    };
    Ok(Some(StoredDraft {
        draft,
        saved_at: stored.saved_at,
        is_stored: stored.is_stored,
    }))
}

pub(crate) fn forget(clinic: &mut Clinic, id: NoteId) -> Result<()> {
    clinic.unlocked_mut().drop_draft::<Note>(id)?;
    Ok(())
}
