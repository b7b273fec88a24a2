//! What a server with a certificate of its own is trusted by.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use clinic::Reason;
use serde::Deserialize;
use specta::Type;

use crate::failure::Result;
use crate::state::aside;

/// Room for every authority that a system knows.
const CA_BYTES_MAX: u64 = 1024 * 1024;

/// The certificates to trust, in PEM: a file of this computer by its path, or what a picked file holds.
#[derive(Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum CaFile {
    Path { path: String },
    Picked { pem: String },
}

impl CaFile {
    /// Errors: `Invalid` for a file that cannot be read, or that is too odd to hold certificates.
    pub async fn pem(&self) -> Result<String> {
        match self {
            Self::Picked { pem } => Ok(pem.clone()),
            Self::Path { path } => read(PathBuf::from(path.trim())).await,
        }
    }
}

async fn read(path: PathBuf) -> Result<String> {
    aside(move || {
        let mut pem = String::new();
        let read =
            File::open(path).and_then(|file| file.take(CA_BYTES_MAX).read_to_string(&mut pem));
        match read {
            Ok(_) => Ok(pem),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(clinic::Error::invalid("ca", Reason::Malformed).into())
            }
            Err(_) => Err(clinic::Error::invalid("ca", Reason::Unknown).into()),
        }
    })
    .await
}
