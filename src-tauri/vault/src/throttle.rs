//! How fast passwords may be tried on one device: a growing delay, then a lock-out.
//!
//! A pure state machine. Its state is plain fields for a local table, which survives restarts. Time is counted by
//! how long the machine has been up, so setting the clock neither shortens a wait nor prolongs it; only across a
//! restart of the machine does the wall clock count, because then nothing else knows how long it was off.

use std::time::Duration;

use crate::environment::Moment;

/// What a clinic decides; the default is 5 tries, then 15 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    pub tries: u32,
    pub lock_out: Duration,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            tries: 5,
            lock_out: Duration::from_secs(15 * 60),
        }
    }
}

impl Throttle {
    fn lock_out_ms(&self) -> u64 {
        u64::try_from(self.lock_out.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The failures of one user on one device since their last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    pub failures: u32,
    /// What remained to be waited when the marks below were taken.
    pub wait_ms: u64,
    pub failed_wall_ms: i64,
    pub failed_uptime_ms: u64,
    pub failed_boot: u128,
}

/// Why a password is not even tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub remaining: Duration,
    /// A lock-out rather than a delay: the screen then names who can lift it.
    pub locked_out: bool,
}

impl Attempts {
    /// Asked before a password is checked and, in the transaction that stores [`Attempts::fail`] of a wrong one, again
    /// before the outcome is shown.
    pub fn may_try(&self, throttle: &Throttle, now: &Moment) -> Result<(), Wait> {
        match self.remaining_ms(throttle, now) {
            0 => Ok(()),
            remaining => Err(Wait {
                remaining: Duration::from_millis(remaining),
                locked_out: self.is_locked_out(throttle),
            }),
        }
    }

    /// Counts a wrong password: after it 1, 2, 4, 8, ... seconds, and the lock-out at every `tries`-th.
    #[must_use]
    pub fn fail(&self, throttle: &Throttle, now: &Moment) -> Self {
        let failures = self.failures.saturating_add(1);
        let counted = Self { failures, ..*self };
        let lock_out_ms = throttle.lock_out_ms();
        let wait_ms = if counted.is_locked_out(throttle) {
            lock_out_ms
        } else {
            let doublings = (failures - 1) % throttle.tries.max(1);
            1_000_u64
                .saturating_mul(1 << doublings.min(20))
                .min(lock_out_ms)
        };
        Self {
            wait_ms: wait_ms.max(self.remaining_ms(throttle, now)),
            ..counted.failed_at(now)
        }
    }

    /// What is left of these once the last of them turns out to be none, and with it those before.
    #[must_use]
    pub fn taken_back(&self) -> Self {
        Self {
            failures: 0,
            wait_ms: 0,
            ..*self
        }
    }

    /// Returns whether these are what is left of others.
    pub fn takes_back(&self, counted: &Self) -> bool {
        *self == counted.taken_back()
    }

    fn is_locked_out(&self, throttle: &Throttle) -> bool {
        self.failures > 0 && self.failures.is_multiple_of(throttle.tries.max(1))
    }

    fn failed_at(self, now: &Moment) -> Self {
        Self {
            failed_wall_ms: now.wall_ms,
            failed_uptime_ms: now.uptime_ms,
            failed_boot: now.boot,
            ..self
        }
    }

