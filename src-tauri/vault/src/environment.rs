//! What a vault takes from outside: time, keys, randomness.

use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::crypto::error::SealError;
use crate::crypto::keystore::entry::KeyStore;
use crate::crypto::password::{PasswordParameters, STRETCH_TARGET};
use crate::crypto::random::Random;

/// One reading of the machine's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970; may jump.
    pub wall_ms: i64,
    /// Milliseconds since the machine started, sleep included; never jumps.
    pub uptime_ms: u64,
    /// Another value after each start of the machine.
    pub boot: u128,
}

/// What clocks a machine has.
pub trait WallClock: Send + Sync {
    fn moment(&self) -> Moment;

    /// Milliseconds since 1970, by this machine alone.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.moment().wall_ms).unwrap_or(0)
    }
}

/// Everything that a vault is given when it opens.
pub struct Environment {
    pub clock: Box<dyn WallClock>,
    pub key_store: Box<dyn KeyStore>,
    pub random: Random,
    /// How long the stretching of a new password may take this machine; at the floor without it, for tests.
    pub stretch_target: Option<Duration>,
}

impl Environment {
    /// The machine's own clock and randomness.
    ///
    /// A program built without optimisation, as for tests and the demo, stretches at the floor: its users sign in some
    /// thousand times, and the next sign-in of an optimised one at the server raises what a password costs.
    ///
    /// # Errors
    /// `NoRandomness`.
    pub fn of_machine(key_store: Box<dyn KeyStore>) -> Result<Self, SealError> {
        Ok(Self {
            clock: Box::new(SystemClock::new()),
            key_store,
            random: Random::from_system()?,
            stretch_target: (!cfg!(debug_assertions)).then_some(STRETCH_TARGET),
        })
    }

    /// Returns what a password that is chosen now costs: as much as this machine stretches within the target, and no
    /// less than `before`, since a machine that is busy just now measures little.
    ///
    /// # Errors
    /// `BadParameters`.
    pub fn password_parameters(
        &mut self,
        before: Option<&PasswordParameters>,
    ) -> Result<PasswordParameters, SealError> {
        let start = Instant::now();
        let measured = match self.stretch_target {
            Some(target) => {
                PasswordParameters::measure(target, || start.elapsed(), &mut self.random)?
            }
            None => PasswordParameters::floor(&mut self.random),
        };
        Ok(match before {
            Some(before) if measured.is_weaker_than(before) => measured.as_costly_as(before),
            _ => measured,
        })
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment(..)")
    }
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    /// Where the system names no boot, each program is its own: a restart then counts as one of the machine.
    boot: Option<u128>,
    program: u128,
}

impl SystemClock {
    pub fn new() -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: Instant::now(),
            boot: boot_id(),
            program: since_1970.map_or(0, |elapsed| elapsed.as_nanos()),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl WallClock for SystemClock {
    fn moment(&self) -> Moment {
        let wall_ms = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_millis());
        let own_uptime = || u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (uptime_ms, boot) = match (self.boot, uptime_ms()) {
            (Some(boot), Some(uptime_ms)) => (uptime_ms, boot),
            _ => (own_uptime(), self.program),
        };
        Moment {
            wall_ms: i64::try_from(wall_ms).unwrap_or(i64::MAX),
            uptime_ms,
            boot,
        }
    }

    fn now_ms(&self) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| {
                u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
            })
    }
}

/// Returns none where the system keeps no such file; the caller then falls back to the program's own time.
fn boot_id() -> Option<u128> {
    let text = read("/proc/sys/kernel/random/boot_id")?;
    uuid::Uuid::parse_str(text.trim()).map_or(None, |id| Some(id.as_u128()))
}

fn uptime_ms() -> Option<u64> {
    let text = read("/proc/uptime")?;
    let (seconds_text, rest) = text.split_whitespace().next()?.split_once('.')?;
    let hundredths: u64 = rest.parse().unwrap_or(0);
    seconds_text
        .parse::<u64>()
        .map_or(None, |seconds| Some(seconds * 1000 + hundredths * 10))
}

fn read(path: &str) -> Option<String> {
    match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_new_password_costs_what_the_machine_makes_and_never_less_than_before() {
        let mut env = crate::testing::Machine::new(7).environment();
        let floor = env.password_parameters(None).unwrap();
        assert_eq!((floor.memory_kib(), floor.passes()), (64 * 1024, 3));
        env.stretch_target = Some(Duration::from_secs(3600));
        let strong = env.password_parameters(Some(&floor)).unwrap();
        assert!(floor.is_weaker_than(&strong), "{strong:?}");
        env.stretch_target = Some(Duration::ZERO);
        let same = env.password_parameters(Some(&strong)).unwrap();
        assert_eq!(same.passes(), strong.passes());
        assert_ne!(same.salt(), strong.salt());
    }

    #[test]
    fn the_machine_s_clock_runs_and_names_one_boot() {
        let clock = SystemClock::new();
        let (early, late) = (clock.moment(), clock.moment());
        assert!(late.uptime_ms >= early.uptime_ms && late.boot == early.boot);
        assert!(clock.now_ms() > 1_600_000_000_000);
    }
}
