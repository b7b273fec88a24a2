//! TLS 1.3 from certificate files.

use std::{path::Path, sync::Arc};

use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version::TLS13,
};
use thiserror::Error;

use crate::crypto::identity::{Channel, Origins};
use crate::crypto::sha256;

#[derive(Debug, Error)]
pub enum TlsError {
    #[error("the certificate file cannot be read: {0}")]
    Certificate(String),
    #[error("the key file cannot be read: {0}")]
    Key(String),
    #[error("certificate and key do not serve: {0}")]
    Pair(#[from] rustls::Error),
}

#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    /// The server's own certificate.
    leaf: CertificateDer<'static>,
}

impl Tls {
    /// Both files are PEM; the chain begins with the server's own certificate.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| TlsError::Certificate(error.to_string()))?;
        let empty = || TlsError::Certificate("it holds no certificate".into());
        let leaf = chain.first().ok_or_else(empty)?.clone();
        let key =
            PrivateKeyDer::from_pem_file(key).map_err(|error| TlsError::Key(error.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Tls {
            config: Arc::new(config),
            leaf,
        })
    }

    /// Returns what this server says of its way to devices, which reach it under the origins that the operator has
    /// named, or else under the names of its certificate.
    pub fn channel(&self, named: Vec<String>) -> Channel {
        Channel {
            certificate: Some(sha256(&self.leaf)),
            origins: match named.is_empty() {
                true => Origins::Certificate(self.leaf.clone()),
                false => Origins::Named(named),
            },
        }
    }

    pub(crate) fn into_config(self) -> RustlsConfig {
        RustlsConfig::from_config(self.config)
    }
}
