//! A clinic gets a server, invites another computer, or comes to this one by a code.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use clinic::sync::SyncStatus;
use clinic::view::At;
use clinic::{ProblemCode, Reason};
use host::{Link, Program, device_name, enrolment_code};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_client::{ServerError, Stop};

use crate::problem::Result;
use crate::start::{self, StartView};
use crate::state::{AppState, ClinicState, run_blocking};
use crate::sync_task;

/// Room for every authority that a system knows.
const CA_BYTES_MAX: u64 = 1024 * 1024;

/// `url` and `code` as an operator or an admin handed them over, no code where the clinic has its place already; `ca`
/// for a server whose certificate this computer would not trust by itself.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerAddress {
    pub url: String,
    pub code: String,
    #[serde(default)]
    pub ca: Option<CaFile>,
}

/// The certificates to trust, in PEM: a file of this computer by its path, or what a picked file holds.
#[derive(Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum CaFile {
    Path { path: String },
    Picked { pem: String },
}

/// Works once, on another computer, until it expires.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentCode {
    pub code: String,
    pub server_url: String,
    pub expires_at: At,
}

impl ServerAddress {
    /// # Errors
    /// `Invalid` for the address or the file at fault, `PlainHttp`.
    async fn checked(&self) -> Result<host::ServerAddress> {
        let ca_pem = match self.ca.clone() {
            None => None,
            Some(CaFile::Picked { pem }) => Some(pem),
            Some(CaFile::Path { path }) => {
                Some(run_blocking(move || read_pem(Path::new(path.trim()))).await?)
            }
        };
        let address = host::ServerAddress::new(&self.url, ca_pem);
        address.protocol()?;
        Ok(address)
    }
}

/// # Errors
/// `Invalid` for a file that cannot be read, or that is too odd to hold certificates.
fn read_pem(path: &Path) -> Result<String> {
    let mut pem = String::new();
    let read = File::open(path).and_then(|file| file.take(CA_BYTES_MAX).read_to_string(&mut pem));
    match read {
        Ok(_) => Ok(pem),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err(clinic::Error::invalid("ca", Reason::Malformed).into())
        }
        Err(_) => Err(clinic::Error::invalid("ca", Reason::Unknown).into()),
    }
}

/// Puts the clinic on its server, or names its server again.
///
/// # Errors
/// Those of [`host::connect`].
pub async fn connect(app_state: &AppState, form: ServerAddress) -> Result<SyncStatus> {
    let address = form.checked().await?;
    connect_to(app_state, &address, &form.code).await?;
    sync_status(app_state).await
}

/// Connects. What stops it may come before this user is known at the server: then the next sync announces them.
async fn connect_to(
    app_state: &AppState,
    address: &host::ServerAddress,
    code: &str,
) -> host::Result<host::Connection> {
    let connected = host::connect(app_state, address, code).await;
    if connected.is_err()
        && let Some(sync_loop) = app_state.sync_loop()
    {
        let call = app_state.clinic(|clinic| Ok(clinic.unlocked().sign_in_call()?));
        sync_loop.set_user(call.await.ok());
    }
    connected
}

/// Takes the server's new key, where it has lost the one that this computer knows: an admin types the code that the
/// operator reads out.
///
/// # Errors
/// `Invalid` for the code of another key; those of [`host::connect`].
pub async fn confirm_key(app_state: &AppState, code: &str) -> Result<SyncStatus> {
    if code.trim().is_empty() {
        return Err(clinic::Error::invalid("code", Reason::Required).into());
    }
    let known = app_state
        .run(|_, state| Ok(state.vault().map(host::ServerAddress::of).transpose()?))
        .await?;
    let address = known.ok_or(ProblemCode::Locked)?;
    match connect_to(app_state, &address, code).await {
        Err(host::Error::Server(ServerError::OtherServer)) => {
            Err(clinic::Error::invalid("code", Reason::Unknown).into())
        }
        connected => {
            connected?;
            sync_status(app_state).await
        }
    }
}

/// # Errors
/// `Locked` before there is a clinic.
pub async fn sync_status(app_state: &AppState) -> Result<SyncStatus> {
    app_state
        .run(|app_state, state| {
            app_state
                .sync_status(state)?
                .ok_or(ProblemCode::Locked.into())
        })
        .await
}

/// Makes a code for another computer.
///
/// # Errors
/// Those of [`host::invite`].
pub async fn invite(app_state: &AppState) -> Result<EnrolmentCode> {
    let invitation = host::invite(app_state).await?;
    Ok(EnrolmentCode {
        code: invitation.code.text().to_string(),
        server_url: invitation.server.url,
        expires_at: At::of(invitation.expires_at),
    })
}

/// Brings a clinic to this computer: its staff comes now, the rest when one of them has signed in.
///
/// # Errors
/// Those of [`host::join`], and of the first sync: without the staff no user could sign in. The sync then goes on
/// trying.
pub async fn join(app_state: &AppState, form: ServerAddress) -> Result<StartView> {
    let address = form.checked().await?;
    let code = enrolment_code(&form.code)?;
    let folder: PathBuf = app_state.folder().clone();
    let vault = host::join(&folder, &address, code, device_name(None)?).await?;
    let (vault, link) = run_blocking(move || {
        let link = Link::open(&vault)?;
        Ok::<_, host::Error>((vault, link))
    })
    .await?;
    let synced = link.sync(&Stop::never()).await;
    app_state
        .run(move |app_state, state| {
            sync_task::adopt(app_state, state, ClinicState::Locked(vault))?;
            synced?;
            start::view(state)
        })
        .await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(url: &str, ca: Option<CaFile>) -> clinic::Problem {
        let form = ServerAddress {
            url: url.to_owned(),
            code: String::new(),
            ca,
        };
        *tauri::async_runtime::block_on(form.checked())
            .unwrap_err()
            .0
    }

    #[test]
    fn a_file_without_a_certificate_is_the_fault_of_its_field() {
        let folder = tempfile::tempdir().unwrap();
        let none = folder.path().join("none.pem");
        let odd = folder.path().join("odd.pem");
        std::fs::write(&odd, [0xff, 0xfe]).unwrap();
        let path = |path: &Path| {
            Some(CaFile::Path {
                path: path.display().to_string(),
            })
        };
        for (ca, reason) in [
            (path(&none), Reason::Unknown),
            (path(&odd), Reason::Malformed),
            (
                Some(CaFile::Picked {
                    pem: "no certificate".to_owned(),
                }),
                Reason::Malformed,
            ),
        ] {
            let failure = refused("https://clinic.example.org", ca);
            assert_eq!(
                (failure.field.as_deref(), failure.reason),
                (Some("ca"), Some(reason))
            );
        }
    }

    #[test]
    fn an_address_without_encryption_is_refused_whatever_is_trusted() {
        assert_eq!(
            refused("http://clinic.example.org", None).code,
            ProblemCode::PlainHttp
        );
    }
}
