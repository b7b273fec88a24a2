//! Form 2: to a public key, by an ephemeral X25519 exchange.
//!
//! Key and nonce come from one HKDF over the shared secret with both public keys, so a value opens for the
//! recipient that it names and for no other. It does not prove who sealed it: what needs an author is signed.

use primitives::{Cipher, NONCE_LEN, TAG_LEN, derive};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::exchange::{ExchangeKey, ExchangePair};
use crate::crypto::random::Random;
use crate::crypto::seal::frame::Form;

const HINT_LEN: usize = 4;
const HEADER_LEN: usize = 1 + HINT_LEN + 32;

/// Seals to a public key that the caller has verified. Unpadded: keys have one length.
///
/// # Errors
/// `Refused` for a public key of low order.
pub fn seal_to(
    recipient: &ExchangeKey,
    aad: &[u8],
    plain: &[u8],
    random: &mut Random,
) -> Result<Vec<u8>, SealError> {
    let ephemeral = ExchangePair::generate(random);
    let sender = ephemeral.public();
    let shared = ephemeral.agree(recipient)?;
    let (cipher, nonce) = cipher_for(&shared, &sender, recipient);
    let mut sealed = Vec::with_capacity(HEADER_LEN + plain.len() + TAG_LEN);
    sealed.push(Form::PublicKey.byte());
    sealed.extend_from_slice(&hint(recipient));
    sealed.extend_from_slice(sender.as_bytes());
    sealed.extend_from_slice(plain);
    let tag = cipher.seal_in_place(&nonce, aad, &mut sealed[HEADER_LEN..]);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// # Errors
/// `OtherKey` when it is sealed to another recipient, `Refused`, `Malformed`.
pub fn open_sealed_to(
    recipient: &ExchangePair,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let parts = Parts::split(sealed).ok_or(SealError::Malformed)?;
    let public = recipient.public();
    if *parts.hint != hint(&public) {
        return Err(SealError::OtherKey);
    }
    let sender = ExchangeKey::from_bytes(*parts.ephemeral);
    let shared = recipient.agree(&sender)?;
    let (cipher, nonce) = cipher_for(&shared, &sender, &public);
    let mut plain = Zeroizing::new(parts.body.to_vec());
    cipher.open_in_place(&nonce, aad, &mut plain, parts.tag)?;
    Ok(plain)
}

/// Returns whether a value of form 2 names this public key: a hint of 32 bits, to choose among one's keys.
pub fn is_sealed_to(recipient: &ExchangeKey, sealed: &[u8]) -> bool {
    Parts::split(sealed).is_some_and(|parts| *parts.hint == hint(recipient))
}

fn hint(recipient: &ExchangeKey) -> [u8; HINT_LEN] {
    let digest = Sha256::digest(recipient.as_bytes());
    [digest[0], digest[1], digest[2], digest[3]]
}

fn cipher_for(
    shared: &[u8; 32],
    sender: &ExchangeKey,
    recipient: &ExchangeKey,
) -> (Cipher, [u8; NONCE_LEN]) {
    let info: [&[u8]; 3] = [
        b"nutrivault form 2",
        sender.as_bytes(),
        recipient.as_bytes(),
    ];
    let derived: Zeroizing<[u8; 44]> = derive(None, shared, &info);
    let (key, nonce) = derived
        .split_first_chunk::<32>()
        .expect("44 bytes hold a key of 32");
    let nonce = nonce
        .try_into()
        .expect("44 bytes less 32 are a nonce of 12");
    (Cipher::new(key), nonce)
}

struct Parts<'a> {
    hint: &'a [u8; HINT_LEN],
    ephemeral: &'a [u8; 32],
    body: &'a [u8],
    tag: &'a [u8; TAG_LEN],
}

impl<'a> Parts<'a> {
    fn split(sealed: &'a [u8]) -> Option<Self> {
        let (first, rest) = sealed.split_first()?;
        let (hint, rest) = rest.split_first_chunk::<HINT_LEN>()?;
        let (ephemeral, rest) = rest.split_first_chunk::<32>()?;
        let (body, tag) = rest.split_last_chunk::<TAG_LEN>()?;
        (*first == Form::PublicKey.byte()).then_some(Self {
            hint,
            ephemeral,
            body,
            tag,
        })
    }
}

#[cfg(test)]
mod tests;
