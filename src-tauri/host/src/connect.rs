//! A clinic that was made on one computer gets a server, or has it named again.

use sync_client::{Report, ServerError, identify};
use sync_contract::protocol::{Protocol, Replica};
use vault::{Detail, Event, Outcome, Severity, Vault};

use crate::address::ServerAddress;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::machine;
use crate::online_write::drained;
use crate::program::Program;

/// What is left to do to have a clinic on its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectStep {
    /// It registers with an operator's code.
    Register,
    /// Its file was made to name another server, or none: an admin names the right one.
    NameAgain,
    /// It is there, and goes on where it was; with the code of a key that the server has since it lost its own.
    GoOn,
}

/// How a clinic came to its server: so many changes were accepted, and the last sync ended so.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    pub sent: usize,
    pub report: Report,
}

/// Returns what [`connect`] begins with; only [`ConnectStep::Register`] needs a code.
///
/// # Errors
/// `AlreadyConnected` to another server.
pub fn connect_step(vault: &Vault, address: &ServerAddress) -> Result<ConnectStep> {
    match vault.trusted_server() {
        Err(vault::Error::ServerAltered) => Ok(ConnectStep::NameAgain),
        Err(error) => Err(error.into()),
        Ok(None) => Ok(ConnectStep::Register),
        Ok(Some(server)) if server.url == address.url => Ok(ConnectStep::GoOn),
        Ok(Some(server)) => Err(Error::AlreadyConnected { url: server.url }),
    }
}

/// Registers the clinic with `code`, sends the whole queue in order, and signs in there the user who created the
/// clinic. Done only when everything is accepted; whatever stopped it on the way, the same call goes on where it was.
///
/// # Errors
/// `AlreadyConnected`, `ChangesRejected`, `QueueNotEmpty`; `NotAdmin` for another user than the one who created the
/// clinic, or than an admin who names the server again; those of the server.
pub async fn connect(
    program: &impl Program,
    address: &ServerAddress,
    code: &str,
) -> Result<Connection> {
    // a malformed address is reported before anything else
    address.protocol()?;
    let asked = address.clone();
    match program
        .clinic(move |clinic| connect_step(clinic.unlocked().vault(), &asked))
        .await?
    {
        ConnectStep::Register => register(program, address, code).await?,
        ConnectStep::NameAgain => name_again(program, address).await?,
        ConnectStep::GoOn => confirm_key(program, address, code).await?,
    }
    let link = program.link().await?;
    let sent = program.vault(|vault| Ok(vault.waiting()?.groups)).await?;
    let report = program.sync().await?;
    program.vault(|vault| accepted(vault)).await?;
    drained(&report)?;
    let call = program
        .clinic(|clinic| Ok(clinic.unlocked().sign_in_call()?))
        .await?;
    link.sign_in(call).await?;
    let report = program.sync().await?;
    Ok(Connection { sent, report })
}

/// The server takes the same clinic again under the same code, so an answer that was lost costs nothing.
async fn register(program: &impl Program, address: &ServerAddress, code: &str) -> Result<()> {
    let code = code.trim().to_owned();
    let call = program
        .clinic(move |clinic| {
            // what is lost of what an admin signed is made anew before there is a server, and not afterwards
            clinic.unlocked_mut().check_queue()?;
            Ok(clinic.unlocked().create_clinic(&code)?)
        })
        .await?;
    let protocol = address.protocol()?;
    let nonce = program.vault(|vault| Ok(vault.server_nonce()?)).await?;
    let info = identify(&protocol, nonce).await?;
    protocol.create_clinic(None, call).await?;
    let ServerAddress { url, ca_pem } = address.clone();
    program
        .vault(move |vault| {
            // the key of the server that took the clinic, and of no other that is met later
            if !vault.trust_server(&nonce, &info)? {
                return Err(ServerError::OtherServer.into());
            }
            Ok(vault.set_server(&url, ca_pem.as_deref())?)
        })
        .await
}

/// Where the server has lost the key that this computer knows, an admin confirms its new one by the code that the
/// operator reads out.
async fn confirm_key(program: &impl Program, address: &ServerAddress, code: &str) -> Result<()> {
    let code = code.trim().to_owned();
    if code.is_empty() {
        return Ok(());
    }
    let nonce = program.vault(|vault| Ok(vault.server_nonce()?)).await?;
    let info = identify(&address.protocol()?, nonce).await?;
    program
        .clinic(move |clinic| {
            let unlocked = clinic.unlocked_mut();
            let is_known = unlocked.vault_mut().trust_server(&nonce, &info)?;
            match is_known || unlocked.confirm_server_key(&nonce, &info, &code)? {
                true => Ok(()),
                false => Err(ServerError::OtherServer.into()),
            }
        })
        .await
}

/// An admin names the server again, and the audit log records it, once the clinic is found there. It is
/// registered already, so no code is asked for.
async fn name_again<P: Program>(program: &P, address: &ServerAddress) -> Result<()> {
    let own = program
        .clinic(|clinic| {
            let unlocked = clinic.unlocked();
            match unlocked.session().is_admin() {
                true => machine::reopen(unlocked.vault()),
                false => Err(vault::Error::NotAdmin.into()),
            }
        })
        .await?;
    program.end_sync_loop();
    let link = Link::new(address.protocol()?, own);
    let _lock = link.lock(P::PATIENCE).await?;
    link.sync(&program.stop()).await?;
    let ServerAddress { url, ca_pem } = address.clone();
    program
        .clinic(move |clinic| {
            let unlocked = clinic.unlocked_mut();
            let event = Event::new("name server", "clinic").ended(Outcome::Done, Severity::Warning);
            unlocked.record(event, &Detail::default())?;
            Ok(unlocked.vault_mut().set_server(&url, ca_pem.as_deref())?)
        })
        .await
}

/// # Errors
/// `ChangesRejected` when the server will never take something that was written before it was there.
fn accepted(vault: &Vault) -> Result<()> {
    let rejected = vault.rejected()?;
    match rejected.first() {
        None => Ok(()),
        Some(first) => Err(Error::ChangesRejected {
            changes: rejected.len(),
            first: first.rejection.code,
        }),
    }
}
