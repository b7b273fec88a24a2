//! Who sits at the desk: nobody yet, the lock screen, somebody who has signed in.

use std::time::Duration;

use clinic::sync::status::{self, Carrier};
use clinic::sync::view::SyncStatus;
use clinic::users::session::{lock_screen, session};
use clinic::users::view::{LockUser, SessionView};
use clinic::{Clinic, ProblemCode, notes, settings};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::TenantStatus;
use vault::password::Password;
use vault::{Refused as NotOpened, Vault};

use crate::event::ClinicEvent;
use crate::failure::{Refused, Result};
use crate::keychain;
use crate::state::{AppState, ClinicState, aside};
use crate::{creation, sync_task};

/// Two seconds in all.
const CLOSING_LOOKS: u32 = 40;
const CLOSING_LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    FirstRun,
    Locked,
    Open,
}

/// How the window begins. `session` is there when the stage is `open`; `time_zone` is the clinic's, known before anybody has
/// signed in; `lock_minutes` without input lock the window; with `key_store_is_file` no key store of the system took the clinic's secret, and the window says so.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    pub stage: Stage,
    pub version: String,
    pub clinic_name: Option<String>,
    pub time_zone: Option<String>,
    pub is_demo: bool,
    pub users: Vec<LockUser>,
    pub session: Option<SessionView>,
    pub key_store_is_file: bool,
    pub lock_minutes: u32,
}

/// Opens the clinic's file when that has not been done, and says who may sign in.
///
/// Errors: those of [`Vault::open`], but for a clinic that is not there: that is the first run.
pub fn start(app_state: &AppState, held: &mut ClinicState) -> Result<StartView> {
    if matches!(held, ClinicState::Nothing) {
        creation::sweep(app_state.folder());
        match Vault::open(app_state.folder(), keychain::environment()?) {
            Ok(vault) => hold(app_state, held, ClinicState::Locked(vault))?,
            Err(vault::Error::NoVault) => {}
            Err(error) => return Err(error.into()),
        }
    }
    view(held)
}

/// Takes a vault or clinic in hand; the exchange with its server begins.
pub fn hold(app_state: &AppState, held: &mut ClinicState, taken: ClinicState) -> Result<()> {
    *held = taken;
    if let Some(vault) = held.vault() {
        sync_task::begin(app_state, vault)?;
    }
    Ok(())
}

pub fn view(held: &mut ClinicState) -> Result<StartView> {
    let mut view = StartView {
        stage: Stage::FirstRun,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        clinic_name: None,
        time_zone: None,
        is_demo: false,
        users: Vec::new(),
        session: None,
        key_store_is_file: false,
        lock_minutes: settings::LOCK_MINUTES_DEFAULT,
    };
    if let Some(vault) = held.vault() {
        let clinic = vault.clinic()?.clinic;
        view.stage = Stage::Locked;
        view.is_demo = matches!(clinic, Some((_, TenantStatus::Demo)));
        view.clinic_name = clinic.map(|(name, _)| name);
        view.time_zone = vault.time_zone()?;
        view.users = lock_screen(vault)?;
        view.key_store_is_file = keychain::is_file(vault)?;
    }
    if let ClinicState::Open(clinic) = held {
        view.stage = Stage::Open;
        view.session = Some(session(clinic)?);
        view.lock_minutes = settings::show::lock_minutes(clinic)?;
    }
    Ok(view)
}

/// Errors: `WrongPassword` with the tries that are left, `LockedOut`, `Inactive`, `Revoked`.
pub fn sign_in(
    app_state: &AppState,
    held: &mut ClinicState,
    username: &str,
    password: &Password,
) -> Result<SessionView> {
    let vault = match held.take() {
        ClinicState::Locked(vault) => vault,
        other => {
            *held = other;
            return Err(ProblemCode::VaultBusy.into());
        }
    };
    let opened = match vault.unlock(username, password) {
        Ok(unlocked) => Clinic::new(unlocked, keychain::clock()),
        Err(NotOpened { vault, error }) => {
            let refused = refused(&vault, username, error);
            *held = ClinicState::Locked(*vault);
            return Err(refused);
        }
    };
    let view = session(&opened);
    present(app_state, &opened);
    app_state.presence().note_input();
    *held = ClinicState::Open(Box::new(opened));
    Ok(view?)
}

