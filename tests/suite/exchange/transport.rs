//! What listens at an address, and whether it may be trusted.

use super::*;
use std::io::{Read, Write};
use std::net::TcpListener;

use support::{Certificate, Network};
use sync_client::{Error, greet};
use sync_contract::messages::Info;

#[tokio::test]
async fn a_server_is_trusted_when_its_certificate_is() {
    let database = Database::migrated().await;
    let certificate = Certificate::for_this_machine();
    let server = TestServer::start_tls(&database, &certificate);
    let pem = std::fs::read(certificate.chain()).unwrap();
    let trusting = HttpProtocol::new(&server.url(), Some(&pem)).unwrap();
    let info = greet(&trusting).await.unwrap();
    assert_eq!(info.product, "nutrivault-server");
    let other = std::fs::read(Certificate::for_this_machine().chain()).unwrap();
    let wary = HttpProtocol::new(&server.url(), Some(&other)).unwrap();
    assert_eq!(greet(&wary).await, Err(Error::Certificate));
    let plain = server.url().replace("https", "http");
    let plain = HttpProtocol::new(&plain, None).unwrap();
    assert_eq!(greet(&plain).await, Err(Error::NotOurs));
}

#[tokio::test]
async fn a_plain_server_is_no_tls_server() {
    let database = Database::migrated().await;
    let server = TestServer::start(&database);
    let certificate = Certificate::for_this_machine();
    let pem = std::fs::read(certificate.chain()).unwrap();
    let secure = HttpProtocol::new(&server.url().replace("http", "https"), Some(&pem)).unwrap();
    assert_eq!(greet(&secure).await, Err(Error::NotOurs));
}

#[tokio::test]
async fn no_server_and_another_server_are_distinguished() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let protocol = HttpProtocol::new(&address, None).unwrap();
    assert_eq!(greet(&protocol).await, Err(Error::Unreachable));

    for (answer, meaning) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
            Error::NotOurs,
        ),
        (
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            Error::NotOurs,
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n",
            Error::NotOurs,
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
            Error::Unreachable,
        ),
        (
            "HTTP/1.1 200 OK\r\nnutrivault-protocol: 2.0\r\ncontent-length: 0\r\n\r\n",
            Error::TooOld,
        ),
        ("220 mail.example ESMTP\r\n", Error::NotOurs),
    ] {
        let address = answering(answer);
        let protocol = HttpProtocol::new(&address, None).unwrap();
        assert_eq!(
            protocol.info(None, Info { nonce: [0; 32] }).await,
            Err(meaning),
            "{answer}"
        );
    }
}

/// Damage in transit is not taken for a forgery: the same bytes are sent again, without a decision of a user.
#[tokio::test]
async fn a_bit_that_flips_on_the_way_costs_one_more_try() {
    let clinic = Clinic::connected().await;
    let network = Network::before(&clinic.server);
    let protocol = HttpProtocol::new(&network.url(), None).unwrap();
    let engine = SyncEngine::new(protocol, Store::shared(clinic.founders.clone()));
    clinic.patient();
    network.damage_push();
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(network.has_damaged());
    assert_eq!((report.accepted, report.rejected), (1, 0));
    assert!(
        !report.renumbered && report.waiting.groups == 0,
        "{report:?}"
    );
}

/// Another listener with one answer for one client.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 2048];
        let read = stream.read(&mut asked).unwrap();
        assert!(read > 0);
        stream.write_all(answer.as_bytes()).unwrap();
    });
    address
}
