use sync_client::{HttpProtocol, ServerError};
use vault::Vault;

use crate::error::{Error, Result};

/// Where a clinic's server is, and the certificates in PEM that it is trusted by where the machine does not know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    pub url: String,
    pub ca_pem: Option<String>,
}

impl ServerAddress {
    pub fn new(url: &str, ca_pem: Option<String>) -> Self {
        Self {
            url: url.trim().trim_end_matches('/').to_owned(),
            ca_pem,
        }
    }

    /// Returns the server that this clinic was connected to.
    ///
    /// # Errors
    /// `NoServer`; `ServerAltered` when the file names another one.
    pub fn of(vault: &Vault) -> Result<Self> {
        let server = vault.trusted_server()?.ok_or(Error::NoServer)?;
        Ok(Self {
            url: server.url,
            ca_pem: server.ca_pem,
        })
    }

    /// Returns the client that speaks to this server. Nothing is sent yet.
    ///
    /// # Errors
    /// `Address`, `PlainHttp`, `BadCertificate`.
    pub fn protocol(&self) -> Result<HttpProtocol> {
        match HttpProtocol::new(&self.url, self.ca_pem.as_deref().map(str::as_bytes)) {
            Ok(protocol) => Ok(protocol),
            Err(ServerError::Certificate) => Err(Error::BadCertificate),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_blanks_and_its_last_slash() {
        let address = ServerAddress::new(" https://clinic.example.org/ ", None);
        assert_eq!(address.url, "https://clinic.example.org");
        assert!(address.protocol().is_ok());
    }

    #[test]
    fn an_address_without_encryption_is_refused_whatever_is_trusted() {
        let refused = ServerAddress::new("http://clinic.example.org", None).protocol();
        assert!(matches!(
            refused,
            Err(Error::Server(ServerError::PlainHttp))
        ));
    }

    #[test]
    fn a_malformed_certificate_is_no_untrusted_one() {
        let ca = Some("no certificate".to_owned());
        let refused = ServerAddress::new("https://clinic.example.org", ca).protocol();
        assert!(matches!(refused, Err(Error::BadCertificate)));
    }
}
