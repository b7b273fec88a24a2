//! Connections of clients: how many, how long an unproved one lasts, and how long a client may read or write nothing.
//!
//! When there is no room, the server ends the oldest unauthenticated connection of the address that has the most of
//! them, so idle connections of an attacker do not lock newcomers out. Nor do devices: each clinic has a share, and the
//! server may end a connection of a device that has several, in the clinic that has the most.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::HeaderMap;
use futures_util::task::AtomicWaker;
use tokio::time::Instant;
use uuid::Uuid;

use crate::ops::limits::{DeviceKey, network_of};
use crate::ops::proxies::TrustedProxies;

/// How long a connection lasts that has shown no token of this server; a request in flight may end.
const UNPROVED_LASTS: Duration = Duration::from_secs(12);
/// How long a connection of a device may transfer nothing for a request, or have none: its pings count for nothing.
const IDLE_MAX: Duration = Duration::from_secs(120);
/// How soon an unproved connection is looked at again that has a request in flight.
const IN_FLIGHT_CHECKED_EVERY: Duration = Duration::from_secs(1);
/// Unauthenticated connections from one address; a clinic whose devices share an address and start together needs some
/// for each.
const UNPROVED_OF_ADDRESS_MAX: usize = 256;
/// Connections of one device; it needs a few.
const OF_DEVICE_MAX: usize = 64;
/// A clinic's devices have at most this part of all connections, ...
const SHARE_OF_CLINIC: usize = 4;
/// ... but never fewer than these.
const OF_CLINIC_MIN: usize = 16;
/// Newcomers have at least this part of all connections to prove themselves on.
const SHARE_OF_NEWCOMERS: usize = 16;

/// All connections of a server. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Connections {
    max: usize,
    open: Arc<Mutex<OpenConnections>>,
    proxies: Arc<TrustedProxies>,
}

/// By the order in which they were opened.
type InOrder = BTreeMap<u64, Arc<Entry>>;

/// The connections that are open.
#[derive(Debug, Default)]
struct OpenConnections {
    count: usize,
    opened: u64,
    unproved: HashMap<IpAddr, InOrder>,
    proved: HashMap<Uuid, OfClinic>,
}

/// The connections of a clinic's devices.
#[derive(Debug, Default)]
struct OfClinic {
    count: usize,
    devices: HashMap<Uuid, InOrder>,
}

impl OfClinic {
    /// Returns a connection of the device that has the most.
    fn spare(&self) -> Option<Arc<Entry>> {
        let most = self.devices.values().max_by_key(|own| rank(own));
        most.and_then(oldest)
    }
}

/// The more connections the higher, and of equal ones the longer they are open.
fn rank(own: &InOrder) -> (usize, Reverse<Option<u64>>) {
    (own.len(), Reverse(own.keys().next().copied()))
}

impl OpenConnections {
    /// Makes room for a newcomer. Returns whether there was a connection to end.
    fn make_room(&mut self, max: usize) -> bool {
        let newcomers: usize = self.unproved.values().map(BTreeMap::len).sum();
        // newcomers do not displace each other before they can authenticate, while devices have more connections than
        // they need
        let is_theirs = newcomers * SHARE_OF_NEWCOMERS < max;
        is_theirs && self.end_proved() || self.end_unproved() || self.end_proved()
    }

    /// Ends a connection of a device that has others, of the clinic that has the most. Returns whether there was one.
    fn end_proved(&mut self) -> bool {
        let clinics = self.proved.values();
        let devices = clinics.flat_map(|clinic| {
            let devices = clinic.devices.values();
            devices.map(|own| (clinic.count, own))
        });
        let several = devices.filter(|(_, own)| own.len() > 1);
        let most = several.max_by_key(|(of_clinic, own)| (*of_clinic, rank(own)));
        let spare = most.and_then(|(_, own)| oldest(own));
        spare.is_some_and(|entry| self.end(&entry))
    }

    /// Ends a connection of the address that has the most without a proved caller. Returns whether there
    /// was one.
    fn end_unproved(&mut self) -> bool {
        let most = self.unproved.iter().max_by_key(|(_, own)| own.len());
        let network = most.map(|(network, _)| *network);
        network.is_some_and(|network| self.end_unproved_of(network))
    }

