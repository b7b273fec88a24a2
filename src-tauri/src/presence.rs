use std::time::{Duration, Instant, SystemTime};

/// Clocks of the wall are set right by less than this while a machine is awake.
const SLEPT_AT_LEAST: Duration = Duration::from_secs(30);

/// When a user was last active at the window. Two clocks, because only that of the wall goes on while the machine
/// sleeps.
#[derive(Debug, Clone, Copy)]
pub struct Presence {
    input_at: Instant,
    looked_at: (Instant, SystemTime),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    Taken,
    Left,
    /// The machine slept since the last look.
    Slept,
}

impl Presence {
    pub fn new() -> Self {
        let now = Instant::now();
        Self {
            input_at: now,
            looked_at: (now, SystemTime::now()),
        }
    }

    /// Notes that a user typed, pressed or moved something, or has just signed in.
    pub fn note_input(&mut self) {
        self.input_at = Instant::now();
    }

    #[cfg(test)]
    pub fn set_input_earlier(&mut self, by: Duration) {
        self.input_at -= by;
    }

    pub fn look(&mut self, awake: Instant, wall: SystemTime, lock_after: Duration) -> Seat {
        let (awake_before, wall_before) = std::mem::replace(&mut self.looked_at, (awake, wall));
        let awake_for = awake.saturating_duration_since(awake_before);
        // a wall clock that was set back says nothing of sleep
        let passed = wall.duration_since(wall_before).unwrap_or(Duration::ZERO);
        if passed >= awake_for + SLEPT_AT_LEAST {
            Seat::Slept
        } else if awake.saturating_duration_since(self.input_at) >= lock_after {
            Seat::Left
        } else {
            Seat::Taken
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_MINUTES: Duration = Duration::from_secs(600);

    /// Looks at a presence so many seconds later on each clock.
    fn after(presence: &mut Presence, awake_s: u64, wall_s: u64) -> Seat {
        let (awake, wall) = presence.looked_at;
        presence.look(
            awake + Duration::from_secs(awake_s),
            wall + Duration::from_secs(wall_s),
            TEN_MINUTES,
        )
    }

    #[test]
    fn a_seat_is_left_after_the_clinics_minutes_without_input() {
        let mut presence = Presence::new();
        assert_eq!(after(&mut presence, 599, 599), Seat::Taken);
        assert_eq!(after(&mut presence, 1, 1), Seat::Left);
        presence.input_at = presence.looked_at.0;
        assert_eq!(after(&mut presence, 1, 1), Seat::Taken);
    }

    #[test]
    fn a_machine_that_slept_is_recognised_by_its_two_clocks() {
        let mut presence = Presence::new();
        assert_eq!(after(&mut presence, 1, 3_600), Seat::Slept);
        assert_eq!(after(&mut presence, 1, 1), Seat::Taken, "once");
        assert_eq!(
            after(&mut presence, 1, 20),
            Seat::Taken,
            "a clock that was set right"
        );
    }

    #[test]
    fn a_wall_clock_that_was_set_back_locks_nothing() {
        let mut presence = Presence::new();
        let (awake, wall) = presence.looked_at;
        let seat = presence.look(
            awake + Duration::from_secs(1),
            wall - Duration::from_secs(7_200),
            TEN_MINUTES,
        );
        assert_eq!(seat, Seat::Taken);
    }
}
