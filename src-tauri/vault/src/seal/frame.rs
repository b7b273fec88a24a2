//! The frame that forms 1 and 3 share: `form, number 4, nonce 12, ciphertext of the padded value, tag 16`.

use zeroize::Zeroizing;

use super::padding::{PREFIX_LEN, padded_len, plaintext_len};
use super::{Cipher, Form, NONCE_LEN, SealError, TAG_LEN};
use crate::keys::KeyId;
use crate::random::Random;

const HEADER_LEN: usize = 1 + 4 + NONCE_LEN;

/// The longest plaintext of one value. A group holds half a mebibyte, so nobody meets it by honest work.
pub const PLAIN_MAX: usize = 16 * 1024 * 1024;

/// How long the sealed form of so many bytes is (forms 1 and 3).
pub fn sealed_len(plain_len: usize) -> usize {
    HEADER_LEN + padded_len(PREFIX_LEN + plain_len) + TAG_LEN
}

/// The compartment key that a value of form 1 asks for.
/// Errors: `Malformed` when it is of another form or too short.
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
    let body_end = HEADER_LEN + padded_len(PREFIX_LEN + plain.len());
    // sealed where it lies: the plaintext is copied once, and that copy becomes the ciphertext
    let mut sealed = Vec::with_capacity(body_end + TAG_LEN);
    sealed.push(form.byte());
    sealed.extend_from_slice(&number.to_be_bytes());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&length.to_be_bytes());
    sealed.extend_from_slice(plain);
    sealed.resize(body_end, 0);
    let tag = cipher.seal_in_place(&nonce, aad, &mut sealed[HEADER_LEN..]);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens into `buffer`, which keeps its room from value to value; the answer lies in it.
pub(super) fn open<'b>(
    form: Form,
    number: u32,
    cipher: &Cipher,
    aad: &[u8],
    sealed: &[u8],
    buffer: &'b mut Zeroizing<Vec<u8>>,
) -> Result<&'b [u8], SealError> {
    let parts = Parts::split(form, sealed)?;
    if parts.number != number {
        return Err(SealError::OtherKey);
    }
    if buffer.capacity() < parts.body.len() {
        // growing in place would leave the last plaintext behind in freed memory
        *buffer = Zeroizing::new(Vec::with_capacity(parts.body.len().next_power_of_two()));
    }
    buffer.clear();
    buffer.extend_from_slice(parts.body);
    cipher.open_in_place(parts.nonce, aad, buffer, parts.tag)?;
    let length = plaintext_len(buffer)?;
    Ok(&buffer[PREFIX_LEN..PREFIX_LEN + length])
}

pub(super) fn open_alone(
    form: Form,
    number: u32,
    cipher: &Cipher,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut buffer = Zeroizing::new(Vec::new());
    let length = open(form, number, cipher, aad, sealed, &mut buffer)?.len();
    buffer.copy_within(PREFIX_LEN..PREFIX_LEN + length, 0);
    buffer.truncate(length);
    Ok(buffer)
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
        let whole = *first == form.byte() && !body.is_empty() && body.len() % 4 == 0;
        whole.then(|| Self {
            number: u32::from_be_bytes(*number),
            nonce,
            body,
            tag,
        })
    }
}