    fn end_unproved_of(&mut self, network: IpAddr) -> bool {
        let oldest = self.unproved.get(&network).and_then(oldest);
        oldest.is_some_and(|entry| self.end(&entry))
    }

    /// Ends a connection, whose place is free from now on. Returns whether it was open.
    fn end(&mut self, entry: &Entry) -> bool {
        let is_open = self.forget(entry);
        entry.waker.wake();
        is_open
    }

    fn forget(&mut self, entry: &Entry) -> bool {
        if entry.is_ended.swap(true, Ordering::AcqRel) {
            return false;
        }
        self.count -= 1;
        match entry.device.get() {
            Some((tenant, device)) => {
                if let Some(clinic) = self.proved.get_mut(tenant) {
                    clinic.count -= 1;
                    remove(&mut clinic.devices, device, entry.number);
                    if clinic.count == 0 {
                        self.proved.remove(tenant);
                    }
                }
            }
            None => remove(&mut self.unproved, &entry.network, entry.number),
        }
        true
    }
}

/// Returns the oldest connection without a request in flight, or else the oldest.
fn oldest(own: &InOrder) -> Option<Arc<Entry>> {
    let is_silent = |entry: &&Arc<Entry>| entry.requests.load(Ordering::Relaxed) == 0;
    let oldest = own.values().find(is_silent).or_else(|| own.values().next());
    oldest.cloned()
}

fn remove<K: Eq + std::hash::Hash>(all: &mut HashMap<K, InOrder>, key: &K, number: u64) {
    if let Some(own) = all.get_mut(key) {
        own.remove(&number);
        if own.is_empty() {
            all.remove(key);
        }
    }
}

/// What all connections know of one of them.
#[derive(Debug)]
struct Entry {
    number: u64,
    network: IpAddr,
    /// The first that has proved itself on it.
    device: OnceLock<DeviceKey>,
    is_ended: AtomicBool,
    waker: AtomicWaker,
    requests: AtomicUsize,
}

impl Entry {
    fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Acquire)
    }
}

/// One connection, which its requests share.
#[derive(Debug)]
pub struct Connection {
    entry: Arc<Entry>,
    address: IpAddr,
    opened: Instant,
    is_proxy: bool,
    /// In milliseconds after it was opened: when bytes were transferred, and when a request began or ended.
    active_ms: AtomicU64,
    called_ms: AtomicU64,
    connections: Connections,
}

/// Counts a request on its connection until it is dropped.
pub struct InFlight(Arc<Connection>);

impl Connections {
    pub fn new(max: usize, proxies: TrustedProxies) -> Connections {
        Connections {
            max,
            open: Arc::default(),
            proxies: Arc::new(proxies),
        }
    }

    /// Opens a connection, which may end an older one; none when all that are open are of proxies and of devices that
    /// have no other.
    pub fn open(&self, address: IpAddr) -> Option<Arc<Connection>> {
        let network = network_of(address);
        let is_proxy = self.proxies.contains(address);
        let mut open = self.all();
        let of_network = open.unproved.get(&network).map_or(0, BTreeMap::len);
        if !is_proxy && of_network >= UNPROVED_OF_ADDRESS_MAX {
            open.end_unproved_of(network);
        }
        if open.count >= self.max && !open.make_room(self.max) {
            return None;
        }
        open.count += 1;
        open.opened += 1;
        let entry = Arc::new(Entry {
            number: open.opened,
            network,
            device: OnceLock::new(),
            is_ended: AtomicBool::new(false),
            waker: AtomicWaker::new(),
            requests: AtomicUsize::new(0),
        });
        // a proxy limits its clients' connections itself
        if !is_proxy {
            let own = open.unproved.entry(network).or_default();
            own.insert(entry.number, entry.clone());
        }
        Some(Arc::new(Connection {
            entry,
            address,
            opened: Instant::now(),
            is_proxy,
            active_ms: AtomicU64::new(0),
            called_ms: AtomicU64::new(0),
            connections: self.clone(),
        }))
    }

