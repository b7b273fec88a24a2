//! The session of the window: signing in, locking, and its end.

use std::time::Duration;

use clinic::users::{SessionView, code, session};
use clinic::{Clinic, ProblemCode};
use vault::password::Password;

use crate::event::ClinicEvent;
use crate::problem::{BoxedProblem, Result};
use crate::secret::TypedPassword;
use crate::state::{AppState, ClinicState, run_blocking};

/// Two seconds in all.
const CLOSING_LOOKS: u32 = 40;
const CLOSING_LOOK_EVERY: Duration = Duration::from_millis(50);

/// Signs a user in and opens the clinic.
///
/// # Errors
/// `WrongPassword` with the tries that are left, `LockedOut`, `Inactive`, `Revoked`.
pub fn sign_in(
    app_state: &AppState,
    state: &mut ClinicState,
    username: &str,
    password: &Password,
) -> Result<SessionView> {
    let vault = match state.take() {
        ClinicState::Locked(vault) => vault,
        other => {
            *state = other;
            return Err(ProblemCode::VaultBusy.into());
        }
    };
    let mut clinic = match host::sign_in(vault, username, password) {
        Ok(clinic) => clinic,
        Err(refused) => {
            *state = ClinicState::Locked(*refused.vault);
            let mut problem = BoxedProblem::from(refused.error);
            problem.0.tries_left = refused.tries_left;
            return Err(problem);
        }
    };
    let view = session(&clinic);
    if let Ok(view) = &view {
        app_state.page().note_session(view);
    }
    announce(app_state, &mut clinic, password);
    app_state.window().presence().note_input();
    app_state.forget_close();
    *state = ClinicState::Open(Box::new(clinic));
    Ok(view?)
}

/// Announces the user at the server: what they may read comes with the next sync. A password that costs too little is
/// strengthened then; where the server does not answer, that is left to a later sign-in.
fn announce(app_state: &AppState, clinic: &mut Clinic, password: &Password) {
    let Some(sync_loop) = app_state.sync_loop() else {
        return;
    };
    match clinic.unlocked().sign_in_call() {
        Ok(call) => {
            sync_loop.set_user(Some(call));
            let weak = clinic.unlocked_mut().weak_password(password);
            let own = app_state.clone();
            tauri::async_runtime::spawn(async move {
                if !sync_loop.announce().await {
                    return;
                }
                if let Some(weak) = weak
                    && let Err(error) = host::strengthen_password(&own, weak).await
                {
                    tracing::info!(%error, "the password is strengthened at a later sign-in");
                }
                if let Err(error) = host::name_overtaken_keys(&own).await {
                    tracing::info!(%error, "keys that a server lost are named at a later sign-in");
                }
            });
        }
        Err(error) => tracing::warn!(%error, "the user cannot be announced at the server"),
    }
}

/// Wraps the keys of a user who signed in with a code by the password that they choose, and announces them by it once
/// the server has it.
///
/// # Errors
/// `Invalid`, `PasswordReplaced`.
pub fn choose_password(
    app_state: &AppState,
    state: &mut ClinicState,
    new: &TypedPassword,
) -> Result<SessionView> {
    let clinic = state.clinic()?;
    code::choose_password(clinic, new.as_str())?;
    let view = session(clinic)?;
    app_state.page().note_session(&view);
    if let Some(sync_loop) = app_state.sync_loop() {
        match clinic.unlocked().sign_in_call() {
            Ok(call) => sync_loop.set_user(Some(call)),
            Err(error) => tracing::warn!(%error, "the user cannot be announced at the server"),
        }
        sync_loop.wake();
    }
    Ok(view)
}

/// Locks at the user's own wish, and ends the page that showed the session. Returns whether something was saved.
pub fn leave(app_state: &AppState, state: &mut ClinicState) -> bool {
    let was_open = matches!(state, ClinicState::Open(_));
    let has_saved = lock(app_state, state);
    if was_open {
        app_state.page().note_end(has_saved, None);
        app_state.renew_page();
    }
    has_saved
}

/// Commits what was being typed and drops every key. Returns whether something was saved just now.
pub fn lock(app_state: &AppState, state: &mut ClinicState) -> bool {
    app_state.leave_page();
    let (next, has_saved) = match state.take() {
        ClinicState::Open(clinic) => {
            let (vault, has_saved) = host::lock(*clinic);
            (ClinicState::Locked(vault), has_saved)
        }
        other => (other, false),
    };
    *state = next;
    if let Some(sync_loop) = app_state.sync_loop() {
        sync_loop.set_user(None);
        if has_saved {
            sync_loop.wake();
        }
    }
    has_saved
}

