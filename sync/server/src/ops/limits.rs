//! How often somebody may ask for what costs the server something before it knows who asks.
//!
//! Kept in memory: a restart forgives, and two instances count by themselves. Behind a proxy all devices have one
//! address, so what an address may do is set for many devices.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::problem::Problem;
use crate::problem::Result;

/// Some 8 MiB. Whoever finds no place shares one with all others who find none.
const ASKERS_MAX: usize = 100_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A challenge, or a token for the answer to one.
    Proof,
    /// What waits under a one-use code.
    Code,
    /// A number for a device.
    Number,
}

/// Who asks, as far as that is known without a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    Address(IpAddr),
    /// The clinic and the number that a device gives itself, from where: a stranger who names it elsewhere keeps it from
    /// nothing.
    Device(Option<IpAddr>, Uuid, u32),
    /// The clinic and a user.
    User(Uuid, Uuid),
    /// Everybody for whom there was no place.
    Rest,
}

/// So many at once, and one more each time that `every` has passed.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u32,
    every: Duration,
}

fn rate(asked: Operation, asker: Peer) -> Rate {
    let (burst, every_ms) = match (asked, asker) {
        (Operation::Proof, Peer::Address(_) | Peer::Rest) => (1_200, 100),
        (Operation::Proof, _) => (120, 1_000),
        (Operation::Code, _) => (60, 2_000),
        (Operation::Number, Peer::User(..)) => (10, 30_000),
        (Operation::Number, _) => (60, 2_000),
    };
    Rate {
        burst,
        every: Duration::from_millis(every_ms),
    }
}

/// Cheap to clone; every clone is the same.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// When each will have as much room as ever.
    rested: Arc<Mutex<HashMap<(Operation, Peer), Instant>>>,
}

impl Limits {
    /// Counts one.
    ///
    /// Errors: `Later` for one too many, which is not counted.
    pub fn check(&self, asked: Operation, asker: Peer) -> Result<()> {
        self.check_at(asked, asker, Instant::now())
    }

    fn check_at(&self, asked: Operation, asker: Peer, now: Instant) -> Result<()> {
        // a map of times is whole whatever its last holder was doing
        let mut rested = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (asked, of_one_network(asker));
        if rested.len() >= ASKERS_MAX && !rested.contains_key(&key) {
            rested.retain(|_, rested| *rested > now);
            if rested.len() >= ASKERS_MAX {
                key = (asked, Peer::Rest);
            }
        }
        let Rate { burst, every } = rate(asked, key.1);
        let after = rested.get(&key).map_or(now, |rested| (*rested).max(now)) + every;
        let wait = (after - now).saturating_sub(every * burst);
        if !wait.is_zero() {
            let retry_after_s = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            return Err(Problem::Later {
                retry_after_s: retry_after_s.saturating_add(1),
            });
        }
        rested.insert(key, after);
        Ok(())
    }
}

/// Whoever has one IPv6 address has all those of its network.
fn of_one_network(asker: Peer) -> Peer {
    match asker {
        Peer::Address(address) => Peer::Address(network(address)),
        Peer::Device(address, tenant, number) => Peer::Device(address.map(network), tenant, number),
        asker => asker,
    }
}

fn network(address: IpAddr) -> IpAddr {
    let IpAddr::V6(address) = address else {
        return address;
    };
    match address.to_ipv4_mapped() {
        Some(address) => address.into(),
        None => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn address(text: &str) -> Peer {
        Peer::Address(text.parse().unwrap())
    }

    fn allowed(limits: &Limits, asker: Peer, now: Instant) -> usize {
        let asks = std::iter::repeat_with(|| limits.check_at(Operation::Code, asker, now));
        asks.take(10_000).take_while(Result::is_ok).count()
    }

    #[test]
    fn a_burst_passes_and_then_one_at_a_time() {
        let limits = Limits::default();
        let now = Instant::now();
        assert_eq!(allowed(&limits, address("10.0.0.1"), now), 60);
        assert_eq!(allowed(&limits, address("10.0.0.2"), now), 60);
        let refused = limits.check_at(Operation::Code, address("10.0.0.1"), now);
        assert!(matches!(
            refused,
            Err(Problem::Later {
                retry_after_s: 1..=3
            })
        ));
        let later = now + Duration::from_secs(5);
        assert_eq!(allowed(&limits, address("10.0.0.1"), later), 2);
        let rested = now + Duration::from_secs(600);
        assert_eq!(allowed(&limits, address("10.0.0.1"), rested), 60);
    }

    #[test]
    fn a_network_of_addresses_counts_as_one_asker() {
        let limits = Limits::default();
        let now = Instant::now();
        assert_eq!(allowed(&limits, address("2001:db8::1"), now), 60);
        assert_eq!(allowed(&limits, address("2001:db8::2"), now), 0);
        assert_eq!(allowed(&limits, address("2001:db8:0:1::1"), now), 60);
        assert_eq!(allowed(&limits, address("10.0.0.1"), now), 60);
        assert_eq!(allowed(&limits, address("::ffff:10.0.0.1"), now), 0);
    }

    #[test]
    fn a_stranger_who_names_a_device_keeps_it_from_nothing() {
        let limits = Limits::default();
        let now = Instant::now();
        let asks = |from: &str, times: usize| {
            let device = Peer::Device(Some(from.parse().unwrap()), Uuid::nil(), 7);
            let asks = std::iter::repeat_with(|| limits.check_at(Operation::Proof, device, now));
            asks.take(times).take_while(Result::is_ok).count()
        };
        assert_eq!(asks("2001:db8::1", 1_000), 120);
        assert_eq!(asks("2001:db8::2", 1), 0);
        assert_eq!(asks("10.0.0.1", 1), 1);
    }

    #[test]
    fn the_askers_that_are_remembered_have_an_end() {
        let limits = Limits::default();
        let now = Instant::now();
        for number in 0..ASKERS_MAX + 500 {
            let asker = Peer::User(Uuid::nil(), Uuid::from_u128(number as u128));
            let _ = limits.check_at(Operation::Number, asker, now);
        }
        assert_eq!(limits.rested.lock().unwrap().len(), ASKERS_MAX + 1);
        let one_more = Peer::User(Uuid::nil(), Uuid::max());
        assert!(limits.check_at(Operation::Number, one_more, now).is_err());
        let rested = now + Duration::from_secs(3_600);
        assert!(limits.check_at(Operation::Number, one_more, rested).is_ok());
        assert_eq!(limits.rested.lock().unwrap().len(), 1);
    }
}
