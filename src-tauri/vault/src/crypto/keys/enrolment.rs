//! The code with which a new device joins: 130 random bits, one use, typed or scanned.
//!
//! Three keys come from it. The server stores a hash of `find` alone, so it can hand out the bundle and not open it.

use primitives::{Cipher, NONCE_LEN, TAG_LEN, derive};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::random::Random;
use crate::crypto::sign::SigningPair;

/// Crockford's base 32: no I, L, O, U, so that nothing is misread from paper.
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LEN: usize = 26;
const GROUP_LEN: usize = 4;
const BUNDLE_VERSION: u8 = 1;

pub struct EnrolmentCode(Zeroizing<[u8; CODE_LEN]>);

impl EnrolmentCode {
    pub fn generate(random: &mut Random) -> Self {
        let mut code = random.secret::<CODE_LEN>();
        for character in &mut *code {
            *character = ALPHABET[usize::from(*character % 32)];
        }
        Self(code)
    }

    /// Takes what people make of a code: any case, spaces and dashes anywhere, O for 0, I and L for 1.
    ///
    /// # Errors
    /// `Mistyped`.
    pub fn parse(typed: &str) -> Result<Self, SealError> {
        let mut code = Zeroizing::new([0; CODE_LEN]);
        let mut length = 0;
        for character in typed.chars().filter(|c| !is_separator(*c)) {
            let character = canonical(character).ok_or(SealError::Mistyped("enrolment code"))?;
            *code
                .get_mut(length)
                .ok_or(SealError::Mistyped("enrolment code"))? = character;
            length += 1;
        }
        if length != CODE_LEN {
            return Err(SealError::Mistyped("enrolment code"));
        }
        Ok(Self(code))
    }

    /// As it is shown: groups of four, the last of two.
    pub fn text(&self) -> Zeroizing<String> {
        grouped(&*self.0)
    }

    /// What the server looks the bundle up by.
    pub fn find(&self) -> [u8; 32] {
        *self.derive(b"find")
    }

    /// What the server stores of it: SHA-256 of [`EnrolmentCode::find`].
    pub fn find_hash(&self) -> [u8; 32] {
        Sha256::digest(self.find()).into()
    }

    /// Signs the row of the device that joins; the admin who made the code signs its public half.
    pub fn signing_pair(&self) -> SigningPair {
        SigningPair::from_seed(&self.derive(b"sign"))
    }

    /// `version 1, nonce 12, ciphertext, tag 16`.
    pub fn seal_bundle(&self, aad: &[u8], bundle: &[u8], random: &mut Random) -> Vec<u8> {
        let nonce = random.bytes::<NONCE_LEN>();
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + bundle.len() + TAG_LEN);
        sealed.push(BUNDLE_VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(bundle);
        let tag = self
            .bundle_cipher()
            .seal_in_place(&nonce, aad, &mut sealed[1 + NONCE_LEN..]);
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// # Errors
    /// `Refused` for another code's bundle, `Malformed`.
    pub fn open_bundle(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, body, tag) = split_bundle(sealed).ok_or(SealError::Malformed)?;
        let mut bundle = Zeroizing::new(body.to_vec());
        self.bundle_cipher()
            .open_in_place(nonce, aad, &mut bundle, tag)?;
        Ok(bundle)
    }

    fn bundle_cipher(&self) -> Cipher {
        Cipher::new(&self.derive(b"open"))
    }

    fn derive(&self, use_of_key: &[u8]) -> Zeroizing<[u8; 32]> {
        derive(None, &*self.0, &[b"nutrivault enrolment ", use_of_key])
    }
}

impl std::fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolmentCode(..)")
    }
}

/// Returns characters in groups of four, with dashes between them.
pub(super) fn grouped(characters: &[u8]) -> Zeroizing<String> {
    let length = characters.len() + characters.len() / GROUP_LEN;
    let mut text = Zeroizing::new(String::with_capacity(length));
    for (index, character) in characters.iter().enumerate() {
        if index > 0 && index % GROUP_LEN == 0 {
            text.push('-');
        }
        text.push(char::from(*character));
    }
    text
}

