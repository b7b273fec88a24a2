//! A server in this process, on a free port, over real HTTP.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};

use sync_server::{
    crypto::identity::{Channel, Origins},
    ops::connections::Connections,
    ops::proxies::{ProxyHeader, TrustedProxies},
    ops::tls::Tls,
    state::App,
};
use tokio::sync::oneshot;

use crate::Database;

const CONNECTIONS_MAX: usize = 8;
const CLIENTS_MAX: usize = 1024;
/// Where a test stands that speaks for other addresses.
pub const TRUSTED_PROXY: &str = "127.0.0.9";

/// A running server. It stops when dropped, after the requests in flight.
pub struct TestServer {
    address: SocketAddr,
    /// Where devices may reach it through another.
    before: TcpListener,
    scheme: &'static str,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A certificate for `127.0.0.1` and `localhost`, as files.
pub struct Certificate {
    folder: tempfile::TempDir,
}

impl TestServer {
    /// Over plain HTTP, which loopback may have.
    pub fn start(database: &Database) -> TestServer {
        TestServer::start_at(database, "127.0.0.1:0", None, None)
    }

    /// Over TLS.
    pub fn start_tls(database: &Database, certificate: &Certificate) -> TestServer {
        let tls = Tls::from_files(&certificate.chain(), &certificate.key()).unwrap();
        TestServer::start_at(database, "127.0.0.1:0", Some(tls), None)
    }

    /// At an address that was free a moment ago: for a server that comes back where it was.
    pub fn restart(database: &Database, address: SocketAddr) -> TestServer {
        TestServer::start_at(database, &address.to_string(), None, None)
    }

    /// Over plain HTTP, to clients that should have seen a certificate: another one has ended their TLS.
    pub fn start_as_if_ending_tls(database: &Database, certificate: [u8; 32]) -> TestServer {
        TestServer::start_at(database, "127.0.0.1:0", None, Some(certificate))
    }

    fn start_at(
        database: &Database,
        address: &str,
        tls: Option<Tls>,
        certificate: Option<[u8; 32]>,
    ) -> TestServer {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let url = database.app_url();
        let before = TcpListener::bind("127.0.0.1:0").unwrap();
        let named = [address, before.local_addr().unwrap()];
        let named = named.map(|address| format!("http://{address}"));
        let channel = match &tls {
            Some(tls) => tls.channel(Vec::new()),
            None => Channel {
                certificate,
                origins: Origins::Named(named.to_vec()),
            },
        };
        // a runtime of its own, so that blocking tests can use it and a busy test cannot starve it
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let database = sync_server::Database::open(&url, CONNECTIONS_MAX)
                    .await
                    .unwrap();
                ready.send(()).unwrap();
                let proxies = TrustedProxies {
                    addresses: vec![TRUSTED_PROXY.parse().unwrap()],
                    header: ProxyHeader::XForwardedFor,
                };
                let connections = Connections::new(CLIENTS_MAX, proxies);
                let app = App::new(database).over(channel);
                let shutdown = async move {
                    // an error means that the fixture is gone, which is the same wish
                    let _ = stopped.await;
                };
                sync_server::serve(listener, tls, app, connections, shutdown)
                    .await
                    .unwrap();
            });
        });
        is_ready.recv().expect("the server opens its database");
        TestServer {
            address,
            before,
            scheme,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A socket under whose address devices reach it as well.
    pub fn socket_before(&self) -> TcpListener {
        self.before.try_clone().unwrap()
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Stops, and returns its address.
    pub fn stop(mut self) -> SocketAddr {
        self.end();
        self.address
    }

    /// Stops, and leaves no connection to the database.
    pub fn stop_serving(&mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !thread::panicking()
        {
            panic!("the server ended in a panic");
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end();
    }
}

impl Certificate {
    pub fn for_this_machine() -> Certificate {
        let folder = tempfile::tempdir().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(
            folder.path().join("key.pem"),
            made.signing_key.serialize_pem(),
        )
        .unwrap();
        Certificate { folder }
    }

    /// The chain, which is also what a client must trust.
    pub fn chain(&self) -> PathBuf {
        self.file("cert.pem")
    }

    pub fn key(&self) -> PathBuf {
        self.file("key.pem")
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(self.folder.path()).join(name)
    }
}

/// A server's address as the protocol.
pub fn over_http(server: &TestServer) -> sync_client::HttpProtocol {
    sync_client::HttpProtocol::new(&server.url(), None)
        .expect("the address of a test server is good")
}
