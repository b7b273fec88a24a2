//! Enrols another computer.

use std::path::Path;

use host::{ServerAddress, device_name, enrolment_code, invite};
use serde_json::json;
use vault::Vault;

use super::{connect, sync};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{Enrol, Join};
use crate::exit::{Problem, Result};
use crate::online::{self, OneCommand};
use crate::opening::check_empty;
use crate::secret;

pub fn run(who: &Who, args: Enrol) -> Result<Answer> {
    match args {
        Enrol::Create => create(who),
        Enrol::Join(args) => join(who, &args),
    }
}

fn create(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let invitation = online::runtime()?.block_on(invite(&OneCommand::with_clinic(&mut clinic)))?;
    let ServerAddress { url, ca_pem } = &invitation.server;
    let code = invitation.code.text();
    let mut text = format!(
        "{}\nIt works once, within the hour, on the other computer:\n  nutrivault --vault DIR enrol join {url}",
        *code,
    );
    if ca_pem.is_some() {
        text.push_str(" --ca FILE\nFILE is a copy of the certificate that was named with --ca on this computer.");
    }
    Answer::done(
        &json!({
            "code": *code,
            "expires_in_s": invitation.lasts_s,
            "server": url,
            "needs_ca": ca_pem.is_some(),
        }),
        text,
    )
}

fn join(who: &Who, args: &Join) -> Result<Answer> {
    let folder = who.folder()?;
    check_free(folder)?;
    let ca_pem = args.ca.as_deref().map(connect::pem).transpose()?;
    let address = ServerAddress::new(&args.url, ca_pem);
    address.protocol()?;
    let code = enrolment_code(&secret::code(&args.code)?)?;
    let name = device_name(args.name.as_deref())?;
    if who.user.is_some() {
        // ask for the password before anything is written
        who.password()?;
    }
    let vault = online::runtime()?.block_on(host::join(folder, &address, code, name))?;
    sync::once(who, vault).map_err(|problem| has_joined(who, problem))
}

/// Words a problem after joining, which does not undo it: the code is used, and the computer is in the clinic.
fn has_joined(who: &Who, problem: Problem) -> Problem {
    let happened = problem.message.split(['.', ';']).next().unwrap_or("");
    let again = match &who.user {
        Some(user) => format!("nutrivault sync --user {user}"),
        None => "nutrivault sync".to_owned(),
    };
    Problem {
        message: format!(
            "{happened}. This computer has joined the clinic all the same, and its code is used. Nothing was lost; go \
             on \
             with `{again}`."
        ),
        ..problem
    }
}

/// Refuses a folder that is in use before the server is asked: else the refusal would only say that the code was used.
fn check_free(folder: &Path) -> Result<()> {
    if !folder.join("vault.db").exists() || Vault::is_unfinished(folder) {
        return check_empty(folder);
    }
    Err(Problem::refused(
        "already_there",
        "There is a clinic in this folder already, and it was left as it is; no code was used. If this computer has \
         joined already, go on with `nutrivault sync`; to join another clinic, name an empty folder with --vault.",
    ))
}
