//! The way to Postgres: a socket, loopback, or TLS with a certificate that is verified in full.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Config, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The files for a database on another machine.
#[derive(Debug, Clone, Default, Args)]
pub struct DatabaseTls {
    /// The authorities that sign the database's certificate, PEM. Needed for a database on another machine.
    #[arg(
        long = "database-ca",
        env = "NUTRIVAULT_DATABASE_CA",
        global = true,
        value_name = "FILE"
    )]
    pub ca: Option<PathBuf>,
    /// This server's certificate for the database, PEM.
    #[arg(
        long = "database-cert",
        env = "NUTRIVAULT_DATABASE_CERT",
        global = true,
        value_name = "FILE"
    )]
    pub certificate: Option<PathBuf>,
    /// The key of that certificate, PEM.
    #[arg(
        long = "database-key",
        env = "NUTRIVAULT_DATABASE_KEY",
        global = true,
        value_name = "FILE"
    )]
    pub key: Option<PathBuf>,
}

/// Why a database cannot be reached safely.
#[derive(Debug, Error)]
pub enum DatabaseTlsError {
    #[error(
        "the database is on another machine, and nothing is sent to it in the clear: give --database-ca with the \
         authority of its certificate, or use a socket or loopback"
    )]
    Plain,
    #[error("--database-cert and --database-key belong together, and need --database-ca")]
    Incomplete,
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, String),
    #[error("the certificates for the database cannot be used: {0}")]
    Refused(#[from] rustls::Error),
}

impl DatabaseTls {
    /// Returns what connects to the database of `config`, and requires TLS there when an authority is given: whatever
    /// the address says, its name is verified. Without one only this machine is spoken to.
    ///
    /// # Errors
    /// `Plain` for another machine without TLS, `Incomplete`, `File`, `Refused`.
    pub fn connector(&self, config: &mut Config) -> Result<DatabaseConnector, DatabaseTlsError> {
        let mut authorities = RootCertStore::empty();
        match &self.ca {
            Some(ca) => {
                config.ssl_mode(SslMode::Require);
                for certificate in certificates(ca)? {
                    authorities.add(certificate)?;
                }
            }
            None if self.certificate.is_some() || self.key.is_some() => {
                return Err(DatabaseTlsError::Incomplete);
            }
            None if is_on_this_machine(config) => {
                config.ssl_mode(SslMode::Disable);
            }
            None => return Err(DatabaseTlsError::Plain),
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(authorities);
        let config = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                let private = PrivateKeyDer::from_pem_file(key)
                    .map_err(|error| DatabaseTlsError::File(key.clone(), error.to_string()))?;
                builder.with_client_auth_cert(certificates(certificate)?, private)?
            }
            (None, None) => builder.with_no_client_auth(),
            _ => return Err(DatabaseTlsError::Incomplete),
        };
        Ok(DatabaseConnector(MakeRustlsConnect::new(config)))
    }
}

/// Makes connections to one database.
#[derive(Clone)]
pub struct DatabaseConnector(MakeRustlsConnect);

impl MakeTlsConnect<Socket> for DatabaseConnector {
    type Stream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type TlsConnect = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;
    type Error = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, Self::Error> {
        // a socket has no name, and no TLS is spoken there
        let host = if host.is_empty() { "localhost" } else { host };
        MakeTlsConnect::<Socket>::make_tls_connect(&mut self.0, host)
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, DatabaseTlsError> {
    let failed = |cause: String| DatabaseTlsError::File(path.to_owned(), cause);
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| failed(error.to_string()))?;
    match certificates.is_empty() {
        true => Err(failed("it holds no certificate".to_owned())),
        false => Ok(certificates),
    }
}

/// No name is looked up but `localhost`: another name may lead anywhere tomorrow.
fn is_on_this_machine(config: &Config) -> bool {
    let is_here = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => name
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback()),
    };
    let addresses = config.get_hostaddrs();
    config.get_hosts().iter().all(is_here) && addresses.iter().all(|one| one.is_loopback())
}

#[cfg(test)]
mod tests;
