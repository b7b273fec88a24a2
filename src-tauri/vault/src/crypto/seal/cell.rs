//! Form 1: one cell of one row, under the row's own key.

use primitives::Cipher;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::epoch::{EpochKey, KeyId};
use crate::crypto::random::Random;
use crate::crypto::seal::frame;
use crate::crypto::seal::frame::Form;
use crate::crypto::wiped::Wiped;

/// The key of one row in one epoch: HKDF of the compartment's epoch key over the entity and the row.
///
/// Deriving it costs as much as opening a small cell, so a caller that reads several cells of a row should reuse it.
pub struct RowKey {
    cipher: Cipher,
    key_id: KeyId,
}

impl RowKey {
    pub fn derive(epoch_key: &EpochKey, entity: u16, row: Uuid) -> Self {
        let key = epoch_key.expand(&[b"nutrivault row", &entity.to_be_bytes(), row.as_bytes()]);
        Self {
            cipher: Cipher::new(&key),
            key_id: epoch_key.key_id(),
        }
    }

    /// The epoch key that this one comes from; its id is in front of what this key seals.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }
}

impl std::fmt::Debug for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RowKey({}, ..)", self.key_id)
    }
}

/// Seals a cell's fields with the associated data `aad` (tenant, entity, row, cell, clock, generation).
///
/// # Errors
/// `TooLong` beyond [`super::PLAIN_MAX`].
pub fn seal_cell(
    row_key: &RowKey,
    aad: &[u8],
    plain: &[u8],
    random: &mut Random,
) -> Result<Vec<u8>, SealError> {
    let number = row_key.key_id.number();
    frame::seal(
        Form::Compartment,
        number,
        &row_key.cipher,
        aad,
        plain,
        random,
    )
}

/// # Errors
/// `OtherKey` when the value names another epoch or compartment, `Refused`, `Malformed`.
pub fn open_cell(
    row_key: &RowKey,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let number = row_key.key_id.number();
    frame::open_alone(Form::Compartment, number, &row_key.cipher, aad, sealed)
}

/// Does the same as [`open_cell`] into one buffer, for hundreds of thousands of cells; the result borrows from it.
pub fn open_cell_into<'b>(
    row_key: &RowKey,
    aad: &[u8],
    sealed: &[u8],
    buffer: &'b mut Wiped,
) -> Result<&'b [u8], SealError> {
    let number = row_key.key_id.number();
    frame::open(
        Form::Compartment,
        number,
        &row_key.cipher,
        aad,
        sealed,
        buffer,
    )
}

#[cfg(test)]
mod tests;
