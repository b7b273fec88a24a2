//! Rate limits for calls that cost the server something before it has verified the caller.
//!
//! Kept in memory: a restart resets them, and two instances count apart. All devices of a clinic may have one address,
//! so the limit of an address is set for many devices, and failures are counted separately, so failing callers do not
//! use up the limit of the others.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::problem::{Problem, Result};

/// Counted apart by each limiter, in some 8 MiB. All further peers are counted together.
const PEERS_MAX: usize = 100_000;

/// Bytes that a clinic may push at once, enough for all that it wrote before it had a server. Then 1 KiB per
/// millisecond.
const PUSHED_BYTES_BURST: u32 = 4 * 1024 * 1024;
const PUSHED_BYTES_UNIT: usize = 1024;

/// Numbers for one device, which needs a new one when its clock ran ahead, a copy of it was met, or the server was
/// restored. Then one in four hours.
const NUMBERS_BURST: u32 = 8;
const NUMBER_EVERY_MS: u64 = 4 * 60 * 60 * 1_000;

/// The clinic and id of a device that has proved itself. Not its number: a device may take others.
pub type DeviceKey = (Uuid, Uuid);

/// What a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A challenge, or a token for the answer to one.
    Proof,
    /// What waits under a one-use code.
    Code,
    /// A code that is refused.
    RefusedCode,
    /// A number for a device.
    Number,
    /// A token that this server never gave out.
    ForgedToken,
    /// A push, and each group of it that is rejected.
    Rejection,
    /// Bytes of pushes.
    Bytes,
}

/// The client, as far as it is known without a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Peer {
    Address(IpAddr),
    /// The address, the clinic and the number that a device claims: a claim from another address does not limit it.
    Device(Option<IpAddr>, Uuid, u32),
    /// A device that has proved itself.
    Proved(DeviceKey),
    /// The address, the clinic and a user: a caller at another address does not limit them.
    User(Option<IpAddr>, Uuid, Uuid),
    Tenant(Uuid),
    /// All peers beyond [`PEERS_MAX`].
    Rest,
}

/// One quota for each of its peers.
#[derive(Debug)]
struct Limiter<C: Clock> {
    limiter: RateLimiter<Peer, PeerStates, C, NoOpMiddleware<C::Instant>>,
    states: PeerStates,
    every: Duration,
}

/// The limiter of each operation. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Limits<C: Clock = DefaultClock> {
    limiters: Arc<Limiters<C>>,
    clock: C,
}

#[derive(Debug)]
struct Limiters<C: Clock> {
    proofs_by_address: Limiter<C>,
    proofs_by_device: Limiter<C>,
    codes: Limiter<C>,
    refused_codes: Limiter<C>,
    numbers_by_address: Limiter<C>,
    numbers_by_user: Limiter<C>,
    numbers_by_device: Limiter<C>,
    forged_tokens: Limiter<C>,
    rejections: Limiter<C>,
    bytes: Limiter<C>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::with_clock(DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(clock: C) -> Limits<C> {
        let limiter = |burst, every_ms| {
            let states = PeerStates::default();
            let every = Duration::from_millis(every_ms);
            let quota = quota(burst, every);
            Limiter {
                limiter: RateLimiter::new(quota, states.clone(), clock.clone()),
                states,
                every,
            }
        };
        Limits {
            limiters: Arc::new(Limiters {
                proofs_by_address: limiter(1_200, 100),
                proofs_by_device: limiter(120, 1_000),
                codes: limiter(1_200, 100),
                refused_codes: limiter(60, 2_000),
                numbers_by_address: limiter(60, 2_000),
                numbers_by_user: limiter(5, 30_000),
                numbers_by_device: limiter(NUMBERS_BURST, NUMBER_EVERY_MS),
                forged_tokens: limiter(60, 2_000),
                rejections: limiter(10_000, 1_000),
                bytes: limiter(PUSHED_BYTES_BURST, 1),
            }),
            clock,
        }
    }

    fn limiter(&self, operation: Operation, peer: Peer) -> &Limiter<C> {
        let limiters = &self.limiters;
        match (operation, peer) {
            (Operation::Proof, Peer::Address(_) | Peer::Rest) => &limiters.proofs_by_address,
            (Operation::Proof, _) => &limiters.proofs_by_device,
            (Operation::Code, _) => &limiters.codes,
            (Operation::RefusedCode, _) => &limiters.refused_codes,
            (Operation::Number, Peer::User(..)) => &limiters.numbers_by_user,
            (Operation::Number, Peer::Proved(_)) => &limiters.numbers_by_device,
            (Operation::Number, _) => &limiters.numbers_by_address,
            (Operation::ForgedToken, _) => &limiters.forged_tokens,
            (Operation::Rejection, _) => &limiters.rejections,
            (Operation::Bytes, _) => &limiters.bytes,
        }
    }

    /// Counts one call.
    ///
    /// # Errors
    /// `Later` for one too many, which is not counted.
    pub fn check(&self, operation: Operation, peer: Peer) -> Result<()> {
        self.check_units(operation, peer, NonZeroU32::MIN)
    }

    /// Counts bytes.
    ///
    /// # Errors
    /// `Later` for too many, which are not counted.
    pub fn check_many(&self, operation: Operation, peer: Peer, bytes: usize) -> Result<()> {
        let units = u32::try_from(bytes / PUSHED_BYTES_UNIT).unwrap_or(u32::MAX);
        let units = NonZeroU32::new(units).unwrap_or(NonZeroU32::MIN);
        self.check_units(operation, peer, units)
    }

    /// Counts what has happened already, after a call that was checked: what exceeds the burst is a debt, which later
    /// calls wait for.
    pub fn count(&self, operation: Operation, peer: Peer, times: usize) {
        let peer = self.counted(operation, peer);
        self.limiter(operation, peer).charge(&peer, times);
    }

    /// Returns the peer with which a call is counted.
    fn counted(&self, operation: Operation, peer: Peer) -> Peer {
        let peer = by_network(peer);
        match self.limiter(operation, peer).has_room_for(&peer) {
            true => peer,
            false => Peer::Rest,
        }
    }

    fn check_units(&self, operation: Operation, peer: Peer, units: NonZeroU32) -> Result<()> {
        let peer = self.counted(operation, peer);
        let limiter = &self.limiter(operation, peer).limiter;
        // more than ever fits at once: as much as does
        let checked = limiter.check_key_n(&peer, units).unwrap_or(Ok(()));
        checked.map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            let retry_after_s = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            Problem::Later {
                retry_after_s: retry_after_s.saturating_add(1),
            }
        })
    }
}

