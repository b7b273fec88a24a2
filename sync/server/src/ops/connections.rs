//! Connections of clients: how many, how long an unproved one lasts, and how long a client may read or write nothing.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::HeaderMap;
use clap::ValueEnum;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

use crate::ops::limits::network_of;

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

/// All connections of a server. Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Connections {
    all: Arc<Semaphore>,
    unproved: Arc<Mutex<HashMap<IpAddr, usize>>>,
    proxies: Arc<TrustedProxies>,
}

/// The header in which a proxy names its client. Only one is read: the other a client could send through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProxyHeader {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// The proxies before this server that are believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    pub addresses: Vec<IpAddr>,
    pub header: ProxyHeader,
}

impl TrustedProxies {
    fn contains(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address.to_canonical())
    }

    /// Returns the client that the proxies name: the last address that is none of theirs, since those before are what
    /// the client itself claims.
    fn client_in(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let name = match self.header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        let values: Option<Vec<&str>> = headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().ok())
            .collect();
        let values = values?;
        let hops = values.iter().rev().flat_map(|value| value.rsplit(','));
        for hop in hops {
            let address = match self.header {
                ProxyHeader::XForwardedFor => address_in(hop)?,
                ProxyHeader::Forwarded => {
                    let pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
                    let mut named = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case("for"));
                    address_in(named.next()?.1)?
                }
            };
            if !self.contains(address) {
                return Some(address);
            }
        }
        None
    }
}

/// Parses an address, which may have a port and, as version 6, brackets.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let host = match text.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => host,
            _ => text,
        },
    };
    host.parse().ok()
}

/// One connection, which its requests share.
#[derive(Debug)]
pub struct Connection {
    address: IpAddr,
    network: IpAddr,
    opened: Instant,
    is_proxy: bool,
    is_proved: AtomicBool,
    requests: AtomicUsize,
    /// In milliseconds after it was opened.
    active_ms: AtomicU64,
    connections: Connections,
    _permit: OwnedSemaphorePermit,
}

/// Counts a request on its connection until it is dropped.
pub struct InFlight(Arc<Connection>);

impl Connections {
    pub fn new(max: usize, proxies: TrustedProxies) -> Connections {
        Connections {
            all: Arc::new(Semaphore::new(max)),
            unproved: Arc::default(),
            proxies: Arc::new(proxies),
        }
    }

    /// Opens a connection; none when there are too many.
    pub fn open(&self, address: IpAddr) -> Option<Arc<Connection>> {
        let permit = self.all.clone().try_acquire_owned().ok()?;
        let network = network_of(address);
        let is_proxy = self.proxies.contains(address);
        if !is_proxy {
            let mut unproved = self.unproved();
            let count = unproved.entry(network).or_default();
            if *count >= UNPROVED_OF_ADDRESS_MAX {
                return None;
            }
            *count += 1;
        }
        Some(Arc::new(Connection {
            address,
            network,
            opened: Instant::now(),
            // a proxy limits its clients' connections itself
            is_proved: AtomicBool::new(is_proxy),
            is_proxy,
            requests: AtomicUsize::new(0),
            active_ms: AtomicU64::new(0),
            connections: self.clone(),
            _permit: permit,
        }))
    }

    fn unproved(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // a map of counts is complete whatever its last user was doing
        self.unproved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_unproved(&self, network: IpAddr) {
        let mut unproved = self.unproved();
        if let Some(count) = unproved.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                unproved.remove(&network);
            }
        }
    }
}

impl Connection {
    /// Returns the address of the client that sends a request: of the connection, or as its proxy names it.
    pub fn client_address(&self, headers: &HeaderMap) -> IpAddr {
        let named = || self.connections.proxies.client_in(headers);
        let named = self.is_proxy.then(named).flatten();
        named.unwrap_or(self.address)
    }

    /// Notes that a request on it carried a token of this server.
    pub fn prove(&self) {
        if !self.is_proved.swap(true, Ordering::Relaxed) {
            self.connections.forget_unproved(self.network);
        }
    }

    /// Counts a request.
    pub fn begin_request(self: &Arc<Connection>) -> InFlight {
        self.requests.fetch_add(1, Ordering::Relaxed);
        InFlight(self.clone())
    }

    fn note_activity(&self) {
        let passed = self.opened.elapsed().as_millis();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX);
        self.active_ms.store(passed, Ordering::Relaxed);
    }

    /// Returns when it ends unless something happens before; a time that has passed ends it.
    fn ends_at(&self) -> Instant {
        if self.is_proved.load(Ordering::Relaxed) {
            let active = Duration::from_millis(self.active_ms.load(Ordering::Relaxed));
            return self.opened + active + IDLE_MAX;
        }
        match self.requests.load(Ordering::Relaxed) {
            0 => self.opened + UNPROVED_LASTS,
            _ => (self.opened + UNPROVED_LASTS).max(Instant::now() + IN_FLIGHT_CHECKED_EVERY),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.is_proved.load(Ordering::Relaxed) {
            self.connections.forget_unproved(self.network);
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
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

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn strangers_of_one_address_are_counted_until_they_prove_themselves() {
        let connections = Connections::new(1_000, TrustedProxies::default());
        let mut open = Vec::new();
        while let Some(connection) = connections.open(HERE) {
            open.push(connection);
        }
        assert_eq!(open.len(), UNPROVED_OF_ADDRESS_MAX);
        open[0].prove();
        open[0].prove();
        assert!(connections.open(HERE).is_some());
        let elsewhere = "10.0.0.1".parse().unwrap();
        assert!(connections.open(elsewhere).is_some());
        drop(open);
        assert!(connections.unproved().is_empty());
        assert_eq!(connections.all.available_permits(), 1_000);
    }

    #[test]
    fn of_a_proxy_the_address_counts_that_it_has_received_from() {
        let proxies = |header| TrustedProxies {
            addresses: vec!["10.0.0.9".parse().unwrap()],
            header,
        };
        let client = |header, name: &'static str, value: &str| {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            let client = proxies(header).client_in(&headers);
            client.map(|client| client.to_string())
        };
        let x_forwarded_for = |value| client(ProxyHeader::XForwardedFor, "x-forwarded-for", value);
        for (value, expected) in [
            ("10.0.0.1, 10.0.0.2", Some("10.0.0.2")),
            ("10.0.0.1, 10.0.0.2, 10.0.0.9", Some("10.0.0.2")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:4711", Some("2001:db8::1")),
            ("10.0.0.1:4711", Some("10.0.0.1")),
            ("10.0.0.1, unknown", None),
            ("", None),
        ] {
            assert_eq!(x_forwarded_for(value).as_deref(), expected, "{value}");
        }
        let forwarded = |value| client(ProxyHeader::Forwarded, "forwarded", value);
        for (value, expected) in [
            ("for=10.0.0.1, for=10.0.0.2;proto=https", Some("10.0.0.2")),
            ("proto=https;For=\"[2001:db8::1]:80\"", Some("2001:db8::1")),
            ("for=_hidden", None),
            ("by=10.0.0.9", None),
        ] {
            assert_eq!(forwarded(value).as_deref(), expected, "{value}");
        }
        // the header that the proxy does not write is the client's own
        assert_eq!(
            client(ProxyHeader::Forwarded, "x-forwarded-for", "10.0.0.1"),
            None
        );
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
        connection.prove();
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
        connection.prove();
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
