//! The frame that forms 1 and 3 share: `form, number 4, nonce 12, ciphertext of the padded value, tag 16`.
//!
//! Its lengths and the classes of sizes are the contract's: a server checks them without a key.

use primitives::{Cipher, NONCE_LEN, TAG_LEN};
use sync_contract::messages::ENDORSED_FORM;
use sync_contract::seal::{
    COMPARTMENT_FORM, HEADER_LENGTH, NONCE_LENGTH, PREFIX_LENGTH, TAG_LENGTH, padded_length,
};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::epoch::KeyId;
use crate::crypto::random::Random;
use crate::crypto::wiped::Wiped;

// the contract checks the lengths of what the cipher makes
const _: () = assert!(NONCE_LEN == NONCE_LENGTH && TAG_LEN == TAG_LENGTH);

/// How a value is sealed, by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Form {
    Compartment = COMPARTMENT_FORM,
    PublicKey = 2,
    AuditSession = 3,
    Recovery = 4,
    Endorsed = ENDORSED_FORM,
}

impl Form {
    /// # Errors
    /// `Malformed` for an empty value or a form that this version does not know.
    pub fn of(sealed: &[u8]) -> Result<Self, SealError> {
        match sealed.first() {
            Some(&COMPARTMENT_FORM) => Ok(Self::Compartment),
            Some(2) => Ok(Self::PublicKey),
            Some(3) => Ok(Self::AuditSession),
            Some(4) => Ok(Self::Recovery),
            Some(&ENDORSED_FORM) => Ok(Self::Endorsed),
            _ => Err(SealError::Malformed),
        }
    }

    pub(crate) fn byte(self) -> u8 {
        self as u8
    }
}

/// The longest plaintext of one value. A group holds half a mebibyte, so honest work never reaches it.
pub const PLAIN_MAX: usize = 16 * 1024 * 1024;

/// The compartment key that a value of form 1 asks for.
///
/// # Errors
/// `Malformed` when it is of another form or too short.
pub fn key_id_of(sealed: &[u8]) -> Result<KeyId, SealError> {
    let parts = Parts::split(Form::Compartment, sealed)?;
    KeyId::from_number(parts.number)
}

pub(super) fn seal(
    form: Form,
    number: u32,
    cipher: &Cipher,
    aad: &[u8],
    plain: &[u8],
    random: &mut Random,
) -> Result<Vec<u8>, SealError> {
    if plain.len() > PLAIN_MAX {
        return Err(SealError::TooLong);
    }
    let length = u32::try_from(plain.len()).map_err(|_| SealError::TooLong)?;
    let nonce = random.bytes::<NONCE_LEN>();
    let body_end = HEADER_LENGTH + padded_length(PREFIX_LENGTH + plain.len());
    // sealed where it lies: the plaintext is copied once, and that copy becomes the ciphertext
    let mut sealed = Vec::with_capacity(body_end + TAG_LEN);
    sealed.push(form.byte());
    sealed.extend_from_slice(&number.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&length.to_be_bytes());
    sealed.extend_from_slice(plain);
    sealed.resize(body_end, 0);
    let tag = cipher.seal_in_place(&nonce, aad, &mut sealed[HEADER_LENGTH..]);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens into `buffer`, whose capacity is reused; returns a slice of it.
pub(super) fn open<'b>(
    form: Form,
    number: u32,
    cipher: &Cipher,
    aad: &[u8],
    sealed: &[u8],
    buffer: &'b mut Wiped,
) -> Result<&'b [u8], SealError> {
    let parts = Parts::split(form, sealed)?;
    if parts.number != number {
        return Err(SealError::OtherKey);
    }
    if buffer.capacity() < parts.body.len() {
        // growing in place would leave the last plaintext behind in freed memory
        *buffer = Wiped::with_capacity(parts.body.len().next_power_of_two());
    }
    buffer.clear();
    buffer.extend_from_slice(parts.body);
    cipher.open_in_place(parts.nonce, aad, buffer, parts.tag)?;
    let length = plaintext_len(buffer)?;
    Ok(&buffer[PREFIX_LENGTH..PREFIX_LENGTH + length])
}

