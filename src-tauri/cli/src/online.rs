//! The way to the server for one command: one exchange at a time on a file, stopped cleanly by Ctrl-C.

use std::time::{Duration, Instant};

use clinic::Clinic;
use sync_client::{HttpProtocol, Report, Stop, Stopper, Store, SyncEngine};
use sync_contract::service::Replica;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use vault::{AdminSignedOutcome, AdminSignedState, SyncLock, Unlocked, Vault};

use crate::answer::Answer;
use crate::args::Who;
use crate::commands::words::count;
use crate::exit::{Problem, Result, Status};
use crate::opening::environment;
use crate::progress;
use crate::sentences::of_code;

pub type ServerEngine = SyncEngine<HttpProtocol, Vault>;

/// Another program's exchange is waited for this long; a watching one has then sent what was there.
const JOINED_FOR: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub fn runtime() -> Result<Runtime> {
    Builder::new_current_thread().enable_all().build().map_err(|error| {
        Problem::refused("internal", format!("This computer gave no means to speak to the network: {error}. Nothing was changed."))
    })
}

/// The server of the clinic, by its address and the certificates that were given when it was connected.
///
/// Errors: `server_altered` when the file names another than that.
pub fn protocol(vault: &Vault) -> Result<HttpProtocol> {
    let server = vault.trusted_server()?.ok_or_else(no_server)?;
    Ok(HttpProtocol::new(
        &server.url,
        server.ca_pem.as_deref().map(str::as_bytes),
    )?)
}

fn no_server() -> Problem {
    Problem::refused(
        "no_server",
        "This clinic lives on this computer alone. Nothing was lost; put it on a server with `nutrivault connect`.",
    )
}

/// Nobody has signed in at the server from this computer yet: no more than staff and settings have come to it.
pub fn is_staff_only(vault: &Vault) -> Result<bool> {
    Ok(vault.server()?.is_some() && vault.scope()?.0.is_empty())
}

/// An answer for which there is nothing here: where nobody's records have come yet, that and what to do is told, too.
pub fn nothing_here(who: &Who, clinic: &Clinic, answer: Answer) -> Result<Answer> {
    if !is_staff_only(clinic.unlocked().vault())? {
        return Ok(answer);
    }
    eprintln!(
        "Nobody has signed in at the server from this computer yet, so no patients have been fetched to it. Nothing was \
         lost; run `nutrivault sync --user {}` once, and do this again.",
        who.login()?
    );
    Ok(answer.needs_person())
}

/// Another handle on the same file, for the exchange beside a user's own.
pub fn beside(vault: &Vault) -> Result<Vault> {
    Ok(vault.reopen(environment()?)?)
}

/// Sends all that waits and brings home all that is new, with a bar where somebody watches.
pub fn exchange(vault: Vault) -> Result<Report> {
    let mut own = beside(&vault)?;
    let Some(_lock) = lock(&own)? else {
        return Ok(Report {
            waiting: own.waiting()?,
            at_head: true,
            ..Report::default()
        });
    };
    let engine = ServerEngine::new(protocol(&vault)?, Store::new(vault));
    let report = runtime()?.block_on(async {
        let stop = stop_at_signals();
        progress::under_a_bar(engine.progress(), engine.sync(&stop)).await
    })?;
    own.note_contact()?;
    if report.revoked {
        return Err(vault::Error::Revoked.into());
    }
    Ok(report)
}

