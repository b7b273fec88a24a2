//! Connects a clinic to a server.

use std::path::Path;

use clinic::view::Id;
use host::{ConnectStep, ServerAddress, connect, connect_step};
use serde_json::json;
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Connect;
use crate::exit::Result;
use crate::online::{self, OneCommand};
use crate::secret;
use crate::text::count;

/// Done only when everything is accepted; after an interruption the same command goes on where it stopped.
pub fn run(who: &Who, args: &Connect) -> Result<Answer> {
    let ca_pem = args.ca.as_deref().map(pem).transpose()?;
    let address = ServerAddress::new(&args.url, ca_pem);
    address.protocol()?;
    let mut clinic = who.unlock()?;
    let code = match connect_step(clinic.unlocked().vault(), &address)? {
        ConnectStep::Register => secret::code(&args.code)?,
        ConnectStep::GoOn if args.code.is_given() => secret::code(&args.code)?,
        ConnectStep::NameAgain | ConnectStep::GoOn => Zeroizing::default(),
    };
    let connection = online::runtime()?.block_on(connect(
        &OneCommand::with_clinic(&mut clinic),
        &address,
        &code,
    ))?;
    let text = format!(
        "The clinic is on {}: {} accepted.",
        address.url,
        count(connection.sent, "change was", "changes were")
    );
    let answer = json!({
        "server": address.url,
        "clinic_id": Id::of(clinic.unlocked().vault().tenant()),
        "sent": connection.sent,
        "at_head": connection.report.at_head,
    });
    Answer::done(&answer, text)
}

/// Returns the certificates of a file, as text.
pub fn pem(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| secret::unreadable(path, &error))
}
