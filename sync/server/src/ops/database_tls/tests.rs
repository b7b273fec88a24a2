#![allow(clippy::unwrap_used)]
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::problem::cause_of;

fn connector(address: &str) -> Result<DatabaseConnector, DatabaseTlsError> {
    DatabaseTls::default().connector(&mut address.parse().unwrap())
}

#[test]
fn nothing_is_sent_in_the_clear_to_another_machine() {
    for address in [
        "host=/run/postgresql user=serves",
        "postgresql://serves@127.0.0.1/clinic",
        "postgresql://serves@localhost/clinic",
        "host=::1 user=serves",
    ] {
        assert!(connector(address).is_ok(), "{address}");
    }
    for address in [
        "postgresql://serves@10.0.0.7/clinic",
        "postgresql://serves@database.example/clinic",
        "host=localhost,database.example user=serves",
        "host=localhost hostaddr=10.0.0.7 user=serves",
        "postgresql://serves@database.example/clinic?sslmode=require",
    ] {
        let refused = connector(address).err();
        assert!(
            matches!(refused, Some(DatabaseTlsError::Plain)),
            "{address}"
        );
    }
}

#[test]
fn a_certificate_without_its_key_or_authority_is_refused() {
    let mut config: Config = "host=/tmp user=serves".parse().unwrap();
    let half = DatabaseTls {
        certificate: Some("a.pem".into()),
        ..DatabaseTls::default()
    };
    let refused = half.connector(&mut config).err();
    assert!(matches!(refused, Some(DatabaseTlsError::Incomplete)));
    let unreadable = DatabaseTls {
        ca: Some("/no/such/file".into()),
        ..DatabaseTls::default()
    };
    let refused = unreadable.connector(&mut config).err();
    assert!(matches!(refused, Some(DatabaseTlsError::File(..))));
}

/// A certificate for `localhost`, in a file.
fn certificate(
    folder: &Path,
    name: &str,
) -> (std::path::PathBuf, rcgen::CertifiedKey<rcgen::KeyPair>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, made.cert.pem()).unwrap();
    (path, made)
}

#[tokio::test]
async fn only_the_database_that_was_meant_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, serving) = certificate(folder.path(), "ours.pem");
    let (theirs, _) = certificate(folder.path(), "theirs.pem");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(speak_tls(listener, serving));
    for (ca, host, cause) in [
        (&ours, "localhost", "speaks TLS"),
        (&theirs, "localhost", "invalid peer certificate"),
        (&ours, "database.example", "invalid peer certificate"),
    ] {
        let files = DatabaseTls {
            ca: Some(ca.clone()),
            ..DatabaseTls::default()
        };
        let address = format!("host={host} hostaddr=127.0.0.1 port={port} user=serves");
        let mut config: Config = address.parse().unwrap();
        let connector = files.connector(&mut config).unwrap();
        let refused = config.connect(connector).await.err().unwrap();
        let text = cause_of(&refused);
        assert!(text.contains(cause), "{host}: {text}");
    }

    // and one that has no TLS is told nothing
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let plain = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
        rest
    });
    let files = DatabaseTls {
        ca: Some(ours),
        ..DatabaseTls::default()
    };
    let address = format!("host=localhost port={port} user=serves sslmode=disable");
    let mut config: Config = address.parse().unwrap();
    let connector = files.connector(&mut config).unwrap();
    assert!(config.connect(connector).await.is_err());
    assert_eq!(plain.await.unwrap(), b"");
}

/// A database that agrees to TLS and, once it is spoken, refuses by a message of its own.
async fn speak_tls(listener: TcpListener, made: rcgen::CertifiedKey<rcgen::KeyPair>) {
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).await.unwrap();
        stream.write_all(b"S").await.unwrap();
        if let Ok(mut stream) = acceptor.accept(stream).await {
            let fields = b"SFATAL\0C28000\0Mspeaks TLS\0\0";
            let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
            let message = [b"E", length.as_slice(), fields].concat();
            stream.write_all(&message).await.unwrap();
            stream.flush().await.unwrap();
            let mut rest = Vec::new();
            // how the client ends the connection does not matter
            let _ = stream.read_to_end(&mut rest).await;
        }
    }
}
