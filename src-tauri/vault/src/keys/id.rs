use std::fmt;

use sync_contract::Compartment;

use crate::seal::SealError;

/// Epochs are numbered from 1 and fill three bytes of the key id.
pub const EPOCH_MAX: u32 = 0x00ff_ffff;

/// Which key a value is sealed under: the compartment in the first byte, its epoch in the other three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId {
    compartment: Compartment,
    epoch: u32,
}

impl KeyId {
    /// Errors: `Malformed` for epoch 0 or beyond [`EPOCH_MAX`].
    pub fn new(compartment: Compartment, epoch: u32) -> Result<Self, SealError> {
        if epoch == 0 || epoch > EPOCH_MAX {
            return Err(SealError::Malformed);
        }
        Ok(Self { compartment, epoch })
    }

    /// Errors: `Malformed` for a compartment that this version does not know.
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
