//! Hybrid logical clocks: they order the writes of one cell across machines.

use crate::codec::{Malformed, Reader, Wire, Writer};

/// The time and device of a write: 48 bits of milliseconds, a 16-bit counter, the device's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clock {
    pub unix_ms: u64,
    pub counter: u16,
    pub device: u32,
}

const UNIX_MS_MAX: u64 = (1 << 48) - 1;
/// Clocks from this time on, the year 6429, are not followed, as no real time is this late. So a device always has 2^63
/// clocks left beyond the latest that a time or another device's clock can make it issue, and never reaches the last
/// one.
pub(crate) const FOLLOWED_MS_MAX: u64 = 1 << 47;

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

    /// Returns the smallest clock of `device` after this one whose counter differs; the last clock returns itself.
    fn next(self, device: u32) -> Self {
        let (unix_ms, counter) = match self.counter.checked_add(1) {
            Some(counter) if counter < RAISED_COUNTER => (self.unix_ms, counter),
            _ if self.unix_ms < UNIX_MS_MAX => (self.unix_ms + 1, 0),
            _ => (self.unix_ms, self.counter),
        };
        Self {
            unix_ms,
            counter,
            device,
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
    /// How many raised clocks it has issued: a part of the counter of the next one.
    pub raised: u16,
}

/// Counters of clocks that follow a later clock of another device begin here; all others are below.
const RAISED_COUNTER: u16 = 0x8000;

impl HybridClock {
    /// Returns a clock later than the last issued one and than the one it overwrites, and not before `now_ms`.
    ///
    /// `now_ms` is the server-adjusted time in milliseconds since 1970. A user's write always beats the versions that
    /// they saw, except a clock beyond the year 6429, which no server admits: to follow it would leave this device no
    /// clock to issue.
    pub fn issue(&mut self, now_ms: u64, overwritten: Option<Clock>) -> Clock {
        let now = Clock {
            unix_ms: now_ms.min(FOLLOWED_MS_MAX),
            counter: 0,
            device: self.device,
        };
        let ordinary = now.max(self.last.next(self.device));
        let seen = overwritten.filter(|seen| seen.unix_ms <= FOLLOWED_MS_MAX);
        match seen {
            Some(seen) if seen >= ordinary => self.raise(seen),
            _ => {
                self.last = ordinary;
                ordinary
            }
        }
    }

    /// Issues a clock for one cell, right after a later clock of a device whose time may be wrong. It does not become
    /// `last`: one wrong machine would otherwise move the time of every device that edits its cells.
    fn raise(&mut self, seen: Clock) -> Clock {
        let counter = RAISED_COUNTER | self.raised;
        self.raised = (self.raised + 1) % RAISED_COUNTER;
        Clock {
            unix_ms: seen.unix_ms + 1,
            counter,
            device: self.device,
        }
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
            raised: 0,
        };
        let issued = clock.issue(1_000, Some(seen));
        assert!(issued > seen && issued.device == 1);
        assert!(clock.issue(1_000, Some(issued)) > issued);
    }

    #[test]
    fn a_clock_of_a_wrong_machine_infects_nothing_but_its_own_cell() {
        let ahead = Clock {
            unix_ms: 1_000_000,
            counter: 3,
            device: 9,
        };
        let mut clock = HybridClock {
            device: 1,
            last: Clock::default(),
            raised: 0,
        };
        let before = clock.issue(1_000, None);
        let raised = clock.issue(1_001, Some(ahead));
        assert!(raised > ahead && raised.unix_ms == ahead.unix_ms + 1);
        let again = clock.issue(1_001, Some(ahead));
        assert!(again > raised, "two cells of one action differ");
        let after = clock.issue(1_002, None);
        assert_eq!((after.unix_ms, after.counter), (1_002, 0));
        assert!(after > before && after < ahead);
    }

    #[test]
    fn ordinary_counters_stay_below_those_of_raised_clocks() {
        let mut clock = HybridClock {
            device: 1,
            last: Clock::default(),
            raised: RAISED_COUNTER - 1,
        };
        let seen = Clock {
            unix_ms: 5_000,
            counter: 0,
            device: 2,
        };
        for _ in 0..3 {
            assert!(clock.issue(1_000, Some(seen)).counter >= RAISED_COUNTER);
        }
        let mut before = clock.last;
        for _ in 0..=u32::from(u16::MAX) {
            let issued = clock.issue(1_000, None);
            assert!(issued > before && issued.counter < RAISED_COUNTER);
            before = issued;
        }
    }

    #[test]
    fn no_time_and_no_clock_that_it_saw_brings_it_to_an_end() {
        let last_of_all = Clock {
            unix_ms: UNIX_MS_MAX,
            counter: u16::MAX,
            device: u32::MAX,
        };
        let before_it = Clock {
            counter: u16::MAX - 1,
            ..last_of_all
        };
        let last_followed = Clock {
            unix_ms: FOLLOWED_MS_MAX,
            ..last_of_all
        };
        let mut clock = HybridClock {
            device: 1,
            last: Clock::default(),
            raised: 0,
        };
        let mut before = clock.last;
        for now_ms in [0, FOLLOWED_MS_MAX, UNIX_MS_MAX, u64::MAX, 5] {
            for seen in [
                None,
                Some(last_followed),
                Some(before_it),
                Some(last_of_all),
            ] {
                for _ in 0..=u32::from(u16::MAX) {
                    let issued = clock.issue(now_ms, seen);
                    assert_eq!(issued.device, 1);
                    assert_eq!(Clock::from_array(issued.to_array()), issued);
                    if issued == clock.last {
                        assert!(issued > before);
                        before = issued;
                    } else {
                        assert!(seen.is_some_and(|seen| issued > seen));
                    }
                }
            }
        }
        assert!(before > last_followed && before.unix_ms < FOLLOWED_MS_MAX + 100);
    }

    #[test]
    fn behind_the_last_clock_of_all_nothing_goes_back() {
        let last = Clock {
            unix_ms: UNIX_MS_MAX,
            counter: RAISED_COUNTER - 2,
            device: 1,
        };
        let mut clock = HybridClock {
            device: 1,
            last,
            raised: 0,
        };
        let issued = clock.issue(1_000, None);
        assert!(issued > last);
        assert_eq!(clock.issue(1_000, None), issued);
    }
}
