use sync_contract::catalog::{Addendum, Note, NoteStatus, addendum_signing_input};
use sync_contract::field::{Bytes, Document, Line};
use sync_contract::ids::{AddendumId, NoteId};
use sync_contract::{Compartment, Right};
use vault::Tx;
use vault::sign::Purpose;

use super::show::load;
use super::view::NoteView;
use crate::Clinic;
use crate::clinic::{found, kept};
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::view::Id;

/// Adds to a signed note. The signed words stay as they are; what is added is signed, too.
///
/// Errors: `Forbidden` (needs `notes.sign`), `NotFound`, `PatientDeleted`, `Invalid` without text or reason, or on a note
/// that is not signed.
pub fn addendum(clinic: &mut Clinic, note: &Id, text: &str, reason: &str) -> Result<NoteView> {
    clinic.may(Right::NotesSign)?;
    let id: NoteId = note.to()?;
    let reason = fields::required(reason, "reason")?;
    let text: Document = fields::optional_paragraph(text, "text")?
        .ok_or(Error::invalid("text", Reason::Required))?;
    clinic.write("add addendum", |tx| {
        let note = found(tx.get::<Note>(id)?, "note")?.value;
        if note.status != NoteStatus::Signed {
            return Err(Error::invalid("note", Reason::OutOfOrder));
        }
        kept(tx, note.patient)?;
        let new: AddendumId = tx.new_id();
        insert(tx, new, &note, reason, text)
    })?;
    load(clinic, id)
}

/// Signs what is added as whoever acts.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: AddendumId,
    note: &Note,
    reason: Line,
    text: Document,
) -> Result<()> {
    let mut addendum = Addendum {
        id,
        patient: note.patient,
        note: note.id,
        reason: reason.into(),
        text: text.into(),
        signature: Bytes(Vec::new()).into(),
    };
    let input = addendum_signing_input(tx.tenant(), tx.user(), &addendum)
        .ok_or(Error::KeyMissing(Compartment::Clinical))?;
    addendum.signature = Bytes(tx.sign(Purpose::Note, &input).to_vec()).into();
    tx.insert(&addendum)?;
    Ok(())
}
