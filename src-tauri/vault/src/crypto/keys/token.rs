//! Tokens that a person passes on: random, shown once, stored as their hash alone.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::enrolment::{ALPHABET, canonical, grouped, is_separator};
use crate::crypto::random::Random;

/// A token of so many characters, each of five random bits.
pub struct Token<const LEN: usize>(Zeroizing<[u8; LEN]>);

/// 130 random bits: finds an account, and goes by e-mail or on paper.
pub type ActivationToken = Token<26>;
/// 100 random bits: wraps the keys of a user until they choose a password, or proves that they read an address.
pub type UserCode = Token<20>;
/// 80 random bits: told to the patient by another way, so that a letter alone opens nothing.
pub type VerificationToken = Token<16>;

impl<const LEN: usize> Token<LEN> {
    pub fn generate(random: &mut Random) -> Self {
        let mut token = random.secret::<LEN>();
        for character in &mut *token {
            *character = ALPHABET[usize::from(*character % 32)];
        }
        Self(token)
    }

    /// Takes what people make of a token: any case, spaces and dashes anywhere, O for 0, I and L for 1.
    ///
    /// # Errors
    /// `Mistyped`.
    pub fn parse(typed: &str) -> Result<Self, SealError> {
        let mut token = Zeroizing::new([0; LEN]);
        let mut length = 0;
        for character in typed.chars().filter(|c| !is_separator(*c)) {
            let character = canonical(character).ok_or(SealError::Mistyped("token"))?;
            *token.get_mut(length).ok_or(SealError::Mistyped("token"))? = character;
            length += 1;
        }
        match length == LEN {
            true => Ok(Self(token)),
            false => Err(SealError::Mistyped("token")),
        }
    }

    /// As it is shown: groups of four.
    pub fn text(&self) -> Zeroizing<String> {
        grouped(&*self.0)
    }

    /// What is stored of it: SHA-256 of its characters.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }
}

impl<const LEN: usize> std::fmt::Debug for Token<LEN> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_is_read_however_it_was_typed_and_has_one_hash() {
        let mut random = Random::from_system().unwrap();
        let token = ActivationToken::generate(&mut random);
        let text = token.text();
        assert_eq!((text.len(), text.matches('-').count()), (32, 6));
        for typed in [text.to_lowercase(), text.replace('-', " ")] {
            assert_eq!(ActivationToken::parse(&typed).unwrap().hash(), token.hash());
        }
        let other = ActivationToken::generate(&mut random);
        assert_ne!(other.hash(), token.hash());
        assert_eq!(format!("{token:?}"), "Token(..)");
        for wrong in ["", "0123", &text[1..], "0123-4567-89AB-CDEF-GHJK-MNPQ-R!"] {
            assert!(ActivationToken::parse(wrong).is_err(), "{wrong}");
        }
        assert!(VerificationToken::parse(&text).is_err());
    }
}
