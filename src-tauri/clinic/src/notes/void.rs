//! Voids a note that is signed, as one that was written for another patient.

use sync_contract::catalog::{Note, NoteStatus, NoteVoid, note_void_signing_input};
use sync_contract::field::{Bytes, Text};
use sync_contract::ids::{NoteId, NoteVoidId};
use sync_contract::{Compartment, Right};
use vault::WriteTx;
use vault::sign::Purpose;

use crate::clinic::require_not_deleted;
use crate::error::{Error, Reason, Result};
use crate::notes::NoteView;
use crate::notes::appended::may_void;
use crate::notes::show::load;
use crate::notes::void_rule::Voids;
use crate::notes::write::not_removed;
use crate::view::Id;
use crate::{Clinic, department, fields};

/// Voids a signed note. Its text stays as it was signed, and nothing undoes it.
///
/// # Errors
/// `Forbidden` (needs `notes.sign`), `NotFound`, `PatientDeleted`, `NoteNotSigned` for a draft, `NoteVoid` for one that
/// is void already, `NoteOfAnother` for a user who neither signed it nor is the signer's head doctor, `TooLong`,
/// `Invalid` without a reason.
pub fn void(clinic: &mut Clinic, note: &Id, reason: &str) -> Result<NoteView> {
    clinic.may(Right::NotesSign)?;
    let id: NoteId = note.to()?;
    let reason = fields::optional_paragraph(reason, "reason")?
        .ok_or(Error::invalid("reason", Reason::Required))?;
    let colleagues = department::colleagues(clinic)?;
    clinic.write("void note", |tx| {
        let note = not_removed(tx, id)?;
        if note.status != NoteStatus::Signed {
            return Err(Error::NoteNotSigned);
        }
        require_not_deleted(tx, note.patient)?;
        if !Voids::of(&tx.read(), &note)?.counting.is_empty() {
            return Err(Error::NoteVoid);
        }
        if !may_void(&note, tx.user(), &colleagues) {
            return Err(Error::NoteOfAnother);
        }
        insert(tx, &note, reason)
    })?;
    load(clinic, id)
}

/// Signs a void as the current user and inserts it.
pub(crate) fn insert(tx: &mut WriteTx<'_>, note: &Note, reason: Text<2000>) -> Result<()> {
    let id: NoteVoidId = tx.new_id();
    let mut void = NoteVoid {
        id,
        patient: note.patient,
        note: note.id,
        reason: reason.into(),
        signature: Bytes(Vec::new()).into(),
    };
    let missing = || Error::KeyMissing(Compartment::Clinical);
    let signed = note.signature.open().and_then(Option::as_ref);
    let signed = signed.ok_or_else(missing)?;
    let input = note_void_signing_input(tx.tenant(), tx.user(), tx.now(), &signed.0, &void)
        .ok_or_else(missing)?;
    void.signature = Bytes(tx.sign(Purpose::Note, &input).to_vec()).into();
    tx.insert(&void)?;
    Ok(())
}
