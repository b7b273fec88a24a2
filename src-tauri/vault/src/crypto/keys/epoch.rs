//! Compartment keys: one symmetric key per epoch, and for the audit log a key pair per epoch.

use std::fmt;

use primitives::{Mac, Prk};
use sync_contract::Compartment;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::exchange::{ExchangeKey, ExchangePair};
use crate::crypto::random::Random;

/// Epochs are numbered from 1 and fill three bytes of the key id.
pub const EPOCH_MAX: u32 = 0x00ff_ffff;

/// Which key a value is sealed under: the compartment in the first byte, its epoch in the other three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId {
    compartment: Compartment,
    epoch: u32,
}

impl KeyId {
    /// # Errors
    /// `Malformed` for epoch 0 or beyond [`EPOCH_MAX`].
    pub fn new(compartment: Compartment, epoch: u32) -> Result<Self, SealError> {
        if epoch == 0 || epoch > EPOCH_MAX {
            return Err(SealError::Malformed);
        }
        Ok(Self { compartment, epoch })
    }

    /// # Errors
    /// `Malformed` for a compartment that this version does not know.
    pub fn from_number(number: u32) -> Result<Self, SealError> {
        let [compartment, ..] = number.to_be_bytes();
        let compartment = Compartment::from_number(compartment).ok_or(SealError::Malformed)?;
        Self::new(compartment, number & EPOCH_MAX)
    }

    pub fn number(self) -> u32 {
        (u32::from(self.compartment.number()) << 24) | self.epoch
    }

    pub fn compartment(self) -> Compartment {
        self.compartment
    }

    pub fn epoch(self) -> u32 {
        self.epoch
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.compartment.name(), self.epoch)
    }
}

/// What opens one compartment in one epoch. Rows are sealed under keys that come from it, never under it.
pub struct EpochKey {
    key_id: KeyId,
    bytes: Zeroizing<[u8; 32]>,
    /// Extracted once, since every row expands from it.
    prk: Prk,
}

impl EpochKey {
    pub fn generate(key_id: KeyId, random: &mut Random) -> Self {
        Self::from_bytes(key_id, random.secret())
    }

    pub(crate) fn from_bytes(key_id: KeyId, bytes: Zeroizing<[u8; 32]>) -> Self {
        let prk = Prk::new(None, &*bytes);
        Self { key_id, bytes, prk }
    }

    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) fn expand(&self, info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        self.prk.expand_into(info, &mut *key);
        key
    }
}

impl std::fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EpochKey({}, ..)", self.key_id)
    }
}

/// The key pair of one audit epoch: every device seals to the public half, `audit.read` has the private one.
pub struct AuditKeys {
    key_id: KeyId,
    pair: ExchangePair,
}

impl AuditKeys {
    /// # Errors
    /// `Malformed` for an epoch that does not exist.
    pub fn generate(epoch: u32, random: &mut Random) -> Result<Self, SealError> {
        let key_id = KeyId::new(Compartment::Audit, epoch)?;
        Ok(Self::from_pair(key_id, ExchangePair::generate(random)))
    }

    pub(crate) fn from_pair(key_id: KeyId, pair: ExchangePair) -> Self {
        Self { key_id, pair }
    }

    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    pub fn public(&self) -> ExchangeKey {
        self.pair.public()
    }

    pub(crate) fn exchange(&self) -> &ExchangePair {
        &self.pair
    }
}

impl std::fmt::Debug for AuditKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditKeys({}, ..)", self.key_id)
    }
}

pub const BLIND_LEN: usize = 16;

/// Finds equal texts of one field without opening them: the server sees that two are equal and nothing else.
pub struct BlindKey(Mac);

impl BlindKey {
    /// From epoch 1 of the field's compartment and never another, so that an index outlives every rotation.
    ///
    /// # Errors
    /// `OtherKey` for a key of another epoch.
    pub fn derive(first_epoch: &EpochKey, entity: u16, field: u16) -> Result<Self, SealError> {
        if first_epoch.key_id.epoch() != 1 {
            return Err(SealError::OtherKey);
        }
        let (entity, field) = (entity.to_be_bytes(), field.to_be_bytes());
        let key = first_epoch.expand(&[b"nutrivault blind", &entity, &field]);
        Ok(Self(Mac::new(&*key)))
    }

