//! Another computer comes into the clinic.

use std::path::Path;

use clinic::devices::invite::invite;
use serde_json::json;
use sync_client::{HttpProtocol, ServerError, Store, greet};
use sync_contract::Code;
use sync_contract::field::Text;
use sync_contract::messages::{DeviceJoin, EnrolFind};
use sync_contract::service::Protocol;
use vault::Vault;
use vault::enrol::CODE_LASTS_S;
use vault::keys::EnrolmentCode;

use super::{connect, sync};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{Enrol, Join};
use crate::exit::{Problem, Result};
use crate::online::{self, ServerEngine};
use crate::opening::{check_empty, environment};
use crate::secret;
use crate::sentences::of_code;

/// The answer to a joining may be lost; asking again is answered alike.
const JOIN_TRIES: u32 = 3;

pub fn run(who: &Who, said: Enrol) -> Result<Answer> {
    match said {
        Enrol::Create => create(who),
        Enrol::Join(said) => join(who, &said),
    }
}

fn create(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let protocol = online::protocol(clinic.unlocked().vault())?;
    // the server checks the invitation by the admin's row, which may still wait here
    online::cleared(clinic.unlocked().vault())?;
    let (code, call) = invite(&mut clinic)?;
    let vault = clinic.unlocked().vault();
    let engine = ServerEngine::new(protocol, Store::new(online::beside(vault)?));
    online::runtime()?.block_on(engine.enrol_create(call))?;
    let server = vault.server()?;
    let needs_ca = server
        .as_ref()
        .is_some_and(|server| server.ca_pem.is_some());
    let url = server.map(|server| server.url);
    let code = code.text();
    let mut text = format!(
        "{}\nIt works once, within the hour, on the other computer:\n  nutrivault --vault DIR enrol join {}",
        *code,
        url.as_deref().unwrap_or("URL")
    );
    if needs_ca {
        text.push_str(" --ca FILE\nFILE is a copy of the certificate that was named with --ca on this computer.");
    }
    Answer::done(
        &json!({ "code": *code, "expires_in_s": CODE_LASTS_S, "server": url, "needs_ca": needs_ca }),
        text,
    )
}

fn join(who: &Who, said: &Join) -> Result<Answer> {
    let folder = who.folder()?;
    check_free(folder)?;
    let ca = said.ca.as_deref().map(connect::pem).transpose()?;
    let protocol = HttpProtocol::new(&said.url, ca.as_deref().map(str::as_bytes))?;
    let code = secret::code(&said.code)?;
    let code = EnrolmentCode::parse(&code).map_err(|_| of_code(Code::CodeUnknown))?;
    let name = device_name(said.name.as_deref())?;
    if who.user.is_some() {
        // asked for before anything is made
        who.password()?;
    }
    let runtime = online::runtime()?;
    let found = runtime.block_on(async {
        greet(&protocol).await?;
        protocol
            .enrol_find(None, EnrolFind { find: code.find() })
            .await
    })?;
    let (mut vault, call) = Vault::join(folder, environment()?, &code, &found, &name)?;
    if let Err(refusal) = runtime.block_on(admitted(&protocol, call)) {
        vault.abandon()?;
        return Err(refusal.into());
    }
    vault.set_server(said.url.trim().trim_end_matches('/'), ca.as_deref())?;
    sync::once(who, vault).map_err(|failure| has_joined(who, failure))
}

/// What fails after the joining does not undo it: the code is used, and the computer is one of the clinic's.
fn has_joined(who: &Who, failure: Problem) -> Problem {
    let happened = failure.message.split(['.', ';']).next().unwrap_or("");
    let again = match &who.user {
        Some(user) => format!("nutrivault sync --user {user}"),
        None => "nutrivault sync".to_owned(),
    };
    Problem {
        message: format!(
            "{happened}. This computer has joined the clinic all the same, and its code is used. Nothing was lost; go on \
             with `{again}`."
        ),
        ..failure
    }
}

/// Looked at before the server is asked: a code that was used here already would otherwise be all that is told.
fn check_free(folder: &Path) -> Result<()> {
    if !folder.join("vault.db").exists() {
        return check_empty(folder);
    }
    Err(Problem::refused(
        "already_there",
        "There is a clinic in this folder already, and it was left as it is; no code was used. If this computer has \
         joined already, go on with `nutrivault sync`; to join another clinic, name an empty folder with --vault.",
    ))
}

pub async fn admitted(
    protocol: &HttpProtocol,
    call: DeviceJoin,
) -> std::result::Result<(), ServerError> {
    let mut tries = 1;
    loop {
        match protocol.device_join(None, call.clone()).await {
            Err(refusal) if refusal.passes() && tries < JOIN_TRIES => tries += 1,
            answer => return answer.map(drop),
        }
    }
}

/// What the computer calls itself.
pub fn own_name() -> String {
    let name = std::fs::read_to_string(Path::new("/etc/hostname"));
    name.map_or("computer".to_owned(), |name| name.trim().to_owned())
}

/// What was said, or what the computer calls itself.
pub fn device_name(said: Option<&str>) -> Result<Text<255>> {
    let name = said.map_or_else(own_name, str::to_owned);
    Text::new(name.trim()).map_err(|_| {
        Problem::usage("The name of a computer has 255 letters at most. Nothing was changed.")
            .at("name")
    })
}