    fn all(&self) -> MutexGuard<'_, OpenConnections> {
        // each change of these maps is complete, so a poisoned lock is still valid
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// Returns the address of the client that sends a request: of the connection, or as its proxy names it.
    pub fn client_address(&self, headers: &HeaderMap) -> IpAddr {
        let named = || self.connections.proxies.client_in(headers);
        let named = self.is_proxy.then(named).flatten();
        named.unwrap_or(self.address)
    }

    /// Notes that a request on it carried a token of this server. A device that has too many connections loses its
    /// oldest one, and a clinic one of the device that has the most.
    pub fn prove(&self, device: DeviceKey) {
        if self.is_proved() {
            return;
        }
        let entry = &self.entry;
        let mut open = self.connections.all();
        if entry.is_ended() || entry.device.set(device).is_err() {
            return;
        }
        remove(&mut open.unproved, &entry.network, entry.number);
        self.note_call();
        let of_clinic_max = (self.connections.max / SHARE_OF_CLINIC).max(OF_CLINIC_MIN);
        let (tenant, device) = device;
        let clinic = open.proved.entry(tenant).or_default();
        let own = clinic.devices.entry(device).or_default();
        let spare = match (own.len() >= OF_DEVICE_MAX, clinic.count >= of_clinic_max) {
            (true, _) => oldest(own),
            (false, true) => clinic.spare(),
            (false, false) => None,
        };
        let own = clinic.devices.entry(device).or_default();
        own.insert(entry.number, entry.clone());
        clinic.count += 1;
        if let Some(spare) = spare {
            open.end(&spare);
        }
    }

    fn is_proved(&self) -> bool {
        self.is_proxy || self.entry.device.get().is_some()
    }

    /// Ends it: what is in flight on it is dropped.
    pub fn end(&self) {
        self.connections.all().end(&self.entry);
    }

    /// Resolves when it has to end to make room for others.
    pub async fn ended(&self) {
        poll_fn(|context| self.poll_ended(context)).await;
    }

