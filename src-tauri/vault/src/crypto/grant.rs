//! Grants a key: sealed to the recipient's public key (form 2) or to the recovery key (form 4).
//!
//! The kind and number of a key lie inside the seal, so a grant of one key cannot pass for a grant of another.
//! The signature of the row that carries the grant proves its author.

use zeroize::Zeroizing;

use crate::crypto::error::SealError;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::epoch::{AuditKeys, EpochKey, KeyId};
use crate::crypto::keys::exchange::{ExchangeKey, ExchangePair};
use crate::crypto::keys::private::RootKey;
use crate::crypto::random::Random;
use crate::crypto::recovery::{
    PROOF_LEN, RecoveryKey, RecoveryRecipient, open_with_recovery, seal_to_recovery,
};
use crate::crypto::seal::public::{open_sealed_to, seal_to};

const EPOCH: u8 = 1;
const AUDIT: u8 = 2;
const ROOT: u8 = 3;
const CLINIC: u8 = 4;
const FIRST_ROOT: u8 = 5;

/// A key to hand on.
#[derive(Debug)]
pub enum Granting<'a> {
    Epoch(&'a EpochKey),
    Audit(&'a AuditKeys),
    Root(&'a RootKey),
    /// To the recovery key alone, with [`RecoveryKey::proof`]: the owner of the recovery key recognises the clinic by
    /// it.
    FirstRoot(&'a RootKey, [u8; PROOF_LEN]),
    Clinic(&'a ClinicSecret),
}

/// A key that was handed on.
#[derive(Debug)]
pub enum Granted {
    Epoch(EpochKey),
    Audit(AuditKeys),
    Root(RootKey),
    FirstRoot(RootKey, [u8; PROOF_LEN]),
    Clinic(ClinicSecret),
}

impl Granting<'_> {
    /// To a user's or device's public key, which the caller has verified.
    ///
    /// # Errors
    /// `Refused` for a key of low order.
    pub fn seal_to(
        &self,
        recipient: &ExchangeKey,
        aad: &[u8],
        random: &mut Random,
    ) -> Result<Vec<u8>, SealError> {
        seal_to(recipient, aad, &self.to_bytes(), random)
    }

    /// To the paper in the safe.
    pub fn seal_to_recovery(
        &self,
        recipient: &RecoveryRecipient,
        aad: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        seal_to_recovery(recipient, aad, &self.to_bytes())
    }

    /// `kind 1, number 4, secret 32`, and after the first root key its proof 32.
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let (kind, number, secret) = match self {
            Self::Epoch(key) => (EPOCH, key.key_id().number(), key.as_bytes()),
            Self::Audit(keys) => (
                AUDIT,
                keys.key_id().number(),
                keys.exchange().secret_bytes(),
            ),
            Self::Root(key) => (ROOT, 0, key.seed()),
            Self::FirstRoot(key, _) => (FIRST_ROOT, 0, key.seed()),
            Self::Clinic(secret) => (CLINIC, u32::from(secret.version()), secret.as_bytes()),
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 + 4 + 32 + PROOF_LEN));
        bytes.push(kind);
        bytes.extend_from_slice(&number.to_be_bytes());
        bytes.extend_from_slice(secret);
        if let Self::FirstRoot(_, proof) = self {
            bytes.extend_from_slice(proof);
        }
        bytes
    }
}

impl Granted {
    /// # Errors
    /// `OtherKey` when it was granted to another recipient, `Refused`, `Malformed`.
    pub fn open(recipient: &ExchangePair, aad: &[u8], sealed: &[u8]) -> Result<Self, SealError> {
        Self::from_bytes(&open_sealed_to(recipient, aad, sealed)?)
    }

    /// # Errors
    /// `Refused`, `Malformed`.
    pub fn recover(key: &RecoveryKey, aad: &[u8], sealed: &[u8]) -> Result<Self, SealError> {
        Self::from_bytes(&open_with_recovery(key, aad, sealed)?)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let (&kind, rest) = bytes.split_first().ok_or(SealError::Malformed)?;
        let (number, secret) = rest.split_first_chunk::<4>().ok_or(SealError::Malformed)?;
        let number = u32::from_be_bytes(*number);
        let (secret, rest) = secret
            .split_first_chunk::<32>()
            .ok_or(SealError::Malformed)?;
        let secret = Zeroizing::new(*secret);
        if kind == FIRST_ROOT {
            let proof = rest.try_into().map_err(|_| SealError::Malformed)?;
            return Ok(Self::FirstRoot(RootKey::from_seed(&secret), proof));
        }
        if !rest.is_empty() {
            return Err(SealError::Malformed);
        }
        match kind {
            EPOCH => Ok(Self::Epoch(EpochKey::from_bytes(
                KeyId::from_number(number)?,
                secret,
            ))),
            AUDIT => {
                let pair = ExchangePair::from_bytes(&secret);
                Ok(Self::Audit(AuditKeys::from_pair(
                    KeyId::from_number(number)?,
                    pair,
                )))
            }
            ROOT => Ok(Self::Root(RootKey::from_seed(&secret))),
            CLINIC => {
                let version = u16::try_from(number).map_err(|_| SealError::Malformed)?;
                Ok(Self::Clinic(ClinicSecret::from_bytes(version, secret)))
            }
            _ => Err(SealError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::crypto::keys::private::UserKeys;
    use sync_contract::Compartment;

    #[test]
    fn each_kind_of_key_arrives_as_itself() {
        let mut random = Random::from_seed(&[1; 32]);
        let user = UserKeys::generate(&mut random);
        let to = user.public().exchange;
        let clinical = KeyId::new(Compartment::Clinical, 3).unwrap();
        let epoch = EpochKey::generate(clinical, &mut random);
        let audit = AuditKeys::generate(2, &mut random).unwrap();
        let root = RootKey::generate(&mut random);
        let clinic = ClinicSecret::generate(7, &mut random);

        let sealed = Granting::Epoch(&epoch)
            .seal_to(&to, b"grant", &mut random)
            .unwrap();
        let opened = Granted::open(user.exchange(), b"grant", &sealed).unwrap();
        assert!(
            matches!(opened, Granted::Epoch(key) if key.key_id() == clinical && key.as_bytes() == epoch.as_bytes())
        );
        let sealed = Granting::Audit(&audit)
            .seal_to(&to, b"grant", &mut random)
            .unwrap();
        let opened = Granted::open(user.exchange(), b"grant", &sealed).unwrap();
        assert!(matches!(opened, Granted::Audit(keys) if keys.public() == audit.public()));
        let sealed = Granting::Root(&root)
            .seal_to(&to, b"grant", &mut random)
            .unwrap();
        let opened = Granted::open(user.exchange(), b"grant", &sealed).unwrap();
        assert!(matches!(opened, Granted::Root(key) if key.verify_key() == root.verify_key()));
        let sealed = Granting::Clinic(&clinic)
            .seal_to(&to, b"grant", &mut random)
            .unwrap();
        let opened = Granted::open(user.exchange(), b"grant", &sealed).unwrap();
        assert!(
            matches!(opened, Granted::Clinic(s) if s.version() == 7 && s.as_bytes() == clinic.as_bytes())
        );
    }

    #[test]
    fn a_colleague_cannot_open_it_and_it_does_not_open_in_another_row() {
        let mut random = Random::from_seed(&[2; 32]);
        let user = UserKeys::generate(&mut random);
        let colleague = UserKeys::generate(&mut random);
        let root = RootKey::generate(&mut random);
        let to = user.public().exchange;
        let sealed = Granting::Root(&root)
            .seal_to(&to, b"row 1", &mut random)
            .unwrap();
        let stolen = Granted::open(colleague.exchange(), b"row 1", &sealed);
        assert!(matches!(stolen, Err(SealError::OtherKey)));
        let moved = Granted::open(user.exchange(), b"row 2", &sealed);
        assert!(matches!(moved, Err(SealError::Refused)));
    }

    #[test]
    fn the_recovery_key_brings_a_key_back() {
        let mut random = Random::from_seed(&[3; 32]);
        let paper = RecoveryKey::generate();
        let clinic = ClinicSecret::generate(1, &mut random);
        let sealed = Granting::Clinic(&clinic)
            .seal_to_recovery(&paper.recipient(), b"clinic secret")
            .unwrap();
        let opened = Granted::recover(&paper, b"clinic secret", &sealed).unwrap();
        assert!(matches!(opened, Granted::Clinic(s) if s.as_bytes() == clinic.as_bytes()));
    }

    #[test]
    fn unknown_kinds_and_lengths_are_malformed() {
        let mut bytes = [0; 37];
        for kind in [0, 5, 6, 255] {
            bytes[0] = kind;
            assert!(matches!(
                Granted::from_bytes(&bytes),
                Err(SealError::Malformed)
            ));
        }
        bytes[0] = ROOT;
        assert!(Granted::from_bytes(&bytes[..36]).is_err());
        assert!(Granted::from_bytes(&[]).is_err());
    }
}