pub(super) fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}')
}

pub(super) fn canonical(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(character).ok()?;
    ALPHABET.contains(&byte).then_some(byte)
}

fn split_bundle(sealed: &[u8]) -> Option<(&[u8; NONCE_LEN], &[u8], &[u8; TAG_LEN])> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>()?;
    let (body, tag) = rest.split_last_chunk::<TAG_LEN>()?;
    (*version == BUNDLE_VERSION).then_some((nonce, body, tag))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::crypto::seal::hex;

    const TEXT: &str = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let code = EnrolmentCode::parse(TEXT).unwrap();
        for typed in [
            "0123456789ABCDEFGHJKMNPQRS",
            "o123 4567 89ab cdef ghjk mnpq rs",
            " OI23-4567\u{2013}89AB-CDEF\nGHJK-MNPQ-RS ",
            "0l23-4567-89aB-CDEF-ghjk-mnpq-rs",
        ] {
            assert_eq!(EnrolmentCode::parse(typed).unwrap().0, code.0, "{typed}");
        }
        assert_eq!(*code.text(), TEXT);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for typed in [
            "",
            "0123",
            &TEXT[..31],
            &format!("{TEXT}0"),
            &TEXT.replace('S', "U"),
            &TEXT.replace('S', "é"),
        ] {
            let refused = EnrolmentCode::parse(typed);
            assert!(
                matches!(refused, Err(SealError::Mistyped("enrolment code"))),
                "{typed}"
            );
        }
    }

    #[test]
    fn its_keys_are_what_another_implementation_derives() {
        let code = EnrolmentCode::parse(TEXT).unwrap();
        assert_eq!(
            hex::encode(&code.find()),
            "bbe4806ecc13509c2b8632bc71824cbbaa277770db1a8885142274077b2e46dc"
        );
        assert_eq!(
            hex::encode(code.signing_pair().verify_key().as_bytes()),
            "5d2771e415e97b6250c656fa96239062cbc49dcf1f2687a2f514d67652e5b267"
        );
        let sealed =
            hex::decode("01000102030405060708090a0be6fb5861a3cf403f85a79f74be1dd514a57964358431");
        assert_eq!(*code.open_bundle(b"tenant", &sealed).unwrap(), b"bundle");
    }

    #[test]
    fn a_generated_code_carries_130_bits_and_is_read_back() {
        let mut random = Random::from_seed(&[1; 32]);
        let mut seen = [false; 32];
        for _ in 0..100 {
            let code = EnrolmentCode::generate(&mut random);
            for character in &*code.0 {
                seen[ALPHABET
                    .iter()
                    .position(|known| known == character)
                    .unwrap()] = true;
            }
            assert_eq!(EnrolmentCode::parse(&code.text()).unwrap().0, code.0);
        }
        assert_eq!(seen, [true; 32]);
    }

    #[test]
    fn a_bundle_opens_with_its_code_and_associated_data_alone() {
        let mut random = Random::from_seed(&[2; 32]);
        let (code, other) = (
            EnrolmentCode::generate(&mut random),
            EnrolmentCode::generate(&mut random),
        );
        let sealed = code.seal_bundle(b"tenant", b"secret", &mut random);
        assert_eq!(*code.open_bundle(b"tenant", &sealed).unwrap(), b"secret");
        assert!(matches!(
            code.open_bundle(b"other", &sealed),
            Err(SealError::Refused)
        ));
        assert!(matches!(
            other.open_bundle(b"tenant", &sealed),
            Err(SealError::Refused)
        ));
        assert!(matches!(
            code.open_bundle(b"tenant", &sealed[..20]),
            Err(SealError::Malformed)
        ));
        assert_eq!(format!("{code:?}"), "EnrolmentCode(..)");
    }
}
