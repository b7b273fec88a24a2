//! Hybrid logical clocks: they order the writes of one cell across machines.

use crate::codec::{Malformed, Reader, Wire, Writer};

/// When and where a cell was written: 48 bits of milliseconds, a 16-bit counter, the device's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clock {
    pub unix_ms: u64,
    pub counter: u16,
    pub device: u32,
}

const UNIX_MS_MAX: u64 = (1 << 48) - 1;

impl Clock {
    pub const LENGTH: usize = 12;

    pub fn to_array(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..6].copy_from_slice(&self.unix_ms.to_be_bytes()[2..]);
        bytes[6..8].copy_from_slice(&self.counter.to_be_bytes());
        bytes[8..].copy_from_slice(&self.device.to_be_bytes());
        bytes
    }

    pub fn from_array(bytes: [u8; Self::LENGTH]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = bytes;
        Self {
            unix_ms: u64::from_be_bytes([0, 0, a, b, c, d, e, f]),
            counter: u16::from_be_bytes([g, h]),
            device: u32::from_be_bytes([i, j, k, l]),
        }
    }

    pub fn unix_us(self) -> i64 {
        i64::try_from(self.unix_ms * 1000).expect("48 bits of milliseconds fit")
    }

    /// The smallest clock of `device` after this one.
    fn next(self, device: u32) -> Self {
        match self.counter.checked_add(1) {
            Some(counter) => Self {
                unix_ms: self.unix_ms,
                counter,
                device,
            },
            None => Self {
                unix_ms: (self.unix_ms + 1).min(UNIX_MS_MAX),
                counter: 0,
                device,
            },
        }
    }
}

impl Wire for Clock {
    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.to_array());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array().map(Self::from_array)
    }
}

/// Issues the clocks of one device; the caller keeps `last` in the transaction that uses the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HybridClock {
    pub device: u32,
    pub last: Clock,
}

impl HybridClock {
    /// A clock later than the one issued before and than what it overwrites, and not before `now_ms`.
    ///
    /// `now_ms` is the server-adjusted time in milliseconds since 1970. A user always beats what they saw.
    pub fn issue(&mut self, now_ms: u64, overwritten: Option<Clock>) -> Clock {
        let now = Clock {
            unix_ms: now_ms.min(UNIX_MS_MAX),
            counter: 0,
            device: self.device,
        };
        let after_last = self.last.next(self.device);
        let after_seen = overwritten.map_or(now, |seen| seen.next(self.device));
        self.last = now.max(after_last).max(after_seen);
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_bytes_sort_as_it_does() {
        let early = Clock {
            unix_ms: 0x0102_0304_0506,
            counter: 7,
            device: 9,
        };
        let late = Clock {
            counter: 8,
            device: 1,
            ..early
        };
        assert_eq!(early.to_array(), [1, 2, 3, 4, 5, 6, 0, 7, 0, 0, 0, 9]);
        assert!(early < late && early.to_array() < late.to_array());
        assert_eq!(Clock::from_array(late.to_array()), late);
    }

    #[test]
    fn a_device_that_runs_behind_still_beats_what_it_saw() {
        let seen = Clock {
            unix_ms: 2_000,
            counter: u16::MAX,
            device: 3,
        };
        let mut clock = HybridClock {
            device: 1,
            last: Clock::default(),
        };
        let issued = clock.issue(1_000, Some(seen));
        assert!(issued > seen && issued.device == 1);
        assert!(clock.issue(1_000, None) > issued);
    }
}