/// Locks without having been asked, and sends the page an event, with what ended the session where something did. A
/// window that is locked already is sent nothing.
pub fn end_session(app_state: &AppState, cause: Option<ProblemCode>) {
    let mut state = app_state.clinic_state();
    let was_open = matches!(*state, ClinicState::Open(_));
    let has_saved = lock(app_state, &mut state);
    drop(state);
    if was_open {
        app_state.page().note_end(has_saved, cause);
        app_state.send(ClinicEvent::Locked { has_saved, cause });
        app_state.renew_page();
    }
}

/// Locks an unattended window, or one whose session is over for a cause. The page may save what was typed last; the
/// keys are dropped whether or not it replies.
pub async fn lock_unattended(app_state: &AppState, cause: Option<ProblemCode>) {
    await_saving(app_state, cause).await;
    let own = app_state.clone();
    let locked: Result<()> = run_blocking(move || {
        end_session(&own, cause);
        Ok(())
    })
    .await;
    if let Err(BoxedProblem(problem)) = locked {
        tracing::error!(code = ?problem.code, "the window does not lock");
    }
}

/// Before the window closes the page saves what was typed last and locks; one that does not answer is not waited for.
pub async fn await_saving(app_state: &AppState, cause: Option<ProblemCode>) {
    app_state.page().note_cause(cause);
    app_state.send(ClinicEvent::Closing { cause });
    for _ in 0..CLOSING_LOOKS {
        match app_state
            .run(|_, state| Ok(matches!(state, ClinicState::Open(_))))
            .await
        {
            Ok(true) => tokio::time::sleep(CLOSING_LOOK_EVERY).await,
            _ => break,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use clinic::patients::register::register;
    use clinic::patients::view::{Address, PatientForm};
    use sync_contract::catalog::Patient;
    use vault::Deleted;

    use super::*;
    use crate::testing::{SentEvents, open_clinic};

    #[test]
    fn a_window_whose_draft_the_disk_does_not_take_stays_open_once() {
        let (state, _folder) = open_clinic();
        let mut open = state.clinic_state();
        let clinic = open.clinic().unwrap();
        let form = PatientForm {
            given_name: "Mary".to_owned(),
            address: Address {
                lines: "x".repeat(4000),
                ..Address::default()
            },
            ..PatientForm::default()
        };
        register(clinic, &form).unwrap();
        let unlocked = clinic.unlocked_mut();
        let typed = unlocked.read().all::<Patient>(Deleted::Hidden).unwrap();
        unlocked.vault().set_full(true);
        let refused = unlocked.save_draft(&typed[0].value, &typed[0].seen);
        assert!(matches!(refused, Err(vault::Error::DiskFull)));
        lock(&state, &mut open);
        assert!(state.stays_open(&open));
        assert!(!state.stays_open(&open), "who asks again has read why");
        state.forget_close();
        assert!(state.stays_open(&open));
        state.forget_close();
        open.vault().unwrap().set_full(false);
        open.vault_mut().unwrap().store_drafts().unwrap();
        assert!(!state.stays_open(&open), "nothing goes with the window");
    }

    #[test]
    fn a_lock_ends_the_page_once_and_the_next_one_knows_why() {
        let (state, _folder) = open_clinic();
        let view = session(state.clinic_state().clinic().unwrap()).unwrap();
        state.page().note_session(&view);
        let ended = Arc::new(AtomicU32::new(0));
        let own = (state.clone(), Arc::clone(&ended));
        state.window().renew_by(Box::new(move || {
            let is_locked = own.0.page().last().is_some();
            assert!(is_locked, "the page that follows asks at once");
            own.1.fetch_add(1, Ordering::Relaxed);
        }));
        state.page().note_cause(Some(ProblemCode::Inactive));
        leave(&state, &mut state.clinic_state());
        assert_eq!(ended.load(Ordering::Relaxed), 1);
        let last = state.page().last().unwrap();
        assert_eq!(last.cause, Some(ProblemCode::Inactive));
        end_session(&state, None);
        leave(&state, &mut state.clinic_state());
        assert_eq!(
            ended.load(Ordering::Relaxed),
            1,
            "a lock screen is not renewed"
        );
    }

    #[test]
    fn a_page_is_sent_what_ended_its_session_once() {
        let (state, _folder) = open_clinic();
        let events = SentEvents::of(&state);
        end_session(&state, Some(ProblemCode::PasswordReplaced));
        assert_eq!(events.last()["kind"], "locked");
        assert_eq!(events.last()["cause"], "passwordReplaced");
        end_session(&state, Some(ProblemCode::FileAltered));
        assert_eq!(events.kinds().len(), 1, "a locked window is sent nothing");
    }
}
