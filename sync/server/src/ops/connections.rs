//! Connections of clients: how many, how long an unproved one lasts, and how long a client may read or write nothing.
//!
//! Where there is no room, the oldest connection on which nobody has proved anything makes it, of the address that has
//! the most of them: who opens connections and says nothing shuts no newcomer out.

use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::HeaderMap;
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::ops::limits::{DeviceKey, network_of};
use crate::ops::proxies::TrustedProxies;

/// How long a connection lasts on which nobody has shown a token of this server; a request in flight may end.
const UNPROVED_LASTS: Duration = Duration::from_secs(12);
/// How long a connection of a device may transfer nothing.
const IDLE_MAX: Duration = Duration::from_secs(120);
/// How long a client may take no byte of an answer.
const WRITE_STALLS_MAX: Duration = Duration::from_secs(20);
/// How soon an unproved connection is looked at again that has a request in flight.
const IN_FLIGHT_CHECKED_EVERY: Duration = Duration::from_secs(1);
/// Of one address; a clinic whose devices have one address and begin at once needs some for each.
const UNPROVED_OF_ADDRESS_MAX: usize = 256;
/// Of one device; it needs a few.
const OF_DEVICE_MAX: usize = 64;

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
    proved: HashMap<DeviceKey, InOrder>,
}

impl OpenConnections {
    /// Ends a connection of the address that has the most on which nobody has proved anything. Returns whether there
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
            Some(device) => remove(&mut self.proved, device, entry.number),
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
    /// In milliseconds after it was opened.
    active_ms: AtomicU64,
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