fn refused(vault: &Vault, username: &str, error: vault::Error) -> Refused {
    let is_wrong = matches!(error, vault::Error::WrongPassword);
    let mut refused = Refused::from(error);
    if is_wrong {
        match vault.sign_in_tries_left(username) {
            Ok(left) => refused.0.tries_left = left,
            Err(error) => tracing::warn!(%error, "the tries that are left cannot be read"),
        }
    }
    refused
}

/// Tells the server who works here now: what they may read comes with the next exchange.
fn present(app_state: &AppState, clinic: &Clinic) {
    if let Some(exchange) = app_state.exchange() {
        match clinic.unlocked().sign_in_call() {
            Ok(call) => exchange.present(call),
            Err(error) => tracing::warn!(%error, "the server is not told who works here"),
        }
    }
}

/// Commits what was being typed and drops every key. Answers whether something was saved just now.
///
/// What cannot be committed stays behind as a draft, which holds no lock back.
pub fn lock(app_state: &AppState, held: &mut ClinicState) -> bool {
    let (next, has_saved) = match held.take() {
        ClinicState::Open(mut clinic) => {
            let saved = notes::draft::commit_all(&mut clinic).unwrap_or_else(|error| {
                tracing::warn!(%error, "a draft stays as it was last saved");
                false
            });
            (ClinicState::Locked(clinic.lock()), saved)
        }
        other => (other, false),
    };
    *held = next;
    if let Some(exchange) = app_state.exchange() {
        exchange.nobody_is_present();
        if has_saved {
            exchange.wake();
        }
    }
    has_saved
}

/// Locks without having been asked, and tells the page of it, with what ended the session where something did. A window
/// that is locked already is not told again.
pub fn shut_out(app_state: &AppState, cause: Option<ProblemCode>) {
    let mut held = app_state.held();
    let was_open = matches!(*held, ClinicState::Open(_));
    let has_saved = lock(app_state, &mut held);
    drop(held);
    if was_open {
        app_state
            .events()
            .send(ClinicEvent::Locked { has_saved, cause });
    }
}

/// Nobody is there any more: the page may save what was typed last, and whether or not it answers the keys go.
pub async fn let_go(app_state: &AppState) {
    leave(app_state).await;
    let app_state = app_state.clone();
    let shut = aside(move || {
        shut_out(&app_state, None);
        Ok(())
    });
    if let Err(Refused(failure)) = shut.await {
        tracing::error!(code = ?failure.code, "the window does not lock");
    }
}

/// Before the window closes the page saves what was typed last and locks; one that does not answer is not waited for.
pub async fn leave(app_state: &AppState) {
    app_state.events().send(ClinicEvent::Closing);
    for _ in 0..CLOSING_LOOKS {
        match app_state
            .run(|_, held| Ok(matches!(held, ClinicState::Open(_))))
            .await
        {
            Ok(true) => tokio::time::sleep(CLOSING_LOOK_EVERY).await,
            _ => break,
        }
    }
}

/// Where the data stands; none before there is a clinic.
pub fn status(app_state: &AppState, held: &mut ClinicState) -> Result<Option<SyncStatus>> {
    let carrier = carrier(app_state);
    let now = keychain::clock().now();
    Ok(match held {
        ClinicState::Open(clinic) => Some(status::of(clinic, carrier)?),
        ClinicState::Locked(vault) => Some(status::status(
            vault,
            carrier,
            now,
            settings::LATE_HOURS_DEFAULT,
        )?),
        ClinicState::Nothing | ClinicState::Creation(_) => None,
    })
}

pub fn carrier(app_state: &AppState) -> Carrier {
    app_state
        .exchange()
        .map_or(Carrier::default(), |exchange| exchange.carrier())
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
