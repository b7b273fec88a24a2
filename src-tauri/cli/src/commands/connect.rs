//! A clinic that was made on one computer gets a server.

use std::path::Path;

use clinic::view::Id;
use serde_json::json;
use sync_client::{HttpProtocol, Store, greet};
use sync_contract::service::{Protocol, Replica};
use vault::{Detail, Event, Outcome, Severity, Unlocked, Vault};

use super::words::count;
use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Connect;
use crate::exit::{Problem, Result};
use crate::online::{self, ServerEngine};
use crate::secret;

/// Takes the place, sends the whole queue in order, and signs the founder in there. Done only when everything is
/// accepted; whatever stopped it on the way, the same command goes on where it was.
pub fn run(who: &Who, said: &Connect) -> Result<Answer> {
    let ca = said.ca.as_deref().map(pem).transpose()?;
    let protocol = HttpProtocol::new(&said.url, ca.as_deref().map(str::as_bytes))?;
    let mut unlocked = who.sign_in()?;
    let url = said.url.trim().trim_end_matches('/');
    match unlocked.vault().trusted_server() {
        Err(vault::Error::ServerAltered) => {
            named_again(&mut unlocked, protocol, url, ca.as_deref())?;
        }
        Err(error) => return Err(error.into()),
        Ok(Some(server)) if server.url == url => {}
        Ok(Some(server)) => {
            let message = format!(
                "This clinic is on the server {} already. Nothing was changed.",
                server.url
            );
            return Err(Problem::refused("already_connected", message));
        }
        Ok(None) => {
            let code = secret::code(&said.code)?;
            create_clinic(&mut unlocked, &protocol, &code, url, ca.as_deref())?;
        }
    }
    let waiting = unlocked.vault().waiting()?.groups;
    let report = online::exchange(online::beside(unlocked.vault())?)?;
    accepted(unlocked.vault())?;
    online::drained(&report)?;
    online::sign_in(&unlocked)?;
    let report = online::exchange(online::beside(unlocked.vault())?)?;
    let text = format!(
        "The clinic is on {url}: {} accepted.",
        count(waiting, "change was", "changes were")
    );
    let answer = json!({
        "server": url,
        "clinic_id": Id::of(unlocked.vault().tenant()),
        "sent": waiting,
        "at_head": report.at_head,
    });
    Answer::done(&answer, text)
}

/// The server takes the same clinic again under the same code, so an answer that was lost costs nothing.
fn create_clinic(
    unlocked: &mut Unlocked,
    protocol: &HttpProtocol,
    code: &str,
    url: &str,
    ca: Option<&str>,
) -> Result<()> {
    let call = unlocked.create_clinic(code.trim())?;
    online::runtime()?.block_on(async {
        greet(protocol).await?;
        protocol.create_clinic(None, call).await
    })?;
    Ok(unlocked.vault_mut().set_server(url, ca)?)
}

/// Whoever edited the file named another server, or none: an admin's word stands, and the trail keeps it, once the clinic
/// is found there. It has its place already, so no code is asked for.
fn named_again(
    unlocked: &mut Unlocked,
    protocol: HttpProtocol,
    url: &str,
    ca: Option<&str>,
) -> Result<()> {
    if !unlocked.session().is_admin() {
        return Err(vault::Error::NotAdmin.into());
    }
    let own = online::beside(unlocked.vault())?;
    let _lock = online::lock(&own)?;
    online::runtime()?.block_on(async {
        greet(&protocol).await?;
        let stop = online::stop_at_signals();
        let engine = ServerEngine::new(protocol, Store::new(own));
        engine.sync(&stop).await.map_err(Problem::from)
    })?;
    let event = Event::new("name server", "clinic").ended(Outcome::Done, Severity::Warning);
    unlocked.record(event, &Detail::default())?;
    Ok(unlocked.vault_mut().set_server(url, ca)?)
}

/// Errors: `refused_changes` when the server will never take something that was written before it was there.
fn accepted(vault: &Vault) -> Result<()> {
    let refused = vault.rejected()?;
    let Some(first) = refused.first() else {
        return Ok(());
    };
    Err(Problem::needs_person(
        "refused_changes",
        format!(
            "The server refused {}, the first with the code {}. Nothing was lost: they are kept here and `nutrivault status` lists them; the clinic is connected once they are settled.",
            count(refused.len(), "change", "changes"),
            first.code.word()
        ),
    ))
}

/// The certificates of a file, as text.
pub fn pem(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| secret::unreadable(path, &error))
}