    /// Opens a connection, which may end an older one; none when all that are open are of devices and proxies.
    pub fn open(&self, address: IpAddr) -> Option<Arc<Connection>> {
        let network = network_of(address);
        let is_proxy = self.proxies.contains(address);
        let mut open = self.all();
        let of_network = open.unproved.get(&network).map_or(0, BTreeMap::len);
        if !is_proxy && of_network >= UNPROVED_OF_ADDRESS_MAX {
            open.end_unproved_of(network);
        }
        if open.count >= self.max && !open.end_unproved() {
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
            connections: self.clone(),
        }))
    }

    fn all(&self) -> MutexGuard<'_, OpenConnections> {
        // each change of these maps is complete whatever its last user was doing
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
    /// oldest one.
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
        let own = open.proved.entry(device).or_default();
        let spare = (own.len() >= OF_DEVICE_MAX).then(|| oldest(own)).flatten();
        own.insert(entry.number, entry.clone());
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
    fn poll_ended(&self, context: &Context<'_>) -> Poll<()> {
        self.entry.waker.register(context.waker());
        match self.entry.is_ended() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    /// Counts a request.
    pub fn begin_request(self: &Arc<Connection>) -> InFlight {
        self.entry.requests.fetch_add(1, Ordering::Relaxed);
        InFlight(self.clone())
    }

    fn note_activity(&self) {
        let passed = self.opened.elapsed().as_millis();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX);
        self.active_ms.store(passed, Ordering::Relaxed);
    }

    /// Returns when it ends unless something happens before; a time that has passed ends it.
    fn ends_at(&self) -> Instant {
        if self.is_proved() {
            let active = Duration::from_millis(self.active_ms.load(Ordering::Relaxed));
            return self.opened + active + IDLE_MAX;
        }
        match self.entry.requests.load(Ordering::Relaxed) {
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
        self.0.entry.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A client's bytes, which end when the client does nothing for too long.
pub struct GuardedStream<S> {
    inner: S,
    connection: Arc<Connection>,
    ends: Pin<Box<Sleep>>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> GuardedStream<S> {
    pub fn new(inner: S, connection: Arc<Connection>) -> GuardedStream<S> {
        GuardedStream {
            inner,
            ends: Box::pin(tokio::time::sleep_until(connection.ends_at())),
            connection,
            stalled: None,
        }
    }

    /// Ready when the connection has to end.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if self.connection.poll_ended(context).is_ready() {
            return Poll::Ready(io::ErrorKind::TimedOut.into());
        }
        loop {
            ready!(self.ends.as_mut().poll(context));
            let ends_at = self.connection.ends_at();
            if ends_at <= Instant::now() {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.ends.as_mut().reset(ends_at);
        }
    }

    fn limit_stall<T>(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        // a client that takes nothing is not read from either
        if self.connection.poll_ended(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        if polled.is_ready() {
            self.stalled = None;
            self.connection.note_activity();
            return polled;
        }
        let begin = || Box::pin(tokio::time::sleep(WRITE_STALLS_MAX));
        let stalled = self.stalled.get_or_insert_with(begin);
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for GuardedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_read(context, bytes);
        // an unproved connection ends in time however much it sends
        let is_over = self.poll_end(context);
        match (polled, is_over) {
            (_, Poll::Ready(error)) => Poll::Ready(Err(error)),
            (Poll::Ready(read), Poll::Pending) => {
                self.connection.note_activity();
                Poll::Ready(read)
            }
            (Poll::Pending, Poll::Pending) => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for GuardedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.limit_stall(context, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_flush(context);
        match polled {
            // an empty flush is no activity
            Poll::Ready(flushed) => Poll::Ready(flushed),
            Poll::Pending => self.limit_stall(context, Poll::Pending),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_shutdown(context);
        self.limit_stall(context, polled)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use uuid::Uuid;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const DEVICE: DeviceKey = (Uuid::nil(), 1);

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
        // of those who have proved nothing the oldest makes room
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
        // what devices have is theirs
        for (number, connection) in (0..).zip(silent.iter().chain(&newcomers)) {
            connection.prove((Uuid::from_u128(number), 1));
        }
        assert!(connections.open(from(200)).is_none());
        drop(silent);
        assert_eq!(connections.all().count, newcomers.len());
        assert!(connections.open(from(200)).is_some());
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

    #[tokio::test]
    async fn a_connection_that_is_ended_is_read_and_written_no_more() {
        let connections = Connections::new(1, TrustedProxies::default());
        let connection = connections.open(HERE).unwrap();
        let (_client, server) = tokio::io::duplex(64);
        let mut server = GuardedStream::new(server, connection.clone());
        let mut byte = [0];
        let (read, ()) = tokio::join!(server.read_exact(&mut byte), async {
            tokio::task::yield_now().await;
            assert!(connections.open(HERE).is_some());
        });
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::TimedOut);
        let written = server.write_all(&[0; 1_000]).await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unproved_connection_ends_however_much_it_sends() {
        let connection = Connections::new(1, TrustedProxies::default())
            .open(HERE)
            .unwrap();
        let (mut client, server) = tokio::io::duplex(64);
        let mut server = GuardedStream::new(server, connection);
        let begun = Instant::now();
        let sending = async {
            while client.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        let receiving = async move {
            let mut received = Vec::new();
            server.read_to_end(&mut received).await
        };
        let (_, received) = tokio::join!(sending, receiving);
        assert_eq!(received.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < Duration::from_secs(15));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_no_byte_of_its_answer_is_dropped() {
        let connection = Connections::new(1, TrustedProxies::default())
            .open(HERE)
            .unwrap();
        connection.prove(DEVICE);
        let (client, server) = tokio::io::duplex(64);
        let mut server = GuardedStream::new(server, connection);
        let begun = Instant::now();
        let error = server.write_all(&[0; 1_000]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < Duration::from_secs(25));
        drop(client);
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_may_be_silent_for_a_while_and_not_for_ever() {
        let connection = Connections::new(1, TrustedProxies::default())
            .open(HERE)
            .unwrap();
        connection.prove(DEVICE);
        let (mut client, server) = tokio::io::duplex(64);
        let mut server = GuardedStream::new(server, connection);
        let mut byte = [0];
        let begun = Instant::now();
        let sending = async {
            tokio::time::sleep(Duration::from_secs(100)).await;
            client.write_all(b"x").await.unwrap();
        };
        let (_, read) = tokio::join!(sending, server.read_exact(&mut byte));
        read.unwrap();
        assert!(server.read_exact(&mut byte).await.is_err());
        assert!(begun.elapsed() > Duration::from_secs(200));
    }
}
