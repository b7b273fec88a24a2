//! Whether signed words are still the words that were signed.

use sync_contract::Right;
use sync_contract::catalog::{Addendum, Note, User, addendum_signing_input, note_signing_input};
use sync_contract::ids::{NoteId, TenantId, UserId};
use vault::reads::{Reader, Stored};
use vault::sign::{Purpose, VerifyKey};

use crate::Clinic;
use crate::clinic::found;
use crate::error::Result;
use crate::view::Id;

/// Checks the signature of a note and of its addenda. Errors: `Forbidden` (needs `notes.read`), `NotFound`.
pub fn verify(clinic: &Clinic, note: &Id) -> Result<bool> {
    clinic.actor.may(Right::NotesRead)?;
    let reader = clinic.read();
    let id: NoteId = note.to()?;
    let note = found(reader.get::<Note>(id)?, "note")?;
    let addenda = reader.addenda(id)?;
    let mut valid = is_note_valid(&reader, clinic.tenant(), &note.value)?;
    for addendum in &addenda {
        valid &= is_addendum_valid(&reader, clinic.tenant(), addendum)?;
    }
    Ok(valid)
}

/// False for a note that is not signed, and for one of which a part is closed to this reader.
pub(super) fn is_note_valid(reader: &Reader<'_>, tenant: TenantId, note: &Note) -> Result<bool> {
    let (Some(signer), Some(Some(signature))) = (note.signed_by, note.signature.open()) else {
        return Ok(false);
    };
    let input = note_signing_input(tenant, note);
    is_by(reader, signer, input, &signature.0)
}

pub(super) fn is_addendum_valid(
    reader: &Reader<'_>,
    tenant: TenantId,
    row: &Stored<Addendum>,
) -> Result<bool> {
    let Some(signature) = row.value.signature.open() else {
        return Ok(false);
    };
    let input = addendum_signing_input(tenant, row.created_by, &row.value);
    is_by(reader, row.created_by, input, &signature.0)
}

fn is_by(
    reader: &Reader<'_>,
    user: UserId,
    input: Option<Vec<u8>>,
    signature: &[u8],
) -> Result<bool> {
    let Some(user) = reader.get::<User>(user)? else {
        return Ok(false);
    };
    let (Some(input), Ok(signature)) = (input, <[u8; 64]>::try_from(signature)) else {
        return Ok(false);
    };
    let Ok(key) = <[u8; 32]>::try_from(user.value.signing_key.0.as_slice()) else {
        return Ok(false);
    };
    let key = VerifyKey::from_bytes(key);
    Ok(key.verify(Purpose::Note, &input, &signature).is_ok())
}
