//! The computers of the clinic, and the changes of this one that the server refused.

use clinic::devices::list;
use clinic::devices::revoke;
use clinic::sync::discard;
use clinic::sync::rejected;
use clinic::sync::send_again;
use clinic::sync::status::{carry_again, end_restored, take_own_time, take_server_time};
use clinic::view::Id;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::{Devices, Rejected};
use crate::commands::export::text_to_file;
use crate::commands::review::field_line;
use crate::entry;
use crate::exit::{Problem, Result};
use crate::online;
use crate::text::{Clocks, count, span};

pub fn run(who: &Who, args: Devices) -> Result<Answer> {
    match args {
        Devices::List => {
            let clinic = who.unlock()?;
            let (devices, clocks) = (list(&clinic)?, Clocks::of(&clinic)?);
            let lines = devices.iter().map(|device| {
                let own = if device.is_this { "  (this one)" } else { "" };
                let out = device.revoked_at.as_ref().map_or(String::new(), |at| {
                    format!("  shut out {}", clocks.time(at))
                });
                // the server sends the last contact of other computers every few minutes
                let seen = match &device.last_seen {
                    Some(at) => format!("  seen {}", clocks.time(at)),
                    None if device.is_this => String::new(),
                    None => "  last seen: not told by the server yet".to_owned(),
                };
                let version = device
                    .version
                    .as_ref()
                    .map_or(String::new(), |version| format!("  {version}"));
                format!(
                    "{:>4}  {}{own}{seen}{version}{out}",
                    device.number, device.name
                )
            });
            let text = clocks.headed(lines.collect(), "");
            Answer::done(&json!({ "devices": devices }), text)
        }
        Devices::Revoke { number, id, reason } => {
            let id = id.map(|id| entry::id(id, "id")).transpose()?;
            shut_out(who, number, id.as_ref(), &reason)
        }
        Devices::CarryAgain => carry(who),
        Devices::EndRestored => end_restore(who),
        Devices::TakeTime => take_time(who),
    }
}

fn carry(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let records = carry_again(&mut clinic)?;
    let text = match records {
        0 => {
            "There is nothing that a restored server does not take. Nothing was changed.".to_owned()
        }
        records => format!(
            "{} of what admins signed {} again with each sync of an admin, for a day from the next one on.",
            count(records as usize, "record", "records"),
            if records == 1 { "is sent" } else { "are sent" }
        ),
    };
    Answer::done(&json!({ "records": records }), text)
}

fn end_restore(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let Some(at) = end_restored(&mut clinic)? else {
        return Err(Problem::refused(
            "not_found",
            "This computer has not met a restored server, or that was ended before. Nothing was changed.",
        ));
    };
    let text = format!(
        "What was shown since {at} of the restored server is ended on this computer. Every record stays as it is."
    );
    Answer::done(&json!({ "server_restored_at": at }), text)
}

fn take_time(who: &Who) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let jumped = take_server_time(&mut clinic)?;
    let ahead = match jumped {
        Some(_) => None,
        None => take_own_time(&mut clinic)?,
    };
    let text = match (jumped, ahead) {
        (Some(minutes), _) => format!(
            "The server's time counts from now on: it is {} what was expected. What was recorded before stays as it \
             is.",
            span(minutes)
        ),
        (None, Some(minutes)) => format!(
            "The time of this computer counts from now on, under another number: its changes were dated {} it. What \
             was recorded before stays as it is.",
            span(minutes)
        ),
        (None, None) => {
            return Err(Problem::refused(
                "not_found",
                "The server's clock has not jumped, and the changes of this computer are not dated ahead of its \
                 clock, so there is no time to take. Nothing was changed.",
            ));
        }
    };
    Answer::done(
        &json!({ "server_jump_minutes": jumped, "changes_ahead_minutes": ahead }),
        text,
    )
}

fn shut_out(who: &Who, number: u32, id: Option<&Id>, reason: &str) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let mut devices = list(&clinic)?;
    devices.retain(|device| device.number == number && id.is_none_or(|id| *id == device.id));
    if devices.len() > 1 {
        let message = format!(
            "{} computers have the number {number}: the server gave it once more after it was restored from a backup. \
             Nothing was changed; name one of them with `--id`, as `nutrivault devices list --json` shows it.",
            devices.len()
        );
        return Err(Problem::refused("invalid", message).at("id"));
    }
    let Some(device) = devices.pop() else {
        let message = format!(
            "The clinic has no computer {number}. Nothing was changed; `nutrivault devices list` lists them."
        );
        return Err(Problem::refused("not_found", message).at("number"));
    };
    online::end_online(&mut clinic, |clinic| {
        revoke(clinic, &device.id, &device.seen, reason)
    })?;
    Answer::done(
        &json!({ "id": device.id, "number": number }),
        format!(
            "Computer {number} is shut out. At its next contact its keys are destroyed and its data is erased."
        ),
    )
}

pub fn refused(who: &Who, args: Rejected) -> Result<Answer> {
    let (Rejected::Again { id }
    | Rejected::Drop { id }
    | Rejected::Show { id }
    | Rejected::Export { id, .. }) = &args;
    let id = entry::id(id.clone(), "ID")?;
    let mut clinic = who.unlock()?;
    let sentence = match args {
        Rejected::Show { .. } => {
            let view = rejected::show(&clinic, &id)?;
            let mut text = format!("{}, by {}", view.row.what, view.by);
            if let Some(patient) = &view.row.patient {
                text.push_str(&format!(", for {}", patient.name));
            }
            for field in &view.fields {
                text.push_str(&field_line(field));
            }
            return Answer::done(&json!({ "change": view }), text);
        }
        Rejected::Export { out, .. } => {
            let change = || Ok(rejected::export(&mut clinic, &id)?);
            return text_to_file(&out, false, change);
        }
        Rejected::Again { .. } => {
            send_again(&mut clinic, &id)?;
            format!("{id} goes again with the next sync.")
        }
        Rejected::Drop { .. } => {
            discard(&mut clinic, &id)?;
            format!(
                "{id} is discarded: its record shows what the server has, and what waited behind it goes with the next \
                 sync. What it would have changed stays in the audit log."
            )
        }
    };
    Answer::done(&json!({ "id": id }), sentence)
}