    /// Returns none for a text without content: two empty fields are no duplicates.
    pub fn index(&self, text: &str) -> Option<[u8; BLIND_LEN]> {
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        self.0.tag(folded.as_bytes()).first_chunk().copied()
    }
}

impl std::fmt::Debug for BlindKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BlindKey(..)")
    }
}

/// NFC, trimmed, upper-cased; composed once more, because the upper case of a composed letter may not be.
fn fold(text: &str) -> Zeroizing<String> {
    let composed = Zeroizing::new(text.nfc().collect::<String>());
    let upper = Zeroizing::new(composed.trim().to_uppercase());
    Zeroizing::new(upper.nfc().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::crypto::seal::hex;

    fn key(epoch: u32) -> EpochKey {
        let id = KeyId::new(Compartment::Contact, epoch).unwrap();
        EpochKey::from_bytes(id, Zeroizing::new([0x11; 32]))
    }

    #[test]
    fn a_blind_index_is_what_another_implementation_computes() {
        let blind = BlindKey::derive(&key(1), 20, 9).unwrap();
        let index = blind.index("  ab\u{65}\u{301} 12 ").unwrap();
        assert_eq!(hex::encode(&index), "ad5f7722b1ebdb3791395cdd39e395e1");
    }

    #[test]
    fn what_a_person_reads_as_equal_has_one_index() {
        let blind = BlindKey::derive(&key(1), 20, 9).unwrap();
        assert_eq!(blind.index("Zoë-1"), blind.index(" zoe\u{308}-1\t"));
        // the upper case of this letter is three code points, which compose to two
        assert_eq!(blind.index("\u{390}"), blind.index("\u{3aa}\u{301}"));
        assert_ne!(blind.index("AB 1"), blind.index("AB1"));
    }

    #[test]
    fn fields_and_entities_have_indexes_of_their_own_and_nothing_has_none() {
        let one = BlindKey::derive(&key(1), 20, 9).unwrap();
        let field = BlindKey::derive(&key(1), 20, 10).unwrap();
        let entity = BlindKey::derive(&key(1), 21, 9).unwrap();
        assert_ne!(one.index("A"), field.index("A"));
        assert_ne!(one.index("A"), entity.index("A"));
        assert_eq!(one.index(" \t "), None);
    }

    #[test]
    fn a_later_epoch_makes_no_index() {
        let refused = BlindKey::derive(&key(2), 20, 9);
        assert!(matches!(refused, Err(SealError::OtherKey)));
    }

    #[test]
    fn debug_forms_show_no_key() {
        let audit = AuditKeys::generate(1, &mut Random::from_seed(&[1; 32])).unwrap();
        assert_eq!(format!("{:?}", key(1)), "EpochKey(contact 1, ..)");
        assert_eq!(format!("{audit:?}"), "AuditKeys(audit 1, ..)");
        let blind = BlindKey::derive(&key(1), 20, 9).unwrap();
        assert_eq!(format!("{blind:?}"), "BlindKey(..)");
    }

    #[test]
    fn a_key_id_is_the_compartment_and_three_bytes_of_epoch() {
        let id = KeyId::new(Compartment::Clinical, 0x01_0203).unwrap();
        assert_eq!(id.number(), 0x0201_0203);
        assert_eq!(KeyId::from_number(0x0201_0203).unwrap(), id);
        assert_eq!(
            KeyId::new(Compartment::Contact, 1).unwrap().to_string(),
            "contact 1"
        );
    }

    #[test]
    fn no_epoch_is_zero_and_no_compartment_unknown() {
        for number in [0, 0x0100_0000, 0x0000_0001, 0x0700_0001, u32::MAX] {
            assert!(KeyId::from_number(number).is_err(), "{number:#x}");
        }
        assert!(KeyId::new(Compartment::Staff, EPOCH_MAX + 1).is_err());
    }
}
