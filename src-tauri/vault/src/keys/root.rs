use zeroize::Zeroizing;

use crate::random::Random;
use crate::sign::{Purpose, SIGNATURE_LEN, SigningPair, VerifyKey};

/// The pair that a clinic begins with: it signs the founding group and every change of who is an admin.
///
/// Its public half travels with the clinic secret; its private half is sealed to the recovery key and to admins.
pub struct RootKey(SigningPair);

impl RootKey {
    pub fn generate(random: &mut Random) -> Self {
        Self(SigningPair::generate(random))
    }

    pub fn verify_key(&self) -> VerifyKey {
        self.0.verify_key()
    }

    /// See [`SigningPair::sign`].
    pub fn sign(&self, purpose: Purpose, input: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.0.sign(purpose, input)
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.seed()
    }

    pub(crate) fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningPair::from_seed(seed))
    }
}

impl std::fmt::Debug for RootKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RootKey(..)")
    }
}