/// None when another program has meanwhile sent what waited here: then this one joined it.
pub fn lock(vault: &Vault) -> Result<Option<SyncLock>> {
    let since = Instant::now();
    loop {
        if let Some(lock) = vault.lock_for_sync()? {
            return Ok(Some(lock));
        }
        let has_sent = since.elapsed() > LOOK_EVERY * 10 && vault.waiting()?.groups == 0;
        if has_sent {
            return Ok(None);
        }
        if since.elapsed() > JOINED_FOR {
            return Err(Problem::refused(
                "in_use",
                "Another program on this computer is exchanging changes and has not finished within a minute. Nothing was lost; try again later.",
            ));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Ctrl-C, or what a supervisor sends.
pub fn stop_at_signals() -> Stop {
    let (stopper, stop) = Stopper::new();
    tokio::spawn(async move {
        asked_to_stop().await;
        stopper.stop();
    });
    stop
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => interrupted().await,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // nobody can ask, so nobody does
        std::future::pending::<()>().await;
    }
}

/// Lets a user join this computer at the server: what their compartments hold comes with the next exchange.
pub fn sign_in(unlocked: &Unlocked) -> Result<()> {
    let vault = unlocked.vault();
    let engine = ServerEngine::new(protocol(vault)?, Store::new(beside(vault)?));
    runtime()?.block_on(engine.sign_in(unlocked.sign_in_call()?))?;
    Ok(())
}

/// Carries out what only counts once the server agrees: the queue goes first, then the act, and its verdict is awaited.
pub fn settled<T>(
    clinic: &mut Clinic,
    act: impl FnOnce(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>>,
) -> Result<T> {
    cleared(clinic.unlocked().vault())?;
    match act(clinic)? {
        AdminSignedOutcome::Applied(value) => Ok(value),
        AdminSignedOutcome::Pending(action, value) => {
            verdict(clinic.unlocked_mut().vault_mut(), action).map(|()| value)
        }
    }
}

/// Nothing waits before what only counts once the server agrees.
pub fn cleared(vault: &Vault) -> Result<()> {
    match vault.trusted_server()? {
        Some(_) => drained(&exchange(beside(vault)?).map_err(not_agreed)?),
        None => Ok(()),
    }
}

/// Asks the server about an action. One that was never sent, because no server was reached, is taken back.
pub fn verdict(vault: &mut Vault, action: Uuid) -> Result<()> {
    let sent = exchange(beside(vault)?);
    match (vault.admin_signed_state(action)?, sent) {
        (AdminSignedState::Accepted, _) => Ok(()),
        (AdminSignedState::Rejected(code), _) => Err(of_code(code)),
        (AdminSignedState::Pending, Err(failure)) if vault.withdraw_admin_signed(action)? => {
            Err(not_agreed(failure))
        }
        (AdminSignedState::Pending, _) => Err(Problem::needs_person(
            "pending",
            "The server's answer to this change did not arrive. Nothing was lost: the same change goes first with the next sync; look then whether it counts before you repeat it.",
        )),
    }
}

/// Nothing of it waits: whoever does not reach the server has changed nothing.
fn not_agreed(failure: Problem) -> Problem {
    match failure.code {
        "unreachable" => Problem {
            message: "The server does not answer, and this counts only once it has agreed. Nothing was changed; \
                      do it again when there is a connection."
                .to_owned(),
            ..failure
        },
        _ => failure,
    }
}

/// Errors, while something still waits that must go before a change of staff or computers: `busy` when the server put it
/// off, `held_back` when it was not sent.
pub fn drained(report: &Report) -> Result<()> {
    let waiting = &report.waiting;
    if waiting.groups == 0 {
        return Ok(());
    }
    let (status, code) = match report.deferred {
        0 => (Status::NeedsPerson, "held_back"),
        _ => (Status::Unreachable, "busy"),
    };
    let message = format!(
        "{} still here, and this goes after that. Nothing was lost; {}.",
        count(waiting.groups, "change is", "changes are"),
        why_waiting(report.deferred, waiting.rejected)
    );
    Err(Problem::new(status, code, message))
}

/// Why changes are here after the server was asked, and what a person can do.
pub fn why_waiting(deferred: usize, undecided: usize) -> &'static str {
    match (deferred, undecided) {
        (0, 0) => {
            "the server answers, and they were not sent to it: sync once more, and if they stay, as whoever wrote them \
             with `nutrivault sync --user NAME`"
        }
        (0, _) => {
            "they build on a change that the server refused and go once that is decided: `nutrivault status` lists it, \
             `nutrivault refused again ID` sends it once more and `nutrivault refused drop ID` gives it up"
        }
        _ => "the server puts off what it cannot take now, and the next sync sends it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_first_is_put_off_by_the_server_or_held_back_here() {
        let ended = |deferred, groups| {
            let mut report = Report {
                deferred,
                ..Report::default()
            };
            report.waiting.groups = groups;
            drained(&report).map_err(|failure| (failure.status, failure.code))
        };
        assert_eq!(ended(0, 0), Ok(()));
        assert_eq!(ended(1, 1), Err((Status::Unreachable, "busy")));
        assert_eq!(ended(0, 1), Err((Status::NeedsPerson, "held_back")));
    }
}