pub(super) fn open_alone(
    form: Form,
    number: u32,
    cipher: &Cipher,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut buffer = Wiped::default();
    let plain = open(form, number, cipher, aad, sealed, &mut buffer)?;
    Ok(Zeroizing::new(plain.to_vec()))
}

pub(super) struct Parts<'a> {
    pub(super) number: u32,
    nonce: &'a [u8; NONCE_LEN],
    body: &'a [u8],
    tag: &'a [u8; TAG_LEN],
}

impl<'a> Parts<'a> {
    pub(super) fn split(form: Form, sealed: &'a [u8]) -> Result<Self, SealError> {
        Self::split_checked(form, sealed).ok_or(SealError::Malformed)
    }

    fn split_checked(form: Form, sealed: &'a [u8]) -> Option<Self> {
        let (first, rest) = sealed.split_first()?;
        let (number, rest) = rest.split_first_chunk::<4>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>()?;
        let (body, tag) = rest.split_last_chunk::<TAG_LEN>()?;
        let is_complete = *first == form.byte() && !body.is_empty() && body.len() % 4 == 0;
        is_complete.then(|| Self {
            number: u32::from_be_bytes(*number),
            nonce,
            body,
            tag,
        })
    }
}

/// Returns the length of the plaintext, which begins after the prefix of decrypted bytes.
///
/// Only canonical padding is accepted: the smallest class and zeros, so one plaintext has one
/// padded form.
///
/// # Errors
/// `Malformed`.
pub(crate) fn plaintext_len(padded: &[u8]) -> Result<usize, SealError> {
    let (prefix, rest) = padded
        .split_first_chunk::<PREFIX_LENGTH>()
        .ok_or(SealError::Malformed)?;
    let length = usize::try_from(u32::from_be_bytes(*prefix)).map_err(|_| SealError::Malformed)?;
    let padding = rest.get(length..).ok_or(SealError::Malformed)?;
    let smallest_class = padded_length(PREFIX_LENGTH + length) == padded.len();
    let zeros = padding.iter().fold(0, |seen, byte| seen | byte) == 0;
    (smallest_class && zeros)
        .then_some(length)
        .ok_or(SealError::Malformed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_byte_names_the_form_and_strangers_are_refused() {
        for form in [
            Form::Compartment,
            Form::PublicKey,
            Form::AuditSession,
            Form::Recovery,
            Form::Endorsed,
        ] {
            assert_eq!(Form::of(&[form.byte()]).unwrap(), form);
        }
        for stranger in [&[][..], &[0], &[6], b"plain text"] {
            assert!(matches!(Form::of(stranger), Err(SealError::Malformed)));
        }
    }

    #[test]
    fn padding_that_is_not_zero_or_not_the_smallest_is_refused() {
        let mut padded = [0; 32];
        padded[3] = 5;
        assert_eq!(plaintext_len(&padded).unwrap(), 5);
        padded[31] = 1;
        assert!(matches!(plaintext_len(&padded), Err(SealError::Malformed)));
        let mut too_large = [0; 64];
        too_large[3] = 5;
        assert!(matches!(
            plaintext_len(&too_large),
            Err(SealError::Malformed)
        ));
    }

    #[test]
    fn a_length_that_reaches_past_the_end_is_refused() {
        for length in [29_u32, 60, u32::MAX] {
            let mut padded = [0; 32];
            padded[..4].copy_from_slice(&length.to_be_bytes());
            assert!(matches!(plaintext_len(&padded), Err(SealError::Malformed)));
        }
        assert!(matches!(plaintext_len(&[0; 3]), Err(SealError::Malformed)));
    }
}
