//! Opens a client's connection: counted before its handshake, guarded after it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum_server::accept::{Accept, DefaultAcceptor};
use tokio::net::TcpStream;
use tower_http::add_extension::AddExtension;

use crate::ops::connections::{Connection, Connections, GuardedStream};

/// Accepts by another acceptor, which makes the handshake.
#[derive(Debug, Clone)]
pub struct Acceptor<A = DefaultAcceptor> {
    inner: A,
    connections: Connections,
}

impl<A> Acceptor<A> {
    pub fn new(inner: A, connections: Connections) -> Acceptor<A> {
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
            let (stream, service) = inner.accept(stream, service).await?;
            let stream = GuardedStream::new(stream, connection.clone());
            Ok((stream, AddExtension::new(service, connection)))
        })
    }
}
