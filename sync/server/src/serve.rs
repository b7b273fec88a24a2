//! Serves on a socket that the caller owns, until the caller stops it.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use axum_server::accept::{Accept, DefaultAcceptor};
use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use thiserror::Error;
use tokio::net::TcpStream;
use tower_http::add_extension::AddExtension;

use crate::ops::connections::{Connection, Connections, GuardedStream};
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
        // what was not judged takes no effect, and the next start judges it
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
