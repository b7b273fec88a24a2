use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use sync_contract::trust::{Signatures, SignerKey};

use crate::crypto::sign::{Purpose, SIGNATURE_LEN, VerifyKey};

/// Beyond this a vault has more staff than a clinic; then what was not asked for lately is proved once more.
const PROOFS_MAX: usize = 20_000;

/// Which key made which signature, for as long as a vault is open: the same bytes are proved once.
///
/// Known by SHA-256 of signature and input, so a changed byte is another question.
#[derive(Debug, Clone)]
pub(crate) struct Proofs(Arc<Cache<[u8; 32], VerifyKey>>);

impl Default for Proofs {
    fn default() -> Self {
        Self(Arc::new(Cache::new(PROOFS_MAX)))
    }
}

impl Proofs {
    /// Returns whether this key signed this input.
    pub fn confirm(
        &self,
        key: &VerifyKey,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; SIGNATURE_LEN],
    ) -> bool {
        let question = Sha256::new()
            .chain_update(signature)
            .chain_update(input)
            .finalize()
            .into();
        if let Some(signer) = self.0.get(&question) {
            return signer == *key;
        }
        let is_signed = key.verify(purpose, input, signature).is_ok();
        if is_signed {
            self.0.insert(question, *key);
        }
        is_signed
    }
}

impl Signatures for Proofs {
    fn is_signed(
        &self,
        key: &SignerKey,
        purpose: Purpose,
        input: &[u8],
        signature: &[u8; SIGNATURE_LEN],
    ) -> bool {
        self.confirm(&VerifyKey::from_bytes(*key), purpose, input, signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random::Random;
    use crate::crypto::sign::SigningPair;

    #[test]
    fn a_result_is_cached_for_these_bytes_and_this_key_alone() {
        let mut random = Random::from_seed(&[1; 32]);
        let (pair, other) = (
            SigningPair::generate(&mut random),
            SigningPair::generate(&mut random),
        );
        let (key, proofs) = (pair.verify_key(), Proofs::default());
        let input = b"nutrivault cell 1 weight 70";
        let signature = pair.sign(Purpose::Cell, input);
        for _ in 0..2 {
            assert!(proofs.confirm(&key, Purpose::Cell, input, &signature));
            assert!(!proofs.confirm(&other.verify_key(), Purpose::Cell, input, &signature));
            assert!(!proofs.confirm(
                &key,
                Purpose::Cell,
                b"nutrivault cell 1 weight 71",
                &signature
            ));
            let mut forged = signature;
            forged[0] ^= 1;
            assert!(!proofs.confirm(&key, Purpose::Cell, input, &forged));
        }
        assert_eq!(proofs.0.len(), 1);
    }
}
