//! Serves on a socket that the caller owns, until the caller stops it.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use axum_server::Handle;
use thiserror::Error;

use crate::ops::tls::Tls;
use crate::router;
use crate::state::App;

/// How long requests in flight may take once the server is stopped.
const LAST_ANSWERS_WITHIN: Duration = Duration::from_secs(10);

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

/// Serves until `shutdown` resolves, then lets requests in flight end.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    app: App,
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
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let ended = match tls {
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls.into_config())?
                .handle(handle)
                .serve(service)
                .await
        }
        None => {
            axum_server::from_tcp(listener)?
                .handle(handle)
                .serve(service)
                .await
        }
    };
    stopping.abort();
    Ok(ended?)
}