    /// One task polls it at a time.
    pub fn poll_ended(&self, context: &Context<'_>) -> Poll<()> {
        self.entry.waker.register(context.waker());
        match self.entry.is_ended() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    /// Counts a request.
    pub fn begin_request(self: &Arc<Connection>) -> InFlight {
        self.entry.requests.fetch_add(1, Ordering::Relaxed);
        self.note_call();
        InFlight(self.clone())
    }

    /// Notes that bytes were transferred.
    pub fn note_activity(&self) {
        self.active_ms.store(self.passed_ms(), Ordering::Relaxed);
    }

    fn note_call(&self) {
        self.called_ms.store(self.passed_ms(), Ordering::Relaxed);
    }

    fn passed_ms(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Returns when it ends unless something happens before; a time that has passed ends it.
    pub fn ends_at(&self) -> Instant {
        let requests = self.entry.requests.load(Ordering::Relaxed);
        if self.is_proved() {
            // a proxy's connections are its own to end
            let last_ms = match requests == 0 && !self.is_proxy {
                true => &self.called_ms,
                false => &self.active_ms,
            };
            let last = Duration::from_millis(last_ms.load(Ordering::Relaxed));
            return self.opened + last + IDLE_MAX;
        }
        match requests {
            0 => self.opened + UNPROVED_LASTS,
            _ => (self.opened + UNPROVED_LASTS).max(Instant::now() + IN_FLIGHT_CHECKED_EVERY),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.all().forget(&self.entry);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.note_call();
        self.0.entry.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const DEVICE: DeviceKey = (Uuid::nil(), Uuid::nil());

    #[test]
    fn strangers_of_one_address_are_counted_until_they_prove_themselves() {
        let connections = Connections::new(1_000, TrustedProxies::default());
        let opening = std::iter::repeat_with(|| connections.open(HERE).unwrap());
        let open: Vec<_> = opening.take(UNPROVED_OF_ADDRESS_MAX).collect();
        let ended =
            |open: &[Arc<Connection>]| open.iter().filter(|one| one.entry.is_ended()).count();
        open[0].prove(DEVICE);
        open[0].prove(DEVICE);
        let one_more = connections.open(HERE).unwrap();
        assert_eq!(ended(&open), 0);
        let elsewhere = "10.0.0.1".parse().unwrap();
        assert!(connections.open(elsewhere).is_some());
        assert_eq!(ended(&open), 0);
        // of the connections without a proved caller the oldest makes room
        let _in_flight = open[1].begin_request();
        assert!(connections.open(HERE).is_some());
        assert_eq!((ended(&open), open[2].entry.is_ended()), (1, true));
        drop((open, one_more, _in_flight));
        let left = connections.all();
        assert!(left.unproved.is_empty() && left.proved.is_empty());
        assert_eq!(left.count, 0);
    }

    #[test]
    fn who_takes_all_connections_shuts_no_newcomer_out() {
        const MAX: usize = 16 * 32;
        let connections = Connections::new(MAX, TrustedProxies::default());
        let from = |address: usize| IpAddr::from([10, 0, 0, u8::try_from(address).unwrap()]);
        let silent: Vec<_> = (0..MAX)
            .map(|number| connections.open(from(number % 16)).unwrap())
            .collect();
        let newcomers: Vec<_> = (100..140)
            .map(|address| connections.open(from(address)).unwrap())
            .collect();
        assert_eq!(silent.iter().filter(|one| one.entry.is_ended()).count(), 40);
        assert!(newcomers.iter().all(|newcomer| !newcomer.entry.is_ended()));
        assert_eq!(connections.all().count, MAX);
        // connections of devices are not ended for newcomers
        for (number, connection) in (0..).zip(silent.iter().chain(&newcomers)) {
            connection.prove((Uuid::from_u128(number), Uuid::nil()));
        }
        assert!(connections.open(from(200)).is_none());
        drop(silent);
        assert_eq!(connections.all().count, newcomers.len());
        assert!(connections.open(from(200)).is_some());
    }

    #[test]
    fn a_clinic_that_takes_all_it_can_shuts_no_other_out() {
        const MAX: usize = 1_024;
        let connections = Connections::new(MAX, TrustedProxies::default());
        let device = |clinic: u128, number: u128| {
            let device = (Uuid::from_u128(clinic), Uuid::from_u128(number));
            let opened = connections.open(HERE)?;
            opened.prove(device);
            Some(opened)
        };
        let is_ended = |one: &Arc<Connection>| one.entry.is_ended();
        let honest: Vec<_> = (0..10).map(|own| device(9, own).unwrap()).collect();
        // every one of them with something in flight
        let mut greedy = Vec::new();
        for number in 0..MAX as u128 {
            let opened = device(1, number % 40).unwrap();
            greedy.push((opened.begin_request(), opened));
        }
        let left = greedy.iter().filter(|(_, one)| !is_ended(one)).count();
        assert_eq!(left, MAX / SHARE_OF_CLINIC);
        // and with three other clinics there is no room left
        let others: Vec<_> = (2..=4_u128)
            .flat_map(|clinic| (0..MAX as u128).map(move |number| (clinic, number % 40)))
            .map(|(clinic, number)| device(clinic, number).unwrap())
            .collect();
        assert_eq!(connections.all().count, MAX);
        let newcomers: Vec<_> = (10..50).map(|own| device(9, own).unwrap()).collect();
        assert!(newcomers.iter().chain(&honest).all(|one| !is_ended(one)));
        // nor do callers that are about to authenticate displace each other
        let waiting: Vec<_> = (0..50).map(|_| connections.open(HERE).unwrap()).collect();
        assert!(waiting.iter().chain(&honest).all(|one| !is_ended(one)));
        drop((greedy, others, newcomers, honest, waiting));
        let left = connections.all();
        assert!(left.unproved.is_empty() && left.proved.is_empty());
        assert_eq!(left.count, 0);
    }

    #[test]
    fn a_device_that_opens_too_many_connections_loses_its_oldest() {
        let connections = Connections::new(1_000, TrustedProxies::default());
        let opening = std::iter::repeat_with(|| connections.open(HERE).unwrap());
        let open: Vec<_> = opening.take(OF_DEVICE_MAX + 2).collect();
        for connection in &open {
            connection.prove(DEVICE);
        }
        let ended: Vec<bool> = open.iter().map(|one| one.entry.is_ended()).collect();
        assert_eq!(ended.iter().filter(|ended| **ended).count(), 2);
        assert!(ended[0] && ended[1]);
    }
}
