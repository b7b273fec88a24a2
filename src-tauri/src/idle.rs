//! Locks a clinic that nobody sits at, whether or not the page still answers, and one whose machine slept.

use std::time::{Duration, Instant, SystemTime};

use clinic::settings;

use crate::failure::{Refused, Result};
use crate::session;
use crate::state::{AppState, ClinicState};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Clocks of the wall are set right by less than this while a machine is awake.
const SLEPT_AT_LEAST: Duration = Duration::from_secs(30);

/// When somebody was last there. Two clocks, because only that of the wall goes on while the machine sleeps.
#[derive(Debug, Clone, Copy)]
pub struct Presence {
    input_at: Instant,
    looked_at: (Instant, SystemTime),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
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

    /// Somebody typed, pressed or moved something, or has just signed in.
    pub fn note_input(&mut self) {
        self.input_at = Instant::now();
    }

    fn look(&mut self, awake: Instant, wall: SystemTime, lock_after: Duration) -> Seat {
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

/// Looks once a second for as long as the program runs.
pub async fn watch(app_state: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match app_state.run(seat).await {
            Ok(Seat::Taken) => {}
            Ok(Seat::Left | Seat::Slept) => session::let_go(&app_state).await,
            Err(Refused(failure)) => {
                // a clinic that cannot say when to lock is not left open
                tracing::warn!(code = ?failure.code, "the minutes until the lock cannot be read");
                session::let_go(&app_state).await;
            }
        }
    }
}

fn seat(app_state: &AppState, held: &mut ClinicState) -> Result<Seat> {
    let lock_after = match held {
        ClinicState::Open(clinic) => {
            Duration::from_secs(60 * u64::from(settings::show::lock_minutes(clinic)?))
        }
        // a lock has no one to wait for, and an unfinished first run nothing that lasts
        ClinicState::Nothing | ClinicState::Creation(_) | ClinicState::Locked(_) => Duration::MAX,
    };
    let seat = app_state
        .presence()
        .look(Instant::now(), SystemTime::now(), lock_after);
    Ok(if matches!(held, ClinicState::Open(_)) {
        seat
    } else {
        Seat::Taken
    })
}

#[cfg(test)]
#[path = "idle_tests.rs"]
mod tests;
