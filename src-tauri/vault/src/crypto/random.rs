//! Random bytes: a ChaCha generator seeded by the operating system once, because a system call for
//! every nonce costs more than the encryption that it serves.

use chacha20::ChaCha20Rng;
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng, TryRng};
use zeroize::Zeroizing;

use crate::crypto::error::SealError;

/// Where nonces, salts and new keys come from; one for each open vault, never copied, wiped at the end.
pub struct Random {
    generator: ChaCha20Rng,
    is_of_system: bool,
}

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
        Ok(Self {
            is_of_system: true,
            ..Self::from_seed(&seed)
        })
    }

    /// Mixes new randomness of the operating system in, before each transaction: two copies of a running machine would
    /// otherwise make the same nonces. One that was made from a seed keeps its sequence.
    ///
    /// # Errors
    /// `NoRandomness`.
    pub fn stir(&mut self) -> Result<(), SealError> {
        if !self.is_of_system {
            return Ok(());
        }
        let mut seed = self.secret::<32>();
        let mut fresh = Zeroizing::new([0; 32]);
        SysRng
            .try_fill_bytes(&mut *fresh)
            .map_err(|_| SealError::NoRandomness)?;
        for (byte, fresh) in seed.iter_mut().zip(fresh.iter()) {
            *byte ^= fresh;
        }
        self.generator = ChaCha20Rng::from_seed(*seed);
        Ok(())
    }

    /// A generator of its own, for another use of the same vault.
    pub fn split(&mut self) -> Self {
        Self {
            is_of_system: self.is_of_system,
            ..Self::from_seed(&self.secret())
        }
    }

    /// The same seed gives the same bytes: for golden bytes and simulations, never for a clinic.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self {
            generator: ChaCha20Rng::from_seed(*seed),
            is_of_system: false,
        }
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.generator.fill_bytes(&mut bytes);
        bytes
    }

    /// As [`Random::bytes`], for what must not stay behind in memory.
    pub fn secret<const N: usize>(&mut self) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        self.generator.fill_bytes(&mut *bytes);
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

    /// A machine that is resumed twice from one snapshot.
    #[test]
    fn two_copies_of_one_state_part_at_the_next_transaction() {
        let seed = [5; 32];
        let copy = || Random {
            is_of_system: true,
            ..Random::from_seed(&seed)
        };
        let (mut one, mut other) = (copy(), copy());
        assert_eq!(one.bytes::<12>(), other.bytes::<12>());
        let (mut one_aside, mut other_aside) = (one.split(), other.split());
        for random in [&mut one, &mut other, &mut one_aside, &mut other_aside] {
            random.stir().unwrap();
        }
        assert_ne!(one.bytes::<12>(), other.bytes::<12>());
        assert_ne!(one_aside.bytes::<12>(), other_aside.bytes::<12>());
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
        one.stir().unwrap();
        assert_eq!(*one.secret::<32>(), other.bytes::<32>());
        assert_eq!(format!("{one:?}"), "Random(..)");
    }
}
