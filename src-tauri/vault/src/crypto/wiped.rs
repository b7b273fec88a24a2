//! Plaintext in memory, wiped when it is dropped.

use std::ops::{Deref, DerefMut};

use zeroize::{ZeroizeOnDrop, optimization_barrier};

/// Bytes of any length. All of their room is wiped at once: `Zeroizing` wipes byte after byte, which for the parts of a
/// document costs as much as sealing them.
#[derive(Default)]
pub struct Wiped(Vec<u8>);

impl Wiped {
    pub fn with_capacity(room: usize) -> Self {
        Self(Vec::with_capacity(room))
    }

    fn wipe(&mut self) {
        self.0.clear();
        self.0.resize(self.0.capacity(), 0);
        optimization_barrier(self.0.as_slice());
    }
}

impl From<Vec<u8>> for Wiped {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for Wiped {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Wiped {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl std::fmt::Debug for Wiped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wiped({} bytes)", self.0.len())
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl ZeroizeOnDrop for Wiped {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_pairs_are_wiped_when_they_are_dropped() {
        fn wiped<T: ZeroizeOnDrop>() {}
        wiped::<ed25519_dalek::SigningKey>();
        wiped::<x25519_dalek::StaticSecret>();
    }

    #[test]
    fn what_was_cut_off_is_wiped_with_the_rest() {
        let mut bytes = Wiped::with_capacity(64);
        bytes.extend_from_slice(b"tired in the afternoon");
        bytes.truncate(5);
        let room = (bytes.as_ptr(), bytes.capacity());
        bytes.wipe();
        assert_eq!((bytes.as_ptr(), bytes.len()), room);
        assert!(bytes.iter().all(|byte| *byte == 0));
    }
}
