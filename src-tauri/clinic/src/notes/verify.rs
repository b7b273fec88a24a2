//! Verifies the signatures of notes, addenda and voids.

use sync_contract::Right;
use sync_contract::catalog::{
    Addendum, Note, NoteVoid, addendum_signing_input, note_signing_input, note_void_signing_input,
};
use sync_contract::field::Time;
use sync_contract::ids::{NoteId, TenantId};
use vault::read::{Reader, Signers, Stored};
use vault::sign::Purpose;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::notes::void_rule::Voids;
use crate::view::Id;

/// Verifies the signatures of a note, of its addenda and of what voids it. A void of who may not void it proves nothing
/// against the note. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`.
pub fn verify(clinic: &Clinic, note: &Id) -> Result<bool> {
    clinic.may(Right::NotesRead)?;
    let reader = clinic.read();
    let id: NoteId = note.to()?;
    let note = or_not_found(reader.get::<Note>(id)?, "note")?;
    crate::reads::log_read(clinic, note.value.patient)?;
    let addenda = reader.addenda(note.value.patient, id)?;
    let signatures = Signatures::of(&reader, clinic.tenant(), &note.value, &addenda)?;
    let voids = Voids::of(&reader, &note.value)?.counting;
    let has_added = |row| signatures.has_added(row);
    let has_voided = |row| signatures.has_voided(&note.value, row);
    Ok(signatures.has_signed(&note.value)
        && addenda.iter().all(has_added)
        && voids.iter().all(has_voided))
}

/// The signatures of a note and its addenda, with the proved keys of their signers.
pub(super) struct Signatures<'a> {
    tenant: TenantId,
    signers: Signers<'a>,
    /// What an addendum can follow: the signed note, or another addendum of it.
    signatures: Vec<Vec<u8>>,
}

impl<'a> Signatures<'a> {
    pub fn of(
        reader: &Reader<'a>,
        tenant: TenantId,
        note: &Note,
        addenda: &[Stored<Addendum>],
    ) -> Result<Self> {
        let of_note = note.signature.open().and_then(Option::as_ref);
        let added = addenda.iter().filter_map(|row| row.value.signature.open());
        let of_note = of_note.into_iter().map(|signature| signature.0.clone());
        Ok(Self {
            tenant,
            signers: reader.signers()?,
            signatures: of_note
                .chain(added.map(|signature| signature.0.clone()))
                .collect(),
        })
    }

    /// Returns false for a note that is not signed, and for one of which this user cannot decrypt a part.
    pub fn has_signed(&self, note: &Note) -> bool {
        let (Some(signer), Some(at), Some(Some(signature))) =
            (note.signed_by, note.signed_at, note.signature.open())
        else {
            return false;
        };
        note_signing_input(self.tenant, note).is_some_and(|input| {
            self.signers
                .has_signed(signer, at, Purpose::Note, &input, &signature.0)
        })
    }

    /// Returns whether the author of an addendum signed it with its time, as what follows this note or one of its other
    /// addenda: one that is taken away leaves its successor without its signature.
    pub fn has_added(&self, row: &Stored<Addendum>) -> bool {
        let Some(signature) = row.value.signature.open() else {
            return false;
        };
        let (by, at): (_, Time) = (row.created_by, row.created_at);
        let mut followed = self
            .signatures
            .iter()
            .filter(|other| **other != signature.0);
        followed.any(|followed| {
            addendum_signing_input(self.tenant, by, at, followed, &row.value).is_some_and(|input| {
                self.signers
                    .has_signed(by, at, Purpose::Note, &input, &signature.0)
            })
        })
    }
    /// Returns whether the author of a void signed it with its time, as what follows this note.
    pub fn has_voided(&self, note: &Note, row: &Stored<NoteVoid>) -> bool {
        let signed = note.signature.open().and_then(Option::as_ref);
        let Some((signature, signed)) = row.value.signature.open().zip(signed) else {
            return false;
        };
        let (by, at): (_, Time) = (row.created_by, row.created_at);
        let input = note_void_signing_input(self.tenant, by, at, &signed.0, &row.value);
        input.is_some_and(|input| {
            self.signers
                .has_signed(by, at, Purpose::Note, &input, &signature.0)
        })
    }
}
