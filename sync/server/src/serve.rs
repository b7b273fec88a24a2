//! Serves on a socket that the caller owns, until the caller stops it.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum_server::accept::{Accept, DefaultAcceptor};
use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};
use tower_http::add_extension::AddExtension;

use crate::ops::connections::{Connection, Connections};
use crate::ops::tls::Tls;
use crate::push::readmission;
use crate::router;
use crate::state::App;

/// How long requests in flight may take once the server is stopped.
const LAST_ANSWERS_WITHIN: Duration = Duration::from_secs(10);

const HEADERS_WITHIN: Duration = Duration::from_secs(10);
const HEADERS_MAX: usize = 48;
const HEADER_BYTES_MAX: u32 = 16 * 1024;
const BUFFER_BYTES_MAX: usize = 16 * 1024;
/// Of HTTP/2: requests at once on a connection, and the bytes of all of them that wait to be read.
const STREAMS_MAX: u32 = 16;
const WINDOW_BYTES: u32 = 64 * 1024;
/// How long a client may take no byte of an answer.
const WRITE_STALLS_MAX: Duration = Duration::from_secs(20);
const PINGED_EVERY: Duration = Duration::from_secs(30);

#[derive(Debug, Error)]
pub enum ServeError {
    #[error(
        "{0} is not loopback: plain HTTP is served to this machine only; give --tls-cert and --tls-key"
    )]
    PlainBeyondLoopback(SocketAddr),
    #[error("the socket failed: {0}")]
    Socket(#[from] io::Error),
}

/// Refuses plain HTTP to anything but this machine.
pub fn may_listen(address: SocketAddr, tls: Option<&Tls>) -> Result<(), ServeError> {
    match tls {
        None if !address.ip().is_loopback() => Err(ServeError::PlainBeyondLoopback(address)),
        _ => Ok(()),
    }
}

/// A client has so long for a request's headers, and so much room for what it sends before it is read.
fn limit_http<A>(server: &mut Server<SocketAddr, A>) {
    let mut http1 = server.http_builder().http1();
    http1
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(HEADERS_MAX)
        .max_buf_size(BUFFER_BYTES_MAX);
    let mut http2 = server.http_builder().http2();
    http2
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_header_list_size(HEADER_BYTES_MAX)
        .max_send_buf_size(BUFFER_BYTES_MAX)
        .keep_alive_interval(PINGED_EVERY)
        .keep_alive_timeout(HEADERS_WITHIN);
}

/// Serves until `shutdown` resolves, then lets requests in flight end.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    app: App,
    connections: Connections,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    may_listen(listener.local_addr()?, tls.as_ref())?;
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    let stop = handle.clone();
    let events = app.head_events.clone();
    let stopping = tokio::spawn(async move {
        shutdown.await;
        events.close();
        stop.graceful_shutdown(Some(LAST_ANSWERS_WITHIN));
    });
    if let Err(problem) = readmission::of_all(&app.database).await {
        // cells that were not judged take no effect until the next start judges them
        tracing::error!(
            code = problem.code().as_str(),
            "cells of a later version were not judged"
        );
    }
    let (events, database) = (app.head_events.clone(), app.database.clone());
    let exchanging = tokio::spawn(async move { events.exchange(&database).await });
    let service = router::router(app).into_make_service();
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone());
    limit_http(&mut server);
    let ended = match tls {
        Some(tls) => {
            let handshake = RustlsAcceptor::new(tls.into_config());
            let acceptor = Acceptor::new(handshake, connections);
            server.acceptor(acceptor).serve(service).await
        }
        None => {
            let acceptor = Acceptor::new(DefaultAcceptor::new(), connections);
            server.acceptor(acceptor).serve(service).await
        }
    };
    stopping.abort();
    exchanging.abort();
    Ok(ended?)
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
        // a client that does not read is not read from, either
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

/// Opens a client's connection, counted before its handshake and guarded after it; another acceptor makes the
/// handshake.
#[derive(Debug, Clone)]
struct Acceptor<A> {
    inner: A,
    connections: Connections,
}

impl<A> Acceptor<A> {
    fn new(inner: A, connections: Connections) -> Acceptor<A> {
        Acceptor { inner, connections }
    }
}

type Accepted<Stream, Service> = (
    GuardedStream<Stream>,
    AddExtension<Service, Arc<Connection>>,
);

impl<A, S> Accept<TcpStream, S> for Acceptor<A>
where
    A: Accept<TcpStream, S> + Clone + Send + Sync + 'static,
    A::Future: Send,
    A::Stream: Send,
    A::Service: Send,
    S: Send + 'static,
{
    type Stream = GuardedStream<A::Stream>;
    type Service = AddExtension<A::Service, Arc<Connection>>;
    type Future =
        Pin<Box<dyn Future<Output = io::Result<Accepted<A::Stream, A::Service>>> + Send + 'static>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Acceptor { inner, connections } = self.clone();
        Box::pin(async move {
            let client: SocketAddr = stream.peer_addr()?;
            let too_many = || io::Error::from(io::ErrorKind::ConnectionRefused);
            let connection = connections.open(client.ip()).ok_or_else(too_many)?;
            stream.set_nodelay(true)?;
            let ended = || io::Error::from(io::ErrorKind::TimedOut);
            let (stream, service) = tokio::select! {
                accepted = inner.accept(stream, service) => accepted?,
                () = connection.ended() => return Err(ended()),
            };
            let stream = GuardedStream::new(stream, connection.clone());
            Ok((stream, AddExtension::new(service, connection)))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::ops::limits::DeviceKey;
    use crate::ops::proxies::TrustedProxies;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use uuid::Uuid;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const DEVICE: DeviceKey = (Uuid::nil(), Uuid::nil());

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
        let sending_on = connection.clone();
        let mut server = GuardedStream::new(server, connection);
        let mut byte = [0];
        let begun = Instant::now();
        let sending = async {
            tokio::time::sleep(Duration::from_secs(100)).await;
            let _in_flight = sending_on.begin_request();
            client.write_all(b"x").await.unwrap();
        };
        let (_, read) = tokio::join!(sending, server.read_exact(&mut byte));
        read.unwrap();
        assert!(server.read_exact(&mut byte).await.is_err());
        assert!(begun.elapsed() > Duration::from_secs(200));
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_only_answers_pings_is_disconnected() {
        let connection = Connections::new(1, TrustedProxies::default())
            .open(HERE)
            .unwrap();
        connection.prove(DEVICE);
        let (mut client, server) = tokio::io::duplex(64);
        let mut server = GuardedStream::new(server, connection.clone());
        let begun = Instant::now();
        let pinging = async {
            while client.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(10)).await;
            }
        };
        let receiving = async move {
            let mut received = Vec::new();
            let read = server.read_to_end(&mut received).await;
            (read.unwrap_err().kind(), begun.elapsed())
        };
        // the connection stays while an answer is being read
        let answering = async {
            let in_flight = connection.begin_request();
            tokio::time::sleep(Duration::from_secs(1_000)).await;
            drop(in_flight);
        };
        let (_, (kind, lasted), ()) = tokio::join!(pinging, receiving, answering);
        assert_eq!(kind, io::ErrorKind::TimedOut);
        assert!(lasted > Duration::from_secs(1_000) && lasted < Duration::from_secs(1_300));
    }
}
