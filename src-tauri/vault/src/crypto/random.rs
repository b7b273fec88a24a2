//! Random bytes: a ChaCha generator seeded by the operating system once, because a system call for
//! every nonce costs more than the encryption that it serves.

use chacha20::ChaCha20Rng;
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng, TryRng};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;

/// Where nonces, salts and new keys come from; one for each open vault, never copied, wiped at the end.
pub struct Random(ChaCha20Rng);

impl Random {
    /// Seeded by the operating system.
    ///
    /// # Errors
    /// `NoRandomness`.
    pub fn from_system() -> Result<Self, SealError> {
        let mut seed = Zeroizing::new([0; 32]);
        SysRng
            .try_fill_bytes(&mut *seed)
            .map_err(|_| SealError::NoRandomness)?;
        Ok(Self::from_seed(&seed))
    }

    /// The same seed gives the same bytes: for golden bytes and simulations, never for a clinic.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(*seed))
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// As [`Random::bytes`], for what must not stay behind in memory.
    pub fn secret<const N: usize>(&mut self) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        self.0.fill_bytes(&mut *bytes);
        bytes
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn two_generators_of_one_machine_do_not_agree() {
        let mut one = Random::from_system().unwrap();
        let mut other = Random::from_system().unwrap();
        assert_ne!(one.bytes::<32>(), other.bytes::<32>());
        assert_ne!(one.bytes::<12>(), one.bytes::<12>());
    }

    #[test]
    fn its_state_is_wiped_when_it_is_dropped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<ChaCha20Rng>();
    }

    /// RFC 8439, appendix A.1: the first key stream of the zero key.
    #[test]
    fn it_is_the_published_cipher() {
        let bytes = Random::from_seed(&[0; 32]).bytes::<16>();
        let published = crate::crypto::seal::hex::array("76b8e0ada0f13d90405d6ae55386bd28");
        assert_eq!(bytes, published);
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        let mut one = Random::from_seed(&[7; 32]);
        let mut other = Random::from_seed(&[7; 32]);
        assert_eq!(*one.secret::<32>(), other.bytes::<32>());
        assert_eq!(format!("{one:?}"), "Random(..)");
    }
}