impl<C: Clock> Limiter<C> {
    /// Moves the time from which a peer has room, which the last check has brought to the present.
    fn charge(&self, peer: &Peer, times: usize) {
        let debt = Nanos::from(self.every) * (times as u64);
        if let Some(state) = self.states.lock().get_mut(peer) {
            *state = *state + debt;
        }
    }

    fn has_room_for(&self, peer: &Peer) -> bool {
        let is_known = self.states.lock().contains_key(peer);
        if !is_known && self.states.len() >= PEERS_MAX {
            self.limiter.retain_recent();
            return self.states.len() < PEERS_MAX;
        }
        true
    }
}

/// So many calls at once, and one more each time that `every` has passed.
fn quota(burst: u32, every: Duration) -> Quota {
    let burst = NonZeroU32::new(burst).expect("every limit allows a call");
    let quota = Quota::with_period(every).expect("every limit has a period");
    quota.allow_burst(burst)
}

/// The state of each peer of a limiter. Cheap to clone; all clones are the same.
#[derive(Debug, Clone, Default)]
struct PeerStates(Arc<Mutex<HashMap<Peer, Nanos>>>);

impl PeerStates {
    fn lock(&self) -> MutexGuard<'_, HashMap<Peer, Nanos>> {
        // each change of the map is complete, so a poisoned lock is still valid
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for PeerStates {
    type Key = Peer;

    fn measure_and_replace<T, F, E>(&self, peer: &Peer, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut states = self.lock();
        let (outcome, state) = measure(states.get(peer).copied())?;
        states.insert(*peer, state);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Peer> for PeerStates {
    fn retain_recent(&self, drop_below: Nanos) {
        self.lock().retain(|_, state| *state > drop_below);
    }

    fn shrink_to_fit(&self) {
        self.lock().shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}

/// Returns the peer by its network: a client with one IPv6 address has all those of its network.
fn by_network(peer: Peer) -> Peer {
    match peer {
        Peer::Address(address) => Peer::Address(network_of(address)),
        Peer::Device(address, tenant, number) => {
            Peer::Device(address.map(network_of), tenant, number)
        }
        Peer::User(address, tenant, user) => Peer::User(address.map(network_of), tenant, user),
        peer => peer,
    }
}

/// Returns the network that counts as one client.
pub fn network_of(address: IpAddr) -> IpAddr {
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
    use governor::clock::FakeRelativeClock;

    fn address(text: &str) -> Peer {
        Peer::Address(text.parse().unwrap())
    }

    fn limits() -> Limits<FakeRelativeClock> {
        Limits::with_clock(FakeRelativeClock::default())
    }

    fn allowed(limits: &Limits<FakeRelativeClock>, peer: Peer) -> usize {
        let calls = std::iter::repeat_with(|| limits.check(Operation::RefusedCode, peer));
        calls.take(10_000).take_while(Result::is_ok).count()
    }

    #[test]
    fn a_burst_passes_and_then_one_at_a_time() {
        let limits = limits();
        assert_eq!(allowed(&limits, address("10.0.0.1")), 60);
        assert_eq!(allowed(&limits, address("10.0.0.2")), 60);
        let refused = limits.check(Operation::RefusedCode, address("10.0.0.1"));
        assert!(matches!(
            refused,
            Err(Problem::Later {
                retry_after_s: 1..=3
            })
        ));
        limits.clock.advance(Duration::from_secs(5));
        assert_eq!(allowed(&limits, address("10.0.0.1")), 2);
        limits.clock.advance(Duration::from_secs(595));
        assert_eq!(allowed(&limits, address("10.0.0.1")), 60);
    }

    #[test]
    fn a_network_of_addresses_counts_as_one_peer() {
        let limits = limits();
        assert_eq!(allowed(&limits, address("2001:db8::1")), 60);
        assert_eq!(allowed(&limits, address("2001:db8::2")), 0);
        assert_eq!(allowed(&limits, address("2001:db8:0:1::1")), 60);
        assert_eq!(allowed(&limits, address("10.0.0.1")), 60);
        assert_eq!(allowed(&limits, address("::ffff:10.0.0.1")), 0);
    }

    #[test]
    fn a_stranger_who_claims_a_device_does_not_limit_it() {
        let limits = limits();
        let calls = |from: &str, times: usize| {
            let device = Peer::Device(Some(from.parse().unwrap()), Uuid::nil(), 7);
            let calls = std::iter::repeat_with(|| limits.check(Operation::Proof, device));
            calls.take(times).take_while(Result::is_ok).count()
        };
        assert_eq!(calls("2001:db8::1", 1_000), 120);
        assert_eq!(calls("2001:db8::2", 1), 0);
        assert_eq!(calls("10.0.0.1", 1), 1);
    }

    #[test]
    fn a_stranger_who_names_a_user_does_not_limit_their_way_back() {
        let limits = limits();
        let calls = |from: &str| {
            let user = Peer::User(Some(from.parse().unwrap()), Uuid::nil(), Uuid::max());
            let calls = std::iter::repeat_with(|| limits.check(Operation::Number, user));
            calls.take(1_000).take_while(Result::is_ok).count()
        };
        assert_eq!(calls("10.0.0.1"), 5);
        assert_eq!(calls("10.0.0.2"), 5);
    }

    #[test]
    fn a_device_takes_a_few_numbers_a_day() {
        let limits = limits();
        let calls = |device: u128| {
            let peer = Peer::Proved((Uuid::nil(), Uuid::from_u128(device)));
            let calls = std::iter::repeat_with(|| limits.check(Operation::Number, peer));
            calls.take(1_000).take_while(Result::is_ok).count()
        };
        assert_eq!((calls(1), calls(1)), (8, 0));
        // and neither another device nor its address is limited by it
        assert_eq!(calls(2), 8);
        assert!(limits.check(Operation::Number, address("10.0.0.1")).is_ok());
        limits.clock.advance(Duration::from_secs(24 * 60 * 60));
        assert_eq!(calls(1), 6);
    }

    #[test]
    fn rejections_beyond_the_burst_are_a_debt() {
        let limits = limits();
        let device = Peer::Proved((Uuid::nil(), Uuid::from_u128(1)));
        let check = || limits.check(Operation::Rejection, device);
        assert!(check().is_ok());
        limits.count(Operation::Rejection, device, 11_000);
        assert!(check().is_err());
        limits.clock.advance(Duration::from_secs(990));
        assert!(check().is_err());
        limits.clock.advance(Duration::from_secs(20));
        assert!(check().is_ok());
        limits.count(Operation::Rejection, device, 1_000);
        limits.clock.advance(Duration::from_secs(900));
        assert!(check().is_err());
    }

    #[test]
    fn a_clinic_that_pushes_too_much_is_delayed_and_another_is_not() {
        let limits = limits();
        let (greedy, other) = (Peer::Tenant(Uuid::nil()), Peer::Tenant(Uuid::max()));
        let push = |peer| limits.check_many(Operation::Bytes, peer, 1 << 20);
        let pushed = std::iter::repeat_with(|| push(greedy));
        assert_eq!(pushed.take(10_000).take_while(Result::is_ok).count(), 4096);
        assert!(matches!(
            push(greedy),
            Err(Problem::Later {
                retry_after_s: 1..=2
            })
        ));
        assert!(push(other).is_ok());
        limits.clock.advance(Duration::from_secs(2));
        assert!(push(greedy).is_ok());
    }

    #[test]
    fn the_peers_that_are_counted_apart_are_bounded() {
        let limits = limits();
        let user = |number: usize| Peer::User(None, Uuid::nil(), Uuid::from_u128(number as u128));
        let states = &limits.limiters.numbers_by_user.states;
        for number in 0..PEERS_MAX {
            assert!(limits.check(Operation::Number, user(number)).is_ok());
        }
        for number in PEERS_MAX..PEERS_MAX + 500 {
            let _ = limits.check(Operation::Number, user(number));
        }
        assert_eq!(states.len(), PEERS_MAX);
        let one_more = Peer::User(None, Uuid::nil(), Uuid::max());
        assert!(limits.check(Operation::Number, one_more).is_err());
        assert!(limits.check(Operation::Number, user(0)).is_ok());
        limits.clock.advance(Duration::from_secs(3_600));
        assert!(limits.check(Operation::Number, one_more).is_ok());
        assert_eq!(states.len(), 1);
    }
}