    /// Never more than a lock-out: a longer wait was edited into the file, and so was a moment that is still to come.
    fn remaining_ms(&self, throttle: &Throttle, now: &Moment) -> u64 {
        let waited = if now.boot == self.failed_boot {
            match now.uptime_ms.checked_sub(self.failed_uptime_ms) {
                Some(waited) => waited,
                None => return 0,
            }
        } else {
            // the wall clock is the user's to set, with the machine restarted and without: only what this start has
            // lasted counts
            now.uptime_ms
        };
        let wait_ms = self.wait_ms.min(throttle.lock_out_ms());
        wait_ms.saturating_sub(waited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    fn at(wall_ms: i64, uptime_ms: u64) -> Moment {
        Moment {
            wall_ms,
            uptime_ms,
            boot: 1,
        }
    }

    fn remaining(attempts: &Attempts, now: &Moment) -> u64 {
        match attempts.may_try(&Throttle::default(), now) {
            Ok(()) => 0,
            Err(wait) => u64::try_from(wait.remaining.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn failed(times: u32, now: &Moment) -> Attempts {
        (0..times).fold(Attempts::default(), |attempts, _| {
            let waited = at(now.wall_ms, now.uptime_ms);
            Attempts {
                wait_ms: 0,
                ..attempts
            }
            .fail(&Throttle::default(), &waited)
        })
    }

    #[test]
    fn delays_double_and_the_fifth_failure_locks_for_a_quarter_of_an_hour() {
        let now = at(0, 0);
        let waits: Vec<u64> = (0..=6)
            .map(|times| remaining(&failed(times, &now), &now))
            .collect();
        assert_eq!(waits, [0, 1_000, 2_000, 4_000, 8_000, 15 * MINUTE, 1_000]);
        let locked = failed(5, &now).may_try(&Throttle::default(), &now);
        assert!(locked.is_err_and(|wait| wait.locked_out));
        let delayed = failed(4, &now).may_try(&Throttle::default(), &now);
        assert!(delayed.is_err_and(|wait| !wait.locked_out));
    }

    #[test]
    fn waiting_ends_a_lock_out_and_a_right_password_forgets_it() {
        let attempts = failed(5, &at(0, 0));
        assert_eq!(remaining(&attempts, &at(0, 15 * MINUTE - 1)), 1);
        assert_eq!(remaining(&attempts, &at(0, 15 * MINUTE)), 0);
        assert_eq!(remaining(&Attempts::default(), &at(0, 0)), 0);
    }

    #[test]
    fn setting_the_clock_forward_or_back_changes_nothing() {
        let attempts = failed(5, &at(0, 0));
        let year = 365 * 24 * 60 * i64::try_from(MINUTE).unwrap_or(0);
        assert_eq!(remaining(&attempts, &at(year, MINUTE)), 14 * MINUTE);
        assert_eq!(remaining(&attempts, &at(-year, MINUTE)), 14 * MINUTE);
        assert_eq!(remaining(&attempts, &at(-year, 15 * MINUTE)), 0);
    }

    #[test]
    fn a_restart_of_the_program_or_of_the_machine_does_not_end_the_wait() {
        let attempts = failed(5, &at(1_000, 50 * MINUTE));
        let rebooted = |wall_ms, uptime_ms| Moment {
            wall_ms,
            uptime_ms,
            boot: 2,
        };
        assert_eq!(remaining(&attempts, &at(1_000, 50 * MINUTE)), 15 * MINUTE);
        assert_eq!(remaining(&attempts, &rebooted(1_000, 0)), 15 * MINUTE);
        assert_eq!(
            remaining(&attempts, &rebooted(10 * 60_000 + 1_000, 1_000)),
            15 * MINUTE - 1_000
        );
        // the clock was set a year forward while the machine was off
        let year = 365 * 24 * 60 * i64::try_from(MINUTE).unwrap_or(0);
        assert_eq!(
            remaining(&attempts, &rebooted(year, 5 * MINUTE)),
            10 * MINUTE
        );
        // the clock fell back to 1970 while the machine was off
        assert_eq!(
            remaining(&attempts, &rebooted(-9_000_000_000, 5 * MINUTE)),
            10 * MINUTE
        );
        assert_eq!(
            remaining(&attempts, &rebooted(-9_000_000_000, 15 * MINUTE)),
            0
        );
    }

    #[test]
    fn a_wait_that_was_edited_ends_with_a_lock_out() {
        let edited = Attempts {
            wait_ms: u64::MAX,
            ..failed(5, &at(0, 0))
        };
        assert_eq!(remaining(&edited, &at(0, 0)), 15 * MINUTE);
        assert_eq!(remaining(&edited, &at(0, 15 * MINUTE)), 0);
    }

    #[test]
    fn a_try_during_the_wait_never_shortens_it() {
        let attempts = failed(5, &at(0, 0)).fail(&Throttle::default(), &at(0, MINUTE));
        assert_eq!(remaining(&attempts, &at(0, MINUTE)), 14 * MINUTE);
    }

    #[test]
    fn extreme_settings_and_counts_do_not_overflow() {
        let strict = Throttle {
            tries: 0,
            lock_out: Duration::MAX,
        };
        let now = at(i64::MAX, u64::MAX);
        let many = Attempts {
            failures: u32::MAX,
            ..Attempts::default()
        }
        .fail(&strict, &now);
        assert!(many.may_try(&strict, &now).is_err());
        let lax = Throttle {
            tries: u32::MAX,
            lock_out: Duration::from_secs(60),
        };
        let patient = Attempts {
            failures: 1_000,
            ..Attempts::default()
        }
        .fail(&lax, &now);
        assert_eq!(patient.wait_ms, MINUTE);
    }
}
