//! Verifies the signatures of notes and addenda.

use std::collections::BTreeMap;

use sync_contract::Right;
use sync_contract::catalog::{
    Addendum, FormerKey, Note, User, addendum_signing_input, note_signing_input,
};
use sync_contract::field::Time;
use sync_contract::ids::{NoteId, TenantId, UserId};
use vault::read::{Reader, Stored};
use vault::sign::{Purpose, VerifyKey};

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::view::Id;

/// Verifies the signatures of a note and of its addenda. A read of the patient.
///
/// # Errors
/// `Forbidden` (needs `notes.read`), `NotFound`.
pub fn verify(clinic: &Clinic, note: &Id) -> Result<bool> {
    clinic.may(Right::NotesRead)?;
    let reader = clinic.read();
    let id: NoteId = note.to()?;
    let note = or_not_found(reader.get::<Note>(id)?, "note")?;
    crate::reads::log_read(clinic, note.value.patient)?;
    let addenda = reader.addenda(id)?;
    let signers = Signers::of(&reader, clinic.tenant(), &note.value, &addenda)?;
    Ok(signers.has_signed(&note.value) && addenda.iter().all(|row| signers.has_added(row)))
}

/// The signers of a note and its addenda, read by one statement.
pub(super) struct Signers {
    tenant: TenantId,
    users: BTreeMap<UserId, User>,
}

impl Signers {
    pub fn of(
        reader: &Reader<'_>,
        tenant: TenantId,
        note: &Note,
        addenda: &[Stored<Addendum>],
    ) -> Result<Self> {
        let added = addenda.iter().map(|row| row.created_by.0);
        let mut ids: Vec<_> = note
            .signed_by
            .map(|by| by.0)
            .into_iter()
            .chain(added)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let users = reader.by_ids::<User>(&ids)?.into_iter();
        Ok(Self {
            tenant,
            users: users.map(|row| (row.value.id, row.value)).collect(),
        })
    }

    /// Returns false for a note that is not signed, and for one of which this user cannot decrypt a part.
    pub fn has_signed(&self, note: &Note) -> bool {
        let (Some(signer), Some(at), Some(Some(signature))) =
            (note.signed_by, note.signed_at, note.signature.open())
        else {
            return false;
        };
        let input = note_signing_input(self.tenant, note);
        self.is_by(signer, at, input, &signature.0)
    }

    pub fn has_added(&self, row: &Stored<Addendum>) -> bool {
        let Some(signature) = row.value.signature.open() else {
            return false;
        };
        let input = addendum_signing_input(self.tenant, row.created_by, &row.value);
        self.is_by(row.created_by, row.created_at, input, &signature.0)
    }

    fn is_by(&self, user: UserId, at: Time, input: Option<Vec<u8>>, signature: &[u8]) -> bool {
        let (Some(user), Some(input)) = (self.users.get(&user), input) else {
            return false;
        };
        let Ok(signature) = <[u8; 64]>::try_from(signature) else {
            return false;
        };
        keys_at(user, at)
            .iter()
            .any(|key| key.verify(Purpose::Note, &input, &signature).is_ok())
    }
}

/// Returns a user's key, and those that were replaced after `at`.
fn keys_at(user: &User, at: Time) -> Vec<VerifyKey> {
    let former = user.former_keys.as_ref();
    let former = former.and_then(|list| FormerKey::list(&list.0));
    let former = former.unwrap_or(Vec::new()).into_iter();
    let current = <[u8; 32]>::try_from(user.signing_key.0.as_slice());
    former
        .filter(|former| at <= former.until)
        .map(|former| former.signing_key)
        .chain(current)
        .map(VerifyKey::from_bytes)
        .collect()
}
