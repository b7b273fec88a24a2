//! The server's address and the certificates to trust.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Error, ServerError};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Maximum time between two pieces of a response; a live stream sends something three times as often.
const NEXT_BYTES_WITHIN: Duration = Duration::from_secs(60);

/// Parses an address whose scheme is allowed for its host, and without a path.
pub fn parse(address: &str) -> Result<Url, ServerError> {
    let url = Url::parse(address.trim()).map_err(|_| Error::Address)?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Address);
    }
    match url.scheme() {
        "https" if url.host().is_some() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(Error::PlainHttp),
        _ => Err(Error::Address),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().map(|host| host.trim_matches(['[', ']']));
    host.is_some_and(|host| {
        host == "localhost"
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

/// Returns a client that trusts the certificates in `ca_pem` alone, or without them those of the system.
pub fn client(url: &Url, ca_pem: Option<&[u8]>) -> Result<Client, ServerError> {
    let builder = Client::builder()
        .user_agent(concat!("nutrivault/", env!("CARGO_PKG_VERSION")))
        // a redirect must not send the token to another host
        .redirect(Policy::none())
        .connect_timeout(CONNECT_WITHIN)
        .read_timeout(NEXT_BYTES_WITHIN)
        .tls_info(true)
        .tcp_nodelay(true);
    let builder = match ca_pem {
        _ if url.scheme() == "http" => builder
            .no_proxy()
            .tls_backend_preconfigured(trusting(RootCertStore::empty())?),
        Some(pem) => builder.tls_backend_preconfigured(trusting(roots(pem)?)?),
        None => {
            // a provider that the process installed earlier is as good
            let _ = ring::default_provider().install_default();
            builder
                .https_only(true)
                .tls_version_min(reqwest::tls::Version::TLS_1_3)
        }
    };
    builder.build().map_err(|_| Error::Certificate)
}

fn roots(pem: &[u8]) -> Result<RootCertStore, ServerError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| Error::Certificate)?;
        roots.add(certificate).map_err(|_| Error::Certificate)?;
    }
    if roots.is_empty() {
        return Err(Error::Certificate);
    }
    Ok(roots)
}

fn trusting(roots: RootCertStore) -> Result<ClientConfig, ServerError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| Error::Certificate)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for address in [
            "http://127.0.0.1:8443",
            "http://localhost:1",
            "http://[::1]:9/",
            "https://clinic.example",
        ] {
            assert!(parse(address).is_ok(), "{address}");
        }
        for address in [
            "http://192.168.1.4:8443",
            "http://clinic.example",
            "http://127.0.0.1.example",
        ] {
            assert_eq!(parse(address), Err(Error::PlainHttp), "{address}");
        }
    }

    #[test]
    fn an_address_is_a_scheme_and_a_host_and_no_more() {
        for address in [
            "",
            "clinic.example",
            "ftp://clinic.example",
            "https://clinic.example/other",
            "https://somebody:secret@clinic.example",
        ] {
            assert_eq!(parse(address), Err(Error::Address), "{address}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_is_none() {
        let url = parse("https://clinic.example").unwrap();
        assert!(matches!(
            client(&url, Some(b"no certificate")),
            Err(Error::Certificate)
        ));
    }
}
